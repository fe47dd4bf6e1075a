// Goal: the same seed, scenario and requests give the same answers byte for byte, whatever other
// sessions do at the same time.
// Method: everything is run twice, with threads that begin in another order; what each client was
// told is compared.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <set>
#include <thread>

#include "scenario/load.h"
#include "scenario/suite.h"
#include "server/lane_case.h"
#include "support/fault_house.h"
#include "support/steady_client.h"

namespace resumulator::testing_support {
namespace {

using Told = std::map<std::string, std::vector<std::string>>;
constexpr std::size_t kThreads = 6;

/// Does `work` for each name, on several threads, in this order or in the other one.
void side_by_side(std::vector<std::string> names, bool backwards,
                  const std::function<void(const std::string&)>& work) {
  if (backwards) std::reverse(names.begin(), names.end());
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < names.size(); at = next++) work(names[at]);
    });
  }
  for (auto& thread : threads) thread.join();
}

void expect_same(const Told& first, const Told& second) {
  ASSERT_EQ(first.size(), second.size());
  for (const auto& [name, told] : first) {
    const auto& again = second.at(name);
    for (std::size_t i = 0; i < std::max(told.size(), again.size()); ++i) {
      const std::string a = i < told.size() ? told[i].substr(0, 4000) : "(nothing)";
      const std::string b = i < again.size() ? again[i].substr(0, 4000) : "(nothing)";
      ASSERT_EQ(a, b) << name << ", exchange " << i + 1;
      ASSERT_TRUE(told[i] == again[i]) << name << ", exchange " << i + 1 << ", in its bytes";
    }
  }
}

constexpr const char* kPerObject = R"(
  {"name":"trouble","when":{"operation":"upload"},"at":"body:100 KiB","keep":"aligned",
   "do":{"answer":503},"chance":0.4,"times":"always","per":"object"},
  {"name":"cut","when":{"operation":"upload"},"at":"body:300 KiB",
   "do":"close","chance":0.3,"times":"always","per":"session"},
  {"name":"noise","when":{"operation":"query"},"do":{"garbage":40},
   "chance":0.3,"times":"always","per":"session"},
  {"name":"dead","when":{"operation":"upload"},"at":"stored","do":{"session":"gone"},
   "chance":0.1,"times":"always","per":"object"})";

/// One lane, two dozen objects at once, two uploads each.
Told told_in_one_lane(bool backwards) {
  FaultHouse house(kPerObject, {.seed = 77});
  std::vector<std::string> names;
  for (int i = 0; i < 24; ++i) names.push_back("object-" + std::to_string(i));
  Told all;
  for (const std::string& name : names) all[name];
  side_by_side(names, backwards, [&](const std::string& name) {
    for (std::uint64_t round = 1; round <= 2; ++round) {
      SteadyClient client(house.server.port(), "", "b", name, some_bytes(1'200'000, round));
      client.upload();
      auto& told = all.at(name);
      told.insert(told.end(), client.told().begin(), client.told().end());
    }
  });
  return all;
}

TEST(Determinism, SessionsSideBySideAreToldTheSameByteForByte) {
  const Told first = told_in_one_lane(false);
  expect_same(first, told_in_one_lane(true));
  std::set<std::string> ids;
  std::size_t faults = 0;
  for (const auto& [name, told] : first) {
    for (const std::string& each : told) {
      const auto at = each.find("upload_id=", each.find("\r\nLocation: "));
      if (each.starts_with("POST") && at != std::string::npos) {
        EXPECT_TRUE(ids.insert(each.substr(at, 117)).second) << "one id for two sessions";
      }
      faults += each.find(" 503 ") != std::string::npos ? 1U : 0U;
    }
  }
  EXPECT_GE(ids.size(), 48U);
  EXPECT_GT(faults, 5U) << "the faults that chance decides must have happened";
}

/// Every case of the suite in a lane of its own, lanes side by side.
Told told_by_the_suite(bool backwards) {
  // Waits of rules as good as none: what is said does not depend on them.
  GcsHouse house({.seed = 5, .wire_scale = 0.001});
  std::map<std::string, Scenario> cases;
  std::vector<std::string> names;
  for (const std::string& path : scenario_paths("builtin:gcs").paths) {
    const Loaded loaded = load_scenario_file(path);
    for (const Scenario& each : loaded.cases) {
      const std::string name = "lane-" + std::to_string(names.size());
      names.push_back(name);
      cases[name] = each;
    }
  }
  Told all;
  for (const std::string& name : names) all[name];
  Engine& engine = ServerAccess::engine(house.server);
  side_by_side(names, backwards, [&](const std::string& name) {
    Scenario& scenario = cases.at(name);
    scenario.given.clock_manual = true;
    scenario.given.buckets.emplace_back("b");
    const Options base{.seed = 5, .clock = house.clock, .wire_scale = 0.001};
    ASSERT_TRUE(
        open_lane(engine, base, {.name = name, .seed = {}, .scenario = &scenario, .claims = {}}));
    SteadyClient client(house.server.port(), "/_emu/lane/" + name, "b", "a.bin",
                        some_bytes(1'300'000));
    client.upload();
    all.at(name) = client.told();
  });
  return all;
}

TEST(Determinism, ASuiteRunTwiceIsTheSameByteForByte) {
  const Told first = told_by_the_suite(false);
  EXPECT_GT(first.size(), 100U) << "cases of the suite";
  expect_same(first, told_by_the_suite(true));
}

TEST(Determinism, EqualRequestsOfOtherKindsGetTheSameIdsWhateverIsBetween) {
  const auto told = [](bool busy) {
    GcsHouse house({.seed = 3});
    std::string all;
    for (int i = 0; i < 3; ++i) {
      if (busy) (void)house.media("other-" + std::to_string(i), "x");
      const auto put = house.media("a", "x");
      if (busy) (void)house.get("other-0");
      const auto got = house.get("a");
      const auto field = [](const RawAnswer& answer) {
        return answer.field("X-GUploader-UploadID") + "\n";
      };
      all += field(put) + field(got) + std::to_string(json_of(got)["generation"].size()) + "\n" +
             json_of(got).value("generation", "") + "\n";
    }
    return all;
  };
  EXPECT_EQ(told(false), told(true));
  const GcsHouse house({.seed = 3});
  EXPECT_NE(house.get("a").field("X-GUploader-UploadID"),
            house.get("a").field("X-GUploader-UploadID"))
      << "two requests are two, also where they are equal";
}

}  // namespace
}  // namespace resumulator::testing_support
