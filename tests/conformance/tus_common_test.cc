// What every tus request and answer has in common: version, methods, integers, CORS, the mount.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/tus_house.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RawAnswer plain(const TusHouse& house, const std::string& head) {
  RawClient client(house.server.port());
  client.send(head + "\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
  return client.answer(head.starts_with("HEAD"));
}

// Rules tus.common.version, tus.common.resumable-header
TEST(TusCommon, RequestsWithoutTheVersionAreRefusedAndDoNothing) {
  TusHouse house;
  const auto upload = house.create(3);
  for (const std::string& line :
       {std::string("POST /files HTTP/1.1\r\nUpload-Length: 3"), "PATCH " + upload + " HTTP/1.1",
        "DELETE " + upload + " HTTP/1.1", "HEAD " + upload + " HTTP/1.1",
        std::string("PUT /files HTTP/1.1\r\nTus-Resumable: 0.2.2"),
        std::string("POST /files HTTP/1.1\r\nTus-Resumable: 1.0.0, 2.0.0\r\nUpload-Length: 3"),
        std::string("POST /files HTTP/1.1\r\nTus-Resumable: 1.0.0\r\nTus-Resumable: 0.2.2\r\n"
                    "Upload-Length: 3")}) {
    const auto answer = plain(house, line);
    EXPECT_EQ(answer.status, 412) << line;
    EXPECT_EQ(answer.field("Tus-Version"), "1.0.0") << line;
    EXPECT_EQ(answer.field("Tus-Resumable"), "1.0.0") << line;
  }
  EXPECT_EQ(house.progress(upload), "200 0/3");
  EXPECT_EQ(house.server.totals().sessions, 1U);
}

// Rule tus.head.version-switch
TEST(TusCommon, HeadMayGoWithoutTheVersionBySwitch) {
  TusHouse house({.head_version_check = false});
  const auto upload = house.create(3);
  EXPECT_EQ(plain(house, "HEAD " + upload + " HTTP/1.1").status, 200);
}

// Rules tus.options.answer, tus.options.extensions, tus.options.max-size
TEST(TusCommon, OptionsSayWhatTheServerCanDo) {
  TusHouse house;
  for (const char* path : {"/files", "/files/", "/files/nobody"}) {
    const auto answer = plain(house, std::string("OPTIONS ") + path + " HTTP/1.1");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("Tus-Version"), "1.0.0");
    EXPECT_EQ(answer.field("Tus-Resumable"), "1.0.0");
    EXPECT_EQ(answer.field("Tus-Extension"),
              "creation,creation-with-upload,creation-defer-length,expiration,checksum,"
              "checksum-trailer,termination,concatenation,concatenation-unfinished");
    EXPECT_EQ(answer.field("Tus-Checksum-Algorithm"), "sha1,md5,sha256,sha512,crc32");
    EXPECT_EQ(answer.field("Tus-Max-Size"), "5497558138880");
  }
}

// Rules tus.options.max-size, tus.options.extensions, tus.options.switches
TEST(TusCommon, OptionsFollowTheSwitches) {
  TusHouse house({.extensions = {}, .max_size = 1234, .options_status = 204});
  const auto answer = plain(house, "OPTIONS /files HTTP/1.1");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.field("Tus-Max-Size"), "1234");
  EXPECT_FALSE(answer.has("Tus-Extension"));
  EXPECT_FALSE(answer.has("Tus-Checksum-Algorithm"));
}

// Rule tus.common.method
TEST(TusCommon, MethodsNobodyServesAreToldWhichOnesAre) {
  TusHouse house;
  const auto upload = house.create(3);
  for (const char* method : {"PUT", "PATCH", "HEAD", "DELETE"}) {
    const auto answer =
        plain(house, std::string(method) + " /files HTTP/1.1\r\nTus-Resumable: 1.0.0");
    EXPECT_EQ(answer.status, 405) << method;
    EXPECT_EQ(answer.field("Allow"), "POST, OPTIONS");
  }
  const auto answer = house.request("POST", upload);
  EXPECT_EQ(tus_code(answer), "405 ERR_METHOD_NOT_ALLOWED");
  EXPECT_EQ(answer.field("Allow"), "GET, HEAD, PATCH, DELETE, OPTIONS");
}

// Rule tus.common.override
TEST(TusCommon, APostMayStandForAnotherMethod) {
  TusHouse house;
  const auto upload = house.create(3);
  const auto patched = house.request(
      "POST", upload, "abc", TusHouse::chunk_fields(0, {{"X-HTTP-Method-Override", "patch"}}));
  EXPECT_EQ(patched.status, 204);
  const auto asked = house.request("POST", upload, {}, {{"X-HTTP-Method-Override", "HEAD"}});
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(asked.field("Upload-Offset"), "3");
  EXPECT_EQ(house.request("POST", upload, {}, {{"X-HTTP-Method-Override", "DELETE"}}).status, 204);
  EXPECT_EQ(house.progress(upload), "404 -/-");
}

// Rule tus.common.override
TEST(TusCommon, APostStandsForOneMethodAlone) {
  TusHouse house;
  const auto upload = house.create(3);
  for (const char* other : {"DELETE", "GET", ""}) {
    const auto answer = house.request(
        "POST", upload, "abc",
        TusHouse::chunk_fields(
            0, {{"X-HTTP-Method-Override", "PATCH"}, {"X-HTTP-Method-Override", other}}));
    EXPECT_EQ(tus_code(answer), "400 ERR_AMBIGUOUS_METHOD") << other;
  }
  EXPECT_EQ(house.progress(upload), "200 0/3");
  const Fields twice{{"X-HTTP-Method-Override", "PATCH"}, {"X-HTTP-Method-Override", "patch"}};
  EXPECT_EQ(house.request("POST", upload, "abc", TusHouse::chunk_fields(0, twice)).status, 204);
}

// Rule tus.common.override-any
TEST(TusCommon, OtherMethodsAreWhatTheyAreUnlessSwitched) {
  TusHouse strict;
  const Fields as_patch = TusHouse::chunk_fields(0, {{"X-HTTP-Method-Override", "PATCH"}});
  EXPECT_EQ(strict.request("PUT", strict.create(3), "abc", as_patch).status, 405);
  TusHouse any({.override_any = true});
  EXPECT_EQ(any.request("PUT", any.create(3), "abc", as_patch).status, 204);
}

// Rule tus.common.integers
TEST(TusCommon, IntegersAreDigitsOfSixtyThreeBits) {
  TusHouse house;
  const auto upload = house.create(3);
  for (const char* bad :
       {"", "-1", "+1", "1.0", "0x1", "1 ", "1,1", "9223372036854775808", "99999999999999999999"}) {
    if (std::string_view(bad) == "1 ") continue;  // blanks around a value are not part of it
    EXPECT_EQ(tus_code(house.post({{"Upload-Length", bad}})), "400 ERR_INVALID_UPLOAD_LENGTH")
        << bad;
    EXPECT_EQ(tus_code(house.request(
                  "PATCH", upload, "a",
                  {{"Content-Type", "application/offset+octet-stream"}, {"Upload-Offset", bad}})),
              "400 ERR_INVALID_OFFSET")
        << bad;
  }
  EXPECT_EQ(tus_code(house.post({{"Upload-Length", "1"}, {"Upload-Length", "1"}})),
            "400 ERR_INVALID_UPLOAD_LENGTH");
}

// Rule tus.common.nosniff
TEST(TusCommon, NoAnswerIsTakenForAnythingElse) {
  TusHouse house;
  const auto upload = house.create(3);
  EXPECT_EQ(house.patch(upload, 0, "abc").field("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(house.patch(upload, 1, "").field("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(house.request("GET", upload).field("X-Content-Type-Options"), "nosniff");
}

// Rule tus.common.errors
TEST(TusCommon, ErrorsAreOneLineOfText) {
  TusHouse house;
  const auto answer = house.patch("/files/nobody", 0, "abc");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.field("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(answer.body, "ERR_UPLOAD_NOT_FOUND: upload not found\n");
}

// Rule tus.cors.preflight
TEST(TusCommon, BrowsersAreToldWhatTheyMaySend) {
  TusHouse house;
  const auto answer =
      house.request("OPTIONS", "/files", {},
                    {{"Origin", "http://page"}, {"Access-Control-Request-Method", "PATCH"}});
  EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "http://page");
  EXPECT_EQ(answer.field("Access-Control-Allow-Methods"),
            "POST, HEAD, PATCH, OPTIONS, GET, DELETE");
  EXPECT_THAT(answer.field("Access-Control-Allow-Headers"), HasSubstr("Upload-Checksum"));
  EXPECT_EQ(answer.field("Access-Control-Max-Age"), "86400");
  EXPECT_EQ(answer.field("Vary"), "Origin");
}

// Rule tus.cors.answers
TEST(TusCommon, BrowsersMayReadWhatTheProtocolSays) {
  TusHouse house;
  const auto answer = house.post({{"Origin", "http://page"}, {"Upload-Length", "3"}});
  EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "http://page");
  EXPECT_THAT(answer.field("Access-Control-Expose-Headers"), HasSubstr("Location"));
  EXPECT_FALSE(answer.has("Access-Control-Allow-Methods"));
  const auto refused = house.patch("/files/nobody", 0, "a", {{"Origin", "http://page"}});
  EXPECT_EQ(refused.field("Access-Control-Allow-Origin"), "http://page");
  EXPECT_FALSE(house.post({{"Upload-Length", "3"}}).has("Access-Control-Allow-Origin"));
}

// Rule tus.route.mount
TEST(TusCommon, TheMountIsAnOption) {
  TusHouse house({.mount = "/api/uploads"});
  const auto answer = house.request("POST", "/api/uploads", {}, {{"Upload-Length", "3"}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_THAT(answer.field("Location"), HasSubstr("/api/uploads/"));
  EXPECT_EQ(house.server.url("tus"), house.server.url() + "/api/uploads");
  EXPECT_FALSE(house.post({{"Upload-Length", "3"}}).has("Tus-Resumable"));
  const auto beside = house.request("POST", "/api/uploadsx", {}, {{"Upload-Length", "3"}});
  EXPECT_FALSE(beside.has("Tus-Resumable"));
}

}  // namespace
}  // namespace resumulator::testing_support
