// The checksum extension: bytes that do not have their checksum leave nothing behind.
#include <gtest/gtest.h>

#include "support/tus_house.h"

namespace resumulator::testing_support {
namespace {

// Digests of "hello" and their base64, as published tools print them.
constexpr const char* kSha1 = "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00=";
constexpr const char* kOther = "sha1 AAAAAAAAAAAAAAAAAAAAAAAAAAA=";

Fields with(const char* checksum) { return {{"Upload-Checksum", checksum}}; }

// Rule tus.checksum.verified
TEST(TusChecksum, EveryAlgorithmIsChecked) {
  TusHouse house;
  for (
      const char* checksum :
      {kSha1, "md5 XUFAKrxLKna5cZ2REBfFkg==", "sha256 LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
       "sha512 m3HSJL1i83hdltRq0+o9czGb+8KJDKra4t/3JRlnPKcjI8PZm6XBHXx6zG4UuMXaDEZjR1wuXDre9G9zvN7A"
       "Qw==",
       "crc32 NhCmhg=="}) {
    const auto upload = house.create(10);
    const auto answer = house.patch(upload, 0, "hello", with(checksum));
    EXPECT_EQ(answer.status, 204) << checksum;
    EXPECT_EQ(answer.field("Upload-Offset"), "5");
    EXPECT_EQ(house.patch(upload, 5, "hullo", with(checksum)).status, 460) << checksum;
    EXPECT_EQ(house.progress(upload), "200 5/10");
  }
}

// Rule tus.checksum.mismatch
TEST(TusChecksum, AMismatchDiscardsTheChunk) {
  TusHouse house;
  const auto upload = house.create(5);
  const auto answer = house.patch(upload, 0, "hello", with(kOther));
  EXPECT_EQ(answer.status, 460);
  EXPECT_EQ(answer.reason, "Checksum Mismatch");
  EXPECT_EQ(tus_code(answer), "460 ERR_CHECKSUM_MISMATCH");
  EXPECT_EQ(house.progress(upload), "200 0/5");
  EXPECT_EQ(house.patch(upload, 0, "hello", with(kSha1)).status, 204);
  EXPECT_EQ(house.stored(upload), "hello");
}

// Rule tus.checksum.malformed
TEST(TusChecksum, WhatIsNoChecksumIsRefused) {
  TusHouse house;
  const auto upload = house.create(5);
  for (const char* bad : {"", "sha1", "sha1 ", "SHA1 qvTGHdzF6KLavt4PO0gs2a6pQ00=", "crc99 AAAA",
                          "sha1 qvTGHdzF6KLavt4PO0gs2a6pQ00", "sha1 AAAA", "md5 !!!"}) {
    EXPECT_EQ(tus_code(house.patch(upload, 0, "hello", with(bad))), "400 ERR_INVALID_CHECKSUM")
        << bad;
  }
  EXPECT_EQ(house.progress(upload), "200 0/5");
}

// Rule tus.checksum.malformed
TEST(TusChecksum, WhatIsNoChecksumIsRefusedWithoutBytes) {
  TusHouse house;
  EXPECT_EQ(tus_code(house.post({{"Upload-Length", "5"}, {"Upload-Checksum", "sha1 !!"}})),
            "400 ERR_INVALID_CHECKSUM");
  EXPECT_EQ(house.post({{"Upload-Length", "5"}, {"Upload-Checksum", kSha1}}).status, 201);
  const auto complete = house.create(5);
  EXPECT_EQ(house.patch(complete, 0, "hello").status, 204);
  EXPECT_EQ(tus_code(house.patch(complete, 5, "", {{"Upload-Checksum", "sha1 !!"}})),
            "400 ERR_INVALID_CHECKSUM");
  EXPECT_EQ(house.patch(complete, 5, "").status, 204);
}

// Rule tus.patch.refused
TEST(TusChecksum, ARefusedRequestFixesNoLength) {
  TusHouse house;
  const auto upload = house.path_of(house.post({{"Upload-Defer-Length", "1"}}));
  const auto named = [](std::string checksum) {
    return Fields{{"Upload-Length", "5"}, {"Upload-Checksum", std::move(checksum)}};
  };
  EXPECT_EQ(house.patch(upload, 0, "123456", {{"Upload-Length", "5"}}).status, 413);
  EXPECT_EQ(house.progress(upload), "200 0/-");
  EXPECT_EQ(house.patch(upload, 0, "hello", named("foo x")).status, 400);
  EXPECT_EQ(house.progress(upload), "200 0/-");
  EXPECT_EQ(house.patch(upload, 0, "hello", named(kOther)).status, 460);
  EXPECT_EQ(house.progress(upload), "200 0/-");
  EXPECT_EQ(house.patch_chunked(upload, 0, "hello", named(kOther)).status, 460);
  EXPECT_EQ(house.progress(upload), "200 0/-");
  EXPECT_EQ(house.patch(upload, 0, "hello!", {{"Upload-Length", "6"}}).status, 204);
  EXPECT_EQ(house.stored(upload), "hello!");
  // What is kept of one that goes past the end, or breaks off, counts, and so does the length.
  const auto over = house.path_of(house.post({{"Upload-Defer-Length", "1"}}));
  EXPECT_EQ(house.patch_chunked(over, 0, "hello!", {{"Upload-Length", "5"}}).status, 413);
  EXPECT_EQ(house.stored(over), "hello");
  const auto cut = house.path_of(house.post({{"Upload-Defer-Length", "1"}}));
  RawClient client(house.server.port());
  const auto fields = TusHouse::chunk_fields(0, {{"Upload-Length", "5"}});
  const auto text = house.text("PATCH", cut, "hello", fields);
  client.send(std::string_view(text).substr(0, text.size() - 1));
  client.half_close();
  static_cast<void>(client.take_all());
  EXPECT_EQ(house.progress(cut), "200 4/5");
}

// Rule tus.checksum.crc32
TEST(TusChecksum, TheByteOrderOfCrc32IsASwitch) {
  TusHouse little({.crc32_order = TusOptions::Crc32Order::kLittle});
  const auto upload = little.create(5);
  EXPECT_EQ(little.patch(upload, 0, "hello", with("crc32 NhCmhg==")).status, 460);
  EXPECT_EQ(little.patch(upload, 0, "hello", with("crc32 hqYQNg==")).status, 204);
}

// Rule tus.checksum.trailer
TEST(TusChecksum, MayComeBehindTheBody) {
  TusHouse house;
  const auto upload = house.create(10);
  const Fields promised{{"Trailer", "X, upload-checksum"}};
  const std::string right = std::string("Upload-Checksum: ") + kSha1 + "\r\n";
  EXPECT_EQ(house.patch_chunked(upload, 0, "hello", promised, right).field("Upload-Offset"), "5");
  const std::string wrong = std::string("Upload-Checksum: ") + kOther + "\r\n";
  EXPECT_EQ(house.patch_chunked(upload, 5, "hello", promised, wrong).status, 460);
  EXPECT_EQ(house.progress(upload), "200 5/10");
  // Nobody promised it: then it is no checksum.
  EXPECT_EQ(house.patch_chunked(upload, 5, "hello", {}, wrong).status, 204);
}

// Rule tus.checksum.trailer-missing
TEST(TusChecksum, APromisedOneThatDoesNotComeDiscardsTheChunk) {
  TusHouse house;
  const auto upload = house.create(5);
  const Fields promised{{"Trailer", "Upload-Checksum"}};
  const std::string right = std::string("Upload-Checksum: ") + kSha1 + "\r\n";
  for (const std::string& behind :
       {std::string(), std::string("Upload-Checksum: sha1 AAAA\r\n"), std::string("X: y\r\n"),
        right + right, right + "Upload-Checksum: sha1 AAAA\r\n"}) {
    EXPECT_EQ(tus_code(house.patch_chunked(upload, 0, "hello", promised, behind)),
              "400 ERR_INVALID_CHECKSUM");
  }
  EXPECT_EQ(house.patch(upload, 0, "hello", promised).status, 400);
  const Fields both{{"Trailer", "Upload-Checksum"}, {"Upload-Checksum", kSha1}};
  EXPECT_EQ(house.patch_chunked(upload, 0, "hello", both).status, 400);
  EXPECT_EQ(house.progress(upload), "200 0/5");
}

// Rule tus.checksum.cut
TEST(TusChecksum, ABodyThatBreaksOffCannotBeCheckedAndIsNotKept) {
  TusHouse house;
  const auto upload = house.create(10);
  RawClient client(house.server.port());
  const auto text = house.text("PATCH", upload, "hello", TusHouse::chunk_fields(0, with(kSha1)));
  client.send(std::string_view(text).substr(0, text.size() - 1));
  client.half_close();
  static_cast<void>(client.take_all());
  EXPECT_EQ(house.progress(upload), "200 0/10");
}

// Rule tus.checksum.off
TEST(TusChecksum, WithoutTheExtensionsTheyAreRefused) {
  TusHouse house(without({"checksum", "checksum-trailer"}));
  const auto upload = house.create(5);
  EXPECT_EQ(tus_code(house.patch(upload, 0, "hello", with(kSha1))), "400 ERR_NOT_IMPLEMENTED");
  EXPECT_EQ(house.patch_chunked(upload, 0, "hello", {{"Trailer", "Upload-Checksum"}}).status, 400);
  TusOptions other = without({"checksum"});
  other.unsupported_status = 501;
  TusHouse told(other);
  EXPECT_EQ(told.patch(told.create(5), 0, "hello", with(kSha1)).status, 501);
}

// Rule tus.create.failed-checksum
TEST(TusChecksum, AnUploadWhoseFirstBytesAreWrongIsNotKept) {
  const Fields fields{{"Upload-Length", "5"},
                      {"Content-Type", "application/offset+octet-stream"},
                      {"Upload-Checksum", kOther}};
  TusHouse house;
  const auto refused = house.post(fields, "hello");
  EXPECT_EQ(refused.status, 460);
  EXPECT_FALSE(refused.has("Location"));
  EXPECT_TRUE(house.server.objects("tus").empty());
  TusHouse keeping({.keep_failed_creation = true});
  const auto kept = keeping.post(fields, "hello");
  EXPECT_EQ(kept.status, 460);
  EXPECT_EQ(keeping.progress(keeping.path_of(kept)), "200 0/5");
}

}  // namespace
}  // namespace resumulator::testing_support
