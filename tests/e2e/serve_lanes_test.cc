// The program from outside: lanes of the command line, and scenario files that change under it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "support/program.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// The status of opening an upload session under `prefix`.
int status_of(std::uint16_t port, const std::string& prefix = {}) {
  return RawClient(port)
      .ask("POST " + prefix + "/upload/storage/v1/b/photos/o?uploadType=resumable&name=a HTTP/1.1" +
           "\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
      .status;
}

std::uint16_t port_of(const std::string& url) {
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

std::string answering(int status, const std::string& more = {}) {
  return R"({"scenario":"busy","rules":[{"name":"r","when":{"operation":"create"},"times":"always",)"
         R"("do":{"answer":)" +
         std::to_string(status) + "}" + more + "}]}";
}

TEST(ServeLanes, AreOpenedByFlagsWithAndWithoutAPort) {
  ServeProgram program({"--bucket", "photos", "--lane", "a", "--lane", "b:0"});
  const auto& lanes = program.ready["lanes"];
  ASSERT_EQ(lanes.size(), 3U);
  EXPECT_EQ(lanes["a"], program.url() + "/_emu/lane/a");
  EXPECT_NE(lanes["b"].get<std::string>(), program.url());
  EXPECT_EQ(status_of(program.port(), "/_emu/lane/a"), 200);
  EXPECT_EQ(status_of(port_of(lanes["b"])), 200);
  EXPECT_EQ(status_of(program.port(), "/_emu/lane/c"), 404);
}

TEST(ServeLanes, OpenByThemselvesWhereThatIsWanted) {
  ServeProgram program({"--bucket", "photos", "--auto-lanes"});
  EXPECT_EQ(status_of(program.port(), "/_emu/lane/c"), 200);
}

TEST(ServeLanes, ThatCannotBeAreToldAndNothingIsServed) {
  for (const auto& [flag, part] :
       {std::pair{"no name", "cannot name a lane"}, std::pair{"main", "There is a lane"},
        std::pair{"a:70000", "NAME or NAME:PORT"}, std::pair{"a:x", "NAME or NAME:PORT"}}) {
    Program program({"serve", "--lane", flag});
    EXPECT_THAT(program.err_rest(), HasSubstr(part)) << flag;
    EXPECT_EQ(program.exit_code(), 2) << flag;
    EXPECT_EQ(program.out_rest(), "");
  }
}

TEST(ServeWatch, ReadsAScenarioAgainWhenItIsWritten) {
  const TemporaryDirectory folder;
  const auto file = folder.path("busy.json");
  write(file, answering(503));
  ServeProgram program({"--bucket", "photos", "--scenario", file, "--watch"});
  EXPECT_EQ(status_of(program.port()), 503);
  write(file, answering(429));
  EXPECT_THAT(program.err_line_with("was read again"),
              HasSubstr("\"busy\" was read again: 1 rule"));
  EXPECT_EQ(status_of(program.port()), 429);
  // As editors do it: another file takes its place.
  write(folder.path("busy.json~"), answering(500));
  std::filesystem::rename(folder.path("busy.json~"), file);
  (void)program.err_line_with("was read again");
  EXPECT_EQ(status_of(program.port()), 500);
}

TEST(ServeWatch, TellsMistakesAndKeepsWhatIsInForce) {
  const TemporaryDirectory folder;
  const auto file = folder.path("busy.json");
  write(file, answering(503));
  ServeProgram program({"--bucket", "photos", "--scenario", file, "--watch"});
  write(file, answering(503, R"(,"repeat":2)"));
  EXPECT_THAT(program.err_line_with("E003"),
              AllOf(HasSubstr("busy.json:1:"), HasSubstr("unknown key \"repeat\"")));
  (void)program.err_line_with("nothing was changed");
  EXPECT_EQ(status_of(program.port()), 503);
  write(file, answering(410));
  (void)program.err_line_with("was read again");
  EXPECT_EQ(status_of(program.port()), 410);
}

TEST(ServeWatch, SeesFilesThatAreIncluded) {
  const TemporaryDirectory folder;
  write(folder.path("busy.json"), answering(503));
  write(folder.path("all.json"), R"({"scenario":"all","include":["busy.json"]})");
  ServeProgram program(
      {"--bucket", "photos", "--scenario", folder.path("all.json"), "--watch", "--log", "none"});
  EXPECT_EQ(status_of(program.port()), 503);
  write(folder.path("busy.json"), answering(502));
  (void)program.err_line_with("was read again");
  EXPECT_EQ(status_of(program.port()), 502);
}

TEST(ServeWatch, NeedsSomethingToWatch) {
  Program program({"serve", "--watch"});
  EXPECT_THAT(program.err_rest(), HasSubstr("--watch needs a --scenario"));
  EXPECT_EQ(program.exit_code(), 2);
}

TEST(ServeFlags, OfTheWireAndOfBodiesReachTheServer) {
  ServeProgram program({"--bucket", "photos", "--wire-scale", "0.5", "--body-limit", "1 KiB"});
  EXPECT_EQ(RawClient(program.port())
                .ask("POST /upload/storage/v1/b/photos/o?uploadType=media&name=a HTTP/1.1\r\n"
                     "Host: localhost\r\nContent-Length: 5\r\n\r\nhello")
                .status,
            200);
  EXPECT_EQ(RawClient(program.port())
                .ask("GET /_emu/v1/lanes/main/journal/1/body HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .body,
            "hello");
  for (const std::string flag : {"0", "-1", "x", "0.5x", "1e9"}) {
    Program refused({"serve", "--wire-scale=" + flag});
    EXPECT_THAT(refused.err_rest(), HasSubstr("0.001 to 1000")) << flag;
    EXPECT_EQ(refused.exit_code(), 2) << flag;
  }
}

std::string busy(const TemporaryDirectory& directory) {
  const auto path = directory.path("busy.json");
  std::ofstream(path) << R"({"scenario":"busy","given":{"buckets":["photos"]},
    "rules":[{"name":"no","when":{"operation":"create"},"do":{"answer":503}},
             {"name":"late","when":{"operation":"finalize"},"do":{"answer":503}}],
    "expect":[{"completes":{"objects":1}}]})";
  return path;
}

TEST(ShowLane, TellsRulesSessionsAndTheVerdictSoFar) {
  const TemporaryDirectory directory;
  const ServeProgram program({"--scenario", busy(directory), "--lane", "other", "--seed", "7"});
  for (const int status : {503, 200}) {
    EXPECT_EQ(RawClient(program.port())
                  .ask("POST /upload/storage/v1/b/photos/o?uploadType=resumable&name=a.raw "
                       "HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
                  .status,
              status);
  }
  const auto shown = run_program({"show", "--lane", "main", "--url", program.url()});
  EXPECT_EQ(shown.code, 0) << shown.err;
  for (const char* part :
       {"lane main   http://127.0.0.1:", "seed 0x7", "scenario \"busy\"",
        "\"busy/no\"  matched 2, fired 1", "\"busy/late\"  matched 0, fired 0\n    nearest: ",
        "s1  gcs-json  photos/a.raw  active, 0 bytes", "resumulator verdict: "}) {
    EXPECT_THAT(shown.out, HasSubstr(part));
  }
  const auto other = run_program({"show", "--lane", "other"},
                                 {{"RESUMULATOR_ADMIN_URL", program.url() + "/_emu/v1"}});
  EXPECT_EQ(other.code, 0) << other.err;
  EXPECT_THAT(other.out, HasSubstr("\nrules: none\n"));
  EXPECT_THAT(other.out, HasSubstr("\nsessions: none\n"));
}

TEST(ShowLane, SaysWhatItCannotShow) {
  const ServeProgram program({"--admin-token", "secret"});
  const Program::Environment here = {{"RESUMULATOR_URL", program.url()}};
  const auto bare = run_program({"show", "--lane", "main"}, here);
  EXPECT_EQ(bare.code, 2);
  EXPECT_EQ(run_program({"show", "--lane", "main", "--admin-token", "secret"}, here).code, 0);
  const auto none = run_program({"show", "--lane", "none", "--admin-token", "secret"}, here);
  EXPECT_EQ(none.code, 2);
  EXPECT_THAT(none.err, HasSubstr("There is no lane \"none\""));
  const auto both = run_program({"show", "builtin:answer-lost", "--lane", "main"}, here);
  EXPECT_EQ(both.code, 2);
  EXPECT_THAT(both.err, HasSubstr("show takes a file, or --lane NAME"));
  const auto nowhere = run_program({"show", "--lane", "main"}, {{"STORAGE_EMULATOR_HOST", ""}});
  EXPECT_EQ(nowhere.code, 2);
  EXPECT_THAT(nowhere.err, HasSubstr("say which server"));
  const auto file = run_program({"show", "builtin:answer-lost"}, {{"RESUMULATOR_LANE", "main"}});
  EXPECT_EQ(file.code, 0) << "what run tells its client is no order to show";
}

}  // namespace
}  // namespace resumulator::testing_support
