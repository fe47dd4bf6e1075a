#include "form_rows.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "load_client.h"
#include "server_process.h"
#include "table.h"
#include "yardsticks.h"

namespace resumulator::bench {
namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::uint64_t kChunks = 256;
constexpr int kAtOnce = 3;
constexpr int kRounds = 5;
/// As long as a browser's.
const std::string kBoundary = "----WebKitFormBoundaryAbCdEfGh01234567";

/// The request of a chunk up to its bytes, and what follows them.
std::string head_of(std::uint64_t number) {
  const std::string query = "resumableChunkNumber=" + std::to_string(number) +
                            "&resumableChunkSize=1048576&resumableTotalSize=" +
                            std::to_string(kChunks * kMiB) +
                            "&resumableIdentifier=bench&resumableFilename=o&resumableTotalChunks=" +
                            std::to_string(kChunks);
  const std::string part =
      "--" + kBoundary +
      "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"o\"\r\n\r\n";
  return "POST /uploads?" + query + " HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; " +
         "boundary=" + kBoundary + "\r\nContent-Length: " +
         std::to_string(part.size() + kMiB + kBoundary.size() + 8) + "\r\n\r\n" +
         part;
}

double seconds_of_one_upload(std::uint16_t port) {
  std::string chunk(kMiB, '\0');
  for (std::size_t i = 0; i < chunk.size(); ++i)
    chunk[i] = static_cast<char>(i * 2654435761U >> 13);
  chunk += "\r\n--" + kBoundary + "--\r\n";
  std::atomic<std::uint64_t> next{1};
  const auto send = [&] {
    LoadClient client(port);
    for (std::uint64_t number = next++; number <= kChunks; number = next++) {
      client.send(head_of(number), chunk);
      if (const Answer answer = client.receive(); answer.status != 200) fail(answer.body);
    }
  };
  const double start = seconds_now();
  std::vector<std::thread> threads;
  for (int i = 0; i < kAtOnce; ++i) threads.emplace_back(send);
  for (std::thread& each : threads) each.join();
  return seconds_now() - start;
}

}  // namespace

void chunks_as_forms() {
  std::vector<double> ratios, rates, sinks;
  for (int i = 0; i < kRounds; ++i) {
    const ServerProcess server({"--memory-limit", "1GiB"});
    sinks.push_back(sink_rate(kChunks * kMiB));
    rates.push_back(static_cast<double>(kChunks * kMiB) / seconds_of_one_upload(server.port()));
    ratios.push_back(rates.back() / sinks.back());
  }
  row("256 MiB in multipart chunks of 1 MiB, 3 at once", text("%.0f MB/s", median(rates) / 1e6),
      "sink " + text("%.0f MB/s", median(sinks) / 1e6),
      "≥ 0.6 × sink: " + text("%.2f", median(ratios)), median(ratios) >= 0.6);
}

}  // namespace resumulator::bench
