// Structured fields: text to value or error.
#include "core/wire/structured_field.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

using Kind = SfItem::Kind;

// Rule ietf.field.item
TEST(StructuredField, ItemsAreOfOneType) {
  const struct {
    const char* text;
    Kind kind;
    std::int64_t integer;
    bool boolean;
    const char* content;
  } rows[] = {
      {"0", Kind::kInteger, 0, false, ""},
      {"-0", Kind::kInteger, 0, false, ""},
      {"007", Kind::kInteger, 7, false, ""},
      {"-42", Kind::kInteger, -42, false, ""},
      {"999999999999999", Kind::kInteger, 999'999'999'999'999, false, ""},
      {" 5 ", Kind::kInteger, 5, false, ""},
      {"5;a;b=\"x\"", Kind::kInteger, 5, false, ""},
      {"5.0", Kind::kDecimal, 0, false, "5.0"},
      {"?1", Kind::kBoolean, 0, true, ""},
      {"?0", Kind::kBoolean, 0, false, ""},
      {"\"a\\\"b\"", Kind::kString, 0, false, "a\"b"},
      {"yes", Kind::kToken, 0, false, "yes"},
      {"*a/b:c", Kind::kToken, 0, false, "*a/b:c"},
      {":aGk=:", Kind::kBytes, 0, false, "hi"},
      {"@1659578233", Kind::kDate, 1659578233, false, ""},
      {"%\"f%c3%bc\"", Kind::kDisplayString, 0, false, "f\xc3\xbc"},
  };
  for (const auto& row : rows) {
    const auto item = parse_sf_item(row.text);
    ASSERT_TRUE(item.has_value()) << row.text;
    EXPECT_EQ(*item, (SfItem{row.kind, row.integer, row.boolean, row.content})) << row.text;
  }
}

// Rule ietf.field.item
TEST(StructuredField, WhatIsNoItemIsRefused) {
  for (const char* bad : {"",
                          " ",
                          "?",
                          "?2",
                          "?1 ?1",
                          "1 2",
                          "1, 2",
                          "-",
                          "1.",
                          "1.2345",
                          "1234567890123456",
                          "1234567890123.1",
                          "\"a",
                          "\"a\\n\"",
                          "\"\x01\"",
                          ":aGk=",
                          ":a:",
                          "5;",
                          "5;A",
                          "5;a=",
                          "@1.5",
                          "%\"%C3%BC\"",
                          "%\"%c3\"",
                          "(1)",
                          "+1",
                          "1a",
                          "\t5"}) {
    EXPECT_FALSE(parse_sf_item(bad).has_value()) << bad;
  }
}

// Rule ietf.field.dictionary
TEST(StructuredField, DictionariesKeepTheLastValueOfAKey) {
  const auto dictionary = parse_sf_dictionary("a=1, b;x=2 ,\tc=(1 \"x\";p 2);q, a=?0");
  ASSERT_TRUE(dictionary.has_value());
  ASSERT_EQ(dictionary->size(), 3U);
  EXPECT_EQ((*dictionary)[0].first, "a");
  EXPECT_FALSE((*dictionary)[0].second.boolean);
  EXPECT_TRUE((*dictionary)[1].second.boolean);
  EXPECT_EQ((*dictionary)[2].second.kind, Kind::kInnerList);
  EXPECT_TRUE(parse_sf_dictionary("").value().empty());
  for (const char* bad :
       {"a=1,", ",a=1", "A=1", "a=", "a=1 b=2", "a=(1", "a=(1,2)", "a = 1", "1=a"}) {
    EXPECT_FALSE(parse_sf_dictionary(bad).has_value()) << bad;
  }
}

// Rule ietf.field.absent: a field of another type is as though it were not there.
TEST(StructuredField, FieldsOfAnotherTypeAreAbsent) {
  const Headers headers{{"Count", "12"},     {"Minus", "-1"},    {"Float", "5.0"},
                        {"Twice", "1"},      {"Twice", "1"},     {"Flag", "?1"},
                        {"Word", "true"},    {"Limit", "max=1"}, {"Limit", "min=2"},
                        {"Broken", "max=1,"}};
  EXPECT_EQ(sf_count(headers, "count"), 12U);
  for (const char* name : {"Minus", "Float", "Twice", "Flag", "Absent"}) {
    EXPECT_EQ(sf_count(headers, name), std::nullopt) << name;
  }
  EXPECT_EQ(sf_boolean(headers, "Flag"), true);
  EXPECT_EQ(sf_boolean(headers, "Word"), std::nullopt);
  EXPECT_EQ(sf_boolean(headers, "Count"), std::nullopt);
  EXPECT_EQ(sf_dictionary(headers, "Limit").value().size(), 2U);
  EXPECT_FALSE(sf_dictionary(headers, "Broken").has_value());
  EXPECT_EQ(sf_text(true) + sf_text(false), "?1?0");
}

}  // namespace
}  // namespace resumulator
