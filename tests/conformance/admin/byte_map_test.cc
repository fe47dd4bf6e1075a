// What a session says of its bytes: stored, acknowledged, sent again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/lane_house.h"
#include "support/rjs_house.h"
#include "support/tus_house.h"
#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

/// "0-10 20-30".
std::string spans(const json& list) {
  std::string text;
  for (const auto& each : list) {
    text += (text.empty() ? "" : " ") + each["from"].dump() + "-" + each["to"].dump();
  }
  return text;
}
template <typename House>
json session_of(const House& house, const std::string& session = "1") {
  const auto answer = house.request("GET", "/_emu/v1/lanes/main/sessions/" + session);
  EXPECT_EQ(answer.status, 200) << answer.body;
  return json_of(answer);
}
/// "stored 0-10, acknowledged 0-10, sent again ".
template <typename House>
std::string bytes_of(const House& house, const std::string& session = "1") {
  const auto bytes = session_of(house, session)["bytes"];
  return "stored " + spans(bytes["stored"]) + ", acknowledged " + spans(bytes["acknowledged"]) +
         ", sent again " + spans(bytes["sent_again"]);
}

TEST(ByteMap, GrowsWithTheUpload) {
  LaneHouse house;
  const auto session = house.open("a");
  EXPECT_EQ(bytes_of(house), "stored , acknowledged , sent again ");
  house.put(session, "0-262143/524290", some_bytes(kGranule));
  EXPECT_EQ(bytes_of(house), "stored 0-262144, acknowledged 0-262144, sent again ");
  house.put(session, "262144-524289/524290", some_bytes(kGranule + 2));
  EXPECT_EQ(bytes_of(house), "stored 0-524290, acknowledged 0-524290, sent again ");
  EXPECT_EQ(session_of(house)["bytes"]["since_the_start"], true);
  EXPECT_EQ(session_of(house)["state"], "complete");
}

TEST(ByteMap, ShowsWhatWasStoredAndNotAcknowledgedAndThenSentAgain) {
  LaneHouse house;
  const auto session = house.open("a");
  house.put(session, "0-262143/*", some_bytes(kGranule));
  house.done("POST", "/lanes/main/rules", R"({"rule":"append@stored=reset"})");
  RawClient lost(house.server.port());
  lost.send(house.text("PUT", session, some_bytes(kGranule),
                       {{"Content-Range", "bytes 262144-524287/*"}}));
  EXPECT_TRUE(lost.was_reset());
  EXPECT_EQ(bytes_of(house), "stored 0-524288, acknowledged 0-262144, sent again ");
  house.put(session, "262144-524287/*", some_bytes(kGranule));
  EXPECT_EQ(bytes_of(house), "stored 0-524288, acknowledged 0-524288, sent again 262144-524288");
  house.put(session, "0-524287/*", some_bytes(2 * kGranule));
  EXPECT_EQ(bytes_of(house), "stored 0-524288, acknowledged 0-524288, sent again 0-524288");
}

TEST(ByteMap, ShowsWhatTheServerSaidAndDoesNotHave) {
  LaneHouse house;
  const auto session = house.open("a");
  house.put(session, "0-262143/*", some_bytes(kGranule));
  house.done(
      "POST", "/lanes/main/rules",
      R"({"name":"f","when":{"operation":"append"},"at":"answered","do":{"forget_bytes":"256 KiB"}})");
  house.put(session, "262144-524287/*", some_bytes(kGranule));
  EXPECT_EQ(bytes_of(house), "stored 0-262144, acknowledged 0-524288, sent again ");
  EXPECT_EQ(session_of(house)["offset"], kGranule);
}

TEST(ByteMap, OfAnotherSessionIsAnothers) {
  LaneHouse house;
  house.put(house.open("a"), "0-262143/*", some_bytes(kGranule));
  house.put(house.open("a"), "0-524287/*", some_bytes(2 * kGranule));
  EXPECT_EQ(bytes_of(house, "1"), "stored 0-262144, acknowledged 0-262144, sent again ");
  EXPECT_EQ(bytes_of(house, "2"), "stored 0-524288, acknowledged 0-524288, sent again ");
}

TEST(ByteMap, HoldsNothingOfASessionThatHasEnded) {
  LaneHouse house;
  house.put(house.open("a"), "0-262143/*", some_bytes(kGranule));
  const auto gone = house.done("POST", "/lanes/main/sessions/1/gone");
  EXPECT_EQ(spans(gone["bytes"]["stored"]), "");
  EXPECT_EQ(bytes_of(house), "stored , acknowledged 0-262144, sent again ");
}

TEST(ByteMap, SaysWhetherTheJournalHasLostSomeOfIt) {
  LaneHouse house;
  const auto session = house.open("a");
  house.put(session, "0-262143/*", some_bytes(kGranule));
  house.done("DELETE", "/lanes/main/journal");
  EXPECT_EQ(session_of(house)["bytes"]["since_the_start"], false);
  house.put(session, "262144-524287/*", some_bytes(kGranule));
  EXPECT_EQ(bytes_of(house), "stored 0-524288, acknowledged 0-524288, sent again ");
  EXPECT_EQ(session_of(house)["bytes"]["since_the_start"], false);

  Options options;
  options.limits.exchanges_kept_max = 2;
  LaneHouse small(options);
  const auto other = small.open("a");
  small.put(other, "0-262143/*", some_bytes(kGranule));
  EXPECT_EQ(session_of(small)["bytes"]["since_the_start"], true);
  small.put(other, "262144-524287/*", some_bytes(kGranule));
  small.ask(other);
  EXPECT_EQ(session_of(small)["bytes"]["since_the_start"], false);
}

TEST(ByteMap, KnowsTheOffsetsOfTus) {
  TusHouse house;
  const auto upload = house.create(10);
  house.patch(upload, 0, "01234");
  EXPECT_EQ(bytes_of(house), "stored 0-5, acknowledged 0-5, sent again ");
}

TEST(ByteMap, HasChunksOfAnyOrderInTheirPlaces) {
  RjsHouse house;
  RjsChunk middle = first_chunk();
  middle.count = 3;
  middle.total = 12;
  middle.number = 2;
  house.post(middle);
  EXPECT_EQ(bytes_of(house), "stored 4-8, acknowledged 4-8, sent again ");
  RjsChunk last = middle;
  last.number = 3;
  house.post(last);
  house.post(middle);
  EXPECT_EQ(bytes_of(house), "stored 4-12, acknowledged 4-12, sent again 4-8");
  EXPECT_EQ(session_of(house)["parts"],
            json::parse(R"([{"number":2,"size":4},{"number":3,"size":4}])"));
}

TEST(ByteMap, HasPartsOfTheXmlApiByNumber) {
  XmlHouse house;
  const auto opened = house.request("POST", "/bk/o?uploads");
  const auto at = opened.body.find("<UploadId>") + 10;
  const auto id = opened.body.substr(at, opened.body.find('<', at) - at);
  for (const char* number : {"2", "5"}) {
    const auto target = "/bk/o?partNumber=" + std::string(number) + "&uploadId=" + id;
    EXPECT_EQ(house.request("PUT", target, "abc").status, 200);
  }
  EXPECT_EQ(session_of(house)["parts"],
            json::parse(R"([{"number":2,"size":3},{"number":5,"size":3}])"));
  EXPECT_EQ(bytes_of(house), "stored , acknowledged , sent again ");
}

}  // namespace
}  // namespace resumulator::testing_support
