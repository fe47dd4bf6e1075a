// Guards on every kind of request: the table of the service, cell by cell.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

class GcsPrecondition : public testing::Test {
 protected:
  GcsPrecondition() { generation = json_of(house.media("a", "x"))["generation"]; }
  std::string with(const std::string& guard, const std::string& value) {
    return "&if" + guard + "=" + value;
  }
  int upload(const std::string& name, const std::string& guard) {
    return house.media(name, "y", guard).status;
  }
  int read(const std::string& name, const std::string& guard) {
    return house.get(name, "?x=1" + guard).status;
  }
  int media(const std::string& name, const std::string& guard) {
    return house.get(name, "?alt=media" + guard).status;
  }
  int patch(const std::string& name, const std::string& guard) {
    return house.request("PATCH", "/storage/v1/b/b/o/" + name + "?x=1" + guard, "{}").status;
  }
  int remove(const std::string& name, const std::string& guard) {
    return house.request("DELETE", "/storage/v1/b/b/o/" + name + "?x=1" + guard).status;
  }
  GcsHouse house;
  std::string generation;
};

// gcs.precondition.generation-match gcs.precondition.metageneration-match
TEST_F(GcsPrecondition, ThatDoesNotMatchIs412) {
  for (const std::string& guard : {with("GenerationMatch", "1"), with("GenerationMatch", "0"),
                                   with("MetagenerationMatch", "2"), with("GenerationMatch", "-1"),
                                   with("MetagenerationMatch", "-1")}) {
    EXPECT_EQ(upload("a", guard), 412) << guard;
    EXPECT_EQ(read("a", guard), 412) << guard;
    EXPECT_EQ(media("a", guard), 412) << guard;
    EXPECT_EQ(patch("a", guard), 412) << guard;
    EXPECT_EQ(remove("a", guard), 412) << guard;
  }
  EXPECT_EQ(house.stored("a"), "x");
}

// gcs.precondition.generation-not-match gcs.precondition.metageneration-not-match
TEST_F(GcsPrecondition, ThatMatchesWhereItMustNotIs304) {
  for (const std::string& guard :
       {with("GenerationNotMatch", generation), with("MetagenerationNotMatch", "1"),
        with("MetaGenerationNotMatch", "1")}) {
    EXPECT_EQ(upload("a", guard), 304) << guard;
    EXPECT_EQ(read("a", guard), 304) << guard;
    EXPECT_EQ(media("a", guard), 304) << guard;
    EXPECT_EQ(patch("a", guard), 304) << guard;
    EXPECT_EQ(remove("a", guard), 304) << guard;
  }
  EXPECT_EQ(json_of(house.get("a"))["metageneration"], "1");
}

// gcs.precondition.not-modified
TEST_F(GcsPrecondition, AnswersNotModifiedWithoutABody) {
  const RawAnswer write = house.media("a", "y", with("GenerationNotMatch", generation));
  EXPECT_EQ(write.body, "");
  EXPECT_EQ(write.field("Content-Type"), "application/json");
  EXPECT_EQ(write.field("Cache-Control"), "no-cache, no-store, max-age=0, must-revalidate");
  EXPECT_FALSE(write.has("ETag"));
  const RawAnswer read = house.get("a", "?ifMetagenerationNotMatch=1");
  EXPECT_EQ(read.body, "");
  EXPECT_EQ(read.field("Cache-Control"), "private, max-age=0, must-revalidate, no-transform");
}

// gcs.precondition.notmatch-switch
TEST(GcsPreconditionSwitch, Makes304OfAWrite412) {
  const GcsHouse house({.gcs = {.notmatch_write_status = 412}});
  house.media("a", "x");
  EXPECT_EQ(house.media("a", "y", "&ifMetagenerationNotMatch=1").status, 412);
  const std::string path = "/storage/v1/b/b/o/a?ifMetagenerationNotMatch=1";
  EXPECT_EQ(house.request("PATCH", path, "{}").status, 412);
  EXPECT_EQ(house.request("DELETE", path).status, 412);
  EXPECT_EQ(house.request("GET", path).status, 304);
}

// gcs.precondition.missing
TEST_F(GcsPrecondition, OfAMissingObjectIs404ButForUploads) {
  for (const std::string& guard :
       {with("GenerationMatch", "0"), with("GenerationMatch", "5"), with("GenerationNotMatch", "0"),
        with("MetagenerationMatch", "1"), with("MetagenerationNotMatch", "1")}) {
    EXPECT_EQ(read("none", guard), 404) << guard;
    EXPECT_EQ(media("none", guard), 404) << guard;
    EXPECT_EQ(patch("none", guard), 404) << guard;
    EXPECT_EQ(remove("none", guard), 404) << guard;
  }
  EXPECT_EQ(upload("n", with("GenerationNotMatch", "0")), 412);
  EXPECT_EQ(upload("n", with("GenerationMatch", "5")), 412);
  EXPECT_EQ(upload("n", with("MetagenerationMatch", "1")), 412);
  EXPECT_EQ(house.get("n").status, 404);
  EXPECT_EQ(upload("n", with("GenerationMatch", "0")), 200);
}

// gcs.precondition.generation-not-match-zero gcs.precondition.negative
TEST_F(GcsPrecondition, LetsThroughWhatHolds) {
  EXPECT_EQ(patch("a", with("GenerationMatch", generation) + with("MetagenerationMatch", "1")),
            200);
  EXPECT_EQ(patch("a", with("GenerationNotMatch", "0")), 200);
  EXPECT_EQ(patch("a", with("GenerationNotMatch", "-1")), 200);
  EXPECT_EQ(patch("a", with("MetagenerationNotMatch", "-1")), 200);
  EXPECT_EQ(patch("a", with("MetagenerationMatch", "5")), 200);
  EXPECT_EQ(upload("a", with("GenerationNotMatch", "0")), 200);
  EXPECT_EQ(remove("a", with("GenerationNotMatch", "0")), 204);
}

// gcs.precondition.parse
TEST_F(GcsPrecondition, MustBeASignedNumberOf64Bits) {
  for (const char* value : {"", "1.5", "x", "9223372036854775808", "-9223372036854775809",
                            "18446744073709551616", "0x1", "%201", "+1"}) {
    const RawAnswer answer = house.request(
        "PATCH", std::string("/storage/v1/b/b/o/a?ifMetagenerationMatch=") + value, "{}");
    EXPECT_EQ(answer.status, 400) << value;
    const json first = json_of(answer)["error"]["errors"][0];
    EXPECT_EQ(first["reason"], "invalidParameter") << value;
    EXPECT_EQ(first["locationType"], "parameter") << value;
    EXPECT_EQ(first["location"], "ifMetagenerationMatch") << value;
  }
  EXPECT_EQ(patch("a", with("GenerationMatch", "9223372036854775807")), 412);
  EXPECT_EQ(patch("a", with("GenerationNotMatch", "-9223372036854775808")), 200);
  EXPECT_EQ(json_of(house.get("a"))["metageneration"], "2");
}

// gcs.precondition.generation-parameter
TEST_F(GcsPrecondition, AppliesToTheGenerationThatWasAskedFor) {
  EXPECT_EQ(read("a", "&generation=" + generation + with("GenerationMatch", generation)), 200);
  EXPECT_EQ(read("a", "&generation=" + generation + with("MetagenerationMatch", "2")), 412);
  EXPECT_EQ(remove("a", "&generation=7" + with("GenerationMatch", generation)), 404);
  EXPECT_EQ(remove("a", "&generation=-1"), 404) << "a number like any other, and nobody's";
  EXPECT_EQ(remove("a", "&generation=x"), 400);
}

}  // namespace
}  // namespace resumulator::testing_support
