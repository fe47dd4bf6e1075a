#include "core/body_io.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace resumulator {
namespace {

/// A memory body never waits, so there is nothing to interrupt and nobody to leave.
class NothingToControl final : public BodyControl {
 public:
  void interrupt() override {}
  [[nodiscard]] bool peer_gone() const override { return false; }
};

constexpr std::size_t kBlockBytes = 16384;

}  // namespace

BodyRead MemoryBody::read(std::span<std::byte> into) {
  const std::size_t size = std::min(into.size(), bytes_.size() - at_);
  if (size == 0) return {cut_ ? BodyState::kCut : BodyState::kEnd, 0};
  std::memcpy(into.data(), bytes_.data() + at_, size);
  at_ += size;
  return {BodyState::kMore, size};
}

std::shared_ptr<BodyControl> MemoryBody::control() { return std::make_shared<NothingToControl>(); }

Result<std::string> read_all(BodySource& body, std::uint64_t limit) {
  const std::uint64_t declared = body.declared_length().value_or(0);
  if (declared > limit) return Unexpected(ErrorKind::kTooLarge, "the body is too large");
  std::string bytes;
  bytes.reserve(static_cast<std::size_t>(declared));
  std::array<std::byte, kBlockBytes> block;
  for (;;) {
    const BodyRead got = body.read(block);
    switch (got.state) {
      case BodyState::kEnd:
        return bytes;
      case BodyState::kCut:
        return Unexpected(ErrorKind::kCut, "the body ended early");
      case BodyState::kMalformed:
        return Unexpected(ErrorKind::kMalformed, "the body's framing is broken");
      case BodyState::kMore:
        break;
    }
    if (got.size > limit - bytes.size()) {
      return Unexpected(ErrorKind::kTooLarge, "the body is too large");
    }
    bytes.append(reinterpret_cast<const char*>(block.data()), got.size);
  }
}

bool drain(BodySource& body) {
  std::array<std::byte, kBlockBytes> block;
  for (;;) {
    const BodyRead got = body.read(block);
    if (got.state != BodyState::kMore) return got.state == BodyState::kEnd;
  }
}

}  // namespace resumulator
