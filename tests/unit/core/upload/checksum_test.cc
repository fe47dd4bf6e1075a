// Digests against the vectors of the protocol page, and the forms they take on the wire.
#include "core/upload/checksum.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

using test::as_bytes;

struct Vector {
  const char* what;
  std::string bytes;
  const char* crc32c;
  const char* md5;
};

std::vector<Vector> vectors() {
  return {
      {"empty", "", "AAAAAA==", "1B2M2Y8AsgTpgAmY7PhCfg=="},
      {"five bytes", std::string("\x00\x01\x7F\x80\xFF", 5),
       "1Kspzg==", "/upD6bdvwxw0vOxAPcxL+A=="},
      {"a granule and three", std::string(262144, 'Z') + std::string("\x00\x01\xFF", 3),
       "xNDiAQ==", "cc8pme/fiR/h+9YRkZOzww=="},
      {"digits", "123456789", "4waSgw==", "JfnnlDI7RTiF9RgfG2JNCw=="},
      {"hello world", "hello world", "yZRlqg==", "XrY7u+Ae7tCTyyK7j1rNww=="},
      {"32 zero bytes", std::string(32, '\0'), "ipE2qg==", "cLyPS3KoaSFGi/joRB3OUQ=="},
  };
}

// Rules gcs.identity.crc32c and gcs.identity.md5.
TEST(RunningDigest, GivesTheValuesOfTheProtocolPage) {
  for (const Vector& vector : vectors()) {
    RunningDigest digest(true);
    digest.update(as_bytes(vector.bytes));
    const Digests done = digest.snapshot();
    EXPECT_EQ(crc32c_base64(done.crc32c), vector.crc32c) << vector.what;
    ASSERT_TRUE(done.md5) << vector.what;
    EXPECT_EQ(md5_base64(*done.md5), vector.md5) << vector.what;
    EXPECT_EQ(digest.size(), vector.bytes.size());
  }
}

TEST(RunningDigest, WritesTheMd5OfAGranuleAsTheServiceDoes) {
  RunningDigest digest(true);
  digest.update(as_bytes(std::string(262144, 'Z')));
  EXPECT_EQ(md5_hex(*digest.snapshot().md5), "fc47c91acf3074fb684c73ef7584605f");
  EXPECT_EQ(crc32c_base64(digest.snapshot().crc32c), "PjCw/w==");
}

TEST(RunningDigest, DoesNotDependOnHowTheBytesAreSplit) {
  const std::vector<std::byte> bytes = test::some_bytes(1, 0, 200'001);
  RunningDigest whole(true);
  whole.update(bytes);
  for (const std::size_t step : {1'000U, 4'096U, 65'537U}) {
    RunningDigest split(true);
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      split.update(std::span(bytes).subspan(at, std::min(step, bytes.size() - at)));
    }
    EXPECT_EQ(split.snapshot(), whole.snapshot()) << step;
  }
}

TEST(RunningDigest, GoesOnAfterASnapshot) {
  RunningDigest digest(true);
  digest.update(as_bytes("hello "));
  const Digests middle = digest.snapshot();
  EXPECT_EQ(middle, digest.snapshot());
  digest.update(as_bytes("world"));
  EXPECT_EQ(md5_base64(*digest.snapshot().md5), "XrY7u+Ae7tCTyyK7j1rNww==");
  EXPECT_NE(middle, digest.snapshot());
}

TEST(RunningDigest, StartsAnewAfterRestart) {
  RunningDigest digest(true);
  digest.update(as_bytes("something else"));
  digest.restart();
  EXPECT_EQ(digest.size(), 0U);
  EXPECT_EQ(crc32c_base64(digest.snapshot().crc32c), "AAAAAA==");
  digest.update(as_bytes("123456789"));
  EXPECT_EQ(crc32c_base64(digest.snapshot().crc32c), "4waSgw==");
}

TEST(RunningDigest, HasNoMd5WhenItIsSwitchedOff) {
  RunningDigest digest(false);
  EXPECT_FALSE(digest.snapshot().md5);
  digest.update(as_bytes("123456789"));
  EXPECT_FALSE(digest.snapshot().md5);
  EXPECT_EQ(crc32c_base64(digest.snapshot().crc32c), "4waSgw==");
}

TEST(RunningDigest, MovesWithItsState) {
  RunningDigest first(true);
  first.update(as_bytes("hello "));
  RunningDigest second = std::move(first);
  second.update(as_bytes("world"));
  EXPECT_EQ(md5_base64(*second.snapshot().md5), "XrY7u+Ae7tCTyyK7j1rNww==");
}

TEST(Crc32cBase64, ComesBackFromItsText) {
  for (const std::uint32_t crc : {0U, 1U, 0xE3069283U, 0xFFFFFFFFU}) {
    const Result<std::uint32_t> parsed = parse_crc32c_base64(crc32c_base64(crc));
    ASSERT_TRUE(parsed);
    EXPECT_EQ(*parsed, crc);
  }
}

TEST(Crc32cBase64, RefusesWhatIsNotFourBytes) {
  for (const char* text : {"", "4waSgw", "4waSgw=", "4waSgw===", "4waS", "4waSgwAA", "4waSgx==",
                           "4wa gw==", "-_-_gw==", "AAAAAAA=", " 4waSgw==", "4waSgw==\n"}) {
    const Result<std::uint32_t> parsed = parse_crc32c_base64(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().kind, ErrorKind::kMalformed);
  }
}

TEST(Md5Base64, ComesBackFromItsText) {
  const Result<Md5> parsed = parse_md5_base64("1B2M2Y8AsgTpgAmY7PhCfg==");
  ASSERT_TRUE(parsed);
  EXPECT_EQ(md5_base64(*parsed), "1B2M2Y8AsgTpgAmY7PhCfg==");
  EXPECT_EQ(md5_hex(*parsed), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(Md5Base64, RefusesWhatIsNotSixteenBytes) {
  for (const char* text : {"", "1B2M2Y8AsgTpgAmY7PhCfg", "1B2M2Y8AsgTpgAmY7PhC",
                           "1B2M2Y8AsgTpgAmY7PhCfgAA", "d41d8cd98f00b204e9800998ecf8427e"}) {
    EXPECT_FALSE(parse_md5_base64(text)) << text;
  }
}

}  // namespace
}  // namespace resumulator
