// A digest that can be taken back: with copies of itself at the places where its owner may want it.
//
// Units    bytes from the blob's beginning.
// Errors   kUnavailable when the blob cannot be read.
// Threads  one owner.
#pragma once

#include <algorithm>
#include <cstdint>
#include <resumulator/result.hpp>
#include <span>
#include <utility>
#include <vector>

#include "core/upload/blob.h"

namespace resumulator {

/// `Digest` has update(), size(), clone() and restart().
template <typename Digest>
class Followed {
 public:
  explicit Followed(Digest empty)
      : now_(std::move(empty)), base_(now_.clone()), settled_(now_.clone()) {}

  [[nodiscard]] const Digest& now() const { return now_; }
  /// It may be wanted back here.
  void keep() { base_ = now_.clone(); }

  void take_back(std::uint64_t offset) {
    if (base_.size() > offset) base_.restart();
    if (settled_.size() > offset) settled_.restart();
    if (now_.size() <= offset) return;
    now_ = settled_.size() > base_.size() ? settled_.clone() : base_.clone();
  }

  /// On to `end`, with a copy at the last multiple of `settles` on the way. `scratch` (may be
  /// empty) is for bytes that lie on disk.
  [[nodiscard]] Result<void> advance(const Blob& blob, std::uint64_t end, std::uint64_t settles,
                                     std::span<std::byte> scratch) {
    const std::uint64_t settled = end / settles * settles;
    if (settles > 1 && settled > now_.size()) {
      if (Result<void> there = advance_to(blob, settled, scratch); !there) return there;
      settled_ = now_.clone();
    }
    return advance_to(blob, end, scratch);
  }

 private:
  static constexpr std::uint64_t kPieceBytes = 256 * 1024;
  static constexpr std::size_t kScratchBytes = 64 * 1024;

  [[nodiscard]] Result<void> advance_to(const Blob& blob, std::uint64_t end,
                                        std::span<std::byte> scratch) {
    std::vector<std::byte> own;
    while (now_.size() < end) {
      const std::uint64_t at = now_.size();
      const std::span<const std::byte> lying =
          blob.view(at, static_cast<std::size_t>(std::min(end - at, kPieceBytes)));
      if (!lying.empty()) {
        now_.update(lying);
        continue;
      }
      if (scratch.empty()) {
        own.resize(kScratchBytes);
        scratch = own;
      }
      const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(end - at, scratch.size()));
      const Result<std::size_t> got = blob.read(at, scratch.first(want));
      if (!got) return Unexpected(got.error());
      if (*got == 0) {
        return Unexpected(ErrorKind::kUnavailable,
                          "Stored bytes are missing: the store is damaged.");
      }
      now_.update(scratch.first(*got));
    }
    return {};
  }

  Digest now_;
  Digest base_;     // as it was when keep() was called
  Digest settled_;  // as it was at the last multiple of `settles` passed
};

}  // namespace resumulator
