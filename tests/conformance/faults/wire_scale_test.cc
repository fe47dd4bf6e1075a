// Goal: with another scale of the wire, waits of faults and the Retry-After they send change, and
// what the verdict wants of waits with them.
#include <gtest/gtest.h>

#include <chrono>
#include <resumulator/lane.hpp>

#include "core/wire/times.h"
#include "support/fault_house.h"

namespace resumulator::testing_support {
namespace {

using namespace std::chrono_literals;
using SteadyClock = std::chrono::steady_clock;

/// How long `work` takes.
template <typename Work>
SteadyClock::duration timed(Work work) {
  const auto before = SteadyClock::now();
  work();
  return SteadyClock::now() - before;
}

TEST(WireScale, ShortensStallsAndDelays) {
  FaultHouse house(R"({"when":{"operation":"query"},"do":[{"stall":"1h"},{"delay":"1h"}]})",
                   {.wire_scale = 0.001});
  house.obey(R"({"when":{"operation":"query"},"do":[{"stall":"20s"},{"delay":"80s"}]})");
  const auto session = house.open("a");
  const auto took = timed([&] { EXPECT_EQ(house.ask(session).status, 308); });
  EXPECT_GE(took, 100ms) << "a thousandth of 100 s";
  EXPECT_LT(took, 20s);
}

TEST(WireScale, LengthensThemToo) {
  FaultHouse house(R"({"when":{"operation":"query"},"do":{"stall":"1ms"}})", {.wire_scale = 150});
  const auto session = house.open("a");
  EXPECT_GE(timed([&] { EXPECT_EQ(house.ask(session).status, 308); }), 150ms);
}

TEST(WireScale, SpeedsUpRates) {
  FaultHouse house(R"({"when":{"operation":"simple"},"do":{"read_rate":"1 KiB/s"}})",
                   {.wire_scale = 0.001});
  const auto took = timed([&] { EXPECT_EQ(house.media("a", some_bytes(100'000)).status, 200); });
  EXPECT_GE(took, 50ms) << "98 s at a thousandth";
  EXPECT_LT(took, 30s);
}

TEST(WireScale, ShortensRetryAfterAndNeverToNothing) {
  FaultHouse house(
      R"({"when":{"operation":"query"},"steps":[
            {"answer":{"status":429,"retry_after":"100s"}},
            {"answer":{"status":503,"retry_after":"date:100s"}},
            {"answer":{"status":503,"retry_after":"1s"}},
            {"answer":{"status":503,"headers":{"Retry-After":"100"}}}]})",
      {.wire_scale = 0.05});
  const auto session = house.open("a");
  EXPECT_EQ(house.ask(session).field("Retry-After"), "5");
  EXPECT_EQ(house.ask(session).field("Retry-After"), format_http_date(house.clock->now() + 5s));
  EXPECT_EQ(house.ask(session).field("Retry-After"), "1") << "rounded up";
  EXPECT_EQ(house.ask(session).field("Retry-After"), "100") << "a field written out stays";
}

TEST(WireScale, IsKnownToTheVerdict) {
  Server server({.wire_scale = 0.01});
  Lane lane = server.lane("scaled");
  ASSERT_TRUE(lane.create_bucket("bucket"));
  lane.load_text(R"({"scenario":"s","given":{"buckets":["bucket"]},
    "rules":[{"name":"busy","when":{"operation":"create"},"do":{"answer":503}}],
    "expect":[{"backoff":{"at_least":"100s"}},{"faults_met":"all"}]})");
  const auto ask = [&] {
    const auto path = lane.url().substr(lane.url().find("/_emu"));
    return RawClient(server.port())
        .ask("POST " + path +
             "/upload/storage/v1/b/bucket/o?uploadType=resumable&name=a HTTP/1.1\r\n" +
             "Host: localhost\r\nContent-Length: 0\r\n\r\n")
        .status;
  };
  EXPECT_EQ(ask(), 503);
  EXPECT_EQ(ask(), 200);
  const auto verdict = lane.verdict();
  ASSERT_EQ(verdict.failures.size(), 1U) << verdict.text();
  EXPECT_NE(verdict.failures[0].find("wanted 1000 ms"), std::string::npos) << verdict.text();
}

TEST(WireScale, OfHealCountsToo) {
  FaultHouse house(R"({"when":{"operation":"cancel"},"do":"reset"})", {.wire_scale = 0.001});
  const auto loaded = load_scenario(
      R"({"scenario":"t","heal":{"after":"1s"},
          "rules":[{"when":{"operation":"query"},"do":{"answer":503},"times":"always"}]})",
      "rules");
  ASSERT_TRUE(loaded.ok());
  const auto session = house.open("a");
  house.lane().set_rules(loaded.cases.at(0).rules, loaded.cases.at(0).heal);
  const auto until = SteadyClock::now() + 10s;
  int status = 503;
  while (status == 503 && SteadyClock::now() < until) status = house.ask(session).status;
  EXPECT_EQ(status, 308);
}

}  // namespace
}  // namespace resumulator::testing_support
