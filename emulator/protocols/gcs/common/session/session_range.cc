#include "protocols/gcs/common/session/session_range.h"

namespace resumulator::gcs {

SessionRange parse_session_range(const Headers& headers, const GcsSwitches& switches) {
  const auto values = headers.all("Content-Range");
  if (values.empty()) return NoRange{};
  if (values.size() > 1) return BadRange{};
  const auto missing =
      switches.content_range_missing_total_is_star ? MissingTotal::kStar : MissingTotal::kReject;
  const auto range = parse_content_range(values.front(), missing);
  if (!range) return BadRange{};
  return std::visit([](const auto& form) { return SessionRange(form); }, *range);
}

Operation operation_of(const SessionRange& range) {
  if (std::holds_alternative<StatusQuery>(range)) return Operation::kQuery;
  if (std::holds_alternative<NoRange>(range)) return Operation::kFinalize;
  if (const auto* open = std::get_if<OpenChunk>(&range)) {
    return open->total ? Operation::kAppend : Operation::kFinalize;
  }
  const auto* chunk = std::get_if<Chunk>(&range);
  const bool last = chunk != nullptr && chunk->total == chunk->span.end;
  return last ? Operation::kFinalize : Operation::kAppend;
}

std::optional<ClaimedRange> claimed_range(const SessionRange& range) {
  if (const auto* chunk = std::get_if<Chunk>(&range)) {
    return ClaimedRange{chunk->span.begin, chunk->span.end, chunk->total};
  }
  if (const auto* open = std::get_if<OpenChunk>(&range)) {
    return ClaimedRange{open->begin, std::nullopt, open->total};
  }
  if (std::holds_alternative<NoRange>(range)) return ClaimedRange{};
  return std::nullopt;
}

}  // namespace resumulator::gcs
