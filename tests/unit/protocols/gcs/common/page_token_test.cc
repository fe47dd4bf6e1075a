// Goal: a page token survives the round trip and nothing else does. Method: every single-byte
// change of a token is refused.
#include "protocols/gcs/common/page_token.h"

#include <gtest/gtest.h>

#include "core/wire/base64.h"

namespace resumulator::gcs {
namespace {

// gcs.list.page-token
TEST(PageToken, ComesBackAsItWasGiven) {
  for (const PageToken& token :
       {PageToken{"a", {}}, PageToken{"dir/", {}}, PageToken{"a\nb\xC3\xA4", 1680594142725727},
        PageToken{std::string(1024, 'x'), UINT64_MAX}, PageToken{"a", 0}}) {
    const auto read = parse_page_token(encode_page_token(token));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, token);
  }
}

// gcs.list.page-token
TEST(PageToken, IsRefusedOnceItWasChanged) {
  const std::string message = *base64_decode(encode_page_token({"dir/name", 17}));
  for (std::size_t at = 0; at < message.size(); ++at) {
    std::string changed = message;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(parse_page_token(base64_encode(changed))) << at;
    EXPECT_FALSE(parse_page_token(base64_encode(message.substr(0, at)))) << at;
  }
}

TEST(PageToken, IsRefusedWhenItIsNone) {
  for (const char* text : {"", "x", "not base64!", "AAAA", "CgFh", "Cg==", "CgFhEA=="}) {
    const auto read = parse_page_token(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::kMalformed);
    EXPECT_EQ(read.error().where, "pageToken");
  }
}

}  // namespace
}  // namespace resumulator::gcs
