// `resumulator judge` and `resumulator rules`: verdicts without a server or a client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "support/program.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;

/// A create, a chunk that was refused, and the same chunk again without a question.
constexpr const char* kJournal =
    R"({"seq":1,"conn":1,"conn_request":1,"t_ms":0,"ended_ms":1,"protocol":"gcs-json","operation":"create","session":1,"bucket":"b","object":"o","answer":200,"ended":"answered"}
{"seq":2,"conn":1,"conn_request":2,"t_ms":5,"ended_ms":6,"protocol":"gcs-json","operation":"finalize","session":1,"bucket":"b","object":"o","claimed":{"from":0,"to":9,"total":9},"received":9,"answer":503,"ended":"answered"}
{"seq":3,"conn":1,"conn_request":3,"t_ms":900,"ended_ms":901,"protocol":"gcs-json","operation":"finalize","session":1,"bucket":"b","object":"o","claimed":{"from":0,"to":9,"total":9},"received":9,"answer":200,"ended":"answered"}
)";

class Judge : public ::testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& text) {
    const auto path = directory_.path(name);
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }
  Ended judged(const std::string& expect, std::vector<std::string> more = {}) {
    more.insert(more.begin(),
                {"judge", "--journal", file("journal.ndjson", kJournal), "--scenario",
                 file("scenario.json", R"({"scenario": "offline", "expect": [)" + expect + "]}")});
    return run_program(more);
  }
  TemporaryDirectory directory_;
};

TEST_F(Judge, ReadsAJournalAndAScenario) {
  EXPECT_EQ(judged(R"({"completes": {"objects": 1}})").code, 0);
  const auto end = judged(R"({"asks_before_resuming": true})");
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.out, HasSubstr("#3 sends bytes without having asked"));
}

TEST_F(Judge, IsInconclusiveAboutWhatAJournalCannotShow) {
  EXPECT_EQ(judged(R"({"client": {"exit": 0}})").code, 3);
  EXPECT_EQ(judged(R"({"client": {"exit": 0}})", {"--inconclusive", "skip"}).code, 0);
}

TEST_F(Judge, IsAsStrictAsItIsTold) {
  constexpr const char* kShould = R"({"asks_before_resuming": true, "level": "should"})";
  EXPECT_EQ(judged(kShould).code, 0);
  EXPECT_EQ(judged(kShould, {"--strict"}).code, 1);
  EXPECT_EQ(judged(R"({"completes": {}})", {"--rule", "GCS-11=must"}).code, 1);
}

TEST_F(Judge, TakesWhatAJournalAloneDoesNotTell) {
  constexpr const char* kWait = R"({"backoff": {"at_least": "2s"}})";
  const auto end = judged(kWait, {"--seed", "0x5eed0007"});
  EXPECT_EQ(end.code, 1) << "the gap was 894 ms";
  EXPECT_THAT(end.out, HasSubstr("seed 0x5eed0007"));
  EXPECT_EQ(judged(kWait, {"--wire-scale", "0.1"}).code, 0);
  EXPECT_EQ(judged(kWait, {"--seed", "seven"}).code, 2);
}

TEST_F(Judge, WritesReports) {
  const auto junit = directory_.path("junit.xml");
  const auto json = directory_.path("report.json");
  const auto md = directory_.path("report.md");
  EXPECT_EQ(judged(R"({"sessions": 2})",
                   {"--report-junit", junit, "--report-json", json, "--report-md", md})
                .code,
            1);
  EXPECT_THAT(read_file(junit), HasSubstr("<failure type=\"fail\" message=\"1\">"));
  EXPECT_EQ(nlohmann::json::parse(read_file(json))["verdicts"][0]["outcome"], "fail");
  EXPECT_THAT(read_file(md), HasSubstr("| **fail** | sessions | 2 sessions | 1 |"));
}

TEST_F(Judge, ReadsWhatTheAdminApiGives) {
  const auto journal = file("api.json", R"({"exchanges":[{"seq":1,"operation":"create",
    "session":1,"protocol":"gcs-json","answer":200,"ended":"answered"}]})");
  const auto scenario = file("s.json", R"({"scenario": "x", "expect": [{"sessions": 1}]})");
  EXPECT_EQ(run_program({"judge", "--journal", journal, "--scenario", scenario}).code, 0);
}

TEST_F(Judge, RefusesWhatItCannotRead) {
  EXPECT_EQ(run_program({"judge"}).code, 2);
  EXPECT_EQ(run_program({"judge", "/nowhere"}).code, 2);
  EXPECT_EQ(run_program({"judge", directory_.path(), "--journal", "x", "--scenario", "y"}).code, 2);
  const auto scenario = file("s.json", R"({"scenario": "x"})");
  const auto broken =
      run_program({"judge", "--journal", file("j", "{\"seq\":1}\nnope\n"), "--scenario", scenario});
  EXPECT_EQ(broken.code, 2);
  EXPECT_THAT(broken.err, HasSubstr("entry 2 of the journal: this is not JSON"));
  const auto varied = file("v.json", R"({"scenario": "x", "vary": {"n": [1, 2]},
    "expect": [{"sessions": "${n}"}]})");
  const auto many = run_program({"judge", "--journal", file("k", ""), "--scenario", varied});
  EXPECT_EQ(many.code, 2);
  EXPECT_THAT(many.err, HasSubstr("has 2 cases; name one with --case"));
}

TEST(Rules, ListsTheBook) {
  const auto text = run_program({"rules"});
  EXPECT_EQ(text.code, 0);
  EXPECT_THAT(text.out, HasSubstr("GCS-02  should a chunk's length is a multiple of 256 KiB"));
  const auto list = nlohmann::json::parse(run_program({"rules", "--json"}).out);
  EXPECT_EQ(list.size(), 13U + 11U + 8U + 11U + 10U + 7U);
  EXPECT_EQ(list[0]["id"], "GCS-01");
  EXPECT_FALSE(list[0]["source"].get<std::string>().empty());
}

}  // namespace
}  // namespace resumulator::testing_support
