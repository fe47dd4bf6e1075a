// Goal: batches as clients really send them are read, and answers are what mail parsers split.
#include "protocols/gcs/json/operations/batch_parts.h"

#include <gtest/gtest.h>

namespace resumulator::gcs::json {
namespace {

std::vector<BatchPart> read(std::string_view body, std::string_view boundary = "x") {
  auto parts = parse_batch(body, boundary);
  EXPECT_TRUE(parts) << body;
  return parts ? *std::move(parts) : std::vector<BatchPart>();
}

TEST(BatchParts, AreReadWithTheirFieldsAndBodies) {
  const auto parts = read(
      "preamble\r\n--x\r\nContent-Type: application/http\r\nContent-ID: <a+1>\r\n\r\n"
      "PATCH /storage/v1/b/b/o/a%2Fb?fields=name HTTP/1.1\r\nContent-Type: application/json\r\n"
      "Content-Length: 2\r\n\r\n{}\r\n--x\r\n\r\nDELETE /b/b/o/c HTTP/1.1\r\n\r\n\r\n--x--\r\nend");
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(parts[0].content_id, "<a+1>");
  EXPECT_EQ(parts[0].head.method, "PATCH");
  EXPECT_EQ(parts[0].head.target, "/storage/v1/b/b/o/a%2Fb?fields=name");
  EXPECT_EQ(parts[0].head.headers.get("content-type"), "application/json");
  EXPECT_EQ(parts[0].body, "{}");
  EXPECT_EQ(parts[1].head.method, "DELETE");
  EXPECT_EQ(parts[1].content_id, "");
  EXPECT_EQ(parts[1].body, "");
}

TEST(BatchParts, MayEndTheirLinesInLineFeedsAlone) {
  const auto parts = read(
      "--==0==\nContent-Type: application/http\nContent-ID: <1>\n\nPUT /b/b HTTP/1.1\n"
      "Content-Type: application/json\n\n{\"a\":\n1}\n--==0==--",
      "==0==");
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].body, "{\"a\":\n1}");
}

// gcs.batch.no-version gcs.batch.absolute-url
TEST(BatchParts, MayLeaveTheVersionOutAndNameAHost) {
  const auto target_of = [](const std::string& line) {
    const auto parts = read("--x\r\n\r\n" + line + "\r\n\r\n\r\n--x--");
    return parts.size() == 1 ? parts[0].head.target + parts[0].problem : "(none)";
  };
  EXPECT_EQ(target_of("GET /storage/v1/b"), "/storage/v1/b");
  EXPECT_EQ(target_of("GET https://h:1/storage/v1/b/b/o/a?x=1 HTTP/1.1"),
            "/storage/v1/b/b/o/a?x=1");
  EXPECT_EQ(target_of("GET http://h HTTP/1.1"), "/");
  EXPECT_EQ(target_of("GET /b?u=http://h/p HTTP/1.1"), "/b?u=http://h/p");
}

// gcs.batch.broken-part
TEST(BatchParts, SayWhatIsWrongWithOneOfThem) {
  for (const char* part : {"", "\r\n", "\r\nnonsense", "\r\nget /b HTTP/1.1", "\r\nGET b HTTP/1.1",
                           "\r\nGET /a b HTTP/1.1", "no field\r\n\r\nGET /b HTTP/1.1",
                           "\r\nGET /b HTTP/1.1\r\nno field\r\n\r\n"}) {
    const auto parts = read("--x\r\n" + std::string(part) + "\r\n--x--");
    ASSERT_EQ(parts.size(), 1u) << part;
    EXPECT_NE(parts[0].problem, "") << part;
  }
}

// gcs.batch.boundary
TEST(BatchParts, NeedTheirBoundary) {
  for (const char* body : {"", "--y\r\n\r\nGET /b\r\n--y--", "--x\r\n\r\nGET /b\r\n", "--x",
                           "--xx\r\n--xx--", " --x\r\n --x--"}) {
    EXPECT_FALSE(parse_batch(body, "x")) << body;
  }
  EXPECT_FALSE(parse_batch("--\r\n----\r\n", ""));
  EXPECT_TRUE(read("--x--").empty());
  EXPECT_EQ(read("--x  \r\n\r\nGET /b\r\n\r\nin --x line\r\n--x--").at(0).body, "in --x line");
}

TEST(BatchParts, AreCutToTheirContentLength) {
  const auto body_with = [](const std::string& length) {
    return read("--x\r\n\r\nPUT /b HTTP/1.1\r\nContent-Length: " + length +
                "\r\n\r\n{}\r\n\r\n--x--")
        .at(0)
        .body;
  };
  EXPECT_EQ(body_with("2"), "{}");
  EXPECT_EQ(body_with("99"), "{}\r\n");
  EXPECT_EQ(body_with("-1"), "{}\r\n");
  EXPECT_EQ(body_with("99999999999999999999"), "{}\r\n");
}

// gcs.batch.answer-format
TEST(BatchAnswer, IsWrittenToTheByte) {
  BatchAnswer found{"<a + 1>", 200, {}, {{"Content-Type", "application/json"}}, "{}"};
  BatchAnswer gone{"b", 204, {}, {}, ""};
  EXPECT_EQ(render_batch({found, gone}, "batch_x"),
            "--batch_x\r\nContent-Type: application/http\r\nContent-ID: <response-a + 1>\r\n\r\n"
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}\r\n"
            "--batch_x\r\nContent-Type: application/http\r\nContent-ID: response-b\r\n\r\n"
            "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n\r\n--batch_x--\r\n");
}

}  // namespace
}  // namespace resumulator::gcs::json
