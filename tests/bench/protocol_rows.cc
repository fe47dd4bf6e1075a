#include "protocol_rows.h"

#include <algorithm>
#include <string>
#include <vector>

#include "dialects.h"
#include "load_client.h"
#include "server_process.h"
#include "table.h"

namespace resumulator::bench {
namespace {

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kMiB = 1024 * kKiB;
constexpr int kRounds = 5;

std::string pattern() {
  std::string bytes(256 * kKiB, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(i * 2654435761U >> 13);
  return bytes;
}

double rate(std::uint64_t total, std::uint64_t chunk, const Dialect& dialect) {
  const std::string bytes = pattern();
  const ServerProcess server;
  return static_cast<double>(total) / upload_chunks(server.port(), "o", total, chunk, bytes, dialect);
}

void chunks_row(const Dialect& dialect, std::uint64_t total, std::uint64_t chunk) {
  std::vector<double> ratios, rates, yardsticks;
  for (int i = 0; i < kRounds; ++i) {
    yardsticks.push_back(rate(total, chunk, gcs_json()));
    rates.push_back(rate(total, chunk, dialect));
    ratios.push_back(rates.back() / yardsticks.back());
  }
  const std::string each = chunk >= kMiB ? std::to_string(chunk / kMiB) + " MiB chunks"
                                         : std::to_string(chunk / kKiB) + " KiB chunks";
  row(std::string(dialect.name) + ": " + std::to_string(total / kMiB) + " MiB in " + each,
      text("%.0f MB/s", median(rates) / 1e6),
      "gcs-json " + text("%.0f MB/s", median(yardsticks) / 1e6),
      "≥ 0.9 ×: " + text("%.2f", median(ratios)), median(ratios) >= 0.9);
}

void small_row(const Dialect& dialect) {
  std::vector<double> rates, p99s;
  for (int i = 0; i < kRounds; ++i) {
    const ServerProcess server;
    (void)small_uploads(server.port(), 8, 2'000, 4096, dialect);
    const SmallUploads result = small_uploads(server.port(), 8, 20'000, 4096, dialect);
    rates.push_back(result.per_second);
    p99s.push_back(result.p99_ms);
  }
  row(std::string(dialect.name) + ": 4 KiB in one request, 8 keep-alive connections",
      text("%.0f/s", median(rates)), "p99 " + text("%.2f ms", median(p99s)),
      "≥ 13,500/s, p99 ≤ 5.5 ms", median(rates) >= 13'500 && median(p99s) <= 5.5);
}

void rows_of(const Dialect& dialect) {
  chunks_row(dialect, 256 * kMiB, 8 * kMiB);
  chunks_row(dialect, 64 * kMiB, 256 * kKiB);
  small_row(dialect);
}

}  // namespace

void xml_uploads() { rows_of(gcs_xml()); }
void photos_uploads() { rows_of(photos()); }
void tus_uploads() { rows_of(tus()); }

}  // namespace resumulator::bench
