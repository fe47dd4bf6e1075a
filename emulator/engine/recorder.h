// The bounded log of exchanges: what tests and verdicts are made from.
//
// Two steps, so that an answer a client has in hand is always in here: enter() before the last byte
// of the answer may leave, settle() when the send is over. Readers wait, briefly, for entries that
// are between the two.
//
// Units    times in microseconds since the server started (real time).
// Cost     an entry is one packed string and numbers; strings are taken apart only when read.
// Threads  every call from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <resumulator/exchange.hpp>
#include <string>
#include <vector>

#include "core/base/mutex.h"
#include "core/wire/http_message.h"
#include "engine/fault_trace.h"
#include "engine/kept_body.h"
#include "engine/packed_text.h"

namespace resumulator {

/// One exchange as it is kept. The order of the packed strings is the business of recorder.cc.
struct ExchangeRecord {
  std::uint64_t connection = 0;
  std::uint64_t connection_seq = 0;
  std::chrono::microseconds started{0};
  std::chrono::microseconds ended{0};
  Operation operation = Operation::kOther;
  Ending ending = Ending::kAnswered;
  bool https = false;
  int status = 0;
  std::uint64_t session = 0;
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
  std::optional<ClaimedRange> claimed;
  std::optional<std::uint64_t> persisted_before;
  std::optional<std::uint64_t> persisted_after;
  std::uint64_t generation = 0;
  std::uint64_t rules_generation = 0;
  TimePoint clock{};
  std::chrono::microseconds visible{0};
  PassedPoints points;
  PackedText text;
  std::string note;
  std::shared_ptr<const FaultTrace> faults;  ///< nullptr: no rule acted
  std::shared_ptr<const KeptBody> body;      ///< nullptr: nobody asked for it
};

/// The strings of an exchange, as views: packed into a record in one go.
struct ExchangeText {
  std::string_view protocol{};
  std::string_view rule{};
  std::string_view method{};
  std::string_view target{};
  std::string_view bucket{};
  std::string_view object{};
  const Headers* request = nullptr;
  const Headers* response = nullptr;
  bool show_secrets = false;  ///< credentials as they came, not "***"
};
/// Packs and masks: unless they are to be shown, credentials never get into a record.
[[nodiscard]] PackedText pack(const ExchangeText& text);

class Recorder {
 public:
  /// Names an entry until it is settled. `seq` 0: it belongs to a world that is gone and is not
  /// kept.
  struct Ticket {
    std::uint64_t epoch = 0;
    std::uint64_t seq = 0;
  };
  /// How the send went.
  struct Outcome {
    Ending ending = Ending::kAnswered;
    std::uint64_t sent = 0;
    std::chrono::microseconds ended{0};
    std::chrono::microseconds visible{0};
    std::string note{};
    std::shared_ptr<const FaultTrace> faults{};
  };

  explicit Recorder(std::uint64_t kept_max, std::string lane = "main")
      : lane_(std::move(lane)), kept_max_(kept_max == 0 ? 1 : kept_max) {}

  /// Changes with every clear(): an exchange takes it when it begins and gives it to enter().
  [[nodiscard]] std::uint64_t epoch() const EXCLUDES(mutex_);
  [[nodiscard]] Ticket enter(std::uint64_t epoch, ExchangeRecord&& record) EXCLUDES(mutex_);
  /// May come again where more became known: one that hangs is settled first, and again at its end.
  void settle(const Ticket& ticket, Outcome&& outcome) EXCLUDES(mutex_);

  /// What is kept under a ticket that is settled.
  [[nodiscard]] std::optional<RecordedExchange> entry(const Ticket& ticket) const {
    return copy_of(ticket.epoch, ticket.seq);
  }
  /// All that is kept, oldest first.
  [[nodiscard]] std::vector<RecordedExchange> exchanges() const EXCLUDES(mutex_);
  /// The same one by one, for those who do not want a copy of everything.
  void for_each(const std::function<void(const RecordedExchange&)>& visit) const EXCLUDES(mutex_);
  /// What is kept of the body of one; nullptr: nothing.
  [[nodiscard]] std::shared_ptr<const KeptBody> body(std::uint64_t seq) const EXCLUDES(mutex_);
  /// How many were forgotten because there were too many.
  [[nodiscard]] std::uint64_t dropped() const EXCLUDES(mutex_);
  /// Waits until an exchange fits, also an earlier one. `fits` runs without any lock held.
  [[nodiscard]] std::optional<RecordedExchange> wait_for(
      const std::function<bool(const RecordedExchange&)>& fits,
      std::chrono::milliseconds timeout) const EXCLUDES(mutex_);
  /// Until something has changed, at most so long.
  void wait_for_more(std::chrono::milliseconds time) const EXCLUDES(mutex_);
  /// Forgets everything; numbering begins again at 1.
  void clear() EXCLUDES(mutex_);
  /// Ends every wait, now and later.
  void stop() EXCLUDES(mutex_);

 private:
  struct Entry {
    ExchangeRecord record;
    std::uint64_t settled = 0;  // how-manieth to settle; 0: not yet
  };
  using Time = std::chrono::steady_clock::time_point;

  void await_settled(Time deadline) const REQUIRES(mutex_);
  [[nodiscard]] bool any_open_up_to(std::uint64_t seq) const REQUIRES(mutex_);
  [[nodiscard]] std::vector<std::uint64_t> settled_after(std::uint64_t settled) const
      REQUIRES(mutex_);
  [[nodiscard]] const Entry* find(std::uint64_t seq) const REQUIRES(mutex_);
  [[nodiscard]] std::optional<RecordedExchange> copy_of(std::uint64_t epoch,
                                                        std::uint64_t seq) const EXCLUDES(mutex_);

  const std::string lane_;
  const std::uint64_t kept_max_;
  mutable Mutex mutex_;
  mutable std::condition_variable_any changed_;
  mutable std::uint64_t waiting_ GUARDED_BY(mutex_) = 0;
  std::deque<Entry> entries_ GUARDED_BY(mutex_);        // seq runs on from first_seq_
  std::vector<std::uint64_t> open_ GUARDED_BY(mutex_);  // entered, not settled: as many as sends
  std::uint64_t first_seq_ GUARDED_BY(mutex_) = 1;
  std::uint64_t settled_ GUARDED_BY(mutex_) = 0;
  std::uint64_t epoch_ GUARDED_BY(mutex_) = 1;
  bool stopped_ GUARDED_BY(mutex_) = false;
};

}  // namespace resumulator
