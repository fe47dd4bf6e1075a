// Credentials never get into what is kept.
#include "engine/mask.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

TEST(Mask, KnowsSecretHeadersInAnyCase) {
  for (const char* name :
       {"Authorization", "AUTHORIZATION", "cookie", "Set-Cookie", "Proxy-Authorization",
        "X-Goog-Encryption-Key", "x-goog-copy-source-encryption-key"}) {
    EXPECT_TRUE(is_secret_header(name)) << name;
  }
  for (const char* name : {"X-Goog-Encryption-Key-Sha256", "X-Goog-Encryption-Algorithm", "Host",
                           "Content-Range", "Authorizatio", ""}) {
    EXPECT_FALSE(is_secret_header(name)) << name;
  }
}

TEST(Mask, KeepsTheSchemeOfACredential) {
  EXPECT_EQ(mask_header_value("Bearer ya29.abc"), "Bearer ***");
  EXPECT_EQ(mask_header_value("abc"), "***");
  EXPECT_EQ(mask_header_value(""), "***");
  EXPECT_EQ(mask_header_value("a-very-long-cookie-value=1; b=2"), "***");
}

TEST(Mask, TakesSecretsOutOfQueries) {
  EXPECT_EQ(mask_target("/b/o?name=a&access_token=xyz&alt=json"),
            "/b/o?name=a&access_token=***&alt=json");
  EXPECT_EQ(mask_target("/o?X-Goog-Signature=abc"), "/o?X-Goog-Signature=***");
  EXPECT_EQ(mask_target("/o?Signature=abc&Expires=5"), "/o?Signature=***&Expires=5");
}

TEST(Mask, LeavesOtherTargetsAsTheyAre) {
  for (const char* target : {"/", "", "/a?", "/a?&&", "/a?signature", "/a?x=signature=1&y",
                             "/signature=1", "/a?upload_id=ABPtcP&x=%20"}) {
    EXPECT_EQ(mask_target(target), target);
  }
}

}  // namespace
}  // namespace resumulator
