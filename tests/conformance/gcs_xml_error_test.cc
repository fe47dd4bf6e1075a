// The error documents of the XML API, and in whose form an error is told.
#include <gtest/gtest.h>

#include "support/fault_house.h"
#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

// Rules gcs.xml.error.document, gcs.xml.error.codes.
TEST(GcsXmlError, IsADocumentOnOneLine) {
  XmlHouse house;
  const auto answer = house.read("a");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.field("Content-Type"), "application/xml; charset=UTF-8");
  EXPECT_TRUE(answer.has("X-GUploader-UploadID"));
  EXPECT_EQ(answer.body,
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchKey</Code>"
            "<Message>The specified key does not exist.</Message>"
            "<Details>No such object: bk/a</Details></Error>");
  EXPECT_EQ(house.request("GET", "/nowhere/a").body,
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>NoSuchBucket</Code>"
            "<Message>The specified bucket does not exist.</Message></Error>");
}

// Rule gcs.xml.error.head.
TEST(GcsXmlError, ToAHeadHasNoBody) {
  XmlHouse house;
  RawClient client(house.server.port());
  client.send(house.text("HEAD", "/bk/a", {}, {}) + house.text("HEAD", "/bk/b", {}, {}));
  EXPECT_EQ(client.answer(true).status, 404);
  EXPECT_EQ(client.answer(true).status, 404);
}

// Rule gcs.xml.error.escaped.
TEST(GcsXmlError, ShowsWhatCameEscaped) {
  XmlHouse house;
  EXPECT_EQ(element(house.read("%3Ca%26b%3E"), "Details"), "No such object: bk/&lt;a&amp;b&gt;");
}

std::string told(int status, const std::string& target) {
  FaultHouse house(R"({ "do": { "answer": )" + std::to_string(status) + " } }");
  const auto answer = house.request("GET", target);
  if (answer.field("Content-Type").starts_with("application/xml")) return problem_of(answer);
  return std::to_string(answer.status) + " " + answer.field("Content-Type") + " " +
         answer.body.substr(0, 15);
}

// Rule gcs.xml.error.injected.
TEST(GcsXmlError, FaultsAnswerInItsForm) {
  EXPECT_EQ(told(503, "/bk/a"), "503 ServiceUnavailable");
  EXPECT_EQ(told(500, "/bk/a"), "500 InternalError");
  EXPECT_EQ(told(429, "/bk/a").substr(0, 12), "429 SlowDown");
  EXPECT_EQ(told(408, "/bk/a"), "408 RequestTimeout");
  EXPECT_EQ(told(404, "/bk/a").substr(0, 13), "404 NoSuchKey");
  EXPECT_EQ(told(502, "/bk/a"), "502 text/html; charset=UTF-8 <!DOCTYPE html>");
  EXPECT_EQ(told(410, "/bk/a?upload_id=x"), "410 text/plain; charset=utf-8 Gone");
  EXPECT_EQ(told(404, "/bk/a?upload_id=x"), "404 text/plain; charset=utf-8 Not Found");
  EXPECT_EQ(told(503, "/storage/v1/b/bk").substr(0, 20), "503 application/json");
}

// Rule gcs.xml.error.named: whatever code of the service's list a scenario names.
TEST(GcsXmlError, AFaultMayNameItsCode) {
  const auto named = [](const std::string& answer, const std::string& target) {
    FaultHouse house(R"({ "do": { "answer": )" + answer + " } }");
    return house.request("PUT", target, "x");
  };
  const auto refused =
      named(R"({ "status": 403, "reason": "UserProjectAccessDenied" })", "/bk/a?upload_id=x");
  EXPECT_EQ(refused.reason, "Forbidden");
  EXPECT_EQ(refused.field("Content-Type"), "application/xml; charset=UTF-8");
  EXPECT_EQ(refused.body,
            "<?xml version='1.0' encoding='UTF-8'?><Error><Code>UserProjectAccessDenied</Code>"
            "<Message>The requester may not bill the project of the request.</Message></Error>");
  const auto code = [&](int status, const std::string& word) {
    const auto answer = named(
        R"({ "status": )" + std::to_string(status) + R"(, "reason": ")" + word + "\" }", "/bk/a");
    return answer.reason + " " + problem_of(answer);
  };
  EXPECT_EQ(code(403, "AccountProblem"), "Forbidden 403 AccountProblem");
  EXPECT_EQ(code(403, "InvalidSecurity"), "Forbidden 403 InvalidSecurity");
  EXPECT_EQ(code(403, "RequestTimeTooSkewed"), "Forbidden 403 RequestTimeTooSkewed");
  EXPECT_EQ(code(409, "InvalidBucketState"), "Conflict 409 InvalidBucketState");
  EXPECT_EQ(code(400, "CustomerEncryptionKeySha256IsInvalid"),
            "Bad Request 400 CustomerEncryptionKeySha256IsInvalid");
  EXPECT_EQ(code(404, "NoSuchUpload"), "Not Found 404 NoSuchUpload");
  EXPECT_EQ(code(429, "Slow Down"), "Slow Down 429 SlowDown Slow Down");
  // Over JSON, too, the body says what the line says.
  FaultHouse house(R"({ "do": { "answer": { "status": 403, "reason": "Not Today" } } })");
  const auto json = house.request("GET", "/storage/v1/b/b");
  EXPECT_EQ(json.reason, "Not Today");
  EXPECT_EQ(json_of(json)["error"]["message"], "Not Today");
}

// Rule gcs.xml.error.likeliest: of a head that cannot be read only the first line may be known.
TEST(GcsXmlError, ARefusedHeadIsToldInTheFormOfItsPath) {
  XmlHouse house;
  const std::string fields = "Host: a\r\nX: " + std::string(70'000, 'x') + "\r\n\r\n";
  const auto type_of = [&](const std::string& path) {
    const auto answer =
        RawClient(house.server.port()).ask("GET " + path + " HTTP/1.1\r\n" + fields);
    return std::to_string(answer.status) + " " + answer.field("Content-Type").substr(0, 15);
  };
  EXPECT_EQ(type_of("/bk/a"), "431 application/xml");
  EXPECT_EQ(type_of("/storage/v1/b"), "431 application/jso");
  EXPECT_EQ(type_of("/"), "431 application/jso");
}

// Rule gcs.xml.error.likeliest: a request that did not arrive whole is told so by its own API.
TEST(GcsXmlError, ASlowRequestIsTimedOutInItsForm) {
  Options options;
  options.limits.read_timeout = std::chrono::milliseconds(50);
  XmlHouse house(options);
  RawClient client(house.server.port());
  client.send("PUT /bk/a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_EQ(problem_of(client.answer()), "408 RequestTimeout");
  EXPECT_EQ(house.kept("a"), "(none)");
}

}  // namespace
}  // namespace resumulator::testing_support
