// The program from outside: what a server that ends leaves behind of its clients.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "support/program.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

/// One object in one request; its status.
int upload(const ServeProgram& program, const std::string& prefix = {},
           const std::string& fields = {}) {
  return RawClient(program.port())
      .ask("POST " + prefix + "/upload/storage/v1/b/photos/o?uploadType=media&name=a HTTP/1.1\r\n" +
           "Host: localhost\r\n" + fields + "Content-Length: 3\r\n\r\nabc")
      .status;
}

std::string refusing(const TemporaryDirectory& directory) {
  const auto path = directory.path("busy.json");
  std::ofstream(path) << R"({"scenario":"busy","given":{"buckets":["photos"]},
    "rules":[{"name":"r","when":{"operation":"simple"},"do":{"answer":503}}],
    "expect":[{"completes":{"objects":1}}]})";
  return path;
}

TEST(ServeReports, AreWrittenWhenItIsToldToStop) {
  const TemporaryDirectory directory;
  ServeProgram program({"--scenario", refusing(directory), "--report-json", directory.path("v.json"),
                        "--report-junit", directory.path("v.xml"), "--report-md",
                        directory.path("v.md")});
  EXPECT_EQ(upload(program), 503);
  EXPECT_EQ(upload(program), 200);
  program.signal(SIGTERM);
  EXPECT_EQ(program.exit_code(), 0);
  EXPECT_THAT(program.err_rest(), HasSubstr("verdict on lane main: pass, scenario \"busy\""));
  const auto verdicts = nlohmann::json::parse(read_file(directory.path("v.json")))["verdicts"];
  ASSERT_EQ(verdicts.size(), 1U);
  EXPECT_EQ(verdicts[0]["outcome"], "pass");
  EXPECT_EQ(verdicts[0]["rules"][0]["fired"], 1);
  EXPECT_THAT(read_file(directory.path("v.xml")), HasSubstr("lane main"));
  EXPECT_THAT(read_file(directory.path("v.md")), HasSubstr("busy"));
}

TEST(ServeReports, AreWrittenWhenTheAdminApiEndsIt) {
  const TemporaryDirectory directory;
  ServeProgram program({"--scenario", refusing(directory), "--report-json", directory.path("v.json")});
  EXPECT_EQ(upload(program), 503);
  const auto answer = RawClient(program.port())
                          .ask("POST /_emu/v1/shutdown HTTP/1.1\r\nHost: localhost\r\n"
                               "Content-Length: 0\r\n\r\n");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(program.exit_code(), 0);
  const auto verdicts = nlohmann::json::parse(read_file(directory.path("v.json")))["verdicts"];
  EXPECT_EQ(verdicts[0]["outcome"], "fail");
}

TEST(ServeReports, TellOfEachLaneThatSawARequest) {
  const TemporaryDirectory directory;
  ServeProgram program({"--bucket", "photos", "--lane", "seen", "--lane", "idle", "--report-json",
                        directory.path("v.json")});
  EXPECT_EQ(upload(program, "/_emu/lane/seen"), 200);
  program.signal(SIGTERM);
  EXPECT_EQ(program.exit_code(), 0);
  const auto verdicts = nlohmann::json::parse(read_file(directory.path("v.json")))["verdicts"];
  ASSERT_EQ(verdicts.size(), 2U) << verdicts;
  EXPECT_EQ(verdicts[0]["lane"], "main");
  EXPECT_EQ(verdicts[1]["lane"], "seen");
  EXPECT_THAT(program.err_rest(), Not(HasSubstr("verdict")));
}

TEST(ServeReports, ThatCannotBeWrittenAreToldAndTheExitSaysSo) {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory.path("reports"));
  const auto report = directory.path("reports/v.json");
  ServeProgram program({"--report-json", report});
  std::filesystem::remove(directory.path("reports"));
  program.signal(SIGTERM);
  EXPECT_EQ(program.exit_code(), 2);
  EXPECT_THAT(program.err_rest(), HasSubstr("cannot write " + report));
}

TEST(ServeJournal, GrowsByALineWithEachExchange) {
  const TemporaryDirectory directory;
  ServeProgram program({"--bucket", "photos", "--lane", "b", "--journal", directory.path("j")});
  EXPECT_EQ(upload(program), 200);
  EXPECT_EQ(upload(program, "/_emu/lane/b"), 200);
  program.signal(SIGTERM);
  EXPECT_EQ(program.exit_code(), 0);
  std::ifstream file(directory.path("j"));
  std::string line;
  std::vector<std::string> lanes;
  while (std::getline(file, line)) {
    const auto entry = nlohmann::json::parse(line);
    EXPECT_EQ(entry["answer"], 200);
    EXPECT_TRUE(entry["points"].contains("stored")) << line;
    lanes.push_back(entry["lane"]);
  }
  // A line is written when its answer is out: who has the answer may begin another exchange sooner.
  EXPECT_THAT(lanes, UnorderedElementsAre("main", "b"));
}

TEST(ServeJournal, OnStdoutComesBehindTheReadyLine) {
  ServeProgram program({"--bucket", "photos", "--journal", "-"});
  EXPECT_EQ(upload(program), 200);
  EXPECT_EQ(nlohmann::json::parse(program.out_line())["operation"], "simple");
}

TEST(ServeJournal, ThatCannotBeOpenedIsToldAndNothingIsServed) {
  Program program({"serve", "--journal", "/nowhere/j"});
  EXPECT_EQ(program.exit_code(), 2);
  EXPECT_THAT(program.err_rest(), HasSubstr("--journal: cannot write /nowhere/j"));
}

TEST(ServeJournal, MasksCredentialsUnlessTheyAreWanted) {
  for (const bool shown : {false, true}) {
    std::vector<std::string> flags = {"--bucket", "photos", "--journal", "-", "--log", "debug"};
    if (shown) flags.emplace_back("--show-secrets");
    ServeProgram program(flags);
    EXPECT_EQ(upload(program, "", "Authorization: Bearer hush\r\n"), 200);
    EXPECT_EQ(program.out_line().find("hush") != std::string::npos, shown);
    program.signal(SIGTERM);
    EXPECT_EQ(program.err_rest().find("hush") != std::string::npos, shown);
  }
}

TEST(ServeProtocols, AreTheOnlyOnesThatAreSpoken) {
  ServeProgram program({"--bucket", "photos", "--protocols", "tus"});
  EXPECT_EQ(upload(program), 404);
  const auto tus = RawClient(program.port())
                       .ask("OPTIONS /files HTTP/1.1\r\nHost: localhost\r\n"
                            "Tus-Resumable: 1.0.0\r\n\r\n");
  EXPECT_EQ(tus.status, 200);
  Program wrong({"serve", "--protocols", "gcs-jsn"});
  EXPECT_EQ(wrong.exit_code(), 2);
  EXPECT_THAT(wrong.err_rest(), HasSubstr("did you mean \"gcs-json\"?"));
}

}  // namespace
}  // namespace resumulator::testing_support
