#include "core/base/sha256.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 digest;
  digest.update("a");
  digest.update("bc");
  EXPECT_EQ(digest.finish(), sha256_hex("abc"));
}

}  // namespace
}  // namespace resumulator
