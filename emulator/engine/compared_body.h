// Compares what a client sends for an offset of its session with what it sent for that offset
// before, also where the service has not kept it.
//
// Cost     every byte is copied once to a shadow of the session; only in lanes that are judged.
// Threads  one reader; a shadow guards itself.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/mutex.h"
#include "core/body_filter.h"
#include "core/upload/blob.h"

namespace resumulator {

/// All bytes of a session as they were first sent.
struct SessionShadow {
  Mutex mutex;
  std::shared_ptr<Blob> bytes GUARDED_BY(mutex);
};

class ComparedBody final : public BodyFilter {
 public:
  /// `from`: object offset of the first body byte. `inner` outlives it.
  ComparedBody(BodySource& inner, std::shared_ptr<SessionShadow> shadow, std::uint64_t from)
      : BodyFilter(inner), shadow_(std::move(shadow)), at_(from) {}
  BodyRead read(std::span<std::byte> into) override;
  /// First object offset at which a byte was another one than before.
  [[nodiscard]] const std::optional<std::uint64_t>& disagrees() const { return disagrees_; }

 private:
  void compare(std::span<const std::byte> bytes);

  std::shared_ptr<SessionShadow> shadow_;
  std::uint64_t at_;
  std::vector<std::byte> before_;
  std::optional<std::uint64_t> disagrees_;
};

}  // namespace resumulator
