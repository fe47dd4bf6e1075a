// What the tests of sessions share: a world on a manual clock, bytes that tell their place, and
// bodies that block until they are told to go on.
//
// Threads  ScriptedBody: one reader; its control may be used from anywhere.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/options.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/body_io.h"
#include "core/upload/append.h"
#include "core/upload/catalog.h"
#include "core/upload/session.h"
#include "core/upload/world.h"

namespace resumulator::testing {

inline constexpr std::uint64_t kGranule = 256 * 1024;

/// `size` bytes in which every position is recognisable.
inline std::string bytes_of(std::uint64_t size, std::uint64_t seed = 1) {
  std::string bytes(size, '\0');
  std::uint64_t state = seed * 0x9E3779B97F4A7C15ULL + 1;
  for (std::uint64_t i = 0; i < size; i += 8) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    std::memcpy(bytes.data() + i, &state,
                static_cast<std::size_t>(std::min<std::uint64_t>(8, size - i)));
  }
  return bytes;
}

inline std::string read_all_of(const Blob& blob, std::uint64_t size) {
  std::string bytes(size, '\0');
  const auto got = blob.read(0, std::as_writable_bytes(std::span(bytes)));
  bytes.resize(got.value_or(0));
  return bytes;
}

inline Digests digests_of(std::string_view bytes) {
  RunningDigest digest(true);
  digest.update(std::as_bytes(std::span(bytes)));
  return digest.snapshot();
}

inline SessionSpec spec_of(std::string object) {
  SessionSpec spec;
  spec.bucket = "b";
  spec.object = std::move(object);
  return spec;
}

/// A world in memory with a bucket "b" on a manual clock.
struct TestWorld {
  explicit TestWorld(Options with = {}) : options(std::move(with)) {
    options.buckets.emplace_back("b");
    Result<std::shared_ptr<World>> opened = World::open(options, clock, 7);
    world = opened.value();
  }
  [[nodiscard]] std::shared_ptr<UploadSession> session(SessionSpec spec = spec_of("o")) const {
    return world->sessions().create(std::move(spec)).value();
  }
  Options options;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::shared_ptr<World> world;
};

/// The policy of Cloud Storage.
inline AppendPolicy gcs_policy() {
  return {.granularity = kGranule,
          .cut = AppendPolicy::Cut::kGranules,
          .misaligned = AppendPolicy::Misaligned::kRefuseShortFloorLong,
          .gap = AppendPolicy::Gap::kRefuse,
          .overlap = AppendPolicy::Overlap::kSkip};
}

/// A body that gives its bytes in pieces, stops where it is told to, and ends as it is told to.
class ScriptedBody final : public BodySource {
 public:
  enum class Ending : std::uint8_t { kEnd, kCut, kMalformed };
  struct Script {
    std::string bytes = {};
    std::size_t piece = SIZE_MAX;               ///< most bytes of one read
    std::optional<std::size_t> blocks_at = {};  ///< silent there until go_on() or an interrupt
    Ending ending = Ending::kEnd;
    std::optional<std::uint64_t> declared = {};  ///< Content-Length
  };
  explicit ScriptedBody(Script script)
      : script_(std::move(script)), control_(std::make_shared<Control>()) {}

  BodyRead read(std::span<std::byte> into) override {
    if (script_.blocks_at && at_ >= *script_.blocks_at && !control_->pass()) {
      return {BodyState::kCut, 0};
    }
    std::size_t size = std::min({into.size(), script_.bytes.size() - at_, script_.piece});
    if (script_.blocks_at && at_ < *script_.blocks_at) {
      size = std::min(size, *script_.blocks_at - at_);
    }
    if (size == 0) return {ending(), 0};
    std::memcpy(into.data(), script_.bytes.data() + at_, size);
    at_ += size;
    return {BodyState::kMore, size};
  }
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return script_.declared;
  }
  [[nodiscard]] std::uint64_t received() const override { return at_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return control_; }

  /// Waits until the reader has come to the silent place.
  void wait_until_blocked() { control_->wait_until_blocked(); }
  void go_on() { control_->let(1); }
  void leave() { control_->gone_ = true; }
  [[nodiscard]] int interrupts() const { return control_->interrupts_; }

 private:
  struct Control final : BodyControl {
    void interrupt() override {
      ++interrupts_;
      let(2);
    }
    [[nodiscard]] bool peer_gone() const override { return gone_; }
    bool pass() {
      std::unique_lock hold(mutex_);
      blocked_ = true;
      changed_.notify_all();
      changed_.wait(hold, [this] { return told_ != 0; });
      return told_ == 1;
    }
    void let(int told) {
      const std::lock_guard hold(mutex_);
      if (told_ == 0) told_ = told;
      changed_.notify_all();
    }
    void wait_until_blocked() {
      std::unique_lock hold(mutex_);
      changed_.wait(hold, [this] { return blocked_; });
    }
    std::atomic<int> interrupts_{0};
    std::atomic<bool> gone_{false};
    std::mutex mutex_;
    std::condition_variable changed_;
    bool blocked_ = false;
    int told_ = 0;  // 1: go on, 2: interrupted
  };

  [[nodiscard]] BodyState ending() const {
    switch (script_.ending) {
      case Ending::kEnd:
        return BodyState::kEnd;
      case Ending::kCut:
        return BodyState::kCut;
      case Ending::kMalformed:
        return BodyState::kMalformed;
    }
    return BodyState::kMalformed;
  }

  Script script_;
  std::size_t at_ = 0;
  std::shared_ptr<Control> control_;
};

/// A clean body of known length.
inline ScriptedBody whole_body(std::string bytes) {
  const std::uint64_t size = bytes.size();
  return ScriptedBody({.bytes = std::move(bytes), .declared = size});
}

/// One append in a turn of its own.
inline Appended append_once(UploadSession& session, const AppendRequest& request,
                            const AppendPolicy& policy, BodySource& body) {
  Turn turn = session.begin_turn(body.control());
  return append_body(turn, request, policy, body);
}

}  // namespace resumulator::testing
