// Words the program does not take, and what it says then: one clear sentence and exit code 2.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include "support/places.h"
#include "support/program.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

nlohmann::json info(const ServeProgram& program) {
  return nlohmann::json::parse(
      RawClient(program.port()).ask("GET /_emu/v1/info HTTP/1.1\r\nHost: localhost\r\n\r\n").body);
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

struct Refusal {
  std::vector<std::string> arguments;
  std::string says;
};

class CommandLine : public ::testing::TestWithParam<Refusal> {};

TEST_P(CommandLine, IsRefusedInOneSentence) {
  const auto ended = run_program(GetParam().arguments);
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr(GetParam().says));
  EXPECT_EQ(lines(ended.err), 1U) << ended.err;
  EXPECT_EQ(ended.out, "");
}

INSTANTIATE_TEST_SUITE_P(
    Refused, CommandLine,
    ::testing::Values(
        Refusal{{"sevre"}, "unknown command \"sevre\"; did you mean \"serve\"?"},
        Refusal{{"frobnicate"}, "unknown command \"frobnicate\"; `resumulator --help`"},
        Refusal{{}, "say what to do: serve"}, Refusal{{"--prot", "1"}, "unknown option \"--prot\""},
        Refusal{{"serve", "--prot", "1"}, "unknown option \"--prot\"; did you mean \"--port\"?"},
        Refusal{{"serve", "--memory-limt=5"},
                "unknown option \"--memory-limt\"; did you mean \"--memory-limit\"?"},
        Refusal{{"serve", "extra"}, "unknown argument \"extra\""},
        Refusal{{"serve", "--port", "65536"}, "--port: takes a number from 0 to 65535"},
        Refusal{{"serve", "--port", "-1"}, "--port: takes a number from 0 to 65535"},
        Refusal{{"serve", "--port"}, "--port: a value is missing: --port N"},
        Refusal{{"serve", "--strict=maybe"}, "--strict: takes true or false, not \"maybe\""},
        Refusal{{"health"}, "health needs URL; `resumulator health --help`"},
        Refusal{{"serve", "--memory-limit", "5x"}, "--memory-limit: \"5x\": a size is written"},
        Refusal{{"serve", "--session-lifetime", "5"}, "a duration is written"},
        Refusal{{"serve", "--seed", "0xg"}, "--seed: takes a 64-bit number"},
        Refusal{{"serve", "--clock", "yesterday"}, "--clock: takes a time"},
        Refusal{{"serve", "--clock-mode", "fast"}, "--clock-mode: takes real or manual"},
        Refusal{{"serve", "--log", "loud"}, "--log: takes none, info or debug"},
        Refusal{{"serve", "--external-url", "ftp://x"}, "--external-url: takes an origin"},
        Refusal{{"serve", "--switch", "expired_session_statis=410"},
                "did you mean \"expired_session_status\"?"},
        Refusal{{"serve", "--switch", "expired_session_status=411"}, "takes 400 | 404 | 410"},
        Refusal{{"serve", "--switch", "overlap=skpi"}, "did you mean \"skip\"?"},
        Refusal{{"serve", "--switch", "overlap"}, "NAME=VALUE"},
        Refusal{{"serve", "--limit", "connections=5"}, "no limit is called \"connections\""},
        Refusal{{"serve", "--limit", "connections_max=0"}, "takes NUMBER, not \"0\""},
        Refusal{{"serve", "--bucket", "No_Good!"}, "No_Good!"},
        Refusal{{"serve", "--host", "not a host"}, "not a host"},
        Refusal{{"serve", "--seed-dir", "/nowhere/at/all"}, "/nowhere/at/all"},
        Refusal{{"serve", "--upload-dir", "/proc/nowhere"}, "/proc/nowhere"},
        Refusal{{"serve", "--report-json", "/nowhere/at/all/r"}, "cannot write /nowhere/at/all/r"},
        Refusal{{"serve", "--journal", "/nowhere/at/all/j"}, "cannot write /nowhere/at/all/j"},
        Refusal{{"serve", "--case", "code=503"}, "--case needs a --scenario"},
        Refusal{{"serve", "--scenario", "builtin:answer-lost", "--case", "x"},
                "builtin:answer-lost has one case, without a name; leave --case out"},
        Refusal{{"serve", "--watch"}, "--watch needs a --scenario"},
        Refusal{{"serve", "--ready-fd", "99"}, "cannot write to descriptor 99"},
        Refusal{{"serve", "--idle-exit", "1"}, "--idle-exit: \"1\": a duration is written"},
        Refusal{{"serve", "--lane", "main"}, "--lane main: There is a lane \"main\" already"},
        Refusal{{"serve", "--protocols", "tsu"},
                "--protocols: there is no protocol \"tsu\"; did you"},
        Refusal{{"judge", "/nowhere"}, "/nowhere is no folder of a run"},
        Refusal{{"judge"}, "judge takes the folder of a run, or --journal FILE and --scenario"},
        Refusal{{"arm", "append=503", "--url", "x"}, "arm: takes the URL of a server"},
        Refusal{{"new", "/nowhere/at/all"}, "/nowhere/at/all.json cannot be written"},
        Refusal{{"serve", "--ready-file", "/nowhere/at/all/ready"}, "/nowhere/at/all/ready"},
        Refusal{{"health", "localhost"}, "takes the URL of a server"}));

TEST(CommandLineHelp, IsGroupedAndGoesToStandardOutput) {
  const auto all = run_program({"--help"});
  EXPECT_EQ(all.code, 0);
  EXPECT_THAT(all.out, HasSubstr("serve"));
  const auto serve = run_program({"serve", "--help"});
  EXPECT_EQ(serve.code, 0);
  for (const char* word : {"Network", "Content", "Behaviour", "Process", "--port", "--switch"}) {
    EXPECT_THAT(serve.out, HasSubstr(word));
  }
  EXPECT_EQ(serve.err, "");
}

TEST(CommandLineHelp, VersionIsOneLine) {
  const auto word = run_program({"version"});
  EXPECT_EQ(word.code, 0);
  EXPECT_EQ(lines(word.out), 1U);
  EXPECT_EQ(run_program({"--version"}).out, word.out);
}

TEST(CommandLineHelp, SwitchesAreListedWithValuesAndDefaults) {
  const auto listed = run_program({"switches"});
  EXPECT_EQ(listed.code, 0);
  EXPECT_THAT(listed.out, HasSubstr("expired_session_status = 400 | 404 | 410"));
  EXPECT_THAT(listed.out, HasSubstr("connections_max = NUMBER"));
}

TEST(Environment, SetsWhatFlagsSet) {
  ServeProgram program({}, {{"RESUMULATOR_SEED", "77"},
                            {"RESUMULATOR_BUCKET", "one,two"},
                            {"RESUMULATOR_CLOCK", "2030-01-01T00:00:00Z"},
                            {"RESUMULATOR_CLOCK_MODE", "manual"},
                            {"RESUMULATOR_SWITCHES", "expired_session_status=410,md5=off"},
                            {"RESUMULATOR_LIMITS", "connections_max=7"}});
  EXPECT_EQ(program.ready["seed"], "0x4d");
  EXPECT_EQ(info(program)["clock"], "2030-01-01T00:00:00.000Z");
  for (const std::string bucket : {"one", "two"}) {
    EXPECT_EQ(RawClient(program.port())
                  .ask("GET /storage/v1/b/" + bucket + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .status,
              200);
  }
}

TEST(Environment, GivesWayToFlags) {
  ServeProgram program({"--seed", "5"}, {{"RESUMULATOR_SEED", "77"}});
  EXPECT_EQ(program.ready["seed"], "0x5");
}

TEST(Environment, IsCheckedAsFlagsAre) {
  const struct {
    std::string command, variable, value, says;
  } cases[] = {
      {"serve", "RESUMULATOR_PORT", "many", "takes a number from 0 to 65535, not \"many\""},
      {"serve", "RESUMULATOR_STRICT", "maybe", "takes true or false, not \"maybe\""},
      {"serve", "RESUMULATOR_SWITCHES", "md5=off,overlap=skpi", "did you mean \"skip\"?"},
      {"serve", "RESUMULATOR_LANES", "a:b", "takes NAME or NAME:PORT, not \"a:b\""},
      {"serve", "RESUMULATOR_RULE", "GCS-02=loud", "takes ID=must, ID=should or ID=info"},
      {"serve", "RESUMULATOR_TLS_PORT", "x", "takes a number"},
      {"run", "RESUMULATOR_TIMEOUT", "5", "a duration is written"},
      {"run", "RESUMULATOR_CLOCK", "soon", "takes a time"},
      {"judge", "RESUMULATOR_INCONCLUSIVE", "maybe", "takes fail or skip, not \"maybe\""},
      {"check", "RESUMULATOR_JSON", "maybe", "takes true or false"},
  };
  for (const auto& each : cases) {
    const auto ended = run_program({each.command, "x"}, {{each.variable, each.value}});
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.err, ::testing::StartsWith("resumulator: " + each.variable + ": "));
    EXPECT_THAT(ended.err, HasSubstr(each.says));
    EXPECT_EQ(lines(ended.err), 1U) << ended.err;
  }
}

TEST(Environment, OfOneCommandIsNothingToAnother) {
  const auto ended = run_program({"version"}, {{"RESUMULATOR_PORT", "many"}});
  EXPECT_EQ(ended.code, 0) << ended.err;
}

TEST(Environment, IsNotBlamedForAFlag) {
  const auto ended = run_program({"serve", "--port=many"}, {{"RESUMULATOR_PORT", "9"}});
  EXPECT_THAT(ended.err, ::testing::StartsWith("resumulator: --port: takes a number"));
}

TEST(Environment, OfAClientIsNoOrderToAServer) {
  ServeProgram program({}, {{"RESUMULATOR_LANE", "other"},
                            {"RESUMULATOR_CASE", "code=503"},
                            {"RESUMULATOR_URL", "http://127.0.0.1:1"},
                            {"RESUMULATOR_PAYLOAD", "/nowhere"}});
  EXPECT_EQ(program.ready["lanes"].size(), 1U);
}

TEST(Environment, TellsArmWhereTheServerIs) {
  const ServeProgram program;
  const auto armed = run_program({"arm", "append=503"}, {{"RESUMULATOR_URL", program.url()}});
  EXPECT_EQ(armed.code, 0) << armed.err;
  EXPECT_THAT(armed.out, HasSubstr("in lane main"));
  const auto lane = run_program(
      {"arm", "append=503"}, {{"RESUMULATOR_URL", program.url()}, {"RESUMULATOR_LANE", "other"}});
  EXPECT_EQ(lane.code, 2);
  EXPECT_THAT(lane.err, HasSubstr("other"));
}

TEST(Environment, TiesTheServerToItsParent) {
  ServeProgram program({}, {{"RESUMULATOR_EXIT_WITH_PARENT", "1"}});
  program.close_input();
  EXPECT_EQ(program.exit_code(), 0);
}

TEST(Environment, MisspeltVariablesAreRemarkedOn) {
  ServeProgram program({}, {{"RESUMULATOR_PROT", "1"}, {"RESUMULATOR_URL", "http://a"}});
  EXPECT_EQ(program.err_line(),
            "resumulator: the variable RESUMULATOR_PROT is not known; did you mean "
            "\"RESUMULATOR_PORT\"?");
  EXPECT_THAT(program.err_line(), Not(HasSubstr("RESUMULATOR_URL")));
}

TEST(Trouble, APortInUseIsNamedWithARemedy) {
  const ServeProgram holder;
  const auto port = std::to_string(holder.port());
  const auto ended = run_program({"serve", "--port", port});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr(port));
  EXPECT_THAT(ended.err, HasSubstr("in use"));
  EXPECT_EQ(lines(ended.err), 1U) << ended.err;
}

TEST(Trouble, AStoreBelowAFileIsRefused) {
  const TemporaryDirectory directory;
  std::filesystem::copy_file(source_path("LICENSE"), directory.path("file"));
  const auto ended = run_program({"serve", "--store", directory.path("file/store")});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr(directory.path("file/store")));
  EXPECT_EQ(lines(ended.err), 1U) << ended.err;
}

TEST(Trouble, AStoreInUseIsRefused) {
  const TemporaryDirectory directory;
  const ServeProgram holder({"--store", directory.path("store")});
  const auto ended = run_program({"serve", "--store", directory.path("store")});
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.err, HasSubstr(directory.path("store")));
  EXPECT_EQ(lines(ended.err), 1U) << ended.err;
}

TEST(Health, IsZeroForAServerThatIsReady) {
  const ServeProgram program;
  EXPECT_EQ(run_program({"health", program.url()}).code, 0);
  EXPECT_EQ(
      run_program({"health", "http://localhost:" + std::to_string(program.port()) + "/"}).code, 0);
  EXPECT_EQ(run_program({"health", "http://[::1]:" + std::to_string(program.port())}).code, 0);
}

TEST(Health, IsOneWhereNobodyAnswers) {
  std::string url;
  {
    ServeProgram program;
    url = program.url();
    program.signal(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0);
  }
  const auto ended = run_program({"health", url});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.err, HasSubstr("nobody answers at " + url));
}

}  // namespace
}  // namespace resumulator::testing_support
