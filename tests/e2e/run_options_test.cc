// `resumulator run`: what its client is told, what its server is told, and that --again tells it
// once more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <map>
#include <sstream>

#include "support/places.h"
#include "support/run_house.h"

namespace resumulator::testing_support {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using RunOptions = Run;

/// "NAME=value" lines of `env`, by name.
std::map<std::string, std::string> variables(const std::string& text) {
  std::map<std::string, std::string> found;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto equals = line.find('=');
    if (equals != std::string::npos) found[line.substr(0, equals)] = line.substr(equals + 1);
  }
  return found;
}

TEST_F(RunOptions, SetsEveryVariableForTheClient) {
  const auto end = judged(kVaried, {"env"}, {"--case", "at=1,code=503"},
                          {{"NO_PROXY", "example.org"}, {"HTTPS_PROXY", "http://proxy:1"}});
  auto found = variables(end.out);
  const auto url = found["RESUMULATOR_URL"];
  EXPECT_THAT(url, ::testing::StartsWith("http://127.0.0.1:"));
  for (const char* name : {"STORAGE_EMULATOR_HOST", "RESUMULATOR_GCS_JSON_URL",
                           "RESUMULATOR_GCS_XML_URL", "RESUMULATOR_PHOTOS_URL"}) {
    EXPECT_EQ(found[name], url) << name;
  }
  EXPECT_EQ(found["CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE"], url + "/storage/v1/");
  EXPECT_EQ(found["RESUMULATOR_TUS_URL"], url + "/files");
  EXPECT_EQ(found["RESUMULATOR_IETF_URL"], url + "/files");
  EXPECT_EQ(found["RESUMULATOR_RESUMABLEJS_URL"], url + "/uploads");
  EXPECT_EQ(found["RESUMULATOR_FILEPOND_URL"], url + "/filepond");
  EXPECT_EQ(found["RESUMULATOR_ADMIN_URL"], url + "/_emu/v1");
  EXPECT_EQ(found["RESUMULATOR_LANE"], "main");
  EXPECT_EQ(found["RESUMULATOR_BUCKET"], "bucket");
  EXPECT_THAT(found["RESUMULATOR_PAYLOAD"], ::testing::EndsWith("/payload.bin"));
  EXPECT_EQ(found["RESUMULATOR_PAYLOAD_SHA256"].size(), 64U);
  EXPECT_EQ(found["RESUMULATOR_SEED"], "0x5eed0007");
  EXPECT_EQ(found["RESUMULATOR_CASE"], "code=503,at=1");
  EXPECT_EQ(found["NO_PROXY"], "example.org,127.0.0.1,localhost,::1");
  EXPECT_THAT(found["no_proxy"], HasSubstr("127.0.0.1,localhost,::1"));
  EXPECT_EQ(found["HTTPS_PROXY"], "http://proxy:1");
}

TEST_F(RunOptions, GivesTheBareHostToThoseWhoWantIt) {
  const auto end = judged(kPlain, shell("echo \"<$STORAGE_EMULATOR_HOST>\""),
                          {"--emulator-host-form", "host:port"});
  EXPECT_THAT(end.out, HasSubstr("<127.0.0.1:"));
}

TEST_F(RunOptions, RepeatsARunAndFindsTheSameBehaviour) {
  ASSERT_EQ(judged(kLostAnswer, tiny()).code, 0);
  const auto end = run({"--again", folder(), "--keep-dir", directory_.path("runs")}, {});
  EXPECT_EQ(end.code, 0) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("behaved as it did before"));
  EXPECT_THAT(end.out, HasSubstr("seed 0x5eed0007"));
}

TEST_F(RunOptions, ComparesWithAFileBesideTheScenarioAndRemembersIt) {
  const std::string text = R"({"scenario": "file", "given": {"payload": {"size": 5, "seed": 1}},
    "expect": [{"object": {"equals": {"file": "want.bin"}}}]})";
  EXPECT_THAT(judged(text, tiny()).err, HasSubstr("cannot read \"want.bin\""));
  write(directory_.path("want.bin"), "other");
  const auto end = judged(text, tiny());
  EXPECT_EQ(end.code, 1) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("has other bytes"));
  std::filesystem::remove(directory_.path("want.bin"));
  EXPECT_EQ(run({"--again", folder()}, {}).code, 1) << "it is known from then";
  Program judge({"judge", folder()});
  EXPECT_EQ(ended(judge).code, 1);
}

TEST_F(RunOptions, SaysWhereAnotherClientBehavesDifferently) {
  ASSERT_EQ(judged(kLostAnswer, tiny()).code, 0);
  const auto end = run({"--again", folder()}, tiny({"--bug", "resend"}));
  EXPECT_EQ(end.code, 1);
  EXPECT_THAT(end.out, HasSubstr("first behaved differently here: in session 1"));
  EXPECT_THAT(end.out, HasSubstr("before it sent #4 query"));
}

/// What the case's server was asked, as far as a shell can: the answer to a GET of `path`.
Words get(const std::string& path) {
  return {
      "python3", "-c",
      "import os, urllib.request as u; print('<' + u.urlopen(os.environ['RESUMULATOR_URL'] + '" +
          path + "').read().decode() + '>')"};
}

TEST_F(RunOptions, DoNotReachAServerThatTheClientStarts) {
  const auto end = judged(kPlain, {"env"}, {"--case", ""},
                          {{"RESUMULATOR_JOURNAL", directory_.path("journal")},
                           {"RESUMULATOR_STRICT", "1"},
                           {"RESUMULATOR_LOG", "none"},
                           {"RESUMULATOR_READY_FILE", directory_.path("ready")},
                           {"RESUMULATOR_PAYLOADS", "/of/the/client"}});
  for (const auto& [name, value] : variables(end.out)) {
    EXPECT_THAT(name,
                ::testing::AnyOf(
                    Not(StartsWith("RESUMULATOR_")), HasSubstr("URL"),
                    ::testing::AnyOf("RESUMULATOR_LANE", "RESUMULATOR_PID", "RESUMULATOR_VERSION",
                                     "RESUMULATOR_SEED", "RESUMULATOR_BUCKET", "RESUMULATOR_CASE",
                                     "RESUMULATOR_PAYLOAD", "RESUMULATOR_PAYLOAD_SHA256",
                                     "RESUMULATOR_PAYLOADS")));
  }
  EXPECT_TRUE(std::filesystem::exists(directory_.path("journal")));
  EXPECT_FALSE(std::filesystem::exists(directory_.path("ready")));
}

TEST_F(RunOptions, LetTheClientStartAServerOfItsOwn) {
  const auto end =
      judged(kVaried, {program_path(), "serve", "--exit-with-parent"}, {"--case", "at=1,code=503"});
  EXPECT_THAT(end.out, HasSubstr("{\"ready\":true"));
  EXPECT_THAT(end.out, HasSubstr("\"seed\":\"0x5eed0007\""));
  EXPECT_THAT(end.out, HasSubstr("\"lanes\":{\"main\":"));
}

TEST_F(RunOptions, OfTheServerAreThoseOfServe) {
  const auto end =
      judged(kPlain, get("/_emu/v1/info"),
             {"--clock", "2030-01-01T00:00:00Z", "--clock-mode", "manual", "--host", "127.0.0.1"});
  EXPECT_THAT(end.out, HasSubstr("2030-01-01T00:00:00.000Z"));
  const auto bucket = judged(kPlain, get("/storage/v1/b/photos"), {"--bucket", "photos"});
  EXPECT_THAT(bucket.out, HasSubstr("\"name\": \"photos\""));
  const auto named = judged(kPlain, {"echo", "<{bucket}>"}, {"--bucket", "photos"});
  EXPECT_THAT(named.out, HasSubstr("<photos>"));
  const auto protocols = judged(kPlain, get("/storage/v1/b"), {"--protocols", "tus"});
  EXPECT_THAT(protocols.out + protocols.err, HasSubstr("HTTP Error 404"));
}

TEST_F(RunOptions, OfTheServerAreRepeated) {
  const Words first = {
      "--clock", "2030-01-01T00:00:00Z", "--clock-mode",  "manual", "--switch",  "md5=off",
      "--limit", "connections_max=7",    "--admin-token", "secret", "--timeout", "50s"};
  ASSERT_EQ(judged(kPlain, tiny(), first).code, 0);
  const auto record = nlohmann::json::parse(read_file(folder() + "/run.json"));
  EXPECT_THAT(record["options"].get<Words>(),
              ::testing::UnorderedElementsAre("--clock=2030-01-01T00:00:00Z", "--clock-mode=manual",
                                              "--switch=md5=off", "--limit=connections_max=7"));
  const auto again = run({"--again", folder()}, get("/_emu/v1/info"));
  EXPECT_THAT(again.out, HasSubstr("2030-01-01T00:00:00.000Z"));
  const auto other =
      run({"--again", folder(), "--clock", "2031-01-01T00:00:00Z"}, get("/_emu/v1/info"));
  EXPECT_THAT(other.out, HasSubstr("2031-01-01T00:00:00.000Z"));
}

TEST_F(RunOptions, OfAnEarlierRunThatCannotBeAreNamed) {
  ASSERT_EQ(judged(kPlain, tiny(), {"--switch", "md5=off"}).code, 0);
  auto record = nlohmann::json::parse(read_file(folder() + "/run.json"));
  record["options"] = {"--switch=md5=perhaps"};
  write(folder() + "/run.json", record.dump());
  const auto end = run({"--again", folder()}, {});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.err, HasSubstr(folder() + "/run.json: --switch: "));
}

TEST_F(RunOptions, TellEachExchangeWhereTheyAskForALog) {
  EXPECT_THAT(judged(kPlain, tiny()).err, Not(HasSubstr("#1 POST create")));
  const auto info = judged(kPlain, tiny(), {"--log", "info"});
  EXPECT_THAT(info.err, HasSubstr("#1 POST create s1 bucket/"));
  EXPECT_THAT(info.err, HasSubstr("plain …"));
  const auto two = judged(kVaried, tiny(), {"--log", "info", "--jobs", "2"});
  EXPECT_THAT(two.err, HasSubstr("varied [code=503,at=1]| #1 POST create"));
}

TEST_F(RunOptions, LeaveOutTheProgressWhenItIsToBeQuiet) {
  const auto end = judged(kPlain, shell("echo out; echo err >&2"), {"--quiet"});
  EXPECT_EQ(end.err, "err\n");
  EXPECT_THAT(end.out, StartsWith("out\n"));
  EXPECT_THAT(end.out, HasSubstr("resumulator verdict: INCONCLUSIVE"));
}

TEST_F(RunOptions, KeepTheJournalOfOneCase) {
  const auto journal = directory_.path("journal.ndjson");
  ASSERT_EQ(judged(kPlain, tiny(), {"--journal", journal}).code, 0);
  EXPECT_EQ(read_file(journal), read_file(folder() + "/journal.ndjson"));
  const auto several = judged(kVaried, tiny(), {"--journal", journal});
  EXPECT_EQ(several.code, 2);
  EXPECT_THAT(several.err, HasSubstr("--journal: is for one case, and there are 4"));
}

TEST_F(RunOptions, GiveEachCaseAStoreOfItsOwn) {
  const auto end = judged(kVaried, tiny(), {"--store", directory_.path("store"), "--jobs", "2"});
  EXPECT_THAT(end.out, HasSubstr("4 cases: 2 pass 2 fail"));
  for (const char* number : {"0001", "0002", "0003", "0004"}) {
    EXPECT_TRUE(std::filesystem::exists(directory_.path("store/") + number + "/blobs")) << number;
  }
}

TEST_F(RunOptions, OfFixedPortsAreForOneCaseAtATime) {
  const auto end = judged(kVaried, tiny(), {"--port", "1", "--jobs", "2"});
  EXPECT_EQ(end.code, 2);
  EXPECT_THAT(end.err, HasSubstr("take --jobs 1, or 0 for free ports"));
}

TEST_F(RunOptions, ThatNoServerCanHaveAreWrongOptions) {
  const ServeProgram holder;
  const auto port = std::to_string(holder.port());
  const auto end = judged(kPlain, tiny(), {"--port", port});
  EXPECT_EQ(end.code, 2) << end.out << end.err;
  EXPECT_THAT(end.out, HasSubstr("in use"));
  EXPECT_THAT(end.out, HasSubstr("seed 0x5eed0007   lane main"));
  EXPECT_THAT(read_file(folder() + "/verdict.json"), HasSubstr("\"exit_code\": 2"));
  Program judge({"judge", folder()});
  const auto again = ended(judge);
  EXPECT_EQ(again.code, 2) << "as the run itself";
  EXPECT_THAT(again.out, HasSubstr("in use"));
  EXPECT_EQ(judged(kPlain, tiny(), {"--host", "not a host"}).code, 2);
  EXPECT_EQ(judged(kPlain, tiny(), {"--store", "/proc/nowhere"}).code, 2);
}

TEST_F(RunOptions, GuardTheAdminApi) {
  const auto end = judged(kPlain,
                          shell(program_path() + " arm 'append=503'; RESUMULATOR_ADMIN_TOKEN= " +
                                program_path() + " arm 'append=503'"),
                          {"--admin-token", "secret"});
  EXPECT_THAT(end.out, HasSubstr("in lane main"));
  EXPECT_THAT(end.err, HasSubstr("arm: "));
}

}  // namespace
}  // namespace resumulator::testing_support
