#include "server/admin/byte_map.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/upload/part_set.h"
#include "protocols/resumable_js/session.h"
#include "verdict/coverage.h"
#include "verdict/meaning.h"
#include "verdict/story.h"

namespace resumulator {
namespace {

/// No object is as large: sums of places and sizes stay far from the end of their numbers.
constexpr std::uint64_t kPlaceMax = UINT64_MAX / 2;

AdminJson spans_json(const Coverage& coverage) {
  AdminJson list = AdminJson::array();
  for (const auto& [from, to] : coverage.spans()) list.push_back({{"from", from}, {"to", to}});
  return list;
}

void add_prefix(Coverage& coverage, std::uint64_t size) {
  if (size > 0) static_cast<void>(coverage.add(0, size));
}

/// Bytes each part but the last has, where parts of the protocol have such a size. Elsewhere nobody
/// knows the place of a part before the object is made.
std::optional<std::uint64_t> part_size(const UploadSession& session) {
  if (session.spec().protocol != resumable_js::kProtocol) return std::nullopt;
  return resumable_js::first_chunk(session).chunk_size;
}

Coverage stored(UploadSession& session) {
  Coverage coverage;
  const SessionSnapshot now = session.snapshot();
  if (now.state == SessionState::kComplete) add_prefix(coverage, now.offset);
  if (now.state != SessionState::kActive) return coverage;
  const PartSet* parts = session.parts();
  if (parts == nullptr) {
    add_prefix(coverage, now.offset);
    return coverage;
  }
  const auto size = part_size(session);
  if (!size) return coverage;
  for (const PartPtr& part : parts->list()) {
    if (part->number == 0 || part->size == 0 || *size > kPlaceMax / part->number) continue;
    const std::uint64_t from = (part->number - 1) * *size;
    static_cast<void>(coverage.add(from, from + part->size));
  }
  return coverage;
}

bool carries_bytes(const RecordedExchange& exchange) {
  return exchange.operation == Operation::kAppend || exchange.operation == Operation::kFinalize;
}

/// What the journal tells of one session, entry by entry.
class BytesTold {
 public:
  BytesTold(const UploadSession& session, bool in_parts)
      : ordinal_(session.ordinal()), in_parts_(in_parts) {}

  void take(const RecordedExchange& exchange) {
    if (exchange.session != ordinal_) return;
    if (!std::exchange(any_, true)) {
      since_the_start_ =
          exchange.operation == Operation::kCreate || exchange.persisted_before.value_or(0) == 0;
    }
    since_the_start_ = since_the_start_ || exchange.operation == Operation::kCreate;
    take_sent(exchange);
    if (exchange.ending == Ending::kAnswered) take_told(exchange);
  }
  [[nodiscard]] const Coverage& acknowledged() const { return acknowledged_; }
  [[nodiscard]] const Coverage& sent_again() const { return sent_again_; }
  [[nodiscard]] bool since_the_start() const { return any_ && since_the_start_; }

 private:
  void take_sent(const RecordedExchange& exchange) {
    const auto span = received_span(exchange);
    if (!span) return;
    for (const auto& [from, to] : sent_.common(span->first, span->second)) {
      static_cast<void>(sent_again_.add(from, to));
    }
    static_cast<void>(sent_.add(span->first, span->second));
  }
  void take_told(const RecordedExchange& exchange) {
    if (const auto offset = reported_by(exchange)) return add_prefix(acknowledged_, *offset);
    const int status = meant_status(exchange);
    if (status < 200 || status > 299) return;
    if (!in_parts_ && carries_bytes(exchange)) {
      add_prefix(acknowledged_, exchange.persisted_after.value_or(0));
      return;
    }
    // 204 to a question says that the chunk is not there.
    const bool there =
        carries_bytes(exchange) || (exchange.operation == Operation::kQuery && status != 204);
    if (in_parts_ && there && exchange.claimed && exchange.claimed->to) {
      const auto& [from, to, total] = *exchange.claimed;
      if (*to > from) static_cast<void>(acknowledged_.add(from, *to));
    }
  }

  const std::uint64_t ordinal_;
  const bool in_parts_;
  bool any_ = false;
  bool since_the_start_ = false;
  Coverage sent_;
  Coverage sent_again_;
  Coverage acknowledged_;
};

}  // namespace

AdminJson byte_map(ServedLane& lane, UploadSession& session) {
  BytesTold told(session, session.parts() != nullptr);
  lane.recorder().for_each([&](const RecordedExchange& exchange) { told.take(exchange); });
  return {{"stored", spans_json(stored(session))},
          {"acknowledged", spans_json(told.acknowledged())},
          {"sent_again", spans_json(told.sent_again())},
          {"since_the_start", told.since_the_start()}};
}

}  // namespace resumulator
