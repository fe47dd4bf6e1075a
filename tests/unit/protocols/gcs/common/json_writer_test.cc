// The appender that writes resources: layout, escapes, text that is no UTF-8.
#include "protocols/gcs/common/json_writer.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace resumulator::gcs {
namespace {

std::string sample(bool pretty) {
  JsonWriter json(pretty);
  json.begin_object().member("a", "x").member_if("b", "").key("c").begin_array();
  json.number(1).begin_object().end_object().begin_array().end_array().end_array();
  json.key("d").number_string(18446744073709551615U).key("e").boolean(true).key("f").raw("[1]");
  json.end_object();
  return json.take();
}

TEST(JsonWriter, WritesCompactly) {
  EXPECT_EQ(sample(false),
            R"({"a":"x","c":[1,{},[]],"d":"18446744073709551615","e":true,"f":[1]})");
}

// One blank a level, as production prints.
TEST(JsonWriter, WritesOneMemberALine) {
  EXPECT_EQ(sample(true),
            "{\n \"a\": \"x\",\n \"c\": [\n  1,\n  {},\n  []\n ],\n"
            " \"d\": \"18446744073709551615\",\n \"e\": true,\n \"f\": [1]\n}\n");
}

TEST(JsonWriter, EscapesWhatMustBe) {
  std::string out;
  append_json_string(out, std::string_view("\"\\/\n\r\t\b\f\x01\x7f\0\xc3\xa4", 13));
  EXPECT_EQ(out, "\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0001\x7f\\u0000\xc3\xa4\"");
}

TEST(JsonWriter, ReplacesWhatIsNoUtf8) {
  std::string out;
  append_json_string(out, "a\xff\xc3");
  EXPECT_EQ(out, "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

TEST(JsonWriter, EveryStringComesBack) {
  for (int c = 0; c < 128; ++c) {
    const std::string text = {'x', static_cast<char>(c), 'y'};
    std::string out;
    append_json_string(out, text);
    EXPECT_EQ(nlohmann::json::parse(out), text) << c;
  }
}

}  // namespace
}  // namespace resumulator::gcs
