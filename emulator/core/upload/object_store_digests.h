// Digests of an object that are computed when somebody asks for them, once.
//
// Errors   bytes that cannot be read give digests of nothing: whoever reads the object sees the
// error itself. Threads  get() from any thread; the first one computes, the others wait.
#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "core/upload/object_store.h"

namespace resumulator {

struct ObjectVersion::LazyDigests {
  explicit LazyDigests(const Digests& ready) : known_(ready) {}
  explicit LazyDigests(std::shared_ptr<const Blob> source) : source_(std::move(source)) {}

  [[nodiscard]] const Digests& get();
  /// What is known without reading.
  [[nodiscard]] std::optional<Digests> known() const;

 private:
  mutable std::mutex mutex_;
  std::optional<Digests> known_;
  std::shared_ptr<const Blob> source_;
};

/// Digests of all bytes of `blob`, MD5 included.
[[nodiscard]] Result<Digests> compute_digests(const Blob& blob);

}  // namespace resumulator
