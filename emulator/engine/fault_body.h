// The body of a request as rules let it come: stopped at exact bytes, slowed down, broken off. With
// no rules it only watches how the body ends.
//
// Exact    a rule at body:N acts when N bytes have been handed out and before byte N + 1 is asked
// for from the connection.
// Threads  one reader, as every BodySource; control() gives what other threads may use.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/body_io.h"
#include "engine/fault_run.h"
#include "engine/kept_body.h"
#include "engine/upload_damage.h"

namespace resumulator {

class FaultBody final : public BodySource {
 public:
  explicit FaultBody(BodySource& inner) : inner_(inner) {}
  ~FaultBody() override;
  /// `faults` outlives the body. While a rule waits for a byte the peer is held back, so that it
  /// does not send much behind that byte.
  void obey(FaultRun& faults);
  /// What is handed out from now on is also given to `keeper`, which outlives the body.
  void keep_by(BodyKeeper& keeper) { keeper_ = &keeper; }
  /// Reads ahead, at most `most` bytes, until `enough` says so of what is there; what was read is
  /// handed out as though it came later, and does not count before. Before the first read().
  void peek(std::size_t most, const std::function<bool(std::string_view)>& enough);
  /// Hears once that the whole body has come, before any rule at `body`.
  void tell_end_by(std::function<void()> tell) { tell_end_ = std::move(tell); }
  /// What is handed out from now on passes through it.
  void damage(UploadDamage damage) { damage_.emplace(std::move(damage)); }

  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return inner_.declared_length();
  }
  /// What was drained does not count.
  [[nodiscard]] std::uint64_t received() const override { return handed_out() - drained_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override;
  [[nodiscard]] const Keep* keep() const override {
    return faults_ == nullptr ? nullptr : faults_->keep();
  }
  [[nodiscard]] const Headers* trailers() const override { return inner_.trailers(); }
  /// As rules change it: not at all, twice, later, with other fields.
  bool send_interim(int status, const Headers& fields) override;

  [[nodiscard]] bool cut() const { return state_ == BodyState::kCut && !ended(); }
  [[nodiscard]] bool malformed() const { return state_ == BodyState::kMalformed; }
  /// Whether the whole body was handed out.
  [[nodiscard]] bool ended() const { return inner_ended_ || state_ == BodyState::kEnd; }
  /// Reads on behind a cut of ours and throws away until the end. False: it did not come.
  bool drain_rest();
  /// For a request without a body: its end is reached now. False as FaultRun::reach().
  bool reach_end();

 private:
  class Control;
  BodyRead read_by_rules(std::span<std::byte> into);
  /// The next stop is reached.
  [[nodiscard]] bool pass_stop();
  BodyRead pull(std::span<std::byte> into);
  /// From what was read ahead, else from the connection.
  BodyRead take(std::span<std::byte> into);
  [[nodiscard]] std::uint64_t handed_out() const {
    return inner_.received() - (ahead_.size() - ahead_at_);
  }
  BodyRead cut_here();
  void pass_end();
  /// Interim answers that were to be late leave now.
  void send_late();

  BodySource& inner_;
  std::shared_ptr<Control> control_;
  FaultRun* faults_ = nullptr;
  BodyKeeper* keeper_ = nullptr;
  std::function<void()> tell_end_;
  std::optional<UploadDamage> damage_;
  std::vector<std::uint64_t> stops_;  // still ahead, the next one last
  bool held_back_ = false;
  std::vector<std::pair<int, Headers>> late_;  // interim answers
  std::string ahead_;        // read ahead
  std::size_t ahead_at_ = 0;  // so much of it was handed out
  BodyState ahead_end_ = BodyState::kMore;
  std::uint64_t drained_ = 0;
  bool inner_ended_ = false;  // whatever our reader was told
  bool end_reached_ = false;
  bool cut_by_fault_ = false;
  BodyState state_ = BodyState::kMore;
};

}  // namespace resumulator
