// Prints the table of tests/bench/README.md: each row a figure of this build, its yardstick and the
// bar it must reach.
//
//   resumulator_bench [ROW…]     all rows, or those whose name contains one of the words

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <resumulator/server.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "fault_rows.h"
#include "form_rows.h"
#include "load_client.h"
#include "protocol_rows.h"
#include "server_process.h"
#include "table.h"
#include "tls_rows.h"
#include "yardsticks.h"

namespace resumulator::bench {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;
constexpr std::uint64_t kGiB = 1024 * kMiB;
constexpr int kRounds = 5;

std::string pattern() {
  std::string bytes(256 * kKiB, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(i * 2654435761U >> 13);
  return bytes;
}

/// Rate of one upload into a fresh server, in bytes per second.
double rate(std::uint64_t total, std::uint64_t chunk, const std::vector<std::string>& flags = {}) {
  const std::string bytes = pattern();
  const ServerProcess server(flags);
  return static_cast<double>(total) / upload_chunks(server.port(), "o", total, chunk, bytes);
}

void large_chunks() {
  std::vector<double> ratios, rates, sinks, md5s;
  for (int i = 0; i < kRounds; ++i) {
    sinks.push_back(sink_rate(256 * kMiB));
    md5s.push_back(md5_rate());
    rates.push_back(rate(256 * kMiB, 8 * kMiB));
    ratios.push_back(rates.back() / std::min(sinks.back(), md5s.back()));
  }
  row("256 MiB in 8 MiB chunks, MD5 and CRC-32C", text("%.0f MB/s", median(rates) / 1e6),
      "sink " + text("%.0f", median(sinks) / 1e6) + ", md5 " +
          text("%.0f MB/s", median(md5s) / 1e6),
      "≥ 0.8 × the lower: " + text("%.2f", median(ratios)), median(ratios) >= 0.8);
}

void large_chunks_without_md5() {
  std::vector<double> ratios, rates, sinks;
  for (int i = 0; i < kRounds; ++i) {
    sinks.push_back(sink_rate(256 * kMiB));
    rates.push_back(rate(256 * kMiB, 8 * kMiB, {"--switch", "md5=off"}));
    ratios.push_back(rates.back() / sinks.back());
  }
  row("the same with MD5 switched off", text("%.0f MB/s", median(rates) / 1e6),
      "sink " + text("%.0f MB/s", median(sinks) / 1e6),
      "≥ 0.4 × sink: " + text("%.2f", median(ratios)), median(ratios) >= 0.4);
}

void small_chunks() {
  std::vector<double> ratios, rates;
  for (int i = 0; i < kRounds; ++i) {
    const double large = rate(256 * kMiB, 8 * kMiB);
    rates.push_back(rate(64 * kMiB, 256 * kKiB));
    ratios.push_back(rates.back() / large);
  }
  row("64 MiB in 256 KiB chunks", text("%.0f MB/s", median(rates) / 1e6), "the first row",
      "≥ 0.7 ×: " + text("%.2f", median(ratios)), median(ratios) >= 0.7);
}

void linear() {
  // Both in memory: what is past the limit goes to a file, which is another store.
  const std::vector<std::string> kRoom = {"--memory-limit", "2GiB"};
  std::vector<double> ratios, seconds;
  for (int i = 0; i < 3; ++i) {
    const double small = 64.0 * kMiB / rate(64 * kMiB, 256 * kKiB, kRoom);
    seconds.push_back(1.0 * kGiB / rate(kGiB, 256 * kKiB, kRoom));
    ratios.push_back(seconds.back() / small);
  }
  row("1 GiB in 256 KiB chunks", text("%.2f s", median(seconds)), "time of 64 MiB",
      "≤ 17 ×: " + text("%.1f", median(ratios)), median(ratios) <= 17);
}

void store_on_disk() {
  const std::string directory =
      std::filesystem::temp_directory_path() / ("resumulator-bench-" + std::to_string(::getpid()));
  double idle = 0;
  double peak = 0;
  double seconds = 0;
  {
    const ServerProcess server({"--store", directory});
    idle = server.rss_mib();
    seconds = upload_chunks(server.port(), "o", 4 * kGiB, 8 * kMiB, pattern());
    peak = server.peak_rss_mib();
  }
  std::filesystem::remove_all(directory);
  row("4 GiB with --store DIR, peak RSS", text("%.1f MiB", peak),
      "idle " + text("%.1f MiB", idle) + ", " + text("%.0f MB/s", 4.0 * kGiB / seconds / 1e6),
      "≤ idle + 32 MiB: +" + text("%.1f", peak - idle), peak - idle <= 32);
}

void store_in_memory() {
  const ServerProcess server({"--memory-limit", "1GiB"});
  const double seconds = upload_chunks(server.port(), "o", 256 * kMiB, 8 * kMiB, pattern());
  const double peak = server.peak_rss_mib();
  (void)seconds;
  row("memory store, 256 MiB object, peak RSS", text("%.1f MiB", peak), "256 MiB",
      "≤ 1.1 × object + 16 MiB = 297.6", peak <= 297.6);
}

void many_small() {
  std::vector<double> rates, p99s;
  for (int i = 0; i < kRounds; ++i) {
    const ServerProcess server;
    (void)small_uploads(server.port(), 8, 2'000, 4096);
    const SmallUploads result = small_uploads(server.port(), 8, 40'000, 4096);
    rates.push_back(result.per_second);
    p99s.push_back(result.p99_ms);
  }
  row("4 KiB media uploads, 8 keep-alive connections", text("%.0f/s", median(rates)),
      "p99 " + text("%.2f ms", median(p99s)), "≥ 15,000/s, p99 ≤ 5 ms",
      median(rates) >= 15'000 && median(p99s) <= 5);
}

void beside_stalled_connections() {
  std::vector<double> ratios, alone, beside;
  for (int i = 0; i < kRounds; ++i) {
    const ServerProcess server;
    (void)small_uploads(server.port(), 1, 1'000, 4096);
    alone.push_back(small_uploads(server.port(), 1, 10'000, 4096).p99_ms);
    std::vector<std::unique_ptr<LoadClient>> stalled;
    for (int n = 0; n < 1000; ++n) {
      stalled.push_back(std::make_unique<LoadClient>(server.port()));
      const std::string path =
          open_session(*stalled.back(), "bench", "stalled" + std::to_string(n));
      stalled.back()->send("PUT " + path +
                               " HTTP/1.1\r\nHost: bench\r\nContent-Length: "
                               "1048576\r\nContent-Range: bytes 0-1048575/1048576\r\n\r\n",
                           std::string(10'000, 'x'));
    }
    beside.push_back(small_uploads(server.port(), 1, 10'000, 4096).p99_ms);
    ratios.push_back(beside.back() / alone.back());
  }
  row("4 KiB upload beside 1,000 connections stalled in mid-body, p99",
      text("%.3f ms", median(beside)), "alone " + text("%.3f ms", median(alone)),
      "≤ 3 ×: " + text("%.2f", median(ratios)), median(ratios) <= 3);
}

void open_sessions() {
  const ServerProcess server;
  LoadClient client(server.port());
  for (int i = 0; i < 200; ++i) (void)open_session(client, "bench", "warm" + std::to_string(i));
  const double before = server.rss_mib();
  for (int i = 0; i < 10'000; ++i)
    (void)open_session(client, "bench", "object-" + std::to_string(i));
  const double each = (server.rss_mib() - before) * 1024 / 10'000;
  row("10,000 open sessions", text("%.2f KiB each", each), "", "≤ 4 KiB each", each <= 4);
}

void start_and_stop() {
  std::vector<double> ready, rss, in_process;
  for (int i = 0; i < 15; ++i) {
    const ServerProcess server;
    ready.push_back(server.ready_ms());
    rss.push_back(server.rss_mib());
  }
  for (int i = 0; i < 50; ++i) {
    const double start = seconds_now();
    { const Server server({.buckets = {"bench"}}); }
    in_process.push_back((seconds_now() - start) * 1000);
  }
  row("start to ready; idle RSS",
      text("%.1f ms", median(ready)) + "; " + text("%.1f MiB", median(rss)), "",
      "≤ 10 ms, ≤ 10 MiB", median(ready) <= 10 && median(rss) <= 10);
  row("in-process start and stop", text("%.2f ms", median(in_process)), "", "≤ 2 ms",
      median(in_process) <= 2);
}

struct Row {
  const char* name;
  void (*run)();
};

}  // namespace
}  // namespace resumulator::bench

int main(int argc, char** argv) {
  using namespace resumulator::bench;
  const Row rows[] = {{"large", large_chunks},
                      {"nomd5", large_chunks_without_md5},
                      {"chunks", small_chunks},
                      {"forms", chunks_as_forms},
                      {"linear", linear},
                      {"disk", store_on_disk},
                      {"memory", store_in_memory},
                      {"small", many_small},
                      {"stalled", beside_stalled_connections},
                      {"sessions", open_sessions},
                      {"start", start_and_stop},
                      {"rules", rules_that_do_not_match},
                      {"lanes", lanes},
                      {"verdict", verdict_over_a_long_journal},
                      {"stop", stop_ends_stalls},
                      {"xml", xml_uploads},
                      {"photos", photos_uploads},
                      {"tus", tus_uploads},
                      {"tls", tls_chunks}};
  std::printf("| work | figure | yardstick | must reach | met |\n|---|---|---|---|---|\n");
  for (const Row& each : rows) {
    bool wanted = argc == 1;
    for (int i = 1; i < argc; ++i)
      wanted = wanted || std::string_view(each.name).find(argv[i]) != std::string_view::npos;
    if (wanted) each.run();
  }
  return 0;
}
