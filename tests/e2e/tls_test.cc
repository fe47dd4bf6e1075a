// HTTPS and the proxy from outside: flags, what the program tells of them, and curl as a client.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "support/places.h"
#include "support/program.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

namespace fs = std::filesystem;

/// Runs a line in a shell; its exit code.
int shell(const std::string& line) {
  const int status = std::system(line.c_str());  // NOLINT(concurrency-mt-unsafe)
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
bool has(const char* program) {
  return shell("command -v " + std::string(program) + " > /dev/null") == 0;
}
/// The shell's line with what a server's env file says, and nothing else of proxies.
std::string sourced(const std::string& env_file, const std::string& line) {
  return "unset http_proxy HTTP_PROXY; NO_PROXY='*'; set -a; . " + env_file + "; set +a; " + line;
}

TEST(TlsProgram, TellsWhereHttpsAndTheProxyAre) {
  const TemporaryDirectory home;
  ServeProgram program({"--tls", "--proxy-port", "0", "--tls-dir", home.path("tls"), "--env-file",
                        home.path("env")});
  EXPECT_THAT(program.ready["tls"], ContainsRegex("^https://127\\.0\\.0\\.1:[0-9]+$"));
  EXPECT_THAT(program.ready["proxy"], ContainsRegex("^http://127\\.0\\.0\\.1:[0-9]+$"));
  EXPECT_EQ(program.ready["ca"], home.path("tls/ca.pem"));
  const auto env = read_file(home.path("env"));
  const std::string proxy = program.ready["proxy"];
  for (const std::string& line :
       {"HTTPS_PROXY=" + proxy, "https_proxy=" + proxy, "SSL_CERT_FILE=" + home.path("tls/ca.pem"),
        "NODE_EXTRA_CA_CERTS=" + home.path("tls/ca.pem"),
        std::string("NO_PROXY=127.0.0.1,localhost,::1")}) {
    EXPECT_THAT(env, HasSubstr("\n" + line + "\n"));
  }
  EXPECT_THAT(program.err_line_with("HTTPS at"), HasSubstr(program.ready["tls"]));
}

TEST(TlsProgram, SaysNothingOfHttpsWhereThereIsNone) {
  const TemporaryDirectory home;
  ServeProgram program({"--env-file", home.path("env")});
  EXPECT_FALSE(program.ready.contains("tls"));
  EXPECT_FALSE(program.ready.contains("ca"));
  EXPECT_THAT(read_file(home.path("env")), Not(HasSubstr("PROXY")));
}

TEST(TlsProgram, TakesItsTemporaryCertificateAwayAtTheEnd) {
  ServeProgram program({"--tls-port", "0"});
  const std::string ca = program.ready["ca"];
  EXPECT_THAT(read_file(ca), StartsWith("-----BEGIN CERTIFICATE-----"));
  EXPECT_FALSE(fs::exists(fs::path(ca).parent_path() / "ca-key.pem"));
  program.signal(SIGTERM);
  EXPECT_EQ(program.exit_code(), 0);
  EXPECT_FALSE(fs::exists(fs::path(ca).parent_path()));
}

TEST(TlsProgram, RefusesADirectoryItCannotUse) {
  Program program({"serve", "--tls", "--tls-dir", "/proc/none"});
  EXPECT_EQ(program.exit_code(), 2);
  EXPECT_THAT(program.err_rest(), HasSubstr("/proc/none"));
}

TEST(TlsProgram, TrustTellsEachKindOfClient) {
  const TemporaryDirectory home;
  Program program({"trust", "--tls-dir", home.path("a b")});
  const auto text = program.out_rest();
  EXPECT_EQ(program.exit_code(), 0);
  const auto ca = home.path("a b/ca.pem");
  EXPECT_TRUE(fs::exists(ca));
  for (const char* name : {"CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE",
                           "NODE_EXTRA_CA_CERTS", "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE"}) {
    EXPECT_THAT(text, HasSubstr("\nexport " + std::string(name) + "='" + ca + "'\n"));
  }
  EXPECT_THAT(text, HasSubstr("keytool -importcert"));
  EXPECT_EQ(shell("eval \"$('" + program_path() + "' trust --tls-dir '" + home.path("a b") +
                  "')\"; test \"$SSL_CERT_FILE\" = '" + ca + "'"),
            0);
  Program nowhere({"trust"});
  EXPECT_EQ(nowhere.exit_code(), 2);
  EXPECT_THAT(nowhere.err_rest(), HasSubstr("--tls-dir"));
}

TEST(TlsProgram, ServesCurlThatTrustsIt) {
  if (!has("curl")) GTEST_SKIP() << "no curl here";
  const TemporaryDirectory home;
  ServeProgram program({"--tls", "--env-file", home.path("env")});
  EXPECT_EQ(shell(sourced(home.path("env"),
                          "curl -sf -o " + home.path("out") + " \"$RESUMULATOR_TLS_URL/\"")),
            0);
  EXPECT_EQ(read_file(home.path("out")), "OK");
  const std::string url = program.ready["tls"];
  EXPECT_EQ(shell("env -u CURL_CA_BUNDLE -u SSL_CERT_FILE curl -s " + url + "/"), 60);  // no trust
}

TEST(TlsProgram, ServesCurlThatBelievesItIsGoogle) {
  if (!has("curl")) GTEST_SKIP() << "no curl here";
  const TemporaryDirectory home;
  ServeProgram program({"--proxy-port", "0", "--env-file", home.path("env"), "--bucket", "demo"});
  const std::string base = "https://storage.googleapis.com/";
  EXPECT_EQ(shell(sourced(home.path("env"),
                          "curl -sf -o /dev/null --data-binary hello '" + base +
                              "upload/storage/v1/b/demo/o?uploadType=media&name=a' && "
                              "curl -sf -o " +
                              home.path("out") + " '" + base + "storage/v1/b/demo/o/a?alt=media'")),
            0);
  EXPECT_EQ(read_file(home.path("out")), "hello");
  EXPECT_EQ(shell(sourced(home.path("env"), "curl -s https://example.com/")), 56);  // refused
}

TEST(TlsProgram, TakesACertificateOfTheUsersOwn) {
  const TemporaryDirectory home;
  // Any certificate with its key will do: here those of an authority.
  Program made({"trust", "--tls-dir", home.path("made")});
  ASSERT_EQ(made.exit_code(), 0);
  ServeProgram program({"--tls-cert", home.path("made/ca.pem"), "--tls-key",
                        home.path("made/ca-key.pem"), "--env-file", home.path("env")});
  EXPECT_THAT(program.ready["tls"], StartsWith("https://127.0.0.1:"));
  EXPECT_FALSE(program.ready.contains("ca"));
  const auto env = read_file(home.path("env"));
  EXPECT_THAT(env, HasSubstr("\nRESUMULATOR_TLS_URL=https://127.0.0.1:"));
  EXPECT_THAT(env, Not(HasSubstr("RESUMULATOR_CA=")));
  EXPECT_THAT(env, Not(HasSubstr("SSL_CERT_FILE")));
  EXPECT_THAT(program.err_line_with("HTTPS at"), HasSubstr("with your certificate"));
  const auto wrong =
      run_program({"serve", "--tls-cert", home.path("made/ca.pem"), "--tls-key", "/nowhere"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("/nowhere: No such file or directory"));
}

TEST(TlsProgram, RunGivesItsClientTheProxy) {
  if (!has("curl")) GTEST_SKIP() << "no curl here";
  const TemporaryDirectory home;
  std::ofstream(home.path("calm.json"))
      << R"({"scenario": "calm", "rules": [], "expect": [{"completes": {"objects": 1}}]})";
  Program program(
      {"run", "--scenario", home.path("calm.json"), "--tls", "--proxy", "--keep-dir",
       home.path("runs"), "--", "sh", "-c",
       "echo \"at {tls_url} by {proxy_url}\"; "
       "curl -sf -o /dev/null --data-binary @{payload} "
       "'https://storage.googleapis.com/upload/storage/v1/b/{bucket}/o?uploadType=media&name=a' && "
       "curl -sf \"$RESUMULATOR_TLS_URL/\""},
      {{"NO_PROXY", "*.googleapis.com"}});
  const auto text = program.out_rest() + program.err_rest();
  EXPECT_EQ(program.exit_code(), 0) << text;
  EXPECT_THAT(read_file(home.path("runs/0001/output.txt")),
              ContainsRegex("at https://127.0.0.1:[0-9]+ by http://127.0.0.1:[0-9]+"));
  EXPECT_THAT(read_file(home.path("runs/0001/run.json")), HasSubstr("\"--proxy=true\""));
}

}  // namespace
}  // namespace resumulator::testing_support
