#include "app/run_payload.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <span>
#include <vector>

#include "core/base/seeded_bytes.h"
#include "core/base/sha256.h"
#include "core/base/units.h"

namespace resumulator::app {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
constexpr std::uint64_t kDefaultSize = 9ULL << 20;

/// Told before the first byte: a disk that was filled is in everybody's way.
Result<void> check_room(const PayloadFile& file, const std::string& folder) {
  std::error_code unknown;  // then the write tells
  const auto space = std::filesystem::space(folder, unknown);
  if (unknown || file.size <= space.available) return {};
  return Unexpected(ErrorKind::kUsage,
                    "the payload " + file.path + " is to have " + format_size(file.size) +
                        ", and " + format_size(space.available) +
                        " are free there; make it smaller or take another folder (--keep-dir)",
                    file.path);
}

Unexpected given_up(const PayloadFile& file, const std::string& why) {
  std::error_code ignored;
  std::filesystem::remove(file.path, ignored);
  return {ErrorKind::kCut, why, file.path};
}

}  // namespace

Payload payload_of(const Scenario& scenario) {
  Payload payload = scenario.given.payload.value_or(Payload{kDefaultSize, 0, ""});
  if (payload.name.empty()) payload.name = "payload.bin";
  return payload;
}

Result<PayloadFile> write_payload(const Payload& payload, const std::string& folder,
                                  const StopFlag& stop, std::chrono::milliseconds time_limit) {
  PayloadFile file{folder + "/" + payload.name, payload.size, {}};
  if (auto fits = check_room(file, folder); !fits) return Unexpected(fits.error());
  const auto until = std::chrono::steady_clock::now() + time_limit;
  std::ofstream out(file.path, std::ios::binary);
  std::vector<std::byte> block(kBlock);
  Sha256 digest;
  for (std::uint64_t at = 0; at < payload.size && out;) {
    if (stop.raised()) return given_up(file, "the run was stopped by a signal");
    if (std::chrono::steady_clock::now() >= until) {
      return given_up(file,
                      "the time limit was over before the payload was written; make it "
                      "smaller or the limit longer (--timeout)");
    }
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, payload.size - at));
    fill_seeded(payload.seed, at, std::span(block).first(size));
    const std::string_view text(reinterpret_cast<const char*>(block.data()), size);
    digest.update(text);
    out.write(text.data(), static_cast<std::streamsize>(size));
    at += size;
  }
  out.close();
  if (!out) {
    return Unexpected(ErrorKind::kUsage,
                      "the payload " + file.path + " cannot be written: " + std::strerror(errno),
                      file.path);
  }
  file.sha256 = digest.finish();
  return file;
}

}  // namespace resumulator::app
