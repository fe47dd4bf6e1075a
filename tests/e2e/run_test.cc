// `resumulator run`: a client is started, hurt and judged; whatever it does, the run ends with a
// sentence and an exit code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "support/run_house.h"

namespace resumulator::testing_support {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(Run, PassesACarefulClient) {
  const auto end = judged(kLostAnswer, tiny());
  EXPECT_EQ(end.code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("uploaded 2097152 bytes\n"));
  EXPECT_THAT(end.out, HasSubstr("resumulator verdict: PASS   scenario \"lost answer\""));
  EXPECT_THAT(end.out, HasSubstr("seed 0x5eed0007"));
}

TEST_F(Run, SaysHowToRepeatWhatLeavesNoFolder) {
  Words client = {"sh", "-c", "exec \"$@\" # it's", "sh"};
  const Words careful = tiny();
  client.insert(client.end(), careful.begin(), careful.end());
  const auto end = run({"--scenario", scenario(kLostAnswer), "--seed", "0x5eed0007", "--clock",
                        "2030-01-01T00:00:00Z"},
                       client);
  ASSERT_EQ(end.code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("resumulator run --seed 0x5eed0007 --scenario " +
                                 directory_.path("scenario.json") +
                                 " --clock=2030-01-01T00:00:00Z -- sh -c "
                                 R"('exec "$@" # it'\''s' sh python3 )"));
  EXPECT_THAT(end.out, HasSubstr(" '{payload}' '{bucket}'\n"));
}

TEST_F(Run, FailsAClientThatDoesNotAskAndSaysWhy) {
  const auto end = judged(kLostAnswer, tiny({"--bug", "resend"}));
  EXPECT_EQ(end.code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("FAIL    conversation"));
  EXPECT_THAT(end.out, HasSubstr("instead of query:2xx"));
  EXPECT_THAT(end.out, HasSubstr("blame     client"));
}

TEST_F(Run, LeavesAFolderThatCanBeJudgedAgain) {
  ASSERT_EQ(judged(kLostAnswer, tiny({"--bug", "resend"})).code, 1);
  for (const char* name : {"run.json", "scenario.json", "journal.ndjson", "evidence.json",
                           "verdict.json", "output.txt"}) {
    EXPECT_TRUE(std::filesystem::exists(folder() + "/" + name)) << name;
  }
  EXPECT_FALSE(std::filesystem::exists(folder() + "/payload.bin"));
  EXPECT_THAT(read_file(folder() + "/output.txt"), HasSubstr("uploaded 2097152 bytes"));
  const auto verdict = nlohmann::json::parse(read_file(folder() + "/verdict.json"));
  EXPECT_EQ(verdict["outcome"], "fail");
  EXPECT_EQ(verdict["seed"], "0x5eed0007");
  EXPECT_EQ(verdict["scenario_sha256"].get<std::string>().size(), 64U);
  Program judge({"judge", folder(), "--report-json", directory_.path("again.json")});
  EXPECT_EQ(ended(judge).code, 1);
  const auto again = nlohmann::json::parse(read_file(directory_.path("again.json")));
  EXPECT_EQ(again["verdicts"][0]["checks"], verdict["checks"]);
  EXPECT_EQ(again["verdicts"][0]["rules"], verdict["rules"]);
}

TEST_F(Run, LeavesAFolderOfAScenarioThatIncludesAnother) {
  write(directory_.path("more.json"), R"({"scenario": "more", "expect": [{"sessions": 1}]})");
  ASSERT_EQ(judged(R"({"scenario": "first", "include": ["more.json"],
                       "given": {"payload": {"size": "10 kB"}},
                       "expect": [{"completes": {"objects": 1}}]})",
                   tiny())
                .code,
            0);
  Program judge({"judge", folder()});
  const auto end = ended(judge);
  EXPECT_EQ(end.code, 0) << end.err;
  EXPECT_THAT(end.out, HasSubstr("scenario \"first+more\""));
  EXPECT_THAT(end.out, HasSubstr("pass    sessions"));
}

TEST_F(Run, TellsTheClientWhereEverythingIs) {
  const auto end = judged(
      kPlain, shell("echo \"$RESUMULATOR_URL|$STORAGE_EMULATOR_HOST|$RESUMULATOR_BUCKET|"
                    "$RESUMULATOR_SEED|$RESUMULATOR_LANE|$NO_PROXY\"; "
                    "echo {url} {bucket} {lane} {other}; sha256sum \"$RESUMULATOR_PAYLOAD\"; "
                    "echo $RESUMULATOR_PAYLOAD_SHA256; wc -c < {payload}"));
  EXPECT_EQ(end.code, 3) << "no upload was seen";
  EXPECT_THAT(end.out, ::testing::ContainsRegex("(http://127.0.0.1:[0-9]+)\\|http://127.0.0.1:[0-9]"
                                                "+\\|bucket\\|0x5eed0007\\|main\\|127.0.0.1"));
  EXPECT_THAT(end.out, ::testing::ContainsRegex("http://127.0.0.1:[0-9]+ bucket main \\{other\\}"));
  EXPECT_THAT(end.out, HasSubstr("\n614400\n"));
  const auto sum = end.out.find("  /");
  ASSERT_NE(sum, std::string::npos);
  const auto digest = end.out.substr(sum - 64, 64);
  EXPECT_THAT(end.out, HasSubstr("\n" + digest + "\n"));
}

TEST_F(Run, IsInconclusiveWhenTheClientNeverCame) {
  const auto end = judged(kPlain, {"true"});
  EXPECT_EQ(end.code, 3);
  EXPECT_THAT(end.out, HasSubstr("INCONCLUSIVE"));
  EXPECT_THAT(end.out, HasSubstr("no upload was seen"));
  EXPECT_EQ(judged(kPlain, {"true"}, {"--inconclusive", "skip"}).code, 0);
}

TEST_F(Run, IsAnErrorWhenTheClientCannotBeStarted) {
  const auto end = judged(kPlain, {"/nowhere/client"});
  EXPECT_EQ(end.code, 4);
  EXPECT_THAT(end.out, HasSubstr("the client could not be started: /nowhere/client: "
                                 "No such file or directory"));
}

TEST_F(Run, EndsAClientThatTakesTooLong) {
  const auto end = judged(kPlain, shell("echo begun; exec sleep 600"), {"--timeout", "300ms"});
  EXPECT_EQ(end.code, 5);
  EXPECT_THAT(end.out, HasSubstr("begun\n"));
  EXPECT_THAT(end.out, HasSubstr("the client ends by itself within 300 ms"));
}

TEST_F(Run, EndsAClientThatWillNotEnd) {
  const auto end = judged(kPlain, shell("trap '' TERM; sleep 600 & while :; do wait; done"),
                          {"--timeout", "200ms"});
  EXPECT_EQ(end.code, 5);
}

TEST_F(Run, DoesNotWaitForWhatAClientLeavesBehind) {
  const auto end = judged(kPlain, shell("sleep 600 & exit 0"));
  EXPECT_EQ(end.code, 3);
}

/// Leaves its number in the file, in a session that no shell knows of.
std::string daemon(const std::string& file) {
  return "(setsid sh -c 'echo $$ > " + file + ".new; mv " + file + ".new " + file +
         "; exec sleep 600' > /dev/null 2>&1 &); until test -s " + file + "; do sleep 0.01; done; ";
}

bool lives(const std::string& file) { return ::kill(std::stoi(read_file(file)), 0) == 0; }

TEST_F(Run, EndsDaemonsThatAClientLeavesBehind) {
  const auto file = directory_.path("daemon");
  EXPECT_EQ(judged(kPlain, shell(daemon(file) + "exit 0")).code, 3);
  EXPECT_FALSE(lives(file));
}

TEST_F(Run, EndsNoDaemonsOfAnotherCase) {
  const auto first = directory_.path("first");
  const auto second = directory_.path("second");
  const auto end =
      judged(R"({"scenario": "x", "vary": {"who": ["first", "second"]}})",
             shell("case $RESUMULATOR_CASE in who=first) " + daemon(first) + " ;; *) " +
                   daemon(second) + "until test -s " + first + "; do sleep 0.01; done; i=0; " +
                   "while kill -0 $(cat " + first + ") 2> /dev/null && test $i -lt 1000; " +
                   "do i=$((i+1)); sleep 0.01; done; test $i -lt 1000 && kill -0 $(cat " + second +
                   ") && echo only the first has gone;; esac"),
             {"--jobs", "2"});
  EXPECT_THAT(end.out, HasSubstr("only the first has gone")) << end.err;
  EXPECT_FALSE(lives(second));
}

TEST_F(Run, LeavesNobodyBehindWhenItIsKilled) {
  const auto file = directory_.path("daemon");
  Program program({"run", "--scenario", scenario(kPlain), "--keep-dir", directory_.path("runs"),
                   "--", "sh", "-c", daemon(file) + "echo begun; exec sleep 600"});
  EXPECT_EQ(program.out_line(), "begun");
  // Nobody is left to tell when it is done.
  const auto number = std::stoi(read_file(file));
  pollfd daemon_end{static_cast<int>(::syscall(SYS_pidfd_open, number, 0)), POLLIN, 0};
  program.signal(SIGKILL);
  EXPECT_EQ(program.exit_code(), -SIGKILL);
  EXPECT_EQ(::poll(&daemon_end, 1, 30'000), 1);
  ::close(daemon_end.fd);
}

TEST_F(Run, FailsAClientThatCrashes) {
  const auto end = judged(kPlain, shell("kill -SEGV $$"));
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.out, AllOf(HasSubstr("ended by signal 11"), HasSubstr("it crashed")));
}

TEST_F(Run, KeepsTheBeginningAndTheEndOfALongOutput) {
  ASSERT_EQ(judged(kPlain, shell("echo first; yes 0123456789abcdef | head -c 8000000; "
                                 "echo; echo last"))
                .code,
            3);
  const auto output = read_file(folder() + "/output.txt");
  EXPECT_LT(output.size(), 3'000'000U);
  EXPECT_THAT(output.substr(0, 100), HasSubstr("first\n"));
  EXPECT_THAT(output.substr(output.size() - 100), HasSubstr("last\n"));
  EXPECT_THAT(output, HasSubstr("bytes left out]"));
}

TEST_F(Run, EndsAClientThatWritesWithoutEnd) {
  const auto end = judged(kPlain, {"cat", "/dev/zero"});
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.out.substr(end.out.size() - 2000), HasSubstr("it wrote without end"));
}

TEST_F(Run, EndsAClientThatWritesShortLinesWithoutEnd) {
  const auto end = judged(kPlain, {"yes"});
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.out.substr(end.out.size() - 2000), HasSubstr("it wrote without end"));
}

TEST_F(Run, StopsWhenItIsToldTo) {
  Program program({"run", "--scenario", scenario(kPlain), "--keep-dir", directory_.path("runs"),
                   "--", "sh", "-c", "echo begun; exec sleep 600"});
  EXPECT_EQ(program.out_line(), "begun");
  program.signal(SIGTERM);
  const auto end = ended(program);
  EXPECT_EQ(end.code, 4);
  EXPECT_THAT(end.out, HasSubstr("stopped by a signal"));
  Program judge({"judge", folder()});
  const auto again = ended(judge);
  EXPECT_EQ(again.code, 4) << "as the run itself";
  EXPECT_THAT(again.out, HasSubstr("stopped by a signal"));
}

TEST_F(Run, PassesBytesOfEveryKindThrough) {
  const auto end = judged(kPlain, shell("printf 'a\\033b\\377\\n'; echo to-stderr >&2"));
  EXPECT_THAT(end.out, HasSubstr("a\033b\377\n"));
  EXPECT_THAT(end.err, HasSubstr("to-stderr\n"));
}

TEST_F(Run, RunsEveryCaseAndReportsEach) {
  const auto junit = directory_.path("junit.xml");
  const auto end =
      judged(kVaried, tiny(),
             {"--jobs", "2", "--report-junit", junit, "--report-md", directory_.path("report.md")});
  EXPECT_EQ(end.code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("4 cases: 2 pass 2 fail"));
  EXPECT_THAT(end.err, HasSubstr("/4] varied [code=503,at=0]: pass"));
  EXPECT_THAT(end.out, HasSubstr("varied [code=503,at=1]| uploaded 614400 bytes"));
  const auto xml = read_file(junit);
  EXPECT_THAT(xml, HasSubstr("<testsuite name=\"varied [code=403,at=1]\""));
  EXPECT_THAT(read_file(directory_.path("report.md")),
              HasSubstr("varied \\[code=403,at=0\\]: **fail**"));
  EXPECT_TRUE(std::filesystem::exists(folder("0004") + "/verdict.json"));
}

TEST_F(Run, RunsTheCaseThatIsPicked) {
  const auto end = judged(kVaried, tiny(), {"--case", "at=1,code=503"});
  EXPECT_EQ(end.code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("scenario \"varied [code=503,at=1]\""));
  const auto none = judged(kVaried, tiny(), {"--case", "code=500"});
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, AllOf(HasSubstr("has no case \"code=500\""), HasSubstr("code=403,at=0")));
}

TEST_F(Run, RefusesWhatItCannotRunBeforeAnythingStarts) {
  const auto wrong = directory_.path("wrong.json");
  write(wrong, R"({"scenario": "x", "expcet": []})");
  const struct {
    Words words;
    Words client;
    std::string says;
  } cases[] = {
      {{}, {"true"}, "one of --scenario, --suite and --again"},
      {{"--scenario", "a", "--suite", "b"}, {"true"}, "one of --scenario"},
      {{"--scenario", "builtin:answer-lsot"}, {"true"}, "answer-lost"},
      {{"--scenario", "/nowhere.json"}, {"true"}, "/nowhere.json"},
      {{"--scenario", scenario(kPlain)}, {}, "say which client"},
      {{"--scenario", wrong}, {"true"}, "did you mean \"expect\"?"},
      {{"--again", directory_.path()}, {"true"}, "is no folder of a run"},
      {{"--again", "x", "--case", "code=503"}, {"true"}, "leave out --case and --tag"},
      {{"--scenario", scenario(kPlain), "--keep-dir", "/proc/nowhere"},
       {"true"},
       "--keep-dir: the folder /proc/nowhere cannot be made"},
      {{"--scenario", scenario(kPlain), "--baseline", scenario(kPlain)},
       {"true"},
       "this is no card: \"card\" is missing"},
      {{"--scenario", scenario(kPlain), "--report-json", "-"}, {"true"}, "a report goes to a file"},
      {{"--scenario", "x", "--jobs", "0"}, {"true"}, "--jobs: takes a number from 1 to 64"},
      {{"--scenario", "x", "--timeout", "5"}, {"true"}, "a duration is written"},
      {{"--scenario", "x", "--rule", "GCS-99=must"}, {"true"}, "no rule is called \"GCS-99\""},
      {{"--scenario", "x", "--rule", "GCS-02=loud"}, {"true"}, "takes ID=must"},
      {{"--scenario", "x", "--inconclusive", "maybe"}, {"true"}, "takes fail or skip"},
      {{"--scenario", "x", "--switch", "overlap=skpi"}, {"true"}, "did you mean \"skip\"?"},
  };
  for (const auto& each : cases) {
    const auto end = run(each.words, each.client);
    EXPECT_EQ(end.code, 2) << each.says;
    EXPECT_THAT(end.err, HasSubstr(each.says));
  }
  Program bare({"run", "--scenario", "x", "./client"});
  const auto end = ended(bare);
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.err, HasSubstr("the client stands behind --: resumulator run … -- ./client"));
}

TEST_F(Run, WritesNoPayloadThatDoesNotFit) {
  const auto end =
      judged(R"({"scenario": "x", "given": {"payload": {"size": "999999 TiB"}}})", {"true"});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.out, HasSubstr("are free there; make it smaller"));
  EXPECT_FALSE(std::filesystem::exists(folder() + "/payload.bin"));
  Program judge({"judge", folder()});
  const auto again = ended(judge);
  EXPECT_EQ(again.code, 2) << again.err;
  EXPECT_THAT(again.out, HasSubstr("are free there; make it smaller"));
  EXPECT_THAT(read_file(folder() + "/verdict.json"), HasSubstr("\"exit_code\": 2"));
}

TEST_F(Run, StopsWhileItWritesAPayload) {
  Program program({"run", "--scenario",
                   scenario(R"({"scenario": "x", "given": {"payload": {"size": "2 GiB"}}})"),
                   "--keep-dir", directory_.path("runs"), "--", "true"});
  (void)program.err_line_with("…");
  program.signal(SIGTERM);
  const auto end = ended(program);
  EXPECT_EQ(end.code, 4);
  EXPECT_THAT(end.out, HasSubstr("stopped by a signal"));
  EXPECT_FALSE(std::filesystem::exists(folder() + "/payload.bin"));
}

TEST_F(Run, StopsWhileItPlantsObjects) {
  Program program({"run", "--scenario",
                   scenario(R"({"scenario": "x", "given": {"payload": {"size": 1}, "objects":
                                [{"bucket": "photos", "name": "o", "size": "4 GiB"}]}})"),
                   "--keep-dir", directory_.path("runs"), "--", "sh", "-c",
                   "trap '' TERM; echo begun"});
  (void)program.err_line_with("…");
  program.signal(SIGTERM);
  const auto end = ended(program);
  EXPECT_EQ(end.code, 4);
  EXPECT_THAT(end.out, AllOf(HasSubstr("stopped by a signal"), Not(HasSubstr("begun"))));
}

TEST_F(Run, BoundsTheTimeOfAPayload) {
  const auto end = judged(R"({"scenario": "x", "given": {"payload": {"size": "600 MiB"}}})",
                          {"true"}, {"--timeout", "1ms"});
  EXPECT_EQ(end.code, 4);
  EXPECT_THAT(end.out, HasSubstr("the time limit was over before the payload was written"));
  EXPECT_FALSE(std::filesystem::exists(folder() + "/payload.bin"));
}

TEST_F(Run, KeepsItsOwnFilesFromThePayload) {
  for (const char* name : {"run.json", "output.txt", "verdict.json", "journal.ndjson",
                           "scenario.json", "evidence.json"}) {
    const auto end = judged(R"({"scenario": "x", "given": {"payload": {"size": 5, "name": ")" +
                                std::string(name) + "\"}}}",
                            {"true"});
    EXPECT_EQ(end.code, 2) << name;
    EXPECT_THAT(end.err, HasSubstr("take another name"));
  }
}

TEST_F(Run, TakesClientWordsThatLookLikeItsOwn) {
  const auto end = judged(kPlain, {"echo", "--scenario", "serve", "--", "--jobs"});
  EXPECT_THAT(end.out, HasSubstr("--scenario serve -- --jobs\n"));
}

TEST_F(Run, TellsAReportThatCannotBeWritten) {
  const auto end = judged(kPlain, tiny(), {"--report-json", "/nowhere/report.json"});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.err, HasSubstr("cannot write /nowhere/report.json"));
  EXPECT_EQ(end.out, "") << "told before the client is run";
  EXPECT_EQ(judged(kPlain, tiny(), {"--card", directory_.path()}).code, 2);
}

}  // namespace
}  // namespace resumulator::testing_support
