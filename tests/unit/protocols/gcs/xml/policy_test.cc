#include "protocols/gcs/xml/policy.h"

#include <gtest/gtest.h>

#include "core/wire/base64.h"
#include "core/wire/times.h"

namespace resumulator::gcs::xml {
namespace {

ApiResult<FormPolicy> read(const std::string& json) { return parse_policy(base64_encode(json)); }
ApiResult<FormPolicy> with(const std::string& conditions) {
  return read(R"({"expiration":"2030-01-01T00:00:00Z","conditions":[)" + conditions + "]}");
}
bool meets(const std::string& conditions, const FormFields& fields) {
  const auto policy = with(conditions);
  const TimePoint before = *parse_rfc3339("2029-12-31T23:59:59Z");
  return policy && !check_policy(*policy, fields, "bk", before);
}

// Rule gcs.xml.form.conditions.
TEST(FormPolicy, HasThreeKindsOfConditions) {
  EXPECT_TRUE(meets(R"({"key":"a"})", {{"key", "a"}}));
  EXPECT_FALSE(meets(R"({"key":"a"})", {{"key", "ab"}}));
  EXPECT_TRUE(meets(R"(["starts-with","$Key","a"])", {{"key", "ab"}}));
  EXPECT_TRUE(meets(R"(["starts-with","$key","a"],["starts-with","$acl",""])", {{"key", "a"}}));
  EXPECT_FALSE(meets(R"(["eq","$key","a"],["eq","$acl","private"])", {{"key", "a"}}));
  EXPECT_TRUE(meets(R"({"bucket":"bk"})", {}));
  EXPECT_FALSE(meets(R"({"bucket":"other"})", {}));
  EXPECT_FALSE(meets("", {{"key", "a"}}));
  EXPECT_TRUE(meets("", {{"x-ignore-this", "a"}, {"signature", "s"}}));
  EXPECT_EQ(with(R"(["content-length-range",1,9])")->size->most, 9U);
}

// Rule gcs.xml.form.policy.
TEST(FormPolicy, IsRefusedWhereItCannotBeRead) {
  for (const char* json : {"", "[]", "{}", R"({"expiration":1,"conditions":[]})",
                           R"({"expiration":"soon","conditions":[]})",
                           R"({"expiration":"2030-01-01T00:00:00Z","conditions":{}})"}) {
    EXPECT_FALSE(read(json).has_value()) << json;
  }
  for (const char* condition :
       {"1", "[]", R"(["eq","$key"])", R"(["like","$key","a"])", R"({"key":1})",
        R"(["content-length-range","1",2])", R"(["eq",1,"a"])", R"([1,2,3])"}) {
    EXPECT_FALSE(with(condition).has_value()) << condition;
  }
  EXPECT_FALSE(parse_policy("%%%").has_value());
}

}  // namespace
}  // namespace resumulator::gcs::xml
