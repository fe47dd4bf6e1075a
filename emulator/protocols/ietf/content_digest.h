// Content-Digest and Repr-Digest: what content is said to be, by several algorithms at once.
//
// Known    sha-256, sha-512, md5, sha. Others are ignored; a known one that is no byte sequence
//          makes the field unreadable, which is as though it were absent. A byte sequence of
//          another size than the algorithm's is the digest of nothing: it does not hold.
// Source   RFC 9530; docs/protocols/ietf-resumable-upload.md, rules ietf.digest.*
// Threads  one owner.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/body_filter.h"
#include "core/upload/blob.h"
#include "protocols/body_digest.h"

namespace resumulator::ietf {

using Digests = std::vector<std::pair<Algorithm, std::string>>;

[[nodiscard]] Digests read_digests(const Headers& headers, std::string_view name);

/// Several digests of the same bytes.
class RunningDigests {
 public:
  explicit RunningDigests(const Digests& declared);
  void update(std::span<const std::byte> bytes);
  /// Whether all are as declared. Once.
  [[nodiscard]] bool hold();

 private:
  const Digests& declared_;
  std::vector<std::unique_ptr<BodyDigest>> digests_;
};

/// Whether the first `size` bytes of a blob are as declared.
[[nodiscard]] bool digests_hold(const Digests& declared, const StoredBytes& bytes);

/// Content with digests: with other ones it ends as kMalformed, so that nothing of it is kept.
class DigestedBody final : public BodyFilter {
 public:
  /// Both outlive it.
  DigestedBody(BodySource& body, const Digests& declared) : BodyFilter(body), digests_(declared) {}
  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] bool mismatch() const { return mismatch_; }

 private:
  RunningDigests digests_;
  bool mismatch_ = false;
  bool ended_ = false;
};

}  // namespace resumulator::ietf
