// Metadata and bytes in one body, uploadType=multipart, as clients really write it.
#include <gtest/gtest.h>
#include <zlib.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

struct Form {
  std::string boundary = "B1";
  std::string line = "\r\n";
  std::string quoted{};  ///< as it stands in Content-Type; empty: like `boundary`
  std::string part_type = "image/png";
};

std::string body_of(const std::string& metadata, const std::string& bytes, const Form& form = {}) {
  const std::string& nl = form.line;
  const std::string open = "--" + form.boundary + nl;
  return open + "Content-Type: application/json; charset=UTF-8" + nl + nl + metadata + nl + open +
         "Content-Type: " + form.part_type + nl + nl + bytes + nl + "--" + form.boundary + "--";
}

RawAnswer send(const GcsHouse& house, const std::string& body, const std::string& query = "",
               const Form& form = {}, Fields fields = {}) {
  fields.emplace_back("Content-Type", "multipart/related; boundary=" +
                                          (form.quoted.empty() ? form.boundary : form.quoted));
  return house.request("POST", "/upload/storage/v1/b/b/o?uploadType=multipart" + query, body,
                       fields);
}

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

constexpr const char* kNamed = R"({"name":"a","metadata":{"k":"v"}})";

// Rules gcs.multipart.answer, gcs.multipart.content-type, gcs.multipart.verbatim.
TEST(GcsUploadMultipart, TakesMetadataAndBytes) {
  GcsHouse house;
  const auto bytes = some_bytes(200'000) + "\r\n--B1x\r\n--";
  const auto answer = send(house, body_of(kNamed, bytes));
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(json_of(answer)["contentType"], "image/png");
  EXPECT_EQ(json_of(answer)["metadata"]["k"], "v");
  EXPECT_EQ(answer.field("ETag"), json_of(answer)["etag"]);
  EXPECT_EQ(house.stored("a"), bytes);
  EXPECT_EQ(
      json_of(send(house, body_of(R"({"name":"a","contentType":"text/x"})", "")))["contentType"],
      "text/x");
}

// Rules gcs.multipart.boundary, gcs.multipart.line-ends: as gsutil quotes it, as gcsfs ends lines.
TEST(GcsUploadMultipart, BoundariesAndLineEndsComeInAllForms) {
  GcsHouse house;
  for (const Form& form :
       {Form{.boundary = "===1==", .quoted = "'===1=='"},
        Form{.boundary = "a b", .quoted = "\"a b\""}, Form{.boundary = "==0==", .line = "\n"},
        Form{.boundary = "x", .quoted = "x; charset=utf-8"}}) {
    const auto answer = send(house, body_of(kNamed, "a\nb\r\n", form), "", form);
    EXPECT_EQ(answer.status, 200) << form.boundary << answer.body;
    EXPECT_EQ(house.stored("a"), "a\nb\r\n");
  }
  EXPECT_EQ(send(house, "preamble\r\n" + body_of(kNamed, "x") + "\r\nepilogue").status, 200);
}

// Rule gcs.multipart.boundary: without one nothing can be read.
TEST(GcsUploadMultipart, NeedsABoundary) {
  GcsHouse house;
  const std::string target = "/upload/storage/v1/b/b/o?uploadType=multipart";
  for (const char* type : {"multipart/related", "application/json", ""}) {
    EXPECT_EQ(error_of(house.request("POST", target, "x", {{"Content-Type", type}})),
              "400 badRequest Missing boundary");
  }
}

// Rule gcs.multipart.part-count.
TEST(GcsUploadMultipart, NeedsTwoParts) {
  GcsHouse house;
  const std::string one = "--B1\r\nContent-Type: application/json\r\n\r\n{\"name\":\"a\"}\r\n";
  const auto refused = send(house, one + "--B1--\r\n");
  EXPECT_EQ(error_of(refused),
            "400 invalidPayloadSize Payload size invalid. Expected 2-3 payloads. Actual size: 1");
  EXPECT_EQ(refused.field("Content-Type"), "application/json; charset=UTF-8");
  const std::string part = "--B1\r\n\r\nx\r\n";
  EXPECT_EQ(send(house, one + part + part + "--B1--").status, 200);
  EXPECT_EQ(error_of(send(house, one + part + part + part + "--B1--")).substr(0, 22),
            "400 invalidPayloadSize");
}

// Rule gcs.multipart.broken: no delimiter, no end, nothing stored.
TEST(GcsUploadMultipart, ABrokenBodyStoresNothing) {
  GcsHouse house;
  for (const std::string& body :
       {std::string("no delimiter"), std::string(), std::string("--B1\r\n\r\n{\"name\":\"a\"}"),
        body_of(kNamed, "x").substr(0, 120)}) {
    EXPECT_EQ(send(house, body).status, 400) << body;
  }
  EXPECT_EQ(house.get("a").status, 404);
}

// Rules gcs.multipart.metadata, gcs.error.html-json.
TEST(GcsUploadMultipart, MetadataMustBeJson) {
  GcsHouse house;
  const auto refused = send(house, body_of("{invalid-json", "x"), "&name=a");
  EXPECT_EQ(refused.body,
            R"({"error":{"code":400,"message":"Parse Error: Unexpected end of string. Expected : )"
            R"(between key:value pair.\ninvalid-json\n            ^","errors":[{"message":)"
            R"("Parse Error: Unexpected end of string. Expected : between key:value pair.\n)"
            R"(invalid-json\n            ^","domain":"global","reason":"invalid"}]}})");
  EXPECT_EQ(refused.field("Content-Type"), "text/html; charset=UTF-8");
  EXPECT_EQ(house.get("a").status, 404);
}

// Rule gcs.multipart.name.
TEST(GcsUploadMultipart, TheNameMayStandTwiceIfItAgrees) {
  GcsHouse house;
  EXPECT_EQ(send(house, body_of(kNamed, "x"), "&name=a").status, 200);
  EXPECT_EQ(send(house, body_of("{}", "x"), "&name=c").status, 200);
  EXPECT_EQ(send(house, body_of(kNamed, "x"), "&name=c").status, 400);
  EXPECT_EQ(error_of(send(house, body_of("{}", "x"))), "400 required Required");
}

// Rules gcs.multipart.digests, gcs.metadata.digests.
TEST(GcsUploadMultipart, ChecksDeclaredDigests) {
  GcsHouse house;
  const auto with = [&](const std::string& member, const Fields& fields = {}) {
    return send(house, body_of(R"({"name":"a")" + member + "}", "123456789"), "", {}, fields);
  };
  EXPECT_EQ(with(R"(,"md5Hash":"JfnnlDI7RTiF9RgfG2JNCw==","crc32c":"4waSgw==")").status, 200);
  house.request("DELETE", "/storage/v1/b/b/o/a");
  EXPECT_EQ(error_of(with(R"(,"md5Hash":"AAAAAAAAAAAAAAAAAAAAAA==","crc32c":"AAAAAA==")")),
            "400 invalid Provided MD5 hash \"AAAAAAAAAAAAAAAAAAAAAA==\" doesn't match calculated "
            "MD5 hash \"JfnnlDI7RTiF9RgfG2JNCw==\".");
  EXPECT_EQ(with(R"(,"md5Hash":"!not-base64!")").status, 400);
  EXPECT_EQ(with("", {{"X-Goog-Hash", "crc32c=AAAAAA=="}}).status, 400);
  EXPECT_EQ(house.get("a").status, 404);
}

// Rule gcs.multipart.guards.
TEST(GcsUploadMultipart, HonoursGuardsAndBuckets) {
  GcsHouse house;
  EXPECT_EQ(send(house, body_of(kNamed, "1"), "&ifGenerationMatch=0").status, 200);
  EXPECT_EQ(send(house, body_of(kNamed, "2"), "&ifGenerationMatch=0").status, 412);
  EXPECT_EQ(house.stored("a"), "1");
  EXPECT_EQ(house
                .request("POST", "/upload/storage/v1/b/none/o?uploadType=multipart",
                         body_of(kNamed, "1"), {{"Content-Type", "multipart/related; boundary=B1"}})
                .status,
            404);
}

// Rule gcs.multipart.gzip: the whole body compressed.
TEST(GcsUploadMultipart, MayComeCompressed) {
  GcsHouse house;
  const auto bytes = some_bytes(50'000);
  const Fields gzipped = {{"Content-Encoding", "gzip"}};
  EXPECT_EQ(send(house, gzip(body_of(kNamed, bytes)), "", {}, gzipped).status, 200);
  EXPECT_EQ(house.stored("a"), bytes);
  EXPECT_EQ(send(house, gzip(body_of(kNamed, bytes)).substr(0, 300), "", {}, gzipped).status, 400);
}

// Rule gcs.media.transport-gzip: one chunk of a session under a coding.
TEST(GcsUploadMultipart, AChunkMayComeCompressed) {
  GcsHouse house;
  const std::string bytes(300'000, 'z');
  const auto session = house.open("s");
  EXPECT_EQ(
      house.put(session, "0-299999/300000", gzip(bytes), {{"Content-Encoding", "gzip"}}).status,
      200);
  EXPECT_EQ(house.stored("s"), bytes);
}

}  // namespace
}  // namespace resumulator::testing_support
