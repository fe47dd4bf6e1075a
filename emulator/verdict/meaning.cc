#include "verdict/meaning.h"

#include <algorithm>
#include <initializer_list>

#include "core/base/strings.h"
#include "core/wire/times.h"

namespace resumulator {
namespace {

/// Whose sessions speak 308: Cloud Storage, and what stands behind the same upload server.
bool is_gcs(const RecordedExchange& exchange) {
  return exchange.protocol.starts_with("gcs") || exchange.protocol == "drive" ||
         exchange.protocol == "youtube";
}

bool on_session(const RecordedExchange& exchange) {
  return exchange.operation == Operation::kAppend || exchange.operation == Operation::kFinalize ||
         exchange.operation == Operation::kQuery;
}

Meaning tus_meaning(const RecordedExchange& exchange, int status) {
  const bool again =
      status == 409 || status == 423 || status == 429 || status == 460 || status >= 500;
  if (again) return Meaning::kRetry;
  const bool gone = status == 403 || status == 404 || status == 410;
  return on_session(exchange) && gone ? Meaning::kStartOver : Meaning::kPermanent;
}

// "cancelled" under 200: the session is over, whoever asked for it.
bool was_cancelled(const RecordedExchange& exchange) {
  const std::string* status = header(exchange.response_headers, "X-Goog-Upload-Status");
  return status != nullptr && *status == "cancelled" && on_session(exchange);
}

// What a refusal says of the session by its upload status: `final` is the end, `active` an offer to
// ask and go on. Empty: nothing.
std::optional<Meaning> told_by_upload_status(const RecordedExchange& exchange, int status) {
  const std::string* told = header(exchange.response_headers, "X-Goog-Upload-Status");
  if (told == nullptr || status < 400) return std::nullopt;
  if (*told == "final") return Meaning::kPermanent;
  const bool by_asking = status == 400 || status == 408 || status == 409 || status == 412 ||
                         status == 416 || status == 499;
  return *told == "active" && by_asking ? std::optional(Meaning::kRetry) : std::nullopt;
}

bool is_one_of(int status, std::initializer_list<int> list) {
  return std::find(list.begin(), list.end(), status) != list.end();
}

/// Whether the client is one of those that came after resumable.js and differ from it.
bool is_younger(const RecordedExchange& exchange) {
  return exchange.rule.starts_with("resumablejs.flow.") ||
         exchange.rule.starts_with("resumablejs.simple.");
}

/// A test that gets no answer, or any but a few, means "send it": nothing is tried again.
Meaning resumablejs_meaning(const RecordedExchange& exchange) {
  const int status = meant_status(exchange);
  const bool asks = exchange.operation == Operation::kQuery;
  if (!ending_word(exchange).empty()) return asks ? Meaning::kFine : Meaning::kRetry;
  const bool younger = is_younger(exchange);
  const bool permanent = younger ? is_one_of(status, {404, 413, 415, 500, 501})
                                 : is_one_of(status, {400, 401, 403, 404, 409, 415, 500, 501});
  if (asks) return younger && permanent ? Meaning::kPermanent : Meaning::kFine;
  if (permanent) return Meaning::kPermanent;
  const bool chunk = exchange.operation == Operation::kAppend ||
                     exchange.operation == Operation::kFinalize;
  // The others take any 2xx; what resumable.js does not know it sends again at once.
  const bool others = exchange.rule.starts_with("resumablejs.dropzone.") ||
                      exchange.rule.starts_with("resumablejs.plupload.") ||
                      exchange.rule.starts_with("resumablejs.fineuploader.");
  if (!chunk || others) return status < 400 ? Meaning::kFine : Meaning::kRetry;
  const bool done = status == 200 || status == 201 || (younger && status == 202);
  return done ? Meaning::kFine : Meaning::kRetry;
}

}  // namespace

Meaning meaning_of(const RecordedExchange& exchange, bool expired) {
  if (exchange.protocol == "resumablejs") return resumablejs_meaning(exchange);
  if (!ending_word(exchange).empty()) return Meaning::kRetry;
  const int status = meant_status(exchange);
  if (was_cancelled(exchange)) return Meaning::kStartOver;
  if (status < 400) return Meaning::kFine;
  if (exchange.protocol == "tus" || exchange.protocol == "ietf") {
    return tus_meaning(exchange, status);
  }
  if (const auto told = told_by_upload_status(exchange, status)) return *told;
  const bool gone = status == 404 || status == 410 || (expired && status == 400);
  if (on_session(exchange) && gone) return Meaning::kStartOver;
  if (status == 429 || status >= 500 || (is_gcs(exchange) && status == 408)) return Meaning::kRetry;
  return Meaning::kPermanent;
}

std::optional<std::uint64_t> reported_by(const RecordedExchange& exchange) {
  if (!ending_word(exchange).empty()) return std::nullopt;
  for (const char* name : {"Upload-Offset", "X-Goog-Upload-Size-Received"}) {
    if (const std::string* value = header(exchange.response_headers, name)) {
      if (const auto number = parse_u64(*value)) return *number;
    }
  }
  if (!is_gcs(exchange) || meant_status(exchange) != 308) return std::nullopt;
  const std::string* range = header(exchange.response_headers, "Range");
  if (range == nullptr) return 0;
  const auto last = parse_u64(std::string_view(*range).substr(range->rfind('-') + 1));
  if (!last || *last == UINT64_MAX) return std::nullopt;
  return *last + 1;
}

bool shows_no_progress(const RecordedExchange& exchange) {
  return is_gcs(exchange) && ending_word(exchange).empty() && meant_status(exchange) == 308 &&
         header(exchange.response_headers, "Range") == nullptr;
}

std::optional<std::chrono::microseconds> retry_after(const RecordedExchange& exchange) {
  const std::string* value = header(exchange.response_headers, "Retry-After");
  if (value == nullptr) return std::nullopt;
  if (const auto seconds = parse_u64(*value)) {
    constexpr std::uint64_t kYear = 31'536'000;
    return std::chrono::seconds(static_cast<std::int64_t>(std::min(*seconds, kYear)));
  }
  const auto date = parse_http_date(*value);
  if (!date) return std::nullopt;
  const std::string* sent_at = header(exchange.response_headers, "Date");
  const auto told =
      sent_at != nullptr ? parse_http_date(*sent_at) : Result<TimePoint>(exchange.clock);
  const TimePoint sent = told.value_or(exchange.clock);
  if (*date > sent) return *date - sent;
  return std::nullopt;
}

}  // namespace resumulator
