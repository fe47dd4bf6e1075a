#include "app/run_payload.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <span>
#include <vector>

#include "core/base/seeded_bytes.h"
#include "core/base/sha256.h"

namespace resumulator::app {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
constexpr std::uint64_t kDefaultSize = 9ULL << 20;

}  // namespace

Payload payload_of(const Scenario& scenario) {
  Payload payload = scenario.given.payload.value_or(Payload{kDefaultSize, 0, ""});
  if (payload.name.empty()) payload.name = "payload.bin";
  return payload;
}

Result<PayloadFile> write_payload(const Payload& payload, const std::string& folder) {
  PayloadFile file{folder + "/" + payload.name, payload.size, {}};
  std::ofstream out(file.path, std::ios::binary);
  std::vector<std::byte> block(kBlock);
  Sha256 digest;
  for (std::uint64_t at = 0; at < payload.size && out;) {
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
