// One kind of fault: its word, how its parameters are checked, what it decides.
//
// A fault is a decision, never an effect: it returns Effects, and the engine, the transport and the
// core carry them out. Deciding effects end the request or its answer; shaping ones change how it
// goes on.
//
// Threads  kinds are immutable and shared; apply() may run on many threads.
// Source   docs/faults.md, one section a kind.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/exchange.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults/rule.h"

namespace resumulator {

/// What a request is, as far as a rule may look at it.
struct ExchangeView {
  std::string_view protocol;
  Operation operation = Operation::kOther;
  std::string_view rule_id;
  std::string_view bucket, object;
  std::uint64_t session = 0;  ///< ordinal; 0: none
  std::string_view session_id{};
  std::optional<ClaimedRange> claimed;
  std::optional<std::uint64_t> body_length;
  std::optional<std::uint64_t> persisted;
  bool final = false;
  const HeaderList* headers = nullptr;
  const std::vector<std::pair<std::string, std::string>>* query = nullptr;
  std::string_view lane;
  std::uint64_t connection = 0;
  std::uint64_t connection_request = 1;
  TimePoint clock{};
  Duration clock_since_start{};
  Point at;  ///< the point that is reached
  std::uint64_t body_received = 0;
};

/// How a request ends by a fault's decision.
struct Decision {
  enum class Kind : std::uint8_t {
    kPass,
    kAnswer,
    kStaleAnswer,
    kReset,
    kClose,
    kHang,
    kTruncateAnswer,
    kGarbage
  };
  Kind kind = Kind::kPass;
  int status = 0;  ///< kAnswer
  std::string reason;
  /// kAnswer: seconds, or "date:" and seconds; rendered against the clock.
  std::optional<std::string> retry_after;
  HeaderList headers;
  std::optional<std::string> body;
  std::uint64_t bytes = 0;  ///< kTruncateAnswer, kGarbage
  enum class Where : std::uint8_t { kStatusLine, kHeader, kChunk } where = Where::kStatusLine;
  std::uint64_t seed = 0;  ///< kGarbage: what its bytes are made from
};

/// What becomes of interim answers (1xx) that a protocol sends while the body comes.
struct InterimChange {
  bool omit = false;
  bool repeat = false;  ///< each goes out twice
  /// They wait until so many bytes of the body have come, or its end.
  std::optional<std::uint64_t> late;
  HeaderList set_headers;
  std::vector<std::string> drop_headers;
};

/// What one firing of a rule wants.
struct Effects {
  std::optional<Decision> decision;
  std::chrono::microseconds wait{0};  ///< stall, delay: real time, interruptible
  std::optional<double> read_bytes_per_second, write_bytes_per_second;
  std::optional<std::int64_t> content_length_off_by;
  std::optional<std::uint64_t> forget_bytes;
  bool hide_progress = false;
  std::optional<std::int64_t> claim_bytes;
  bool apply_twice = false;
  enum class Session : std::uint8_t { kNone, kForget, kGone, kExpire } session = Session::kNone;
  std::optional<Duration> expire_after, advance_clock;
  std::optional<std::pair<std::uint64_t, int>> flip_bit;  ///< byte, bit
  std::string wrong_checksum;                             ///< "crc32c", "md5", "all"
  HeaderList set_headers;
  std::vector<std::string> drop_headers;
  InterimChange interim;
  std::optional<std::uint64_t> shorten_body;  ///< the answer is whole, its body ends there
  bool damage_answer = false;  ///< another first byte of the body, the head as it was
  bool damage_upload = false;  ///< another first byte of the object, as though it had come so
  std::optional<std::vector<std::string>> unreachable_buckets;
  std::string enter_phase;
  std::string note;
};

/// Draws of this firing: the n-th for `purpose`. Counter-based, see core/base/random.h.
class Draws {
 public:
  virtual ~Draws() = default;
  [[nodiscard]] virtual double unit(std::string_view purpose) const = 0;  ///< [0, 1)
};

class FaultKind {
 public:
  virtual ~FaultKind() = default;
  [[nodiscard]] virtual std::string_view word() const = 0;
  [[nodiscard]] virtual bool decides() const = 0;
  /// Points at which this kind makes sense; the loader refuses others with the list.
  [[nodiscard]] virtual bool acts_at(Point::Kind point) const = 0;
  /// Checks parameters (JSON text). Errors are sentences with what would be right; `where` is a
  /// pointer below the action.
  [[nodiscard]] virtual Result<void> check(const std::string& params) const = 0;
  /// Adds to `effects`. Parameters were checked.
  virtual void apply(const std::string& params, const ExchangeView& exchange, const Draws& draws,
                     Effects& effects) const = 0;
  /// The action as the end of an English sentence: "answer 503", "stall for 30 s".
  [[nodiscard]] virtual std::string explain(const std::string& params) const = 0;
};

/// Every kind, in the order of the documentation. The list is faults/catalogue.cc; nothing
/// registers itself.
[[nodiscard]] const std::vector<std::unique_ptr<FaultKind>>& fault_kinds();
[[nodiscard]] const FaultKind* find_fault_kind(std::string_view word);

}  // namespace resumulator
