// Base64 texts as the bytes they stand for.
#include "core/wire/base64_body.h"

#include <gtest/gtest.h>

#include <string>

#include "core/wire/base64.h"

namespace resumulator {
namespace {

std::string decoded(const std::string& text,
                    Base64Body::Blanks blanks = Base64Body::Blanks::kIgnored) {
  MemoryBody source(text);
  Base64Body body(source, blanks);
  return read_all(body, 1'000'000).value_or("(malformed)");
}

TEST(Base64Body, DecodesWithAndWithoutPaddingAndBreaks) {
  for (const char* text : {"MDEyMw==", "MDEyMw", "MDEy\r\nMw==\r\n", "M D\tE y M w = =",
                           "data:;base64,MDEyMw==", "data:a/b;c=d;base64,MDEyMw",
                           "DATA:x;Base64,MDEyMw=="}) {
    EXPECT_EQ(decoded(text), "0123") << text;
  }
  const std::string big(100'001, 'x');
  EXPECT_EQ(decoded(base64_encode(big)), big);
  EXPECT_EQ(decoded("data:application/octet-stream;base64," + base64_encode(big)), big);
}

TEST(Base64Body, TakesNothingForNothing) {
  for (const char* text : {"", "data:", "data:,", "data:text/plain,", "data:;base64,"}) {
    EXPECT_EQ(decoded(text), "") << text;
  }
}

TEST(Base64Body, TakesABlankForAPlusWhereItWasOne) {
  EXPECT_EQ(decoded("  //", Base64Body::Blanks::kPlus), decoded("++//"));
}

TEST(Base64Body, RefusesWhatIsNone) {
  for (const char* text :
       {"M", "MDEyM", "MDEyMw=", "MDEyMw===", "MD=y", "=", "MDEy====", "MDEyMx==", "MDE-", "MDE_",
        "data:text/plain,MDEy", "data", "data:;base64", "data:;base64,?", "MDEyMw==MDEy"}) {
    const std::string got = decoded(text);
    // "data" is four characters of the alphabet.
    EXPECT_TRUE(got == "(malformed)" || std::string(text) == "data") << text;
  }
  EXPECT_EQ(decoded("data:" + std::string(2000, 'x') + ";base64,MDEy"), "(malformed)");
}

TEST(Base64Body, KnowsADataUrlByItsBeginning) {
  EXPECT_TRUE(begins_as_base64_url("data:a/b;base64,xyz"));
  EXPECT_TRUE(begins_as_base64_url("data:"));
  EXPECT_TRUE(begins_as_base64_url("data:a/b,"));
  EXPECT_FALSE(begins_as_base64_url("data:a/b,xyz"));
  EXPECT_FALSE(begins_as_base64_url("data"));
  EXPECT_FALSE(begins_as_base64_url("MDEy"));
}

}  // namespace
}  // namespace resumulator
