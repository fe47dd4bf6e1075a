// Goal: rules are swapped, and lanes opened, judged and closed, while requests run at full speed:
// each request meets one whole set of rules, and each lane's verdict is on its own requests.
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "support/fault_house.h"
#include "support/steady_client.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

/// Marks every upload request at `headers`, and refuses some with the same mark.
std::string marking(const std::string& mark) {
  return R"({"scenario":"load","rules":[
    {"name":"mark","when":{"operation":"upload"},"times":"always",
     "do":{"header":{"set":{"X-Mark":")" +
         mark + R"("}}}},
    {"name":"busy","when":{"operation":"upload"},"at":"body:10 KiB","times":"always",
     "chance":0.4,"per":"object",
     "do":{"answer":{"status":503,"headers":{"X-Busy":")" +
         mark + R"("}}}}]})";
}

std::string field_of(const std::string& answer, const std::string& name) {
  const auto at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  const auto from = at + name.size() + 4;
  return answer.substr(from, answer.find("\r\n", from) - from);
}

TEST(ReloadUnderLoad, GivesEachRequestOneWholeSetOfRules) {
  constexpr int kThreads = 4;
  GcsHouse house;
  const auto put = [&](const std::string& document) {
    return house.request("PUT", "/_emu/v1/lanes/main/scenario", document).status;
  };
  ASSERT_EQ(put(marking("0")), 200);
  std::atomic<int> running{kThreads};
  std::vector<std::vector<std::string>> told(kThreads);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (std::uint64_t round = 0; round < 6; ++round) {
        SteadyClient client(house.server.port(), "", "b", "o" + std::to_string(i),
                            some_bytes(1'500'000, round));
        client.upload();
        auto& all = told[static_cast<std::size_t>(i)];
        all.insert(all.end(), client.told().begin(), client.told().end());
        EXPECT_EQ(house.stored("o" + std::to_string(i)), some_bytes(1'500'000, round));
      }
      --running;
    });
  }
  int swapped = 0;
  while (running > 0) {
    EXPECT_EQ(put(marking(std::to_string(++swapped))), 200);
    EXPECT_EQ(put(R"({"scenario":"wrong","rules":[{"when":{"operation":"apend"}}]})"), 422);
  }
  for (auto& thread : threads) thread.join();
  std::set<std::string> marks;
  std::size_t refused = 0;
  for (const auto& all : told) {
    for (const std::string& each : all) {
      if (!each.starts_with("PUT ") || each.find(" */") < each.find('\n')) continue;
      const std::string mark = field_of(each, "X-Mark");
      EXPECT_NE(mark, "") << each.substr(0, 300);
      marks.insert(mark);
      if (each.find("HTTP/1.1 503") == std::string::npos) continue;
      ++refused;
      EXPECT_EQ(field_of(each, "X-Busy"), mark) << "half of one set and half of another";
    }
  }
  EXPECT_GT(marks.size(), 1U) << swapped << " swaps";
  EXPECT_GT(refused, 0U);
  const auto shown = json_of(house.request("GET", "/_emu/v1/lanes/main/scenario"));
  EXPECT_EQ(shown["generation"], swapped + 2) << "each good document is one generation";
  // Those of requests that were under way count with the set they began with.
  EXPECT_GT(shown["rules"][1]["fired"], 0U) << "counters go on through all of them";
  EXPECT_LE(shown["rules"][1]["fired"], refused);
}

TEST(LanesUnderLoad, AreJudgedEachOnItsOwn) {
  constexpr int kThreads = 4;
  GcsHouse house;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 5; ++round) {
        const std::string name = "lane-" + std::to_string(i) + "-" + std::to_string(round);
        const auto made = house.request("POST", "/_emu/v1/lanes",
                                        R"({"name":")" + name +
                                            R"(","scenario":{
            "scenario":"s","given":{"buckets":["bucket"]},
            "rules":[{"name":"lost","when":{"operation":"finalize"},"at":"stored","do":"reset"}],
            "expect":[{"completes":{"objects":1}},{"sessions":1},
                      {"conversation":"create append* finalize:reset query:200"}]}})");
        ASSERT_EQ(made.status, 201) << made.body;
        SteadyClient client(house.server.port(), "/_emu/lane/" + name, "bucket", "o",
                            some_bytes(1'100'000));
        client.upload();
        const auto closed = house.request("DELETE", "/_emu/v1/lanes/" + name);
        const auto verdict = json_of(closed);
        EXPECT_EQ(verdict["outcome"], "pass") << closed.body;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(json_of(house.request("GET", "/_emu/v1/lanes"))["lanes"].size(), 1U);
}

}  // namespace
}  // namespace resumulator::testing_support
