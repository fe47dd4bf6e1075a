// The end of a session: digests, guards, holds, the vanished bucket, and how the object is shown.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kNine = "123456789";
constexpr const char* kCrc = "4waSgw==";
constexpr const char* kMd5 = "JfnnlDI7RTiF9RgfG2JNCw==";
constexpr const char* kZeroMd5 = "AAAAAAAAAAAAAAAAAAAAAA==";

RawAnswer finish(const GcsHouse& house, const std::string& session, const Fields& fields = {}) {
  return house.put(session, "0-8/9", kNine, fields);
}

std::string short_error(const RawAnswer& answer) { return error_of(answer).substr(0, 19); }

// Rules gcs.finalize.object, gcs.finalize.answer, gcs.headers.etag, gcs.headers.cache-write,
// gcs.identity.etag, gcs.resource.order.
TEST(GcsSessionFinalize, AnswersTheResource) {
  GcsHouse house;
  const auto answer = finish(house, house.open("d%2Fa"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.reason, "OK");
  EXPECT_EQ(answer.field("Content-Type"), "application/json; charset=UTF-8");
  EXPECT_EQ(answer.field("ETag"), json_of(answer)["etag"]);
  EXPECT_EQ(answer.field("Cache-Control"), "no-cache, no-store, max-age=0, must-revalidate");
  EXPECT_NE(answer.head.find("\r\nVary: Origin\r\nVary: X-Origin\r\n"), std::string::npos);
  EXPECT_FALSE(answer.has("Range"));
  const auto resource = nlohmann::ordered_json::parse(answer.body);
  std::string names;
  for (const auto& [name, value] : resource.items()) names += name + " ";
  EXPECT_EQ(names,
            "kind id selfLink mediaLink name bucket generation metageneration contentType "
            "storageClass size md5Hash crc32c etag timeCreated updated timeStorageClassUpdated "
            "timeFinalized ");
  const std::string generation = resource["generation"];
  const std::string base = "http://" + house.host();
  EXPECT_EQ(resource["id"], "b/d/a/" + generation);
  EXPECT_EQ(resource["selfLink"], base + "/storage/v1/b/b/o/d%2Fa");
  EXPECT_EQ(resource["mediaLink"],
            base + "/download/storage/v1/b/b/o/d%2Fa?generation=" + generation + "&alt=media");
  EXPECT_EQ(resource["metageneration"], "1");
  EXPECT_EQ(resource["timeCreated"], "2030-01-01T00:00:00.000Z");
}

// Rules gcs.finalize.goog-hash, gcs.finalize.mismatch, gcs.finalize.content-md5: given in the
// header of the last request, in any order, on one line or two.
TEST(GcsSessionFinalize, ChecksWhatTheHeaderDeclares) {
  GcsHouse house;
  const std::string crc = std::string("crc32c=") + kCrc;
  const std::string md5 = std::string("md5=") + kMd5;
  for (const Fields& good :
       {Fields{{"X-Goog-Hash", crc}}, Fields{{"X-Goog-Hash", md5 + ", " + crc}},
        Fields{{"X-Goog-Hash", crc}, {"X-Goog-Hash", md5}}, Fields{{"Content-MD5", kMd5}},
        Fields{{"X-Goog-Hash", "sha1=x"}}}) {
    EXPECT_EQ(finish(house, house.open("good"), good).status, 200);
  }
  const std::string wrong_md5 = std::string("400 invalid Provided MD5 hash \"") + kZeroMd5 +
                                "\" doesn't match calculated MD5 hash \"" + kMd5 + "\".";
  EXPECT_EQ(error_of(finish(house, house.open("a"), {{"Content-MD5", kZeroMd5}})), wrong_md5);
  const std::string both = std::string("crc32c=AAAAAA==,md5=") + kZeroMd5;
  EXPECT_EQ(error_of(finish(house, house.open("a"), {{"X-Goog-Hash", both}})), wrong_md5);
  EXPECT_EQ(house.stored("a"), "(none)");
}

// Rules gcs.finalize.digests, gcs.finalize.mismatch: what was declared at the start counts as well.
TEST(GcsSessionFinalize, AMismatchEndsTheSession) {
  GcsHouse house;
  const auto session = house.open("a", "", R"({"md5Hash":"AAAAAAAAAAAAAAAAAAAAAA=="})");
  const auto refused = finish(house, session, {{"X-Goog-Hash", std::string("md5=") + kMd5}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.field("Content-Type"), "application/json; charset=UTF-8");
  const auto again = house.ask(session);
  EXPECT_EQ(again.status, 400);
  EXPECT_EQ(again.body, refused.body);
  EXPECT_EQ(again.field("Content-Type"), "application/json; charset=UTF-8");
}

// Rule gcs.finalize.mismatch: the switch checksum_mismatch_status.
TEST(GcsSessionFinalize, AMismatchCanBe412) {
  Options options;
  options.gcs.checksum_mismatch_status = 412;
  GcsHouse house(options);
  EXPECT_EQ(finish(house, house.open("a"), {{"X-Goog-Hash", "crc32c=AAAAAA=="}}).status, 412);
}

// Rule gcs.finalize.goog-hash: not on a request that is not the last.
TEST(GcsSessionFinalize, DigestsOfEarlierRequestsAreIgnored) {
  GcsHouse house;
  const auto session = house.open("a");
  EXPECT_EQ(house
                .put(session, "0-262143/*", some_bytes(kGranule),
                     {{"X-Goog-Hash", "crc32c=AAAAAA=="}, {"Content-MD5", kZeroMd5}})
                .status,
            308);
}

// Rule gcs.finalize.goog-hash: a value that is none costs no bytes.
TEST(GcsSessionFinalize, AMalformedDigestLeavesTheSessionOpen) {
  GcsHouse house;
  const auto session = house.open("a");
  EXPECT_EQ(error_of(finish(house, session, {{"X-Goog-Hash", "crc32c=x"}})),
            "400 invalid Invalid argument.");
  EXPECT_EQ(house.put(session, "*/9").status, 200);
}

// Rule gcs.finalize.content-md5-scope: the switch content_md5_scope.
TEST(GcsSessionFinalize, ContentMd5CanBeThatOfTheRequest) {
  Options options;
  options.gcs.content_md5_scope = GcsSwitches::Md5Scope::kRequest;
  GcsHouse house(options);
  const auto session = house.open("a");
  const auto body = some_bytes(kGranule);
  EXPECT_EQ(short_error(house.put(session, "0-262143/*", body, {{"Content-MD5", kZeroMd5}})),
            "400 invalid Provide");
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
  EXPECT_EQ(house.put(session, "0-262143/*", body, {{"Content-MD5", "x"}}).status, 400);
  house.put(session, "0-262143/*", body);
  EXPECT_EQ(house.put(session, "262144-262152/262153", kNine, {{"Content-MD5", kMd5}}).status, 200);
}

// Rules gcs.finalize.guards, gcs.precondition.upload, gcs.precondition.not-modified.
TEST(GcsSessionFinalize, GuardsHoldAgainstTheObjectOfThatMoment) {
  GcsHouse house;
  const auto session = house.open("a", "&ifGenerationMatch=0");
  const std::string generation = json_of(house.media("a", "other"))["generation"];
  const auto refused = finish(house, session);
  EXPECT_EQ(error_of(refused),
            "412 conditionNotMet At least one of the pre-conditions you specified did not hold.");
  EXPECT_EQ(json_of(refused)["error"]["errors"][0]["location"], "If-Match");
  EXPECT_EQ(json_of(refused)["error"]["errors"][0]["locationType"], "header");
  EXPECT_EQ(house.stored("a"), "other");
  const auto unchanged = finish(house, house.open("a", "&ifGenerationNotMatch=" + generation));
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_EQ(unchanged.body, "");
  EXPECT_EQ(unchanged.field("Content-Type"), "application/json");
  EXPECT_FALSE(unchanged.has("ETag"));
  EXPECT_EQ(finish(house, house.open("n", "&ifGenerationNotMatch=0")).status, 412);
  EXPECT_EQ(finish(house, house.open("a", "&ifGenerationMatch=" + generation)).status, 200);
}

// Rule gcs.precondition.not-modified: the switch notmatch_write_status.
TEST(GcsSessionFinalize, AFailedNotMatchCanBe412) {
  Options options;
  options.gcs.notmatch_write_status = 412;
  GcsHouse house(options);
  const std::string generation = json_of(house.media("a", "other"))["generation"];
  EXPECT_EQ(finish(house, house.open("a", "&ifGenerationNotMatch=" + generation)).status, 412);
}

// Rules gcs.finalize.holds, gcs.error.denied.
TEST(GcsSessionFinalize, AHeldObjectIsNotReplaced) {
  GcsHouse house;
  finish(house, house.open("a", "", R"({"temporaryHold":true})"));
  const auto refused = finish(house, house.open("a"));
  EXPECT_EQ(error_of(refused).substr(0, 25), "403 objectUnderActiveHold");
  finish(house,
         house.open("r", "",
                    R"({"retention":{"mode":"Locked","retainUntilTime":"2031-01-01T00:00:00Z"}})"));
  EXPECT_EQ(error_of(finish(house, house.open("r"))).substr(0, 25), "403 retentionPolicyNotMet");
}

// Rule gcs.finalize.bucket-gone.
TEST(GcsSessionFinalize, TheBucketMayBeGone) {
  GcsHouse house;
  const auto session = house.open("a");
  EXPECT_EQ(house.request("DELETE", "/storage/v1/b/b").status, 204);
  EXPECT_EQ(error_of(finish(house, session)), "404 notFound The specified bucket does not exist.");
}

// Rule gcs.finalize.view: fields, projection and prettyPrint of the opening request.
TEST(GcsSessionFinalize, IsShownAsTheOpenerWantedIt) {
  GcsHouse house;
  const auto brief = house.open("a", "&fields=name,size&prettyPrint=false");
  EXPECT_EQ(finish(house, brief).body, R"({"name":"a","size":"9"})");
  const auto stripped =
      brief.substr(0, brief.find('?') + 1) + brief.substr(brief.find("upload_id"));
  EXPECT_EQ(house.ask(stripped).body, R"({"name":"a","size":"9"})");
  const auto full = json_of(finish(house, house.open("a", "&projection=full")));
  EXPECT_TRUE(full.contains("acl"));
  EXPECT_TRUE(full.contains("owner"));
  const auto pretty = finish(house, house.open("a")).body;
  EXPECT_EQ(pretty.substr(0, 29), "{\n \"kind\": \"storage#object\",\n");
}

// Rule gcs.session.replay: the object as it was, also when it has been replaced or deleted since.
TEST(GcsSessionFinalize, ARepeatShowsTheObjectAsItWasThen) {
  GcsHouse house;
  const auto session = house.open("a");
  const auto first = finish(house, session);
  house.media("a", "another");
  EXPECT_EQ(finish(house, session).body, first.body);
  house.request("DELETE", "/storage/v1/b/b/o/a");
  EXPECT_EQ(house.put(session, "5-9/77", "01234").body, first.body);
  EXPECT_EQ(house.put(session, "garbage", "").body, first.body);
  EXPECT_EQ(house.put(session, "", "new bytes").body, first.body);
  EXPECT_EQ(house.stored("a"), "(none)");
}

// Rule gcs.session.replay: the switch post_final.
TEST(GcsSessionFinalize, ARepeatCanBe404) {
  Options options;
  options.gcs.post_final = 404;
  GcsHouse house(options);
  const auto session = house.open("a");
  EXPECT_EQ(finish(house, session).status, 200);
  EXPECT_EQ(finish(house, session).status, 404);
}

// Rule gcs.finalize.visible: nothing shows before.
TEST(GcsSessionFinalize, NothingShowsBefore) {
  GcsHouse house;
  const auto session = house.open("a");
  house.put(session, "0-262143/*", some_bytes(kGranule));
  EXPECT_EQ(house.get("a").status, 404);
  EXPECT_EQ(json_of(house.request("GET", "/storage/v1/b/b/o")).contains("items"), false);
  house.put(session, "*/262144");
  EXPECT_EQ(house.get("a").status, 200);
}

// Rule gcs.finalize.no-md5: declared all the same, checked all the same, not shown.
TEST(GcsSessionFinalize, WithoutMd5OnlyTheCrcIsShown) {
  Options options;
  options.gcs.md5 = false;
  GcsHouse house(options);
  const auto resource = json_of(finish(house, house.open("a")));
  EXPECT_FALSE(resource.contains("md5Hash"));
  EXPECT_EQ(resource["crc32c"], kCrc);
  EXPECT_EQ(finish(house, house.open("c"), {{"Content-MD5", kZeroMd5}}).status, 400);
}

}  // namespace
}  // namespace resumulator::testing_support
