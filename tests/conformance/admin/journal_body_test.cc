// What is kept of bodies: nothing unless somebody asked, then the first bytes and the digest of
// all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/sha256.h"
#include "support/fault_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

struct Journal {
  explicit Journal(const GcsHouse& of) : house(of) {}
  RawAnswer get(std::string_view path) const {
    return house.request("GET", "/_emu/v1/lanes/main/journal" + std::string(path));
  }
  json entry(int seq) const { return json_of(get("/" + std::to_string(seq))); }
  const GcsHouse& house;
};

TEST(JournalBodies, AreNotKeptUnlessAskedFor) {
  GcsHouse house;
  const Journal journal(house);
  ASSERT_EQ(house.media("a", "hello").status, 200);
  EXPECT_FALSE(journal.entry(1).contains("body_sha256"));
  const auto answer = journal.get("/1/body");
  EXPECT_EQ(answer.status, 404);
  EXPECT_THAT(answer.body, HasSubstr("--body-limit"));
}

TEST(JournalBodies, AreKeptUpToTheLimitAndHashedWhole) {
  GcsHouse house({.body_limit = 5});
  const Journal journal(house);
  ASSERT_EQ(house.media("a", "hello", {}, {{"Content-Type", "text/plain"}}).status, 200);
  ASSERT_EQ(house.media("b", "hello, world").status, 200);
  const auto whole = journal.get("/1/body");
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.body, "hello");
  EXPECT_EQ(whole.field("Content-Type"), "text/plain");
  EXPECT_EQ(whole.field("X-Emu-Body-Size"), "5");
  EXPECT_EQ(whole.field("X-Emu-Body-SHA256"), sha256_hex("hello"));
  EXPECT_EQ(journal.entry(1)["body_sha256"], sha256_hex("hello"));
  const auto part = journal.get("/2/body");
  EXPECT_EQ(part.body, "hello");
  EXPECT_EQ(part.field("X-Emu-Body-Size"), "12");
  EXPECT_EQ(journal.entry(2)["body_sha256"], sha256_hex("hello, world"));
  EXPECT_EQ(journal.get("/3/body").status, 404);
  EXPECT_EQ(journal.get("/none/body").status, 404);
  EXPECT_EQ(house.server.exchanges().at(1).body_sha256, sha256_hex("hello, world"));
}

TEST(JournalBodies, AreWhatCameBeforeAFaultCutThem) {
  FaultHouse house(R"({"when":{"operation":"simple"},"at":"body:3","do":{"answer":503}})",
                   {.body_limit = 100});
  const Journal journal(house);
  ASSERT_EQ(house.media("a", "hello").status, 503);
  EXPECT_EQ(journal.get("/1/body").body, "hel");
  EXPECT_EQ(journal.entry(1)["body_sha256"], sha256_hex("hel"));
  EXPECT_EQ(journal.entry(1)["received"], 3);
}

TEST(JournalBodies, HaveTheirDigestWhereTheLaneIsJudged) {
  GcsHouse house;
  const auto made = house.request(
      "POST", "/_emu/v1/lanes",
      R"({"name":"judged","scenario":{"scenario":"s","expect":[{"completes":{"objects":1}}]}})");
  ASSERT_EQ(made.status, 201) << made.body;
  ASSERT_EQ(house
                .request("POST",
                         "/_emu/lane/judged/upload/storage/v1/b/b/o?uploadType=media&name=a", "abc")
                .status,
            200);
  const auto entry = json_of(house.request("GET", "/_emu/v1/lanes/judged/journal/1"));
  EXPECT_EQ(entry["body_sha256"], sha256_hex("abc"));
  EXPECT_EQ(house.request("GET", "/_emu/v1/lanes/judged/journal/1/body").status, 404)
      << "the digest, not the bytes";
}

TEST(JournalBodies, StandInTheHar) {
  GcsHouse house({.body_limit = 8});
  const Journal journal(house);
  ASSERT_EQ(house.media("a", "grüße", {}, {{"Content-Type", "text/plain"}}).status, 200);
  ASSERT_EQ(house.media("b", std::string("\xff\x00\x01", 3)).status, 200);
  ASSERT_EQ(house.media("c", "0123456789").status, 200);
  ASSERT_EQ(house.get("a").status, 200);
  const auto entries = json_of(journal.get("?format=har"))["log"]["entries"];
  ASSERT_EQ(entries.size(), 4U);
  EXPECT_EQ(entries[0]["request"]["postData"],
            (json{{"mimeType", "text/plain"}, {"text", "grüße"}}));
  EXPECT_EQ(entries[1]["request"]["postData"]["text"], "/wAB");
  EXPECT_EQ(entries[1]["request"]["postData"]["encoding"], "base64");
  EXPECT_EQ(entries[2]["request"]["postData"]["text"], "01234567");
  EXPECT_EQ(entries[2]["request"]["postData"]["comment"], "the first 8 of 10 bytes");
  EXPECT_FALSE(entries[3]["request"].contains("postData")) << "a request without a body";
}

}  // namespace
}  // namespace resumulator::testing_support
