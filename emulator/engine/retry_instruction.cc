#include "engine/retry_instruction.h"

#include <algorithm>
#include <optional>

#include "core/base/strings.h"

namespace resumulator {
namespace {

using Kind = RetryInstruction::Kind;

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kSecondsMax = 1'000'000'000;
constexpr std::uint64_t kBytesMax = UINT64_MAX / 4;  // offsets can be added to it

Unexpected unknown(std::string_view text) {
  return Unexpected(ErrorKind::kMalformed,
                    "\"" + std::string(text.substr(0, 80)) + "\" is no instruction");
}

Unexpected out_of_range(std::string_view text, std::string_view what) {
  return Unexpected(ErrorKind::kOutOfRange,
                    std::string(what) + " in \"" + std::string(text.substr(0, 80)) + "\"");
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

/// Digits with `unit` behind them, and nothing else.
std::optional<std::string_view> digits_before(std::string_view text, std::string_view unit) {
  if (!take_suffix(text, unit) || !all_digits(text)) return std::nullopt;
  return text;
}

Result<std::uint64_t> scaled(std::string_view text, std::string_view digits, std::uint64_t unit) {
  const auto number = parse_u64(digits);
  if (!number || *number > kBytesMax / unit) return out_of_range(text, "more bytes than can be");
  return *number * unit;
}

Result<RetryInstruction> with_bytes(std::string_view text, RetryInstruction made,
                                    std::string_view digits, std::uint64_t unit) {
  const auto bytes = scaled(text, digits, unit);
  if (!bytes) return Unexpected(bytes.error());
  made.bytes = *bytes;
  return made;
}

Result<int> status_of(std::string_view text, std::string_view digits) {
  const auto status = parse_u64(digits);
  if (!status || *status < 200 || *status > 599) {
    return out_of_range(text, "a status that ends no request (200 to 599 do)");
  }
  return static_cast<int>(*status);
}

Result<RetryInstruction> parse_stall(std::string_view text, std::string_view rest) {
  const auto at = rest.find("s-after-");
  if (at == std::string_view::npos || !all_digits(rest.substr(0, at))) return unknown(text);
  const auto digits = digits_before(rest.substr(at + 8), "K");
  if (!digits) return unknown(text);
  const auto seconds = parse_u64(rest.substr(0, at));
  if (!seconds || *seconds > kSecondsMax) return out_of_range(text, "more seconds than can be");
  return with_bytes(text, {.kind = Kind::kStall, .seconds = *seconds, .buckets = {}}, *digits,
                    kKiB);
}

Result<RetryInstruction> parse_broken_stream(std::string_view text, std::string_view rest) {
  if (rest.empty()) return RetryInstruction{.kind = Kind::kBrokenStream, .buckets = {}};
  if (take_prefix(rest, "-final-chunk-after-")) {
    const auto digits = digits_before(rest, "B");
    if (!digits) return unknown(text);
    return with_bytes(text, {.kind = Kind::kShortFinal, .buckets = {}}, *digits, 1);
  }
  if (!take_prefix(rest, "-after-")) return unknown(text);
  const auto digits = digits_before(rest, "K");
  if (!digits) return unknown(text);
  return with_bytes(text, {.kind = Kind::kBrokenStreamAfter, .buckets = {}}, *digits, kKiB);
}

Result<RetryInstruction> parse_status(std::string_view text, std::string_view rest) {
  const auto end = std::min(rest.find('-'), rest.size());
  if (!all_digits(rest.substr(0, end))) return unknown(text);
  std::string_view tail = rest.substr(end);
  if (tail == "-if-dp-enforced") return RetryInstruction{};
  const auto status = status_of(text, rest.substr(0, end));
  if (!status) return Unexpected(status.error());
  if (tail.empty()) {
    return RetryInstruction{.kind = Kind::kAnswer, .status = *status, .buckets = {}};
  }
  if (!take_prefix(tail, "-after-")) return unknown(text);
  const auto digits = digits_before(tail, "K");
  if (!digits) return unknown(text);
  return with_bytes(text, {.kind = Kind::kAnswerAfter, .status = *status, .buckets = {}}, *digits,
                    kKiB);
}

RetryInstruction parse_unreachable(std::string_view names) {
  RetryInstruction made{.kind = Kind::kUnreachable, .buckets = {}};
  for (const std::string_view name : split(names, ',')) {
    if (!name.empty()) made.buckets.emplace_back(name);
  }
  return made;
}

bool is_grpc_redirect(std::string_view text) {
  return (take_prefix(text, "redirect-send-token-") ||
          take_prefix(text, "redirect-send-handle-and-token-") ||
          take_prefix(text, "redirect-expect-token-")) &&
         is_token(text);
}

}  // namespace

Result<RetryInstruction> parse_retry_instruction(std::string_view text) {
  std::string_view rest = text;
  if (take_prefix(rest, "stall-for-")) return parse_stall(text, rest);
  if (is_grpc_redirect(text)) return RetryInstruction{};
  if (!take_prefix(rest, "return-")) return unknown(text);
  if (rest == "reset-connection") return RetryInstruction{.kind = Kind::kReset, .buckets = {}};
  if (take_prefix(rest, "broken-stream")) return parse_broken_stream(text, rest);
  if (take_prefix(rest, "unreachable-buckets-")) return parse_unreachable(rest);
  return parse_status(text, rest);
}

std::string to_string(const RetryInstruction& instruction) {
  const auto after = [&] { return "-after-" + std::to_string(instruction.bytes / kKiB) + "K"; };
  switch (instruction.kind) {
    case Kind::kAnswer:
      return "return-" + std::to_string(instruction.status);
    case Kind::kReset:
      return "return-reset-connection";
    case Kind::kBrokenStream:
      return "return-broken-stream";
    case Kind::kBrokenStreamAfter:
      return "return-broken-stream" + after();
    case Kind::kAnswerAfter:
      return "return-" + std::to_string(instruction.status) + after();
    case Kind::kShortFinal:
      return "return-broken-stream-final-chunk-after-" + std::to_string(instruction.bytes) + "B";
    case Kind::kStall:
      return "stall-for-" + std::to_string(instruction.seconds) + "s" + after();
    case Kind::kUnreachable: {
      std::string text = "return-unreachable-buckets-";
      for (const std::string& bucket : instruction.buckets) {
        text += (&bucket == &instruction.buckets.front() ? "" : ",") + bucket;
      }
      return text;
    }
    case Kind::kInert:
      break;
  }
  return "return-503-if-dp-enforced";
}

}  // namespace resumulator
