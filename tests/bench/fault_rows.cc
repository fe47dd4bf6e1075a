#include "fault_rows.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <resumulator/server.hpp>
#include <thread>

#include "dialects.h"
#include "load_client.h"
#include "server_process.h"
#include "table.h"

namespace resumulator::bench {
namespace {

constexpr int kRules = 100;
constexpr int kRounds = 5;
constexpr int kLanes = 1000;

/// A scenario of rules that wait for objects nobody uploads.
std::filesystem::path write_rules() {
  const auto path = std::filesystem::temp_directory_path() /
                    ("resumulator-bench-" + std::to_string(::getpid()) + ".json");
  std::ofstream file(path);
  file << R"({"scenario":"idle rules","rules":[)";
  for (int i = 0; i < kRules; ++i) {
    file << (i == 0 ? "" : ",") << R"({"name":"r)" << i << R"(","when":{"object":"never-)" << i
         << R"(/**","operation":"simple"},"do":{"answer":503}})";
  }
  file << "]}";
  return path;
}

double small_rate(const std::vector<std::string>& flags) {
  const ServerProcess server(flags);
  (void)small_uploads(server.port(), 8, 2'000, 4096);
  return small_uploads(server.port(), 8, 40'000, 4096).per_second;
}

double admin_ms(LoadClient& client, const std::string& method, const std::string& path,
                const std::string& body) {
  const double start = seconds_now();
  client.send(method + " /_emu/v1" + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n",
              body);
  const Answer answer = client.receive();
  if (answer.status >= 300) fail("the admin API answered " + std::to_string(answer.status));
  return (seconds_now() - start) * 1000;
}

}  // namespace

void rules_that_do_not_match() {
  const auto path = write_rules();
  std::vector<double> ratios, with;
  for (int i = 0; i < kRounds; ++i) {
    const double without = small_rate({});
    with.push_back(small_rate({"--scenario", path}));
    ratios.push_back(with.back() / without);
  }
  std::filesystem::remove(path);
  row("4 KiB media uploads beside 100 rules that do not match", text("%.0f/s", median(with)),
      "without rules", "≥ 0.9 ×: " + text("%.2f", median(ratios)), median(ratios) >= 0.9);
}

void lanes() {
  const ServerProcess server;
  LoadClient client(server.port());
  const double before = server.rss_mib();
  std::vector<double> opened, closed;
  for (int i = 0; i < kLanes; ++i) {
    opened.push_back(
        admin_ms(client, "POST", "/lanes", R"({"name":"l)" + std::to_string(i) + R"("})"));
  }
  const double each = (server.rss_mib() - before) * 1024 / kLanes;
  for (int i = 0; i < kLanes; ++i) {
    closed.push_back(admin_ms(client, "DELETE", "/lanes/l" + std::to_string(i), ""));
  }
  row("1,000 lanes opened over HTTP, then closed with a verdict each",
      text("%.3f ms", median(opened)) + " and " + text("%.3f ms", median(closed)),
      text("%.1f KiB each", each), "≤ 1 ms", median(opened) <= 1 && median(closed) <= 1);
}

/// Everything that is expected here is judged at every exchange.
constexpr const char* kExpectations = R"({"scenario":"judged","rules":[],"expect":[
  {"completes":{"objects":1}},{"sessions":{"at_least":0}},{"asks_before_resuming":true},
  {"resumes_at":"reported"},{"retries":{"at_most":3,"per":"request"}},
  {"backoff":{"at_least":"500ms"}},{"queries":{"at_most":2,"in_a_row":true}},
  {"resent_bytes":{"at_most":0}},{"bytes_agree":true},
  {"chunks":{"multiple_of":"256 KiB","except_last":true}},
  {"never":{"operation":"cancel"}},{"protocol_rules":"all"},
  {"conversation":"simple*"}]})";

void verdict_over_a_long_journal() {
  constexpr int kExchanges = 100'000;
  const ServerProcess server({"--limit", "exchanges_kept_max=200000"});
  LoadClient client(server.port());
  (void)admin_ms(client, "PUT", "/lanes/main/scenario", kExpectations);
  (void)small_uploads(server.port(), 8, kExchanges, 64);
  std::vector<double> seconds;
  for (int i = 0; i < kRounds; ++i) {
    seconds.push_back(admin_ms(client, "GET", "/lanes/main/verdict", "") / 1000);
  }
  row("a verdict over 100,000 exchanges, 13 expectations", text("%.2f s", median(seconds)), "",
      "≤ 1 s", median(seconds) <= 1);
}

constexpr const char* kHangs = R"({"scenario":"hang","rules":[
  {"when":{"operation":"simple"},"do":"hang","times":"always"}]})";

void stop_ends_stalls() {
  constexpr int kStalled = 1000;
  std::vector<double> ms;
  for (int i = 0; i < kRounds; ++i) {
    Server server({.buckets = {"bench"}});
    LoadClient client(server.port());
    (void)admin_ms(client, "PUT", "/lanes/main/scenario", kHangs);
    std::vector<std::unique_ptr<LoadClient>> stalled;
    for (int n = 0; n < kStalled; ++n) {
      stalled.push_back(std::make_unique<LoadClient>(server.port()));
      stalled.back()->send(gcs_json().whole_head("hung", 10), "0123456789");
    }
    while (server.totals().active < kStalled) std::this_thread::yield();
    const double start = seconds_now();
    server.stop();
    ms.push_back((seconds_now() - start) * 1000);
  }
  row("a stop beside 1,000 requests that hang", text("%.1f ms", median(ms)), "", "≤ 100 ms",
      median(ms) <= 100);
}

}  // namespace resumulator::bench
