// Names of files out of a client's words.
#include "protocols/resumable_js/safe_name.h"

#include <gtest/gtest.h>

namespace resumulator::resumable_js {
namespace {

std::string named(std::string_view name) { return safe_file_name(name, "the id"); }

// Rule rjs.name.safe
TEST(SafeName, IsTheLastSegmentWithoutWhatHarms) {
  EXPECT_EQ(named("a.jpg"), "a.jpg");
  EXPECT_EQ(named("dir/sub\\a.jpg"), "a.jpg");
  EXPECT_EQ(named("/etc/passwd"), "passwd");
  EXPECT_EQ(named(std::string_view("a\0b\r\n\x7f.txt", 10)), "ab.txt");
  EXPECT_EQ(named("a\xC2\x85z"), "az");  // a control character of two bytes
  EXPECT_EQ(named("  a b  "), "a b");
  EXPECT_EQ(named("ფოტო 1.jpg"), "ფოტო 1.jpg");
  EXPECT_EQ(named("bad\xFF\xFE.bin"), "bad__.bin");
  EXPECT_EQ(named(".htaccess"), ".htaccess");
  EXPECT_EQ(named("..."), "...");
}

// Rule rjs.name.safe
TEST(SafeName, IsNoDevice) {
  for (const char* name : {"con", "NUL.txt", "Com1", "lpt9.tar.gz", "aux ", "CONIN$"}) {
    EXPECT_EQ(named(name).front(), '_') << name;
  }
  for (const char* name : {"console", "com10", "com", "nulls.txt", "lpt"}) {
    EXPECT_NE(named(name).front(), '_') << name;
  }
}

// Rule rjs.name.own: of these one would be removed at the next start, and one is a directory.
TEST(SafeName, IsNoneTheServerHasForItself) {
  EXPECT_EQ(named(".resumulator-a1B2c3"), "_.resumulator-a1B2c3");
  EXPECT_EQ(named(".chunks"), "_.chunks");
  EXPECT_EQ(named(".chunks.zip"), ".chunks.zip");
  EXPECT_EQ(safe_path(".chunks/x/x.1", "id"), "_.chunks/x/x.1");
}

// Rule rjs.name.safe
TEST(SafeName, IsBounded) {
  EXPECT_EQ(named(std::string(300, 'x') + ".tar"), std::string(251, 'x') + ".tar");
  EXPECT_EQ(named(std::string(4096, 'x')), std::string(255, 'x'));
  const std::string wide = named(std::string(252, 'x') + "ფოტო");
  EXPECT_EQ(wide, std::string(252, 'x') + "ფ");
  EXPECT_EQ(named("x." + std::string(300, 'e')).size(), 255U);
}

// Rule rjs.name.fallback
TEST(SafeName, FallsBackToTheIdentifier) {
  for (const char* name : {"", ".", "..", "/", "a/..", "\r\n", "   "}) {
    EXPECT_EQ(named(name), "the id") << name;
  }
  EXPECT_EQ(safe_file_name("", "../x/y"), ".._x_y");
  EXPECT_EQ(safe_file_name("..", ".."), "upload");
  EXPECT_EQ(safe_file_name("", ""), "upload");
}

// Rule rjs.name.directories
TEST(SafeName, APathKeepsItsDirectories) {
  EXPECT_EQ(safe_path("x/y/a.jpg", "id"), "x/y/a.jpg");
  EXPECT_EQ(safe_path("../x/./..\\y//a.jpg", "id"), "x/y/a.jpg");
  EXPECT_EQ(safe_path("/abs/a.jpg", "id"), "abs/a.jpg");
  EXPECT_EQ(safe_path("nul/..", "id"), "_nul/id");
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += std::string(100, 'd') + "/";
  EXPECT_LE(safe_path(deep + "a.jpg", "id").size(), kPathMax);
  EXPECT_TRUE(safe_path(deep + "a.jpg", "id").ends_with("/a.jpg"));
}

// Rule rjs.name.collision
TEST(SafeName, GetsANumberBeforeItsExtension) {
  EXPECT_EQ(numbered_name("a.jpg", 1), "a (1).jpg");
  EXPECT_EQ(numbered_name("x.y/a", 12), "x.y/a (12)");
  EXPECT_EQ(numbered_name(".profile", 2), ".profile (2)");
  EXPECT_LE(numbered_name(std::string(251, 'x') + ".jpg", 10).size(), kSegmentMax);
}

}  // namespace
}  // namespace resumulator::resumable_js
