// What can be asked of a journal: every filter with values that fit, that do not, and that cannot.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/lane_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A session in two chunks, one ask between them, a single upload that a rule refuses, a look at
/// an object that is not there:  1 create, 2 append, 3 query, 4 finalize, 5 simple, 6 stat.
class JournalFilter : public ::testing::Test {
 protected:
  void SetUp() override {
    house_.done("POST", "/lanes/main/rules",
                R"({"name":"busy","when":{"operation":"simple"},"do":{"answer":503}})");
    const auto session = house_.open("a");
    house_.put(session, "0-262143/262146", some_bytes(kGranule));
    house_.ask(session);
    house_.put(session, "262144-262145/262146", "xy");
    house_.upload("", "b");
    house_.lookup("", "none");
  }
  std::vector<int> seqs(const std::string& query, const std::string& path = "") const {
    std::vector<int> list;
    const auto answer = house_.done("GET", "/lanes/main/journal" + path + "?" + query);
    for (const auto& each : answer["exchanges"]) list.push_back(each["seq"]);
    return list;
  }
  /// "400 message".
  std::string refused(const std::string& query, const std::string& path = "") const {
    const auto answer = house_.admin("GET", "/lanes/main/journal" + path + "?" + query);
    const auto error = json_of(answer);
    return std::to_string(answer.status) + " " +
           (error.contains("error") ? error["error"].value("message", "") : answer.body);
  }

  LaneHouse house_;
};

TEST_F(JournalFilter, ByOperationKnowsTheWordsOfScenarios) {
  EXPECT_THAT(seqs("operation=append"), ElementsAre(2));
  EXPECT_THAT(seqs("operation=finalize"), ElementsAre(4));
  EXPECT_THAT(seqs("operation=upload"), ElementsAre(2, 4)) << "append or finalize";
  EXPECT_THAT(seqs("operation=upload", "/wait"), ElementsAre(2, 4));
  EXPECT_THAT(seqs("operation=cancel"), IsEmpty());
  for (const char* path : {"", "/wait"}) {
    EXPECT_THAT(
        refused("operation=apend", path),
        HasSubstr("400 No operation \"apend\"; did you mean \"append\"? (one of: create, append"));
    EXPECT_THAT(refused("operation=", path), HasSubstr("400 No operation"));
  }
}

TEST_F(JournalFilter, ByProtocolKnowsAllThatAreSpoken) {
  EXPECT_THAT(seqs("protocol=gcs-json&operation=create"), ElementsAre(1));
  const auto info = house_.done("GET", "/info");
  for (const std::string name : info["protocols"]) {
    EXPECT_EQ(seqs("protocol=" + name).size(), name == "gcs-json" ? 6U : 0U) << name;
  }
  EXPECT_THAT(refused("protocol=gcs-jsn"), HasSubstr("400 No protocol \"gcs-jsn\"; did you mean"));
}

TEST_F(JournalFilter, ByNumbers) {
  EXPECT_THAT(seqs("session=1"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(seqs("session=0"), ElementsAre(5, 6));
  EXPECT_THAT(seqs("session=2"), IsEmpty());
  const auto second = house_.done("GET", "/lanes/main/journal/2")["conn"].get<int>();
  EXPECT_THAT(seqs("conn=" + std::to_string(second)), ElementsAre(2));
  EXPECT_THAT(seqs("since_seq=2"), ElementsAre(3, 4, 5, 6));
  EXPECT_THAT(seqs("until_seq=2"), ElementsAre(1, 2));
  EXPECT_THAT(seqs("since_seq=2&until_seq=3"), ElementsAre(3));
  EXPECT_THAT(seqs("limit=0"), IsEmpty());
  for (const char* name : {"session", "conn", "since_seq", "until_seq", "limit"}) {
    for (const char* value : {"", "x", "-1", "1.5", "1KiB", "18446744073709551616"}) {
      EXPECT_EQ(refused(std::string(name) + "=" + value),
                "400 \"" + std::string(name) + "\" is a number, not \"" + value + "\".");
    }
  }
}

TEST_F(JournalFilter, ByStatus) {
  EXPECT_THAT(seqs("status=308"), ElementsAre(2, 3));
  EXPECT_THAT(seqs("status=5xx"), ElementsAre(5));
  EXPECT_THAT(seqs("status=404"), ElementsAre(6));
  EXPECT_THAT(seqs("status=0"), IsEmpty());
  for (const char* value : {"", "5x", "xxx", "9xx", "99", "600", "ok", "+200"}) {
    EXPECT_THAT(refused("status=" + std::string(value)), HasSubstr("400 \"status\" is")) << value;
  }
}

TEST_F(JournalFilter, ByNamesThatMayBeAny) {
  EXPECT_THAT(seqs("object=a"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(seqs("object=c"), IsEmpty());
  EXPECT_THAT(seqs("rule=gcs.json.query"), ElementsAre(3));
  EXPECT_THAT(seqs("fault=*"), ElementsAre(5));
  EXPECT_THAT(seqs("fault=none"), IsEmpty());
}

TEST_F(JournalFilter, OrderAndFormat) {
  EXPECT_THAT(seqs("order=asc&limit=2"), ElementsAre(1, 2));
  EXPECT_THAT(seqs("order=desc&limit=2"), ElementsAre(6, 5));
  EXPECT_EQ(refused("order=up"), "400 \"order\" is asc or desc.");
  EXPECT_EQ(house_.admin("GET", "/lanes/main/journal?format=json").status, 200);
  EXPECT_EQ(refused("format=xml"), "400 \"format\" is json, ndjson or har.");
}

TEST_F(JournalFilter, NothingIsGuessed) {
  EXPECT_THAT(
      refused("opration=append"),
      HasSubstr("400 No \"opration\" in the query of this path; did you mean \"operation\"?"));
  EXPECT_EQ(refused("operation=append&operation=query"),
            "400 \"operation\" comes twice in the query.");
  EXPECT_THAT(refused("count=2"), HasSubstr("400 No \"count\"")) << "there is no waiting";
  EXPECT_THAT(refused("timeout=1s"), HasSubstr("400 No \"timeout\""));
}

TEST_F(JournalFilter, WaitingAsksBeforeItWaits) {
  EXPECT_THAT(seqs("session=1&count=4", "/wait"), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(seqs("count=0&operation=cancel", "/wait"), IsEmpty());
  EXPECT_EQ(refused("session=1&count=5&timeout=1ms", "/wait"),
            "408 Only 4 of 5 exchanges came in 1ms.");
  for (const auto& [query, said] :
       {std::pair{"count=x", "400 \"count\" is a number, not \"x\"."},
        {"timeout=1h", "400 \"timeout\" is at most 10m; ask again then."},
        {"operation=cancel&format=xml", "400 \"format\" is json, ndjson or har."},
        {"operation=cancel&limit=x", "400 \"limit\" is a number, not \"x\"."}}) {
    EXPECT_EQ(refused(query, "/wait"), said);
  }
  EXPECT_THAT(refused("timeout=5", "/wait"), HasSubstr("400 "));
  EXPECT_THAT(refused("timeout=", "/wait"), HasSubstr("400 "));
}

}  // namespace
}  // namespace resumulator::testing_support
