// Opening a session: what is checked, in which words it is refused, what Location says.
#include <gtest/gtest.h>
#include <zlib.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kUploads = "/upload/storage/v1/b/b/o";

std::string gzip(const std::string& text) {
  std::string out(text.size() + 128, '\0');
  z_stream z{};
  deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

// Rules gcs.init.answer, gcs.headers.identity, gcs.headers.vary, gcs.headers.cache-write,
// gcs.headers.content-type, gcs.identity.upload-id.
TEST(GcsSessionOpen, AnswersEmptyWithTheIdInTwoPlaces) {
  GcsHouse house;
  const auto started = house.start("a");
  EXPECT_EQ(started.status, 200);
  EXPECT_EQ(started.body, "");
  EXPECT_EQ(started.field("Content-Length"), "0");
  EXPECT_EQ(started.field("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(started.field("Server"), "UploadServer");
  EXPECT_EQ(started.field("Cache-Control"), "no-cache, no-store, max-age=0, must-revalidate");
  EXPECT_EQ(started.field("Pragma"), "no-cache");
  EXPECT_EQ(started.field("Expires"), "Mon, 01 Jan 1990 00:00:00 GMT");
  EXPECT_NE(started.head.find("\r\nVary: Origin\r\nVary: X-Origin\r\n"), std::string::npos);
  const std::string id = started.field("X-GUploader-UploadID");
  EXPECT_GE(id.size(), 100U);
  EXPECT_EQ(
      id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
  EXPECT_TRUE(started.field("Location").ends_with("&upload_id=" + id));
}

// Rule gcs.init.location: order and encoding of the query as sent, the path prefix as sent.
TEST(GcsSessionOpen, LocationRepeatsPathAndQueryAsTheyCame) {
  GcsHouse house;
  const auto answer = house.request(
      "POST", "/resumable/upload/storage/v1/b/b/o?name=a%2Fb%20c+d&uploadType=resumable&alt=json");
  EXPECT_TRUE(answer.field("Location")
                  .starts_with("http://" + house.host() +
                               "/resumable/upload/storage/v1/b/b/"
                               "o?name=a%2Fb%20c+d&uploadType=resumable&alt=json&upload_id="))
      << answer.field("Location");
}

// Rule gcs.init.location-echo.
TEST(GcsSessionOpen, LocationIsShortUnderTheSwitch) {
  Options options;
  options.gcs.location_query_echo = false;
  GcsHouse house(options);
  const auto answer = house.start("a", "&ifGenerationMatch=0");
  EXPECT_EQ(answer.field("Location"),
            "http://" + house.host() + kUploads +
                "?uploadType=resumable&upload_id=" + answer.field("X-GUploader-UploadID"));
}

// Rule gcs.init.location-origin.
TEST(GcsSessionOpen, LocationStartsWithTheExternalUrl) {
  Options options;
  options.external_url = "https://storage.example:8443/";
  GcsHouse house(options);
  EXPECT_TRUE(house.start("a")
                  .field("Location")
                  .starts_with("https://storage.example:8443/upload/storage/v1/b/b/o?"));
}

// Rules gcs.init.name, gcs.init.name-conflict.
TEST(GcsSessionOpen, TheNameComesFromQueryOrBodyAndBothMustAgree) {
  GcsHouse house;
  const std::string bare = std::string(kUploads) + "?uploadType=resumable";
  EXPECT_EQ(house.request("POST", bare, R"({"name":"x"})").status, 200);
  EXPECT_EQ(house.start("x", "", R"({"name":"x","bucket":"b"})").status, 200);
  EXPECT_EQ(error_of(house.request("POST", bare)), "400 required Required");
  EXPECT_EQ(error_of(house.start("x", "", R"({"name":"y"})")),
            "400 invalid Value 'y' in content does not agree with value 'x'.");
  EXPECT_EQ(error_of(house.start("x", "", R"({"bucket":"c"})")),
            "400 invalid Value 'c' in content does not agree with value 'b'.");
}

// Rules gcs.name.characters, gcs.name.length, gcs.name.reserved, gcs.error.html-json.
TEST(GcsSessionOpen, BadNamesAreRefusedUnderTextHtml) {
  GcsHouse house;
  const auto broken = house.start("line%0Abreak");
  EXPECT_EQ(error_of(broken),
            "400 invalid Disallowed unicode characters present in object name 'line\nbreak'");
  EXPECT_EQ(broken.field("Content-Type"), "text/html; charset=UTF-8");
  EXPECT_EQ(house.start(std::string(1024, 'n')).status, 200);
  EXPECT_TRUE(error_of(house.start(std::string(1025, 'n')))
                  .starts_with("400 invalid The maximum object length is 1024 characters, but got "
                               "a name with 1025 characters: 'nnn"));
  EXPECT_EQ(house.start("%FF").status, 400);
  EXPECT_EQ(house.start("..").status, 400);
  EXPECT_EQ(house.start(".well-known/acme-challenge/x").status, 400);
}

// Rule gcs.init.content-type.
TEST(GcsSessionOpen, TheTypeIsThatOfTheBodyThenOfTheHeader) {
  GcsHouse house;
  const Fields header = {{"X-Upload-Content-Type", "image/png"}};
  const auto type_of = [&](const std::string& session) {
    return json_of(house.put(session, "*/0"))["contentType"];
  };
  EXPECT_EQ(type_of(house.open("a", "", R"({"contentType":"text/x"})", header)), "text/x");
  EXPECT_EQ(type_of(house.open("a", "", "{}", header)), "image/png");
  EXPECT_EQ(type_of(house.open("a", "", "", {{"X-Upload-Content-Type", ""}})),
            "application/octet-stream");
}

// Rules gcs.init.bad-json, gcs.metadata.parse-error.
TEST(GcsSessionOpen, ABodyThatIsNoJsonIsRefused) {
  GcsHouse house;
  const auto refused = house.start("a", "", "{invalid-json");
  EXPECT_EQ(error_of(refused),
            "400 invalid Parse Error: Unexpected end of string. Expected : between key:value "
            "pair.\ninvalid-json\n            ^");
  EXPECT_EQ(refused.field("Content-Type"), "text/html; charset=UTF-8");
  for (const char* body : {"[]", "nul", "{\"a\":1,}", "{} {}", "\"text\"", "{\"a\":\"\xff\"}"}) {
    EXPECT_EQ(house.start("a", "", body).status, 400) << body;
  }
  EXPECT_EQ(house.start("a", "", " \r\n").status, 200);
}

// Rule gcs.init.lenient-body.
TEST(GcsSessionOpen, ABodyThatIsNoJsonIsIgnoredUnderTheSwitch) {
  Options options;
  options.gcs.lenient_init_body = true;
  GcsHouse house(options);
  EXPECT_EQ(house.start("a", "", "no json").status, 200);
}

// Rules gcs.metadata.depth, gcs.metadata.size, gcs.metadata.types.
TEST(GcsSessionOpen, MetadataIsBounded) {
  Options options;
  options.limits.metadata_bytes_max = 1000;
  GcsHouse house(options);
  EXPECT_EQ(house.start("a", "", std::string(400, '[') + std::string(400, ']')).status, 400);
  EXPECT_EQ(house.start("a", "", R"({"x":")" + std::string(992, 'x') + R"("})").status, 200);
  EXPECT_EQ(house.start("a", "", R"({"x":")" + std::string(993, 'x') + R"("})").status, 413);
  for (const char* body : {R"({"contentType":5})", R"({"metadata":[]})", R"({"metadata":{"a":1}})",
                           R"({"temporaryHold":"yes"})", R"({"customTime":"noon"})",
                           R"({"name":{}})", R"({"retention":{"mode":"x"}})", R"({"acl":{}})"}) {
    EXPECT_EQ(error_of(house.start("a", "", body)).substr(0, 11), "400 invalid") << body;
  }
}

// Rule gcs.init.gzip-body: inflated within the same bound.
TEST(GcsSessionOpen, AGzippedBodyIsInflated) {
  Options options;
  options.limits.metadata_bytes_max = 1000;
  GcsHouse house(options);
  const Fields gzipped = {{"Content-Encoding", "gzip"}};
  const auto session = house.open("a", "", gzip(R"({"contentType":"text/x"})"), gzipped);
  EXPECT_EQ(json_of(house.put(session, "*/0"))["contentType"], "text/x");
  EXPECT_EQ(house.start("a", "", gzip("{}" + std::string(5000, ' ')), gzipped).status, 413);
  EXPECT_EQ(house.start("a", "", "{}", gzipped).status, 400);
}

// Rule gcs.init.declared-length.
TEST(GcsSessionOpen, TheDeclaredLengthMustBeALength) {
  Options options;
  options.limits.object_bytes_max = 1000;
  GcsHouse house(options);
  const auto with = [&](const std::string& length) {
    return error_of(house.start("a", "", "", {{"X-Upload-Content-Length", length}})).substr(0, 18);
  };
  EXPECT_EQ(with("-1").substr(0, 11), "400 invalid");
  EXPECT_EQ(with("ten").substr(0, 11), "400 invalid");
  EXPECT_EQ(with("1001"), "413 uploadTooLarge");
  EXPECT_EQ(with("18446744073709551616"), "413 uploadTooLarge");
  EXPECT_EQ(house.start("a", "", "", {{"X-Upload-Content-Length", "1000"}}).status, 200);
}

// Rules gcs.init.bucket, gcs.init.auto-bucket.
TEST(GcsSessionOpen, TheBucketMustBeThereOrIsMade) {
  const std::string elsewhere = "/upload/storage/v1/b/new-bucket/o?uploadType=resumable&name=a";
  EXPECT_EQ(error_of(GcsHouse().request("POST", elsewhere)),
            "404 notFound The specified bucket does not exist.");
  Options options;
  options.gcs.auto_create_buckets = true;
  GcsHouse house(options);
  EXPECT_EQ(house.request("POST", elsewhere).status, 200);
  EXPECT_EQ(house.request("GET", "/storage/v1/b/new-bucket").status, 200);
}

// Rules gcs.init.type, gcs.init.put.
TEST(GcsSessionOpen, TheUploadTypeSelects) {
  GcsHouse house;
  const std::string name = std::string(kUploads) + "?name=a";
  EXPECT_EQ(error_of(house.request("POST", name)), "400 required Missing uploadType.");
  EXPECT_EQ(error_of(house.request("POST", name + "&uploadType=x")),
            "400 badRequest uploadType x is invalid.");
  EXPECT_EQ(error_of(house.request("PUT", name + "&uploadType=resumable")),
            "400 required Required parameter: upload_id");
  EXPECT_EQ(house.request("GET", name + "&uploadType=resumable").status, 405);
  EXPECT_EQ(house.request("DELETE", name).status, 405);
  Options options;
  options.gcs.allow_put_initiation = true;
  EXPECT_EQ(GcsHouse(options).request("PUT", name + "&uploadType=resumable").status, 200);
}

// Rules gcs.init.digests, gcs.metadata.digests.
TEST(GcsSessionOpen, MalformedDigestsAreRefusedAtOnce) {
  GcsHouse house;
  EXPECT_EQ(error_of(house.start("a", "", R"({"md5Hash":"!not-base64!"})")),
            "400 invalid Provided value (!not-base64!) is not a base64-encoded 128-bit MD5 hash.");
  EXPECT_EQ(error_of(house.start("a", "", R"({"crc32c":"!not-base64!"})")),
            "400 invalid Invalid argument.");
}

// Rules gcs.precondition.parse, gcs.error.invalid-long, gcs.fields.malformed.
TEST(GcsSessionOpen, GuardsMustBeNumbers) {
  GcsHouse house;
  const auto refused = house.start("a", "&ifGenerationMatch=1.5");
  EXPECT_EQ(error_of(refused), "400 invalidParameter Invalid long value: '1.5'.");
  EXPECT_EQ(json_of(refused)["error"]["errors"][0]["location"], "ifGenerationMatch");
  EXPECT_EQ(json_of(refused)["error"]["errors"][0]["locationType"], "parameter");
  EXPECT_EQ(house.start("a", "&ifMetaGenerationNotMatch=x").status, 400);
  EXPECT_EQ(house.start("a", "&fields=a(b").status, 400);
}

// Rule gcs.init.precondition.
TEST(GcsSessionOpen, GuardsWaitForTheEndUnlessTheSwitchSaysOtherwise) {
  Options options;
  options.gcs.precondition_check = GcsSwitches::PreconditionCheck::kStartAndFinalize;
  GcsHouse early(options);
  GcsHouse late;
  for (const GcsHouse* house : {&early, &late}) house->media("a", "x");
  EXPECT_EQ(error_of(early.start("a", "&ifGenerationMatch=0")).substr(0, 19),
            "412 conditionNotMet");
  EXPECT_EQ(late.start("a", "&ifGenerationMatch=0").status, 200);
}

// Rule gcs.init.body-resource.
TEST(GcsSessionOpen, ShowsAResourceUnderTheSwitch) {
  Options options;
  options.gcs.init_body_resource = true;
  const auto started = GcsHouse(options).start("a", "", R"({"contentType":"text/x"})");
  EXPECT_EQ(json_of(started)["name"], "a");
  EXPECT_EQ(json_of(started)["contentType"], "text/x");
  EXPECT_TRUE(started.has("Location"));
}

// Rules gcs.init.query-metadata, gcs.init.predefined-acl, gcs.init.metadata.
TEST(GcsSessionOpen, QueryAndBodyBecomeMetadata) {
  GcsHouse house;
  const auto session =
      house.open("a", "&contentEncoding=gzip&kmsKeyName=k&predefinedAcl=publicRead&projection=full",
                 R"({"cacheControl":"no-store","contentDisposition":"inline","contentLanguage":"de",
          "customTime":"2020-01-02T03:04:05Z","temporaryHold":false,"storageClass":"NEARLINE",
          "metadata":{"k":"v"},"contexts":{"custom":{}},"id":"ignored","size":"7"})");
  const auto resource = json_of(house.put(session, "*/0"));
  EXPECT_EQ(resource["contentEncoding"], "gzip");
  EXPECT_EQ(resource["kmsKeyName"], "k/cryptoKeyVersions/1");
  EXPECT_EQ(resource["cacheControl"], "no-store");
  EXPECT_EQ(resource["contentDisposition"], "inline");
  EXPECT_EQ(resource["contentLanguage"], "de");
  EXPECT_EQ(resource["customTime"], "2020-01-02T03:04:05.000Z");
  EXPECT_EQ(resource["temporaryHold"], false);
  EXPECT_EQ(resource["storageClass"], "NEARLINE");
  EXPECT_EQ(resource["metadata"]["k"], "v");
  EXPECT_TRUE(resource.contains("contexts"));
  EXPECT_EQ(resource["size"], "0");
  EXPECT_NE(resource["acl"].dump().find("allUsers"), std::string::npos);
  EXPECT_EQ(house.start("a", "&predefinedAcl=everyone").status, 400);
}

// Rule gcs.session.limit: past the limit the service is busy, nothing else.
TEST(GcsSessionOpen, PastTheLimitOfSessionsItIsUnavailable) {
  Options options;
  options.limits.sessions_max = 1;
  GcsHouse house(options);
  const auto first = house.open("a");
  EXPECT_EQ(error_of(house.start("c")), "503 backendError Backend Error");
  EXPECT_EQ(house.cancel(first).status, 499);
  EXPECT_EQ(house.start("c").status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
