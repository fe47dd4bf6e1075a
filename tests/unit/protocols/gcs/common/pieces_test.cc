// The small pieces every answer is made of: etags, guards, names, digests of headers, error bodies.
#include <gtest/gtest.h>

#include "protocols/gcs/common/cache_headers.h"
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/etag.h"
#include "protocols/gcs/common/names.h"
#include "protocols/gcs/common/preconditions.h"

namespace resumulator::gcs {
namespace {

// Rule gcs.identity.etag.
TEST(GcsPieces, EtagsAreThoseOfKnownGenerations) {
  EXPECT_EQ(etag(1680594142725727, 1), "CN+Mjofdj/4CEAE=");
  EXPECT_EQ(bucket_etag(1), "CAE=");
  EXPECT_EQ(etag(0, 0), "CAAQAA==");
}

// Rule gcs.precondition.parse.
TEST(GcsPieces, GuardsAreSignedAndForgiveCase) {
  const auto query = Query::parse(
      "ifGenerationMatch=-1&ifgenerationnotmatch=0&ifMetaGenerationMatch=9223372036854775807");
  ASSERT_TRUE(query);
  const auto guards = parse_preconditions(*query);
  ASSERT_TRUE(guards);
  EXPECT_EQ(guards->generation_match, -1);
  EXPECT_EQ(guards->generation_not_match, 0);
  EXPECT_EQ(guards->metageneration_match, INT64_MAX);
  EXPECT_FALSE(guards->metageneration_not_match);
  EXPECT_TRUE(parse_source_preconditions(*query)->empty());
}

// Rule gcs.error.invalid-long: the documented spelling of the name, the value as sent.
TEST(GcsPieces, GuardsThatAreNoNumbersAreNamed) {
  for (const char* value : {"", "1.5", "text", "+1", " 1", "9223372036854775808", "0x1"}) {
    const auto query = Query::parse("ifmetagenerationmatch=" + percent_encode_query(value));
    const auto guards = parse_preconditions(*query);
    ASSERT_FALSE(guards) << value;
    EXPECT_EQ(guards.error().message, "Invalid long value: '" + std::string(value) + "'.");
    EXPECT_EQ(guards.error().location, "ifMetagenerationMatch");
    EXPECT_EQ(guards.error().reason, "invalidParameter");
  }
}

TEST(GcsPieces, AGenerationIsAQuestionAlsoWhenItCannotBe) {
  EXPECT_FALSE(*parse_generation(Query()));
  EXPECT_EQ(**parse_generation(*Query::parse("generation=7")), 7U);
  EXPECT_EQ(**parse_generation(*Query::parse("generation=-7")), 0U);
  EXPECT_FALSE(parse_generation(*Query::parse("generation=x")));
}

// Rules gcs.name.length, gcs.name.characters, gcs.name.reserved.
TEST(GcsPieces, ObjectNamesAreCheckedAtTheirLimits) {
  for (const std::string& fine : {std::string("a"), std::string(1024, 'n'), std::string("..."),
                                  std::string("a\tb"), std::string(".well-known/other")}) {
    EXPECT_FALSE(check_object_name(fine)) << fine;
  }
  for (const std::string& bad :
       {std::string(), std::string(1025, 'n'), std::string("a\rb"), std::string("\xC0\xAF"),
        std::string("."), std::string(".."), std::string(".well-known/acme-challenge/x")}) {
    EXPECT_TRUE(check_object_name(bad)) << bad;
  }
  std::string wide;
  while (wide.size() < 1030) wide += "\xE2\x82\xAC";
  const auto error = check_object_name(wide);
  ASSERT_TRUE(error);
  EXPECT_NE(error->message.find("\xE2\x82\xAC...'"), std::string::npos);
}

TEST(GcsPieces, BucketNamesFollowTheRules) {
  for (const std::string& fine : {std::string("abc"), std::string("a-b_c.d1"), std::string(63, 'b'),
                                  std::string("1.2.3.x")}) {
    EXPECT_FALSE(check_bucket_name(fine)) << fine;
  }
  for (const std::string& bad :
       {std::string(), std::string("ab"), std::string(64, 'b'), std::string("Abc"),
        std::string("-ab"), std::string("ab."), std::string("a..b"), std::string("1.2.3.4"),
        std::string("goog1"), std::string("my-google-b"), std::string("a/b")}) {
    const auto error = check_bucket_name(bad);
    ASSERT_TRUE(error) << bad;
    EXPECT_EQ(error->message, "Invalid bucket name: '" + bad + "'");
  }
}

// Rule gcs.finalize.goog-hash.
TEST(GcsPieces, HashHeadersComeInAllForms) {
  const Headers one = {{"X-Goog-Hash", "md5=JfnnlDI7RTiF9RgfG2JNCw==, crc32c=4waSgw=="}};
  const Headers two = {{"x-goog-hash", "CRC32C=4waSgw==,sha9=zzz,odd"},
                       {"x-goog-hash", "md5=JfnnlDI7RTiF9RgfG2JNCw=="}};
  EXPECT_EQ(*parse_goog_hash(one), *parse_goog_hash(two));
  EXPECT_EQ(parse_goog_hash(one)->crc32c, 0xE3069283U);
  EXPECT_FALSE(parse_goog_hash({{"X-Goog-Hash", "md5=short"}}));
  EXPECT_FALSE(parse_digest_headers({{"Content-MD5", "short"}}));
  EXPECT_TRUE(parse_digest_headers({{"Content-MD5", "1B2M2Y8AsgTpgAmY7PhCfg=="}})->md5);
}

// Rule gcs.error.envelope.
TEST(GcsPieces, ErrorsAreCompactAndInOrder) {
  EXPECT_EQ(error_json(condition_not_met()),
            R"({"error":{"code":412,"message":"At least one of the pre-conditions you specified )"
            R"(did not hold.","errors":[{"message":"At least one of the pre-conditions you )"
            R"(specified did not hold.","domain":"global","reason":"conditionNotMet",)"
            R"("locationType":"header","location":"If-Match"}]}})");
  EXPECT_EQ(error_json(gone("Gone")),
            R"({"error":{"code":410,"message":"Gone","errors":[{"message":"Gone",)"
            R"("domain":"global"}]}})");
}

TEST(GcsPieces, StoreErrorsGetTheirStatus) {
  const auto status = [](ErrorKind kind, std::string where = "") {
    return from_store_error({kind, "", std::move(where)}, "b", "o").status;
  };
  EXPECT_EQ(status(ErrorKind::kMalformed), 400);
  EXPECT_EQ(status(ErrorKind::kDenied, "retentionPolicyNotMet"), 403);
  EXPECT_EQ(status(ErrorKind::kNotFound, "bucket"), 404);
  EXPECT_EQ(status(ErrorKind::kCut), 408);
  EXPECT_EQ(status(ErrorKind::kConflict), 409);
  EXPECT_EQ(status(ErrorKind::kGone), 410);
  EXPECT_EQ(status(ErrorKind::kPrecondition), 412);
  EXPECT_EQ(status(ErrorKind::kNotModified), 304);
  EXPECT_EQ(status(ErrorKind::kTooLarge), 413);
  EXPECT_EQ(status(ErrorKind::kInternal), 500);
  EXPECT_EQ(status(ErrorKind::kUnavailable), 503);
}

// Rule gcs.headers.cache-write.
TEST(GcsPieces, CacheSetsAreThree) {
  const TimePoint now(std::chrono::seconds(1680594142));
  const auto fields = [now](CacheSet set) {
    Headers headers;
    add_cache_headers(headers, set, now);
    std::string out;
    for (const auto& [name, value] : headers.fields()) out += name + "=" + value + ";";
    return out;
  };
  EXPECT_EQ(fields(CacheSet::kNone), "");
  EXPECT_EQ(fields(CacheSet::kWrite),
            "Cache-Control=no-cache, no-store, max-age=0, must-revalidate;Pragma=no-cache;"
            "Expires=Mon, 01 Jan 1990 00:00:00 GMT;");
  EXPECT_EQ(fields(CacheSet::kRead),
            "Cache-Control=private, max-age=0, must-revalidate, no-transform;"
            "Expires=Tue, 04 Apr 2023 07:42:22 GMT;");
  EXPECT_EQ(fields(CacheSet::kMedia),
            "Cache-Control=private, max-age=0;Expires=Tue, 04 Apr 2023 07:42:22 GMT;");
}

}  // namespace
}  // namespace resumulator::gcs
