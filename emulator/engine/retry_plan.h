// What an instruction of the Retry Test API, or a value of the older header, does to one request:
// the fault rules it stands for.
//
// Errors   none; what does not apply to a request makes no plan.
// Source   docs/retry-test-api.md, sections "Instructions" and "The older header"
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/exchange.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "engine/retry_instruction.h"
#include "faults/fault.h"
#include "faults/rule.h"

namespace resumulator {

/// What is known of a request from its head.
struct RetrySight {
  std::string_view method;  ///< "storage.objects.insert"
  Operation operation = Operation::kOther;
  bool multipart = false;        ///< its body holds more than the object
  bool has_upload_id = false;    ///< it belongs to a session
  bool partial_success = false;  ///< returnPartialSuccess=true
  bool from_start = true;        ///< a download that begins at byte 0
  std::optional<ClaimedRange> claimed;
  std::optional<std::uint64_t> persisted;  ///< of a session that is still open
  std::optional<std::uint64_t> body_length;
};

/// One rule, and what its point must find besides being reached.
struct RetryPlan {
  Rule rule;         ///< `name`, `at`, `actions`, `keep`, `drain`
  Effects extras;    ///< effects no action stands for
  std::string does;  ///< said of `extras`
  enum class Needs : std::uint8_t {
    kNothing,
    kComplete,  ///< the session has become an object
    kMedia,     ///< the object's own bytes are `bytes` or more
    kBody,      ///< an answer with a body; the point is at most at its end
    kMore,      ///< the answer goes on behind the point
  } needs = Needs::kNothing;
  std::uint64_t bytes = 0;
};

[[nodiscard]] std::optional<RetryPlan> plan_retry(const RetryInstruction& instruction,
                                                  const RetrySight& sight);
/// The older header; a value nobody knows makes no plan.
[[nodiscard]] std::vector<RetryPlan> plan_old_header(std::string_view value,
                                                     const RetrySight& sight);

}  // namespace resumulator
