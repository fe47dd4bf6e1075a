// A request body whose checksum the client declares, before it or behind it.
//
// Errors   a body that ends with another checksum, or without the one that was promised behind it,
//          ends as kMalformed, so that nothing of it is kept; problem() says which it was.
// Source   docs/protocols/tus.md, rules tus.checksum.*
// Threads  one reader.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/body_filter.h"
#include "protocols/tus/errors.h"
#include "protocols/tus/upload_checksum.h"

namespace resumulator::tus {

class CheckedBody final : public BodyFilter {
 public:
  /// `declared`: what a header field says; empty: a field behind the body will. `body` outlives it.
  CheckedBody(BodySource& body, std::optional<UploadChecksum> declared, bool little_endian_crc);
  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] const std::optional<Problem>& problem() const { return problem_; }

 private:
  void check_end();

  std::optional<UploadChecksum> declared_;
  /// Of every algorithm, until the field behind the body names one.
  std::vector<std::pair<Algorithm, std::unique_ptr<BodyDigest>>> digests_;
  std::optional<Problem> problem_;
  bool ended_ = false;
};

}  // namespace resumulator::tus
