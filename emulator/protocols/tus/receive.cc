#include "protocols/tus/receive.h"

#include "core/base/strings.h"
#include "protocols/tus/checked_body.h"

namespace resumulator::tus {
namespace {

bool promises_checksum(const Request& request) {
  for (const std::string_view list : request.head.headers.all("Trailer")) {
    for (const std::string_view name : split(list, ',')) {
      if (iequals(trim(name), "Upload-Checksum")) return true;
    }
  }
  return false;
}

AppendPolicy policy_of(const Request& request, bool checked) {
  AppendPolicy policy;
  policy.open_end_keeps_all = true;
  const std::uint64_t multiple = request.options().persist_multiple;
  if (multiple > 1) {
    policy.granularity = multiple;
    policy.cut = AppendPolicy::Cut::kGranules;
  }
  // Rule tus.checksum.cut: bytes nobody can check are not kept.
  if (multiple == 0 || checked) policy.cut = AppendPolicy::Cut::kNothing;
  const bool keeps = request.options().overrun == TusOptions::Overrun::kKeep && !checked;
  if (keeps) policy.overrun = AppendPolicy::Overrun::kKeep;
  return policy;
}

/// Why a body came to an early end. Rules tus.lock.interrupted, tus.patch.short, tus.patch.silent,
/// tus.patch.reset, tus.state.shutdown
Problem reason_of_cut(const Turn& turn, BodySource& body) {
  switch (body.control()->cut_reason()) {
    case CutReason::kStopped:
      return kServerShutdown;
    case CutReason::kInterrupted:
      return kInterrupted;
    case CutReason::kEnded:
      return kUnexpectedEnd;
    case CutReason::kReset:
      return kConnectionReset;
    case CutReason::kSilent:
      return kReadTimeout;
    case CutReason::kNone:
      break;
  }
  if (turn.interrupted()) return kInterrupted;
  return body.control()->peer_gone() ? kUnexpectedEnd : kReadTimeout;
}

std::optional<Problem> problem_of(const Appended& done, const Turn& turn, BodySource& body) {
  using Outcome = Appended::Outcome;
  switch (done.outcome) {
    case Outcome::kStored:
    case Outcome::kReachedTotal:
      return std::nullopt;
    case Outcome::kCut:
      return reason_of_cut(turn, body);
    case Outcome::kGap:
    case Outcome::kOverlapRefused:
      return kMismatchedOffset;
    case Outcome::kTotalMismatch:
    case Outcome::kOverrun:
      return kSizeExceeded;
    case Outcome::kTooLarge:
      return kMaxSizeExceeded;
    case Outcome::kStorage:
      return kCannotStore;
    case Outcome::kMalformed:
    case Outcome::kLengthMismatch:
    case Outcome::kTooSmall:
    case Outcome::kMisaligned:
    case Outcome::kBytesDiffer:
      break;
  }
  return kBrokenFraming;
}

}  // namespace

std::variant<DeclaredChecksum, Problem> declared_checksum(const Request& request) {
  const Problem not_offered =
      with_status(kUnsupportedExtension, request.options().unsupported_status);
  DeclaredChecksum declared;
  declared.behind = promises_checksum(request);
  if (declared.behind && !request.can("checksum-trailer")) return not_offered;
  const auto fields = request.head.headers.all("Upload-Checksum");
  if (fields.empty()) return declared;
  if (!request.can("checksum")) return not_offered;
  if (declared.behind || fields.size() > 1) return kInvalidChecksum;
  auto field = parse_upload_checksum(fields.front());
  if (!field) return kInvalidChecksum;
  declared.field = *std::move(field);
  return declared;
}

Receipt receive(const Request& request, Turn& turn, BodySource& body,
                const DeclaredChecksum& checksum, std::optional<std::uint64_t> total) {
  const AppendRequest asked{.at = turn.offset(),
                            .length = body.declared_length(),
                            .total = total,
                            .object_bytes_max = size_max(request)};
  const AppendPolicy policy = policy_of(request, checksum.any());
  Receipt receipt;
  if (!checksum.any()) {
    receipt.done = append_body(turn, asked, policy, body);
    receipt.problem = problem_of(receipt.done, turn, body);
    return receipt;
  }
  const bool little = request.options().crc32_order == TusOptions::Crc32Order::kLittle;
  CheckedBody checked(body, checksum.field, little);
  receipt.done = append_body(turn, asked, policy, checked);
  receipt.problem = checked.problem() ? checked.problem() : problem_of(receipt.done, turn, body);
  return receipt;
}

bool is_empty(BodySource& body) {
  if (const auto length = body.declared_length()) return *length == 0;
  std::byte one{};
  return body.read({&one, 1}).state == BodyState::kEnd;
}

}  // namespace resumulator::tus
