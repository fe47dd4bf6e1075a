#include "server_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string_view>

#include "load_client.h"

extern char** environ;

namespace resumulator::bench {

ServerProcess::ServerProcess(std::vector<std::string> flags) {
  std::vector<std::string> words = {
      RESUMULATOR_PROGRAM, "serve", "--bucket", "bench", "--log", "none", "--exit-with-parent"};
  words.insert(words.end(), flags.begin(), flags.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  int in[2];
  int out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) fail("pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], 0);
  posix_spawn_file_actions_adddup2(&actions, out[1], 1);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const double start = seconds_now();
  if (::posix_spawn(&child_, argv[0], &actions, nullptr, argv.data(), environ) != 0)
    fail("cannot start the server");
  posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  stdin_ = in[1];
  std::string line;
  char c = 0;
  while (::read(out[0], &c, 1) == 1 && c != '\n') line += c;
  ready_ms_ = (seconds_now() - start) * 1000;
  ::close(out[0]);
  const auto at = line.find("\"port\":");
  if (at == std::string::npos) fail("no ready line: " + line);
  std::from_chars(line.data() + at + 7, line.data() + line.size(), port_);
  constexpr std::string_view kTls = "\"tls\":\"https://127.0.0.1:";
  if (const auto tls = line.find(kTls); tls != std::string::npos) {
    std::from_chars(line.data() + tls + kTls.size(), line.data() + line.size(), tls_port_);
  }
}

ServerProcess::~ServerProcess() {
  ::close(stdin_);
  ::kill(child_, SIGTERM);
  ::waitpid(child_, nullptr, 0);
}

double ServerProcess::status_mib(const char* field) const {
  std::ifstream status("/proc/" + std::to_string(child_) + "/status");
  std::string word;
  double kib = 0;
  while (status >> word) {
    if (word == field) status >> kib;
  }
  return kib / 1024;
}

}  // namespace resumulator::bench
