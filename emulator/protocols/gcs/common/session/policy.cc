#include "protocols/gcs/common/session/policy.h"

namespace resumulator::gcs {
namespace {

AppendPolicy::Misaligned misaligned(GcsSwitches::Misaligned choice) {
  switch (choice) {
    case GcsSwitches::Misaligned::kGcs:
      return AppendPolicy::Misaligned::kRefuseShortFloorLong;
    case GcsSwitches::Misaligned::kAccept:
      return AppendPolicy::Misaligned::kAccept;
    case GcsSwitches::Misaligned::kReject:
      return AppendPolicy::Misaligned::kReject;
    case GcsSwitches::Misaligned::kFloor:
      return AppendPolicy::Misaligned::kFloor;
  }
  return AppendPolicy::Misaligned::kAccept;
}

AppendPolicy::Cut cut(GcsSwitches::PartialPersist choice) {
  switch (choice) {
    case GcsSwitches::PartialPersist::kGranule:
      return AppendPolicy::Cut::kGranules;
    case GcsSwitches::PartialPersist::kExact:
      return AppendPolicy::Cut::kAll;
    case GcsSwitches::PartialPersist::kNone:
      return AppendPolicy::Cut::kNothing;
  }
  return AppendPolicy::Cut::kGranules;
}

AppendPolicy::Overlap overlap(GcsSwitches::Overlap choice) {
  switch (choice) {
    case GcsSwitches::Overlap::kSkip:
      return AppendPolicy::Overlap::kSkip;
    case GcsSwitches::Overlap::kVerify:
      return AppendPolicy::Overlap::kVerify;
    case GcsSwitches::Overlap::kReject:
      return AppendPolicy::Overlap::kReject;
  }
  return AppendPolicy::Overlap::kSkip;
}

AppendRequest of_chunk(const Chunk& chunk, std::optional<std::uint64_t> total,
                       const GcsSwitches& switches) {
  AppendRequest request;
  request.at = chunk.span.begin;
  request.length = chunk.span.size();
  request.total = chunk.total ? chunk.total : total;
  // Rule gcs.session.early-finalize: "/*" is the last one when it reaches the known total.
  const bool ignored = !switches.complete_on_declared_length ||
                       (!switches.total_change_is_error && total && chunk.span.end > *total);
  if (!chunk.total && ignored) request.total.reset();
  return request;
}

}  // namespace

AppendPolicy append_policy(const GcsSwitches& switches) {
  AppendPolicy policy;
  policy.granularity = switches.granularity == 0 ? 1 : switches.granularity;
  policy.cut = cut(switches.partial_persist);
  policy.misaligned = misaligned(switches.misaligned_chunk);
  policy.gap = switches.offset_gap == GcsSwitches::OffsetGap::kAppend ? AppendPolicy::Gap::kAppend
                                                                      : AppendPolicy::Gap::kRefuse;
  policy.overlap = overlap(switches.overlap);
  return policy;
}

std::optional<std::uint64_t> named_total(const SessionRange& range) {
  if (const auto* chunk = std::get_if<Chunk>(&range)) return chunk->total;
  if (const auto* open = std::get_if<OpenChunk>(&range)) return open->total;
  return std::nullopt;
}

std::optional<TotalChange> total_change(const SessionRange& range,
                                        std::optional<std::uint64_t> total,
                                        std::uint64_t persisted) {
  const auto named = named_total(range);
  if (named && total && *named != *total) return TotalChange{*named, *total};
  if (named && !total && *named < persisted) return TotalChange{*named, persisted};
  const auto* chunk = std::get_if<Chunk>(&range);
  if (chunk != nullptr && total && chunk->span.end > *total) {
    return TotalChange{chunk->span.end, *total};
  }
  return std::nullopt;
}

AppendRequest append_request(const SessionRange& range, std::optional<std::uint64_t> total,
                             std::uint64_t persisted, const GcsSwitches& switches) {
  if (const auto* chunk = std::get_if<Chunk>(&range)) return of_chunk(*chunk, total, switches);
  AppendRequest request;
  request.total = total;
  if (const auto* open = std::get_if<OpenChunk>(&range)) {
    request.at = open->begin;
    if (open->total) request.total = open->total;
    // Rule gcs.range.open-end: without a total the end of this body is the end of the object.
    request.ends_object = !open->total;
    return request;
  }
  // Rules gcs.range.absent, gcs.range.absent-on-resume.
  const bool appends = switches.no_content_range_on_resume == GcsSwitches::NoRange::kAppend;
  request.at = appends ? persisted : 0;
  request.ends_object = true;
  return request;
}

std::uint64_t whole_length(BodySource& body) {
  if (const auto declared = body.declared_length()) return *declared;
  drain(body);
  return body.received();
}

}  // namespace resumulator::gcs
