// What is kept of a request's body as it came: its first bytes, and the digest of all of it.
//
// Cost     nothing where nobody asked: an exchange has one only then.
// Threads  BodyKeeper: one, the exchange's. KeptBody: a plain value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "core/base/sha256.h"

namespace resumulator {

struct KeptBody {
  std::string bytes;         ///< the first ones, as many as were allowed
  std::uint64_t size = 0;    ///< of the body, as far as it came
  std::string sha256;        ///< of all that came
  std::string content_type;  ///< as the request has it
};

class BodyKeeper {
 public:
  explicit BodyKeeper(std::uint64_t limit) : limit_(limit) {}
  void take(std::span<const std::byte> bytes);
  /// Once, at the end.
  [[nodiscard]] std::shared_ptr<const KeptBody> finish(std::string_view content_type);

 private:
  const std::uint64_t limit_;
  std::string bytes_;
  std::uint64_t size_ = 0;
  Sha256 digest_;
};

}  // namespace resumulator
