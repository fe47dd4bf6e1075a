// The reports, word by word; and that nothing a client or a scenario says can break their form.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kScenario = R"({"scenario": "answer lost",
  "rules": [{"name": "lose the last answer", "when": {"operation": "finalize"}, "at": "stored",
             "do": "reset"},
            {"name": "late", "when": {"operation": "query"}, "do": "hide_progress"}],
  "expect": [{"completes": {"objects": 1}},
             {"conversation": "create append* finalize:reset query:2xx"},
             {"resent_bytes": {"at_most": 0}, "level": "should", "because": "the server has all"},
             {"faults_met": "some"}]})";

Told lost_answer() {
  Told told;
  told.create();
  told.upload(0, 4718592, 9437184);
  told.upload(4718592, 9437184, 9437184)
      .broken(Ending::kReset, 4718592)
      .by_rule("answer lost/lose the last answer", "reset the connection");
  told.upload(4718592, 9437184, 9437184).connection(2, 1);
  told.finished().size = 9437184;
  RuleFacts fired;
  fired.name = "answer lost/lose the last answer";
  fired.matched = fired.fired = 1;
  RuleFacts near;
  near.name = "answer lost/late";
  near.nearest = "#4 matched all but operation";
  told.facts.rules = {fired, near};
  return told;
}

Verdict judged() {
  auto verdict = lost_answer().judge(kScenario);
  verdict.again = "resumulator run --again runs/0007";
  verdict.scenario_sha256 = "5ca1ab1e";
  return verdict;
}

TEST(TextReport, ShowsTheJournalThenWhatFailedThenWhatPassed) {
  EXPECT_EQ(
      to_text(judged(), lost_answer().evidence()),
      R"~(resumulator verdict: FAIL   scenario "answer lost"   1 must broken, 2 should broken, 5 checks
  seed 0x5eed0007   lane main   1 session, 4 requests, 13.5 MiB sent for 9 MiB of object (4.5 MiB twice), 1 fault

   #  conn  t        request                          outcome
   1  c1    0.000s   create                           200
   2  c1    1.002s   append    0-4718591              308  stored 4718592
   3  c1    2.004s   finalize  4718592-9437183        RESET  stored 9437184   <- rule "answer lost/lose the last answer" (reset the connection)
   4  c2    3.006s   finalize  4718592-9437183        200  stored 9437184

  FAIL    conversation          expected  create append* finalize:reset query:2xx
                                seen      matched create:200 append:308 finalize:reset, then #4 finalize:200 instead of query:2xx; with query:2xx in place of #4 it would fit  (#4)
                                blame     client; likely cause: it repeats the request instead of asking for the offset
  should  resent_bytes          expected  at most 0 bytes sent more than once
                                seen      4718592 bytes came twice  (#4)
                                because   the server has all
                                blame     client; likely cause: it starts over where it could resume
  should  rule GCS-11           expected  after an interrupted upload, ask before sending
                                seen      #4 sends bytes without having asked  (#4)
                                blame     client; likely cause: it repeats the request instead of asking for the offset
  pass    completes             1 finished object: 1
  pass    faults_met            some rule fired: 1 of 2
  unfired "answer lost/late"     #4 matched all but operation

  again:  resumulator run --again runs/0007
)~");
}

TEST(TextReport, LeavesOutTheMiddleOfALongJournal) {
  Told told;
  told.create();
  for (int i = 0; i < 99; ++i) told.query().stored(0);
  const auto text = to_text(told.judge(R"({"scenario": "x"})"), told.evidence());
  EXPECT_THAT(text, HasSubstr("(40 more in the journal)"));
  EXPECT_THAT(text, HasSubstr("\n  30  "));
  EXPECT_THAT(text, Not(HasSubstr("\n  31  ")));
  EXPECT_THAT(text, HasSubstr("\n 100  "));
}

constexpr const char* kJson = R"~({
  "outcome": "fail",
  "headline": "1 must broken, 2 should broken, 5 checks",
  "scenario": "answer lost",
  "case": "",
  "scenario_sha256": "5ca1ab1e",
  "lane": "main",
  "seed": "0x5eed0007",
  "version": "0.1.0",
  "exit_code": 1,
  "out_of_time": false,
  "checks": [
    {
      "id": "completes",
      "level": "must",
      "outcome": "pass",
      "expected": "1 finished object",
      "seen": "1",
      "evidence": [],
      "blame": "",
      "hint": ""
    },
    {
      "id": "conversation",
      "level": "must",
      "outcome": "fail",
      "expected": "create append* finalize:reset query:2xx",
      "seen": "matched create:200 append:308 finalize:reset, then #4 finalize:200 instead of query:2xx; with query:2xx in place of #4 it would fit",
      "evidence": [
        4
      ],
      "blame": "client",
      "hint": "it repeats the request instead of asking for the offset"
    },
    {
      "id": "resent_bytes",
      "level": "should",
      "outcome": "fail",
      "expected": "at most 0 bytes sent more than once",
      "seen": "4718592 bytes came twice",
      "evidence": [
        4
      ],
      "blame": "client",
      "hint": "it starts over where it could resume",
      "because": "the server has all"
    },
    {
      "id": "faults_met",
      "level": "must",
      "outcome": "pass",
      "expected": "some rule fired",
      "seen": "1 of 2",
      "evidence": [],
      "blame": "",
      "hint": ""
    },
    {
      "id": "rule GCS-11",
      "level": "should",
      "outcome": "fail",
      "expected": "after an interrupted upload, ask before sending",
      "seen": "#4 sends bytes without having asked",
      "evidence": [
        4
      ],
      "blame": "client",
      "hint": "it repeats the request instead of asking for the offset"
    }
  ],
  "rules": [
    {
      "name": "answer lost/lose the last answer",
      "matched": 1,
      "fired": 1,
      "shadowed": 0,
      "unmet": 0,
      "nearest": ""
    },
    {
      "name": "answer lost/late",
      "matched": 0,
      "fired": 0,
      "shadowed": 0,
      "unmet": 0,
      "nearest": "#4 matched all but operation"
    }
  ],
  "totals": {
    "sessions": 1,
    "requests": 4,
    "bytes_sent": 14155776,
    "object_bytes": 9437184,
    "resent_bytes": 4718592,
    "faults": 1
  },
  "again": "resumulator run --again runs/0007"
}
)~";

TEST(JsonReport, HasEveryMemberInAStableShape) { EXPECT_EQ(to_json(judged()), kJson); }

TEST(JunitReport, IsASuitePerCaseAndACasePerCheck) {
  EXPECT_EQ(to_junit({{"run", judged(), std::chrono::microseconds(1'234'567)}}),
            R"~(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="answer lost" tests="5" failures="1" errors="0" skipped="0" time="1.235">
    <testcase classname="run.answer lost" name="completes: 1 finished object"></testcase>
    <testcase classname="run.answer lost" name="conversation: create append* finalize:reset query:2xx"><failure type="fail" message="matched create:200 append:308 finalize:reset, then #4 finalize:200 instead of query:2xx; with query:2xx in place of #4 it would fit">expected: create append* finalize:reset query:2xx&#10;seen: matched create:200 append:308 finalize:reset, then #4 finalize:200 instead of query:2xx; with query:2xx in place of #4 it would fit&#10;evidence: #4&#10;blame: client&#10;likely cause: it repeats the request instead of asking for the offset</failure></testcase>
    <testcase classname="run.answer lost" name="resent_bytes: at most 0 bytes sent more than once"><system-out>expected: at most 0 bytes sent more than once&#10;seen: 4718592 bytes came twice&#10;evidence: #4&#10;because: the server has all&#10;blame: client&#10;likely cause: it starts over where it could resume</system-out></testcase>
    <testcase classname="run.answer lost" name="faults_met: some rule fired"></testcase>
    <testcase classname="run.answer lost" name="rule GCS-11: after an interrupted upload, ask before sending"><system-out>expected: after an interrupted upload, ask before sending&#10;seen: #4 sends bytes without having asked&#10;evidence: #4&#10;blame: client&#10;likely cause: it repeats the request instead of asking for the offset</system-out></testcase>
  </testsuite>
</testsuites>
)~");
}

TEST(JunitReport, MakesInconclusiveAFailureUnlessItIsToBeSkipped) {
  Told told;
  told.whole_upload();
  constexpr const char* kNever = R"({"scenario": "x", "expect": [{"gives_up": {}}]})";
  const auto red = to_junit({{"run", told.judge(kNever), {}}});
  EXPECT_THAT(red, HasSubstr("<failure type=\"inconclusive\""));
  EXPECT_THAT(red, HasSubstr("failures=\"1\" errors=\"0\" skipped=\"0\""));
  JudgeOptions options;
  options.inconclusive_is_skip = true;
  const auto skipped = to_junit({{"run", told.judge(kNever, options), {}}});
  EXPECT_THAT(skipped, HasSubstr("<skipped message="));
  EXPECT_THAT(skipped, HasSubstr("failures=\"0\" errors=\"0\" skipped=\"1\""));
}

TEST(JunitReport, IsRedWhenNoUploadWasSeen) {
  const Told told;
  const auto xml = to_junit({{"run", told.judge(R"({"scenario": "x"})"), {}}});
  EXPECT_THAT(xml, HasSubstr("name=\"run\"><failure type=\"inconclusive\""));
}

TEST(JunitReport, TellsTroubleAsAnError) {
  const auto verdict = error_verdict({}, {}, "the disk is full");
  const auto xml = to_junit({{"run", verdict, {}}});
  EXPECT_THAT(xml, HasSubstr("errors=\"1\""));
  EXPECT_THAT(xml, HasSubstr("<error type=\"error\" message=\"the disk is full\"/>"));
}

TEST(MarkdownReport, IsATable) {
  EXPECT_EQ(to_markdown({judged()}), R"~(### answer lost: **fail**

1 must broken, 2 should broken, 5 checks (seed 0x5eed0007)

| | check | expected | seen |
|---|---|---|---|
| pass | completes | 1 finished object | 1 |
| **fail** | conversation | create append\* finalize:reset query:2xx | matched create:200 append:308 finalize:reset, then #4 finalize:200 instead of query:2xx; with query:2xx in place of #4 it would fit (#4) |
| should | resent\_bytes | at most 0 bytes sent more than once | 4718592 bytes came twice (#4) |
| pass | faults\_met | some rule fired | 1 of 2 |
| should | rule GCS-11 | after an interrupted upload, ask before sending | #4 sends bytes without having asked (#4) |

)~");
}

/// Bytes nobody should put into a name: markup, quotes, controls, half a character.
constexpr std::string_view kNasty = "<a href=\"x\">&'|`\x01\x1b[31m\xff\n]]>";

Verdict nasty() {
  Verdict verdict;
  verdict.scenario = kNasty;
  CheckResult check;
  check.id = "conversation";
  check.outcome = CheckOutcome::kFail;
  check.expected = kNasty;
  check.seen = kNasty;
  check.hint = kNasty;
  verdict.checks.push_back(check);
  verdict.outcome = VerdictOutcome::kFail;
  return verdict;
}

TEST(Reports, EscapeWhatWouldBreakThem) {
  const auto xml = to_junit({{std::string(kNasty), nasty(), {}}});
  EXPECT_THAT(xml, Not(HasSubstr("<a ")));
  EXPECT_THAT(xml, HasSubstr("&lt;a href=&quot;x&quot;&gt;&amp;'|`??[31m\xEF\xBF\xBD&#10;]]&gt;"));
  for (const std::string& text :
       {xml, to_markdown({nasty()}), to_text(nasty(), {}), to_json(nasty())}) {
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_EQ(text.find('\xff'), std::string::npos);
  }
  EXPECT_THAT(to_markdown({nasty()}), HasSubstr("\\<a href=\"x\"\\>&'\\|\\`"));
  EXPECT_TRUE(nlohmann::json::accept(to_json(nasty())));
}

TEST(Reports, KeepLettersOfEveryScript) {
  EXPECT_EQ(printable("gr\xC3\xBC\xC3\x9F", true), "gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(printable("a\nb\tc", true), "a b c");
  EXPECT_EQ(printable("a\xEF\xBF\xBF", true), "a\xEF\xBF\xBD");
}

}  // namespace
}  // namespace resumulator
