// One instruction of the Retry Test API, as its name says it: "return-503-after-256K".
//
// Units    bytes; "256K" in a name is 256 KiB. Times in seconds.
// Errors   kMalformed: no such form. kOutOfRange: a number past what its form can mean.
// Source   docs/retry-test-api.md; the names are those of Google's storage testbench.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

struct RetryInstruction {
  enum class Kind : std::uint8_t {
    kAnswer,             ///< return-X
    kReset,              ///< return-reset-connection
    kBrokenStream,       ///< return-broken-stream
    kBrokenStreamAfter,  ///< return-broken-stream-after-YK
    kAnswerAfter,        ///< return-X-after-YK
    kShortFinal,         ///< return-broken-stream-final-chunk-after-YB
    kStall,              ///< stall-for-Ts-after-YK
    kUnreachable,        ///< return-unreachable-buckets-A,B
    kInert,              ///< for gRPC only: never acts here
  };
  Kind kind = Kind::kInert;
  int status = 0;                    ///< kAnswer, kAnswerAfter
  std::uint64_t bytes = 0;           ///< of every "after"
  std::uint64_t seconds = 0;         ///< kStall
  std::vector<std::string> buckets;  ///< kUnreachable; none: no bucket is unreachable
  friend bool operator==(const RetryInstruction&, const RetryInstruction&) = default;
};

[[nodiscard]] Result<RetryInstruction> parse_retry_instruction(std::string_view text);
/// parse(to_string(x)) == x for every kind but kInert, whose name is not kept.
[[nodiscard]] std::string to_string(const RetryInstruction& instruction);

}  // namespace resumulator
