// Limits of an append whose length only its end tells, what a refused one leaves (nothing), and
// appends that break off.
#include <gtest/gtest.h>

#include "support/ietf_house.h"

namespace resumulator::testing_support {
namespace {

Fields append_fields(const IetfHouse& house, std::uint64_t offset, bool last, Fields more = {}) {
  more.emplace_back("Upload-Offset", std::to_string(offset));
  more.emplace_back("Content-Type", "application/partial-upload");
  more.push_back(house.complete(last));
  return more;
}

/// Chunked coding, one byte in each chunk.
std::string coded(std::string_view body) {
  std::string out;
  for (const char byte : body) out += std::string("1\r\n") + byte + "\r\n";
  return out + "0\r\n\r\n";
}
RawAnswer chunked(const IetfHouse& house, const std::string& upload, std::uint64_t offset,
                  std::string_view body, bool last, const Fields& more = {}) {
  return house.request("PATCH", upload, coded(body), append_fields(house, offset, last, more),
                       "Transfer-Encoding: chunked\r\n");
}

// Rule ietf.limit.append-size
TEST(IetfLimits, HoldForContentThatDoesNotSayItsLength) {
  IetfHouse house({.max_append_size = 6, .min_append_size = 2});
  const auto upload = house.open();
  const auto large = chunked(house, upload, 0, "0123456", false);
  EXPECT_EQ(ietf_problem(large), "413 Past the limits of the upload");
  EXPECT_EQ(large.field("Upload-Limit"),
            "max-size=5497558138880, max-append-size=6, min-append-size=2");
  EXPECT_EQ(large.field("Upload-Complete"), "?0");
  EXPECT_EQ(chunked(house, upload, 0, "0123456", true).status, 413);
  const auto small = chunked(house, upload, 0, "0", false);
  EXPECT_EQ(ietf_problem(small), "400 Below the limits of the upload");
  EXPECT_TRUE(small.has("Upload-Limit"));
  EXPECT_EQ(house.progress(upload), "204 0 ?0");
  EXPECT_EQ(chunked(house, upload, 0, "", false).status, 204);
  EXPECT_EQ(chunked(house, upload, 0, "012345", false).status, 204);
  EXPECT_EQ(chunked(house, upload, 6, "6", true).status, 200);
  EXPECT_EQ(house.stored(upload), "0123456");
  const auto made = house.request("POST", "/files", coded("0123456"), {house.complete(false)},
                                  "Transfer-Encoding: chunked\r\n");
  EXPECT_EQ(made.status, 413);
  EXPECT_EQ(house.server.objects("ietf").size(), 1U);
}

// Rules ietf.limit.append-size, ietf.append.overrun
TEST(IetfLimits, PastTheEndIsPastTheEnd) {
  IetfHouse house({.max_append_size = 6});
  const auto near = house.open({{"Upload-Length", "3"}});
  EXPECT_EQ(ietf_problem(chunked(house, near, 0, "01234567", false)),
            "400 The content goes past the upload's length");
  EXPECT_EQ(house.progress(near), "404 - -");
  const auto far = house.open({{"Upload-Length", "7"}});
  EXPECT_EQ(chunked(house, far, 0, "01234567", false).status, 413);
  EXPECT_EQ(house.progress(far), "204 0 ?0");
}

// Rule ietf.limit.append-size
TEST(IetfLimits, AreNoneOfAPlainUpload) {
  IetfHouse house({.max_append_size = 6});
  EXPECT_EQ(house.request("POST", "/files", coded("0123456"), {}, "Transfer-Encoding: chunked\r\n")
                .status,
            200);
}

// Rules ietf.limit.field, ietf.limit.size
TEST(IetfLimits, TheMostThatIsTakenIsSaid) {
  IetfHouse house;
  const auto refused = house.create("", false, {{"Upload-Length", "5497558138881"}});
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(refused.field("Upload-Limit"), "max-size=5497558138880");
  EXPECT_EQ(house.create("", false, {{"Upload-Length", "5497558138880"}}).status, 201);
}

// Rule ietf.limit.size
TEST(IetfLimits, ALengthBelowTheLeastIsRefused) {
  IetfHouse house({.min_size = 2});
  const auto refused = house.create("", false, {{"Upload-Length", "1"}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.field("Upload-Limit"), "max-size=5497558138880, min-size=2");
  const auto upload = house.open();
  EXPECT_EQ(house.append(upload, 0, "a", false, {{"Upload-Length", "1"}}).status, 400);
  EXPECT_EQ(house.progress(upload), "204 0 ?0");
  EXPECT_EQ(house.append(upload, 0, "a", false, {{"Upload-Length", "2"}}).status, 204);
}

// Rule ietf.length.refused
TEST(IetfLimits, ARefusedAppendFixesNoLength) {
  IetfHouse house({.max_append_size = 6});
  const auto upload = house.open();
  const Fields five{{"Upload-Length", "5"},
                    {"Content-Digest", "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"}};
  EXPECT_EQ(house.append(upload, 0, "0123456", false, {{"Upload-Length", "9"}}).status, 413);
  EXPECT_FALSE(house.head(upload).has("Upload-Length"));
  EXPECT_EQ(house.append(upload, 0, "0123456", true).status, 413);
  EXPECT_FALSE(house.head(upload).has("Upload-Length"));
  EXPECT_EQ(chunked(house, upload, 0, "0123456", false, {{"Upload-Length", "9"}}).status, 413);
  EXPECT_FALSE(house.head(upload).has("Upload-Length"));
  EXPECT_EQ(house.append(upload, 0, "hello", true, five).status, 400);
  EXPECT_FALSE(house.head(upload).has("Upload-Length"));
  EXPECT_EQ(house.append(upload, 0, "0123", false, {{"Upload-Length", "8"}}).status, 204);
  EXPECT_EQ(house.head(upload).field("Upload-Length"), "8");
}

// Rule ietf.common.refusal
TEST(IetfLimits, ARefusalSaysWhetherTheUploadIsComplete) {
  for (const int version : {3, 4, 5, 6, 7, 8}) {
    IetfHouse house({}, version);
    const auto upload = house.open();
    EXPECT_LT(house.append(upload, 0, "hello", true).status, 300);
    const auto refused = house.append(upload, 5, "", true);
    const auto [name, value] = house.complete(true);
    EXPECT_EQ(refused.status, 400) << version;
    EXPECT_EQ(refused.field(name), value) << version;
  }
  IetfHouse nine;
  const auto upload = nine.open();
  EXPECT_EQ(nine.append(upload, 0, "hello", true).status, 200);
  const auto refused = nine.append(upload, 5, "!", true);
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.field("Upload-Complete"), "?0");
}

// Rule ietf.append.cut
TEST(IetfAppend, EveryByteOfAnAppendThatBreaksOffIsKept) {
  IetfHouse house;
  const auto upload = house.open();
  const std::string body = some_bytes(300'000);
  std::uint64_t offset = 0;
  for (const std::size_t sent : {1U, 77'777U}) {
    RawClient client(house.server.port());
    const auto rest = std::string_view(body).substr(offset);
    const auto text = house.text("PATCH", upload, rest, append_fields(house, offset, true));
    client.send(std::string_view(text).substr(0, text.size() - rest.size() + sent));
    client.half_close();
    static_cast<void>(client.take_all());
    offset += sent;
    EXPECT_EQ(house.progress(upload), "204 " + std::to_string(offset) + " ?0");
    EXPECT_EQ(house.head(upload).field("Upload-Length"), "300000");
  }
  EXPECT_EQ(house.append(upload, offset, std::string_view(body).substr(offset), true).status, 200);
  EXPECT_EQ(house.stored(upload), body);
}

// Rule ietf.append.cut
TEST(IetfAppend, AChunkedAppendThatBreaksOffCompletesNothing) {
  IetfHouse house;
  const auto upload = house.open();
  const auto text = house.text("PATCH", upload, "3\r\nabc\r\n", append_fields(house, 0, true),
                               "Transfer-Encoding: chunked\r\n");
  RawClient client(house.server.port());
  client.send(text);
  client.half_close();
  static_cast<void>(client.take_all());
  EXPECT_EQ(house.progress(upload), "204 3 ?0");
  EXPECT_EQ(house.append(upload, 3, "", true).status, 200);
  EXPECT_EQ(house.stored(upload), "abc");
}

}  // namespace
}  // namespace resumulator::testing_support
