// The program from outside: ready, its files, how it ends. Nothing sleeps: every wait is on a pipe.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "support/program.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr int kPatienceMs = 30'000;
constexpr const char* kPing = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

TEST(Serve, SaysWhereItIsInOneLineOfJson) {
  ServeProgram program({"--seed", "0x5eed0007"});
  const auto url = "http://127.0.0.1:" + std::to_string(program.port());
  EXPECT_EQ(program.ready["ready"], true);
  EXPECT_EQ(program.ready["url"], url);
  EXPECT_EQ(program.ready["admin"], url + "/_emu/v1");
  EXPECT_EQ(program.ready["gcs-json"], url);
  EXPECT_EQ(program.ready["gcs-xml"], url);
  EXPECT_EQ(program.ready["photos"], url);
  EXPECT_EQ(program.ready["resumablejs"], url + "/uploads");
  EXPECT_EQ(program.ready["filepond"], url + "/filepond");
  EXPECT_EQ(program.ready["tus"], url + "/files");
  EXPECT_EQ(program.ready["ietf"], url + "/files");
  EXPECT_EQ(program.ready["pid"], program.pid());
  EXPECT_EQ(program.ready["seed"], "0x5eed0007");
  EXPECT_EQ(program.ready["lanes"]["main"], url);
  EXPECT_FALSE(program.ready["version"].get<std::string>().empty());
  program.signal(SIGTERM);
  EXPECT_EQ(program.out_rest(), "");
}

TEST(Serve, AnswersTheFirstRequestOnceItIsReady) {
  ServeProgram program;
  EXPECT_EQ(RawClient(program.port()).ask(kPing).body, "OK");
}

TEST(Serve, AnswersOnBothLoopbackAddresses) {
  ServeProgram program;
  EXPECT_EQ(RawClient(program.port(), RawClient::Family::kIPv6).ask(kPing).status, 200);
  EXPECT_EQ(RawClient(program.port(), RawClient::Family::kIPv4).ask(kPing).status, 200);
}

TEST(Serve, ShowsPeopleTheLineToPaste) {
  ServeProgram program;
  EXPECT_THAT(program.err_line(), HasSubstr("answers at " + program.url()));
  EXPECT_EQ(program.err_line(), "  export STORAGE_EMULATOR_HOST=" + program.url());
}

TEST(Serve, SaysNothingForPeopleWhenItIsToBeQuiet) {
  ServeProgram program({"--quiet", "--bucket", "photos"});
  EXPECT_EQ(RawClient(program.port()).ask(kPing).status, 200);
  program.signal(SIGTERM);
  EXPECT_EQ(program.err_rest(), "");
  EXPECT_EQ(program.exit_code(), 0);
  ServeProgram chosen({"--quiet", "--log", "info"});
  EXPECT_EQ(RawClient(chosen.port()).ask(kPing).status, 200);
  chosen.signal(SIGTERM);
  EXPECT_THAT(chosen.err_rest(), HasSubstr("#1 GET"));
}

TEST(Serve, WarnsOfAnOpenHostWhenItIsQuiet) {
  ServeProgram program({"--quiet", "--host", "0.0.0.0"});
  EXPECT_THAT(program.err_line(), HasSubstr("warning: bound to 0.0.0.0"));
}

TEST(Serve, TakesTheWordMemoryForNoDirectory) {
  const TemporaryDirectory directory;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(directory.path());
  ServeProgram program({"--store", "memory"});
  std::filesystem::current_path(before);
  EXPECT_THAT(program.err_line(), HasSubstr("memory store"));
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(Serve, KeepsNoMoreThanItMay) {
  const TemporaryDirectory directory;
  const std::vector<std::string> flags = {"--bucket", "photos",  "--max-store",
                                          "5",        "--store", directory.path("store")};
  const auto upload = [](const ServeProgram& program, const std::string& name) {
    return RawClient(program.port())
        .ask("POST /upload/storage/v1/b/photos/o?uploadType=media&name=" + name +
             " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello")
        .status;
  };
  {
    ServeProgram program(flags);
    EXPECT_EQ(upload(program, "a"), 200);
    EXPECT_EQ(upload(program, "b"), 503);
    program.signal(SIGTERM);
    EXPECT_EQ(program.exit_code(), 0);
  }
  ServeProgram again(flags);
  EXPECT_EQ(upload(again, "b"), 503) << "what an earlier run has left counts";
  EXPECT_EQ(RawClient(again.port())
                .ask("DELETE /storage/v1/b/photos/o/a HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .status,
            204);
  EXPECT_EQ(upload(again, "b"), 200);
}

TEST(Serve, WritesTheReadyFileBeforeTheReadyLine) {
  const TemporaryDirectory directory;
  ServeProgram program({"--ready-file", directory.path("ready")});
  EXPECT_EQ(nlohmann::json::parse(read_file(directory.path("ready"))), program.ready);
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(directory.path()), {}), 1);
}

TEST(Serve, WritesVariablesToSource) {
  const TemporaryDirectory directory;
  ServeProgram program({"--env-file", directory.path("env"), "--seed", "7"});
  const auto env = "\n" + read_file(directory.path("env"));
  const auto& url = program.url();
  for (const auto& line :
       {"STORAGE_EMULATOR_HOST=" + url, "RESUMULATOR_URL=" + url, "RESUMULATOR_GCS_JSON_URL=" + url,
        "RESUMULATOR_GCS_XML_URL=" + url, "RESUMULATOR_PHOTOS_URL=" + url,
        "RESUMULATOR_TUS_URL=" + url + "/files", "RESUMULATOR_IETF_URL=" + url + "/files",
        "RESUMULATOR_RESUMABLEJS_URL=" + url + "/uploads",
        "RESUMULATOR_FILEPOND_URL=" + url + "/filepond",
        "RESUMULATOR_ADMIN_URL=" + url + "/_emu/v1", std::string("RESUMULATOR_LANE=main"),
        std::string("RESUMULATOR_SEED=0x7"), "RESUMULATOR_PID=" + std::to_string(program.pid())}) {
    EXPECT_THAT(env, HasSubstr("\n" + line + "\n"));
  }
}

// Rules oauth.files.token, oauth.files.client-secrets
TEST(Serve, WritesFilesWithATokenAndForASignIn) {
  const TemporaryDirectory directory;
  ServeProgram program({"--emit-token-file", directory.path("token"), "--emit-client-secrets",
                        directory.path("client"), "--switch", "photos.auth=strict"});
  const auto token = nlohmann::json::parse(read_file(directory.path("token")));
  for (const char* name : {"token", "refresh_token", "client_id", "client_secret", "expiry"}) {
    EXPECT_TRUE(token[name].is_string()) << name;
  }
  EXPECT_FALSE(token["scopes"].empty());
  const auto list = [&](const std::string& bearer) {
    return RawClient(program.port())
        .ask("GET /v1/mediaItems HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + bearer +
             "\r\n\r\n")
        .status;
  };
  EXPECT_EQ(list(token["token"]), 200);
  EXPECT_EQ(list("ya29.other"), 401);
  const auto client = nlohmann::json::parse(read_file(directory.path("client")))["installed"];
  EXPECT_EQ(client["token_uri"], program.url() + "/token");
  EXPECT_EQ(client["auth_uri"], program.url() + "/o/oauth2/v2/auth");
  EXPECT_EQ(client["redirect_uris"][0], "http://localhost");
}

TEST(Serve, GivesTheReadyLineToADescriptor) {
  ServeProgram program({"--ready-fd", "2", "--log", "none"});
  std::string line;
  do {
    line = program.err_line();
  } while (!line.empty() && line.front() != '{');
  EXPECT_EQ(nlohmann::json::parse(line), program.ready);
}

TEST(Serve, EndsWithASummaryWhenToldTo) {
  for (const int number : {SIGTERM, SIGINT}) {
    ServeProgram program({"--bucket", "photos"});
    RawClient client(program.port());
    EXPECT_EQ(client
                  .ask("POST /upload/storage/v1/b/photos/o?uploadType=media&name=a HTTP/1.1\r\n"
                       "Host: localhost\r\nContent-Length: 5\r\n\r\nhello")
                  .status,
              200);
    program.signal(number);
    EXPECT_EQ(program.err_line_with("ends"),
              "resumulator ends (told to stop): 1 request, 0 sessions, 1 object, 5 bytes received");
    EXPECT_EQ(program.exit_code(), 0);
    EXPECT_TRUE(client.ended());
  }
}

TEST(Serve, EndsWhileRequestsAreUnderWay) {
  ServeProgram program({"--bucket", "photos"});
  RawClient client(program.port());
  client.send(
      "POST /upload/storage/v1/b/photos/o?uploadType=media&name=a HTTP/1.1\r\nHost: localhost\r\n"
      "Expect: 100-continue\r\nContent-Length: 500\r\n\r\n");
  EXPECT_THAT(client.take(12), StartsWith("HTTP/1.1 100"));  // it waits for the body now
  program.signal(SIGTERM);
  EXPECT_EQ(program.exit_code(), 0);
}

TEST(Serve, EndsWhileItPlantsObjects) {
  const TemporaryDirectory directory;
  std::ofstream(directory.path("x.json"))
      << R"({"scenario": "x", "given": {"objects": [{"bucket": "photos", "name": "o", "size": "4 GiB"}]}})";
  const int changes = ::inotify_init1(IN_CLOEXEC);
  ASSERT_GE(::inotify_add_watch(changes, directory.path().c_str(), IN_CREATE), 0);
  Program program(
      {"serve", "--scenario", directory.path("x.json"), "--journal", directory.path("journal")});
  // It is made before the first object is begun.
  pollfd made{changes, POLLIN, 0};
  ASSERT_EQ(::poll(&made, 1, kPatienceMs), 1);
  ::close(changes);
  program.signal(SIGTERM);
  const auto end = ended(program);
  EXPECT_EQ(end.code, 0) << end.err;
  EXPECT_EQ(end.out, "") << "it was never ready";
  EXPECT_THAT(end.err, HasSubstr("resumulator ends (told to stop): 0 requests"));
}

TEST(Serve, EndsWithItsParent) {
  ServeProgram program({"--exit-with-parent"});
  program.close_input();
  EXPECT_THAT(program.err_line_with("ends"), HasSubstr("the parent has gone"));
  EXPECT_EQ(program.exit_code(), 0);
}

TEST(Serve, GoesOnWithoutInputWhenNotTiedToAParent) {
  ServeProgram program;
  program.close_input();
  EXPECT_EQ(RawClient(program.port()).ask(kPing).status, 200);
}

TEST(Serve, EndsWhenIdleForAsLongAsItWasTold) {
  ServeProgram program({"--idle-exit", "10ms"});
  EXPECT_THAT(program.err_line_with("ends"), HasSubstr("(idle)"));
  EXPECT_EQ(program.exit_code(), 0);
}

TEST(Serve, LeavesOneReadableLineAnExchange) {
  ServeProgram program({"--bucket", "photos"});
  RawClient client(program.port());
  const auto opened = client.ask(
      "POST /upload/storage/v1/b/photos/o?uploadType=resumable&name=a.raw HTTP/1.1\r\n"
      "Host: localhost\r\nContent-Length: 0\r\n\r\n");
  auto path = opened.field("Location");
  path.erase(0, path.find("/upload"));
  EXPECT_THAT(program.err_line_with("#1"),
              ContainsRegex("^#1 POST create s1 photos/a\\.raw -> 200 [0-9.]+ms$"));
  const std::string granule(262144, 'x');
  (void)client.ask("PUT " + path +
                   " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 262144\r\n"
                   "Content-Range: bytes 0-262143/*\r\n\r\n" +
                   granule);
  EXPECT_THAT(program.err_line_with("#2"),
              ContainsRegex("^#2 PUT append s1 photos/a\\.raw \\[0,262144\\) kept 262144 -> 308 "
                            "[0-9.]+ms$"));
  RawClient cut(program.port());
  cut.send("PUT " + path +
           " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 262144\r\n"
           "Content-Range: bytes 262144-524287/*\r\n\r\n0123456789");
  cut.close();
  EXPECT_THAT(
      program.err_line_with("#3"),
      ContainsRegex("^#3 PUT append s1 photos/a\\.raw \\[262144,524288\\) kept 262144 -> cut "
                    "[0-9.]+ms \\(request ended after 10 of 262144 body bytes\\)$"));
  EXPECT_EQ(RawClient(program.port()).ask("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n").status, 501);
  EXPECT_THAT(program.err_line_with("#4"), ContainsRegex("^#4 TRACE / -> 501 [0-9.]+ms \\(.+\\)$"));
}

TEST(Serve, SaysNothingOfExchangesAtLogLevelNone) {
  ServeProgram program({"--log", "none"});
  EXPECT_EQ(RawClient(program.port()).ask(kPing).status, 200);
  program.signal(SIGTERM);
  EXPECT_THAT(program.err_rest(), ::testing::Not(HasSubstr("GET /")));
}

TEST(Serve, ShowsHeadersWithoutCredentialsAtLogLevelDebug) {
  ServeProgram program({"--log", "debug"});
  EXPECT_EQ(RawClient(program.port())
                .ask("GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret\r\n\r\n")
                .status,
            200);
  program.signal(SIGTERM);
  const auto log = program.err_rest();
  EXPECT_THAT(log, HasSubstr("\n    > Authorization: Bearer ***\n"));
  EXPECT_THAT(log, HasSubstr("\n    < Content-Type: text/plain"));
  EXPECT_THAT(log, ::testing::Not(HasSubstr("secret")));
}

TEST(Serve, KeepsAcknowledgedBytesInItsStoreWhenKilled) {
  const TemporaryDirectory directory;
  const std::string get =
      "GET /storage/v1/b/photos/o/a?alt=media HTTP/1.1\r\nHost: localhost\r\n\r\n";
  {
    ServeProgram program({"--store", directory.path("store"), "--bucket", "photos"});
    RawClient client(program.port());
    EXPECT_EQ(client
                  .ask("POST /upload/storage/v1/b/photos/o?uploadType=media&name=a HTTP/1.1\r\n"
                       "Host: localhost\r\nContent-Length: 5\r\n\r\nhello")
                  .status,
              200);
    program.signal(SIGKILL);
    EXPECT_EQ(program.exit_code(), -SIGKILL);
  }
  ServeProgram again({"--store", directory.path("store")});
  EXPECT_EQ(RawClient(again.port()).ask(get).body, "hello");
  again.signal(SIGTERM);
  EXPECT_THAT(again.err_line_with("ends"), HasSubstr("kept in " + directory.path("store")));
}

}  // namespace
}  // namespace resumulator::testing_support
