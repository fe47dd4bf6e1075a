// The fields of tus: text to value or error.
#include <gtest/gtest.h>

#include "protocols/tus/upload_checksum.h"
#include "protocols/tus/upload_concat.h"
#include "protocols/tus/upload_metadata.h"

namespace resumulator::tus {
namespace {

using Pairs = UploadMetadata;

// Rules tus.metadata.grammar, tus.metadata.lenient
TEST(UploadMetadataField, IsPairsOfKeyAndBase64) {
  const struct {
    const char* text;
    std::optional<Pairs> strict;
    Pairs lenient;
  } rows[] = {
      {"", Pairs{}, {}},
      {"  ", Pairs{}, {}},
      {"a YQ==", Pairs{{"a", "a"}}, {{"a", "a"}}},
      {"a YQ==,b", Pairs{{"a", "a"}, {"b", ""}}, {{"a", "a"}, {"b", ""}}},
      {" a YQ== , b Yg== ", Pairs{{"a", "a"}, {"b", "b"}}, {{"a", "a"}, {"b", "b"}}},
      {"n\xc3\xa4me YQ==", Pairs{{"n\xc3\xa4me", "a"}}, {{"n\xc3\xa4me", "a"}}},
      {"a YQ==,", std::nullopt, {{"a", "a"}}},
      {"a  YQ==", std::nullopt, {}},
      {"a YQ", std::nullopt, {}},
      {"a YQ== x", std::nullopt, {}},
      {"a YQ==,a Yg==", std::nullopt, {{"a", "a"}}},
      {"a\x01 YQ==", std::nullopt, {}},
      {"a -_==", std::nullopt, {}},
  };
  for (const auto& row : rows) {
    const auto strict = parse_upload_metadata(row.text);
    EXPECT_EQ(strict.has_value(), row.strict.has_value()) << row.text;
    EXPECT_EQ(strict.value_or(Pairs{}), row.strict.value_or(Pairs{})) << row.text;
    EXPECT_EQ(parse_upload_metadata(row.text, true).value(), row.lenient) << row.text;
  }
  const Pairs pairs{{"filename", ""}, {"name", "n"}};
  EXPECT_EQ(first_of(pairs, {"filename", "name"}), "n");
  EXPECT_EQ(first_of(pairs, {"x"}), "");
}

// Rule tus.checksum.malformed
TEST(UploadChecksumField, IsAnAlgorithmAndItsDigest) {
  const auto checksum = parse_upload_checksum("crc32 NhCmhg==");
  ASSERT_TRUE(checksum.has_value());
  EXPECT_EQ(checksum->algorithm, Algorithm::kCrc32);
  EXPECT_EQ(checksum->digest, "\x36\x10\xa6\x86");
  EXPECT_EQ(parse_upload_checksum("crc33 NhCmhg==").error().kind, ErrorKind::kUnsupported);
  for (const char* bad : {"", " ", "crc32", "crc32 ", "crc32 NhCmhg", "crc32 NhCm",
                          "crc32  NhCmhg==", "sha1 NhCmhg=="}) {
    EXPECT_FALSE(parse_upload_checksum(bad).has_value()) << bad;
  }
}

// Rules tus.concat.malformed, tus.concat.unknown
TEST(UploadConcatField, IsPartialOrAListOfUrls) {
  EXPECT_FALSE(parse_upload_concat("partial").value().final);
  const auto final = parse_upload_concat("final;/files/a  http://h/files/b");
  EXPECT_EQ(final.value().urls, (std::vector<std::string>{"/files/a", "http://h/files/b"}));
  for (const char* bad : {"", "final", "final;", "final;  ", "partial;", "Partial", "final /a"}) {
    EXPECT_FALSE(parse_upload_concat(bad).has_value()) << bad;
  }
}

TEST(UploadConcatField, UrlsLeadToUploadsOfOurs) {
  const UploadBase base{.authority = "h:80", .path = "/lane/files"};
  const auto id = [&](const char* url) { return upload_id_of(url, base).value_or("-"); };
  EXPECT_EQ(id("http://h:80/lane/files/a"), "a");
  EXPECT_EQ(id("https://H:80/lane/files/a%41"), "aA");
  EXPECT_EQ(id("/lane/files/a"), "a");
  EXPECT_EQ(id("a"), "a");
  EXPECT_EQ(id("./a"), "a");
  for (const char* other : {"http://x/lane/files/a", "http://h:80", "/files/a", "/lane/files/",
                            "/lane/files", "/lane/files/a/b", "../a", "a?b", "", "%zz"}) {
    EXPECT_EQ(id(other), "-") << other;
  }
}

}  // namespace
}  // namespace resumulator::tus
