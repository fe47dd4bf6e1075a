// Goal: a test can take one exchange out of the server's hands, look at it and say how it goes on.
#include <gtest/gtest.h>

#include <future>
#include <resumulator/lane.hpp>
#include <stdexcept>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using namespace std::chrono_literals;

/// The next answer of a request that may have to wait, and what came instead of one.
std::future<std::string> asked(const GcsHouse& house, std::string text) {
  return std::async(std::launch::async, [&house, text = std::move(text)] {
    RawClient client(house.server.port());
    (void)client.send(text);
    if (client.was_reset()) return std::string("reset");
    const std::string all = client.take_all();
    return all.empty() ? std::string("closed") : all.substr(9, 3);
  });
}

std::string chunk(const GcsHouse& house, const std::string& session, std::uint64_t size) {
  return house.text(
      "PUT", session, some_bytes(size),
      {{"Content-Range", "bytes 0-" + std::to_string(size - 1) + "/*"}, {"Connection", "close"}});
}

TEST(Hold, ShowsTheRequestAndLetsItGoOn) {
  GcsHouse house;
  auto hold = house.server.hold("append@body:100KiB");
  EXPECT_FALSE(hold.wait(0ms));
  EXPECT_THROW((void)hold.request(), std::logic_error);
  EXPECT_FALSE(hold.release()) << "nobody stands there";
  const auto session = house.open("a");
  auto answer = asked(house, chunk(house, session, 2 * kGranule));
  ASSERT_TRUE(hold.wait());
  EXPECT_EQ(hold.request().operation, Operation::kAppend);
  EXPECT_EQ(hold.request().at, "body:102400");
  EXPECT_EQ(hold.request().body_received, 102'400U);
  EXPECT_EQ(hold.request().method, "PUT");
  EXPECT_EQ(hold.request().target, session);
  EXPECT_EQ(hold.request().bucket, "b");
  EXPECT_EQ(hold.request().object, "a");
  EXPECT_EQ(hold.request().session, 1U);
  ASSERT_TRUE(hold.request().claimed);
  EXPECT_EQ(hold.request().claimed->to, 2 * kGranule);
  EXPECT_EQ(house.server.totals().active, 1U);
  EXPECT_EQ(answer.wait_for(0ms), std::future_status::timeout);
  EXPECT_TRUE(hold.release());
  EXPECT_FALSE(hold.release()) << "once";
  EXPECT_EQ(answer.get(), "308");
  const auto entry = house.server.exchanges().back();
  ASSERT_EQ(entry.faults.size(), 1U);
  EXPECT_EQ(entry.faults[0].rule, "hold append@body:100KiB");
  EXPECT_EQ(entry.faults[0].did, "hold: release");
  EXPECT_EQ(asked(house, chunk(house, house.open("c"), kGranule)).get(), "308")
      << "one exchange is held, no other";
}

TEST(Hold, AnswersInTheServersPlace) {
  GcsHouse house;
  auto hold = house.server.hold("append@body:300KiB");
  const auto session = house.open("a");
  auto answer = asked(house, chunk(house, session, 2 * kGranule));
  ASSERT_TRUE(hold.wait());
  EXPECT_TRUE(hold.answer(503, {{"Retry-After", "7"}}, "later"));
  EXPECT_EQ(answer.get(), "503");
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143") << "as a cut keeps it";
  auto own_words = house.server.hold("query");
  auto question = asked(
      house,
      house.text("PUT", session, {}, {{"Content-Range", "bytes */*"}, {"Connection", "close"}}));
  ASSERT_TRUE(own_words.wait());
  EXPECT_THROW(own_words.answer(100), std::logic_error);
  EXPECT_TRUE(own_words.answer(429));
  EXPECT_EQ(question.get(), "429");
}

TEST(Hold, DropsTheConnectionEitherWay) {
  GcsHouse house;
  const auto session = house.open("a");
  auto first = house.server.hold("upload@stored");
  auto answer = asked(house, chunk(house, session, kGranule));
  ASSERT_TRUE(first.wait());
  EXPECT_TRUE(first.reset());
  EXPECT_EQ(answer.get(), "reset");
  EXPECT_EQ(progress_of(house.ask(session)), "308 bytes=0-262143") << "stored, and nobody told";
  auto second = house.server.hold(R"({"when":{"object":"c*","operation":"create"}})");
  EXPECT_EQ(house.start("b").status, 200) << "another object";
  auto opened = asked(
      house, house.text("POST", "/upload/storage/v1/b/b/o?uploadType=resumable&name=cc", {}, {}));
  ASSERT_TRUE(second.wait());
  EXPECT_TRUE(second.close());
  EXPECT_EQ(opened.get(), "closed");
}

TEST(Hold, IsOfItsLane) {
  GcsHouse house;
  Lane lane = house.server.lane("mine");
  ASSERT_TRUE(lane.create_bucket("mine"));
  auto hold = lane.hold("simple");
  EXPECT_EQ(house.media("a", "x").status, 200) << "main's";
  auto answer = asked(house, house.text("POST",
                                        "/_emu/lane/mine/upload/storage/v1/b/mine/o"
                                        "?uploadType=media&name=a",
                                        "x", {{"Connection", "close"}}));
  ASSERT_TRUE(hold.wait());
  EXPECT_TRUE(hold.answer(507));
  EXPECT_EQ(answer.get(), "507");
  EXPECT_FALSE(lane.object("mine", "a"));
}

TEST(Hold, LetGoReleasesAndTheServersEndEndsIt) {
  auto house = std::make_unique<GcsHouse>();
  std::future<std::string> answer;
  {
    auto hold = house->server.hold("simple");
    answer = asked(*house, house->text("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=a",
                                       "x", {{"Connection", "close"}}));
    ASSERT_TRUE(hold.wait());
  }
  EXPECT_EQ(answer.get(), "200");
  auto never = house->server.hold("simple");
  auto cut = asked(*house, house->text("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=c",
                                       "x", {{"Connection", "close"}}));
  ASSERT_TRUE(never.wait());
  const auto before = std::chrono::steady_clock::now();
  house->server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  (void)cut.get();
  EXPECT_FALSE(never.wait(0ms));
  EXPECT_FALSE(never.release());
}

TEST(Hold, EndsWhenItsClientLeaves) {
  GcsHouse house;
  auto hold = house.server.hold("append@body:10KiB");
  const auto session = house.open("a");
  {
    RawClient client(house.server.port());
    const std::string text = chunk(house, session, kGranule);
    (void)client.send(std::string_view(text).substr(0, text.size() - kGranule + 20'000));
    ASSERT_TRUE(hold.wait());
    client.reset();
  }
  ASSERT_TRUE(house.server.wait_for(
      [](const RecordedExchange& each) { return each.ending == Ending::kCut; }, 10s));
  EXPECT_FALSE(hold.answer(503));
}

TEST(Hold, RefusesWhatItCannotRead) {
  GcsHouse house;
  const auto refused = [&](std::string_view what) {
    try {
      (void)house.server.hold(what);
    } catch (const std::runtime_error& why) {
      return std::string(why.what());
    }
    return std::string("taken");
  };
  EXPECT_NE(refused("apend").find("did you mean \"append\""), std::string::npos);
  EXPECT_NE(refused("append@answered").find("held at headers"), std::string::npos);
  EXPECT_NE(refused("*@accept").find("accept"), std::string::npos);
  EXPECT_NE(refused(R"({"when":{"operaton":"append"}})").find("operation"), std::string::npos);
  EXPECT_NE(refused(R"({"do":"reset"})").find("no action of its own"), std::string::npos);
  EXPECT_NE(refused("{").find("no JSON"), std::string::npos);
}

}  // namespace
}  // namespace resumulator::testing_support
