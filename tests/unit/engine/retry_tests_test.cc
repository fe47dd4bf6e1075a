// Goal: an instruction is used up once, by the request that fires it, and stays until then.
#include "engine/retry_tests.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

constexpr const char* kGet = "storage.objects.get";
constexpr const char* kList = "storage.objects.list";

TEST(RetryTests, ShowTheHeadUntilItIsFired) {
  RetryTests tests(1);
  const auto id = tests.create({{kGet, {"return-503", "return-408"}}})->id;
  const auto head = tests.head(id, {kGet});
  ASSERT_TRUE(head);
  EXPECT_EQ(head->text, "return-503");
  EXPECT_EQ(tests.head(id, {kGet})->text, "return-503");
  EXPECT_TRUE(tests.fire(*head));
  EXPECT_FALSE(tests.fire(*head)) << "another request had the same head";
  EXPECT_EQ(tests.head(id, {kGet})->text, "return-408");
  EXPECT_EQ(tests.get(id)->queues.at(0).left, std::vector<std::string>{"return-408"});
}

TEST(RetryTests, KeepTheQueuesOfMethodsApart) {
  RetryTests tests(1);
  const auto id = tests.create({{kGet, {"return-503"}}, {kList, {"return-408"}}})->id;
  EXPECT_FALSE(tests.head(id, {"storage.objects.insert"}));
  EXPECT_TRUE(tests.fire(*tests.head(id, {kList})));
  EXPECT_FALSE(tests.get(id)->completed);
  // A request of two names takes from the first that has something left.
  EXPECT_EQ(tests.head(id, {kList, kGet})->method, kGet);
  EXPECT_TRUE(tests.fire(*tests.head(id, {kList, kGet})));
  EXPECT_TRUE(tests.get(id)->completed);
}

TEST(RetryTests, AreGoneForThoseUnderWay) {
  RetryTests tests(1);
  const auto id = tests.create({{kGet, {"return-503"}}})->id;
  const auto head = tests.head(id, {kGet});
  EXPECT_TRUE(tests.remove(id));
  EXPECT_FALSE(tests.remove(id));
  EXPECT_FALSE(tests.fire(*head));
  EXPECT_FALSE(tests.knows(id));
}

TEST(RetryTests, AreLimited) {
  RetryTests tests(1);
  for (std::size_t i = 0; i < RetryTests::kTestsMax; ++i) {
    ASSERT_TRUE(tests.create({})) << i;
  }
  EXPECT_FALSE(tests.create({}));
  tests.clear();
  EXPECT_TRUE(tests.create({}));
}

}  // namespace
}  // namespace resumulator
