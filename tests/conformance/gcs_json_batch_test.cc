// Batch over the wire.
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

struct Part {
  std::string request;
  std::string body = {};
};

std::string part_text(const Part& part, const std::string& id) {
  return "--===x==\r\nContent-Type: application/http\r\nMIME-Version: 1.0\r\n"
         "Content-Transfer-Encoding: binary\r\nContent-ID: <" +
         id + ">\r\n\r\n" + part.request + "\r\n" +
         (part.body.empty() ? std::string()
                            : "Content-Type: application/json\r\nContent-Length: " +
                                  std::to_string(part.body.size()) + "\r\n") +
         "\r\n" + part.body + "\r\n";
}

RawAnswer batch(const GcsHouse& house, const std::vector<Part>& parts,
                const Fields& fields = {{"Content-Type", "multipart/mixed; boundary=\"===x==\""}},
                const std::string& path = "/batch/storage/v1") {
  std::string body;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    body += part_text(parts[i], "u+" + std::to_string(i + 1));
  }
  return house.request("POST", path, body + "--===x==--\r\n", fields);
}

/// "200 404 …" of the parts of an answer, in order.
std::string statuses(const RawAnswer& answer) {
  std::string out;
  for (std::size_t at = answer.body.find("\r\n\r\nHTTP/1.1 "); at != std::string::npos;
       at = answer.body.find("\r\n\r\nHTTP/1.1 ", at + 1)) {
    out += answer.body.substr(at + 13, 3) + " ";
  }
  return out;
}

// gcs.batch.order gcs.batch.answer-format gcs.batch.content-id
TEST(GcsBatch, AnswersItsPartsInOrder) {
  const GcsHouse house;
  house.media("a", "x");
  const RawAnswer answer =
      batch(house, {{"GET /storage/v1/b/b/o/a?fields=name&prettyPrint=false HTTP/1.1"},
                    {"PATCH /storage/v1/b/b/o/a HTTP/1.1", R"({"metadata":{"k":"v"}})"},
                    {"DELETE /storage/v1/b/b/o/none HTTP/1.1"},
                    {"DELETE /storage/v1/b/b/o/a HTTP/1.1"}});
  ASSERT_EQ(answer.status, 200);
  const std::string type = answer.field("Content-Type");
  ASSERT_EQ(type.substr(0, 32), "multipart/mixed; boundary=batch_");
  const std::string boundary = type.substr(26);
  EXPECT_EQ(statuses(answer), "200 200 404 204 ");
  EXPECT_TRUE(answer.body.starts_with("--" + boundary +
                                      "\r\nContent-Type: application/http\r\n"
                                      "Content-ID: <response-u+1>\r\n\r\nHTTP/1.1 200 OK\r\n"
                                      "Content-Type: application/json; charset=UTF-8\r\n"));
  EXPECT_NE(answer.body.find("\r\n\r\n{\"name\":\"a\"}\r\n--" + boundary), std::string::npos);
  EXPECT_TRUE(answer.body.ends_with("\r\n--" + boundary + "--\r\n"));
  EXPECT_LT(answer.body.find("<response-u+3>"), answer.body.find("<response-u+4>"));
  EXPECT_EQ(house.get("a").status, 404);
}

// gcs.batch.paths
TEST(GcsBatch, IsServedOnEveryPath) {
  const GcsHouse house;
  const Fields type = {{"Content-Type", "multipart/mixed; boundary='===x=='"}};
  for (const char* path : {"/batch", "/batch/", "/batch/storage/v1"}) {
    EXPECT_EQ(statuses(batch(house, {{"GET /storage/v1/b/b"}}, type, path)), "200 ") << path;
  }
}

// gcs.batch.absolute-url gcs.batch.no-version
TEST(GcsBatch, TakesAbsoluteUrlsAndKeepsItsOwnHost) {
  const GcsHouse house;
  const RawAnswer answer =
      batch(house, {{"GET https://storage.googleapis.com/storage/v1/b/b HTTP/1.1\r\n"
                     "Host: storage.googleapis.com"},
                    {"GET /b/b"}});
  EXPECT_EQ(statuses(answer), "200 200 ");
  EXPECT_EQ(answer.body.find("googleapis.com/storage/v1/b/b\""), std::string::npos);
  EXPECT_NE(answer.body.find(house.server.url() + "/storage/v1/b/b\""), std::string::npos);
}

// gcs.batch.no-media
TEST(GcsBatch, DoesNotCarryMediaOrBatches) {
  const GcsHouse house;
  house.media("a", "x");
  EXPECT_EQ(
      statuses(batch(house, {{"POST /upload/storage/v1/b/b/o?uploadType=media&name=c HTTP/1.1"},
                             {"GET /storage/v1/b/b/o/a?alt=media HTTP/1.1"},
                             {"GET /download/storage/v1/b/b/o/a HTTP/1.1"},
                             {"POST /batch HTTP/1.1"},
                             {"GET /elsewhere HTTP/1.1"},
                             {"GET /storage/v1/b/b/o/a HTTP/1.1"}})),
      "400 400 400 400 404 200 ");
  EXPECT_EQ(house.get("c").status, 404);
}

// gcs.batch.broken-part
TEST(GcsBatch, SurvivesABrokenPart) {
  const GcsHouse house;
  EXPECT_EQ(statuses(batch(house, {{"nonsense"}, {"GET /storage/v1/b/b HTTP/1.1"}})), "400 200 ");
}

// gcs.batch.boundary
TEST(GcsBatch, IsRefusedWithoutItsBoundary) {
  const GcsHouse house;
  EXPECT_EQ(batch(house, {{"GET /b/b"}}, {{"Content-Type", "multipart/mixed"}}).status, 400);
  EXPECT_EQ(batch(house, {{"GET /b/b"}}, {{"Content-Type", "multipart/mixed; boundary=y"}}).status,
            400);
  EXPECT_EQ(batch(house, {{"GET /b/b"}}, {}).status, 400);
  EXPECT_EQ(batch(house, {}).status, 400);
  EXPECT_EQ(house.request("GET", "/batch").status, 405);
}

// gcs.batch.limit
TEST(GcsBatch, HasALimitOfCallsAndOfBytes) {
  const GcsHouse house({.gcs = {.batch_limit = 3}, .limits = {.batch_bytes_max = 4096}});
  const std::vector<Part> three(3, Part{"GET /b/b"});
  const std::vector<Part> four(4, Part{"GET /b/b"});
  EXPECT_EQ(statuses(batch(house, three)), "200 200 200 ");
  EXPECT_EQ(batch(house, four).status, 400);
  EXPECT_EQ(batch(house, {{"GET /b/b", std::string(4096, ' ')}}).status, 413);
}

// gcs.batch.inherited-headers
TEST(GcsBatch, HandsItsCredentialToItsParts) {
  const GcsHouse house({.gcs = {.auth = "require-token=secret"}});
  Fields fields = {{"Content-Type", "multipart/mixed; boundary=\"===x==\""},
                   {"Authorization", "Bearer secret"}};
  EXPECT_EQ(statuses(batch(house, {{"GET /b/b"}, {"GET /b/b HTTP/1.1\r\nAuthorization: Bearer no"}},
                           fields)),
            "200 401 ");
  fields.pop_back();
  EXPECT_EQ(batch(house, {{"GET /b/b"}}, fields).status, 401);
}

}  // namespace
}  // namespace resumulator::testing_support
