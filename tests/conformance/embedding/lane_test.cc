// Goal: what a C++ test can do with a lane in code is what a scenario file can do.
#include <gtest/gtest-spi.h>

#include <fstream>
#include <resumulator/gtest.hpp>
#include <resumulator/server.hpp>
#include <set>

#include "support/program.h"
#include "support/raw_client.h"

namespace {

using namespace resumulator::literals;
using resumulator::Lane;
using resumulator::Server;
using resumulator::testing_support::RawClient;

/// A client of few words: one session, chunks of 256 KiB, asks after each trouble.
struct SmallClient {
  explicit SmallClient(const std::string& url, bool asks_first = true) : asks(asks_first) {
    const auto colon = url.find(':', 7);
    port = static_cast<std::uint16_t>(std::stoi(url.substr(colon + 1)));
    prefix = url.substr(url.find('/', colon));
  }
  int request(const std::string& method, const std::string& target, const std::string& body,
              const std::string& fields, std::string* range = nullptr,
              std::string* location = nullptr) {
    try {
      const auto answer = RawClient(port).ask(
          method + " " + target + " HTTP/1.1\r\nHost: localhost:" + std::to_string(port) +
          "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + fields + "\r\n" + body);
      if (range != nullptr) *range = answer.field("Range");
      if (location != nullptr) *location = answer.field("Location");
      return answer.status;
    } catch (const std::runtime_error&) {
      return 0;
    }
  }
  bool upload(const std::string& data, const std::string& bucket, const std::string& name) {
    std::string location;
    request("POST",
            prefix + "/upload/storage/v1/b/" + bucket + "/o?uploadType=resumable&name=" + name, "",
            "", nullptr, &location);
    if (location.empty()) return false;
    const auto session = location.substr(location.find('/', location.find(':', 7)));
    std::size_t at = 0;
    for (int tries = 0; tries < 50; ++tries) {
      const auto size = std::min<std::size_t>(256_KiB, data.size() - at);
      const auto range = std::to_string(at) + "-" + std::to_string(at + size - 1) + "/" +
                         std::to_string(data.size());
      std::string have;
      int status = request("PUT", session, data.substr(at, size),
                           "Content-Range: bytes " + range + "\r\n", &have);
      if (status != 308 && status != 200 && asks) {
        status = request("PUT", session, "", "Content-Range: bytes */*\r\n", &have);
      }
      if (status == 200) return true;
      if (status == 308) at = have.empty() ? 0 : std::stoul(have.substr(8)) + 1;
      if (status != 308 && status / 100 == 4) return false;
    }
    return false;
  }
  std::uint16_t port = 0;
  std::string prefix;
  bool asks;
};

Lane lane_with_bucket(Server& server, const std::string& name) {
  Lane lane = server.lane(name);
  EXPECT_TRUE(lane.create_bucket("bucket"));
  return lane;
}

TEST(LaneInCode, HurtsAClientAndJudgesIt) {
  Server server;
  Lane lane = lane_with_bucket(server, "in-code");
  lane.rule("first chunk gets a 503")
      .when(resumulator::append)
      .nth(1)
      .at(resumulator::body(100_KiB))
      .keep(resumulator::aligned)
      .answer(503);
  lane.expect(resumulator::completes(1));
  lane.expect(resumulator::resent_bytes().at_most(256_KiB));
  lane.expect(resumulator::asks_before_resuming());
  const auto data = resumulator::payload(2_MiB, 1);
  EXPECT_TRUE(SmallClient(lane.url()).upload(data, "bucket", "o"));
  EXPECT_THAT(lane.object("bucket", "o"), resumulator::HasBytes(data));
  EXPECT_THAT(lane.journal(),
              resumulator::Conversation("create append:503 query append+ finalize:200"));
  EXPECT_THAT(lane.journal().of(resumulator::Operation::kQuery), testing::SizeIs(1));
  EXPECT_THAT(lane, resumulator::Passed());
  EXPECT_TRUE(lane.wait_for(resumulator::fired("first chunk gets a 503"), std::chrono::seconds(1)));
}

TEST(LaneInCode, FailsAClientThatDoesNotAsk) {
  Server server;
  Lane lane = lane_with_bucket(server, "hasty");
  lane.rule("503").when(resumulator::append).nth(2).answer(503);
  lane.expect(resumulator::asks_before_resuming());
  EXPECT_TRUE(SmallClient(lane.url(), false).upload(resumulator::payload(1_MiB, 1), "bucket", "o"));
  const auto verdict = lane.verdict();
  EXPECT_EQ(verdict.outcome, "fail");
  EXPECT_THAT(verdict.text(), testing::HasSubstr("asks_before_resuming"));
  EXPECT_FALSE(verdict.failures.empty());
  EXPECT_THAT(lane, testing::Not(resumulator::Passed()));
}

TEST(LaneInCode, LoadsAFileAndPrintsOne) {
  Server server;
  Lane lane = lane_with_bucket(server, "file");
  lane.load("builtin:answer-lost");
  EXPECT_TRUE(lane.create_bucket("bucket"));  // the file brought a world of its own
  SmallClient(lane.url()).upload(resumulator::payload(600'000, 1), "bucket", "o");
  EXPECT_EQ(lane.journal().back().operation, resumulator::Operation::kQuery);
  Lane copy = server.lane("copy");
  copy.load_text(lane.to_scenario());
  EXPECT_EQ(copy.to_scenario(),
            lane.to_scenario().replace(lane.to_scenario().find("\"file\""), 6, "\"copy\""));
  lane.dismiss();
  copy.dismiss();
}

TEST(LaneInCode, LivesInTheWorldOfTheFileItLoads) {
  Server server;
  Lane lane = server.lane("world");
  lane.load_text(R"({"scenario":"a","given":{"protocols":["tus"],"tus":{"max_size":5}}})", "a");
  lane.load_text(R"({"scenario":"b","given":{"tus":{"expiry":"1h"},"buckets":["more"]}})", "b");
  SmallClient client(lane.url());
  const auto create = [&](const char* length) {
    return client.request("POST", client.prefix + "/files", "",
                          "Tus-Resumable: 1.0.0\r\nUpload-Length: " + std::string(length) + "\r\n");
  };
  EXPECT_EQ(create("5"), 201);
  EXPECT_EQ(create("6"), 413);
  EXPECT_EQ(client.request("GET", client.prefix + "/storage/v1/b/more", "", ""), 404);
  EXPECT_THROW(lane.load_text(R"({"scenario":"c","given":{"tus":{"max_size":6}}})", "c"),
               std::runtime_error);
}

TEST(LaneInCode, ComparesWithAFileBesideItsScenario) {
  const resumulator::testing_support::TemporaryDirectory directory;
  std::ofstream(directory.path("want.bin"), std::ios::binary) << resumulator::payload(9'000, 1);
  std::ofstream(directory.path("s.json")) << R"({"scenario":"s","given":{"buckets":["bucket"]},
             "expect":[{"object":{"equals":{"file":"want.bin"}}}]})";
  Server server;
  for (const std::uint64_t seed : {1U, 2U}) {
    Lane lane = server.lane("file-" + std::to_string(seed));
    lane.load(directory.path("s.json"));
    EXPECT_TRUE(SmallClient(lane.url()).upload(resumulator::payload(9'000, seed), "bucket", "o"));
    EXPECT_EQ(lane.verdict().outcome, seed == 1 ? "pass" : "fail") << lane.verdict().text();
  }
}

TEST(LaneInCode, RefusesMistakesWhole) {
  Server server;
  Lane lane = server.lane("mistakes");
  EXPECT_THROW(lane.rule("wrong").when("apend").answer(503), std::runtime_error);
  EXPECT_THROW(lane.rule("no action").when("append"), std::runtime_error);
  EXPECT_THROW(lane.arm("append@bdy=503"), std::runtime_error);
  EXPECT_THROW(lane.expect(resumulator::Expect("sesions", {"1"})), std::runtime_error);
  EXPECT_THROW(lane.load("builtin:none"), std::runtime_error);
  EXPECT_THROW(lane.load("builtin:overload-mid-chunk"), std::runtime_error);  // has many cases
  EXPECT_THROW(static_cast<void>(server.lane("mistakes")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(server.lane("no good")), std::runtime_error);
  EXPECT_EQ(lane.to_scenario(), "{\n  \"scenario\": \"mistakes\"\n}\n");
}

TEST(LaneInCode, IsGoneAtScopeEnd) {
  Server server;
  std::string url;
  {
    Lane lane = server.lane("short");
    url = lane.url();
  }
  EXPECT_EQ(SmallClient(url).request("GET", SmallClient(url).prefix + "/storage/v1/b", "", ""),
            404);
  Lane again = server.lane("short");
}

TEST(LaneInCode, IsNamedAfterTheTest) {
  Server server;
  const Lane first = server.lane();
  const Lane second = server.lane();
  EXPECT_EQ(first.name(), "LaneInCode.IsNamedAfterTheTest");
  EXPECT_EQ(second.name(), "LaneInCode.IsNamedAfterTheTest-2");
  resumulator::name_lanes_by([] { return std::string(300, '/'); });
  EXPECT_EQ(server.lane().name(), std::string(180, '-'));
  resumulator::name_lanes_by(nullptr);
  EXPECT_EQ(server.lane().name(), "lane");
  resumulator::name_lanes_by(&resumulator::gtest_detail::running_test);
}

TEST(LaneInCode, ShowsItsJournalByTheWordsOfTheLanguage) {
  Server server;
  Lane lane = lane_with_bucket(server, "words");
  EXPECT_TRUE(SmallClient(lane.url()).upload(resumulator::payload(600_KiB, 1), "bucket", "o"));
  EXPECT_THAT(lane.journal().of(resumulator::create), testing::SizeIs(1));
  EXPECT_THAT(lane.journal().of(resumulator::upload), testing::SizeIs(3)) << "two of them append";
  EXPECT_THROW((void)lane.journal().of("uplod"), std::runtime_error);
}

TEST(LaneInCode, ReportsAVerdictNobodyAskedFor) {
  static Server server;
  EXPECT_NONFATAL_FAILURE(
      {
        Lane lane = server.lane("forgotten");
        lane.expect(resumulator::completes(1));
      },
      "Nobody asked for the verdict on lane \"forgotten\"");
  Lane dismissed = server.lane("dismissed");
  dismissed.expect(resumulator::completes(1));
  dismissed.dismiss();
}

TEST(LaneInCode, SameSeedSameBytesOnTheWire) {
  const auto story = [] {
    Server server({.seed = 7, .clock = std::make_shared<resumulator::ManualClock>()});
    Lane lane = lane_with_bucket(server, "same");
    lane.rule("flaky").when(resumulator::append).always().chance(0.4).answer(503);
    SmallClient(lane.url()).upload(resumulator::payload(3_MiB, 2), "bucket", "o");
    std::string told;
    for (const auto& exchange : lane.journal()) {
      told += exchange.method + " " + std::to_string(exchange.status);
      for (const auto& [name, value] : exchange.response_headers) {
        if (name != "Location") told += " " + name + ":" + value;
      }
      told += "\n";
    }
    return told;
  };
  const std::string first = story();
  EXPECT_EQ(first, story());
  EXPECT_THAT(first, testing::HasSubstr(" 503"));
}

struct EachCase : testing::TestWithParam<resumulator::Case> {};
TEST_P(EachCase, HasAName) { EXPECT_FALSE(GetParam().name.empty()); }
INSTANTIATE_TEST_SUITE_P(Vary, EachCase, resumulator::cases("builtin:overload-mid-chunk"),
                         resumulator::case_name);

}  // namespace
