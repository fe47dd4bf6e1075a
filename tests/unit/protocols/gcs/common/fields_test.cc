// Goal: selectors mean what the service makes of them. Method: tables of selector and outcome.
#include "protocols/gcs/common/fields.h"

#include <gtest/gtest.h>

namespace resumulator::gcs {
namespace {

constexpr const char* kList =
    R"({"kind":"l","items":[{"name":"a","size":"1","acl":[{"entity":"e","role":"r"}]},)"
    R"({"name":"b","size":"2","metadata":{"k":"v","l":"w"}}],"nextPageToken":"t"})";

std::string cut(std::string_view selector) { return select_fields(kList, selector, false); }

// gcs.fields.nested
TEST(Fields, KeepTheMembersTheyName) {
  EXPECT_EQ(cut("kind"), R"({"kind":"l"})");
  EXPECT_EQ(cut("nextPageToken,kind"), R"({"kind":"l","nextPageToken":"t"})");
  EXPECT_EQ(cut("*"), kList);
  EXPECT_EQ(cut(""), kList);
}

// gcs.fields.arrays
TEST(Fields, LookThroughArrays) {
  EXPECT_EQ(cut("items(name,size)"),
            R"({"items":[{"name":"a","size":"1"},{"name":"b","size":"2"}]})");
  EXPECT_EQ(cut("items/name"), R"({"items":[{"name":"a"},{"name":"b"}]})");
  EXPECT_EQ(cut("items/acl/role"), R"({"items":[{"acl":[{"role":"r"}]},{}]})");
  EXPECT_EQ(cut("items(name,acl(entity))"),
            R"({"items":[{"name":"a","acl":[{"entity":"e"}]},{"name":"b"}]})");
  EXPECT_EQ(cut("items/metadata(k)"), R"({"items":[{},{"metadata":{"k":"v"}}]})");
  EXPECT_EQ(cut("items/*/k"), R"({"items":[{"acl":[{}]},{"metadata":{"k":"v"}}]})");
}

// gcs.fields.unknown
TEST(Fields, DropNamesThatAreNotThere) {
  EXPECT_EQ(cut("kind,nothing"), R"({"kind":"l"})");
  EXPECT_EQ(cut("kind/inside"), "{}");
  EXPECT_EQ(cut("items/metadata/none"), R"({"items":[{},{}]})");
}

TEST(Fields, AddUpWhenANameIsWantedTwice) {
  EXPECT_EQ(cut("items/name,items/size"), cut("items(name,size)"));
  EXPECT_EQ(cut("items/name,items"), cut("items"));
  EXPECT_EQ(cut("items,items/name"), cut("items"));
}

// gcs.fields.malformed
TEST(Fields, RefuseWhatIsNoSelector) {
  for (const char* selector : {",", "a,", ",a", "a(", "a()", "a(b", "a)b", "a/", "/a", "a//b",
                               "(a)", "a(b))", "a b", "a(b)c"}) {
    const auto problem = check_fields(selector);
    ASSERT_TRUE(problem) << selector;
    EXPECT_EQ(problem->status, 400);
    EXPECT_EQ(problem->reason, "invalidParameter");
    EXPECT_EQ(problem->location, "fields");
    EXPECT_EQ(cut(selector), kList) << "selects everything";
  }
  EXPECT_FALSE(check_fields(" items ( name , size ) , kind "));
}

TEST(Fields, NestToTheirBoundAndNoDeeper) {
  const auto nested = [](std::size_t levels) {
    std::string text = "a";
    for (std::size_t i = 1; i < levels; ++i) text += "/a";
    return text;
  };
  EXPECT_TRUE(parse_fields(nested(kFieldDepthMax)));
  EXPECT_FALSE(parse_fields(nested(kFieldDepthMax + 1)));
  EXPECT_FALSE(parse_fields(std::string(100'000, '(')));
}

TEST(Fields, PrintOneSpelling) {
  const auto mask = parse_fields("b/c, b(a) ,a");
  ASSERT_TRUE(mask);
  EXPECT_EQ(mask->text(), "a,b(a,c)");
}

}  // namespace
}  // namespace resumulator::gcs
