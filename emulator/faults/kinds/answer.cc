// answer: that status, with the service's own body for it unless one is given. Retry-After as
// seconds or as a date.
//
// Written  { "answer": 503 } or { "answer": { "status": 429, "reason": "…", "retry_after": "3s",
//          "headers": {…}, "body": "…" } }
#include "core/base/units.h"
#include "faults/field_name.h"
#include "faults/kinds/bare_kind.h"
#include "faults/kinds/kinds.h"

namespace resumulator {
namespace {

/// "3s" and "date:3s" as seconds, rounded up; the date form keeps its prefix.
Result<std::string> retry_after(const Params& params) {
  auto written = params.text();
  if (!written) return Unexpected(written.error());
  const bool date = written->starts_with("date:");
  const auto duration =
      parse_duration(date ? std::string_view(*written).substr(5) : std::string_view(*written));
  if (!duration) {
    return Unexpected(ErrorKind::kMalformed,
                      "\"retry_after\" is a duration, \"3s\", or \"date:3s\" for the date form",
                      "/retry_after");
  }
  const auto seconds = (duration->count() + 999'999) / 1'000'000;
  return (date ? "date:" : "") + std::to_string(seconds);
}

Result<void> check_headers(const Params& params) {
  const auto fields = params.text_map();
  if (!fields) return Unexpected(fields.error());
  for (const auto& [name, value] : *fields) {
    if (is_field_name(name) && value.find_first_of("\r\n") == std::string::npos) continue;
    return Unexpected(ErrorKind::kMalformed, "\"" + name + "\" is no header field that can be sent",
                      "/headers/" + name);
  }
  return {};
}

class Answer final : public FaultKind {
 public:
  [[nodiscard]] std::string_view word() const override { return "answer"; }
  [[nodiscard]] bool decides() const override { return true; }
  [[nodiscard]] bool acts_at(Point::Kind point) const override {
    return after_head(point) && before_answer(point);
  }
  [[nodiscard]] Result<void> check(const std::string& text) const override {
    const Params params(text);
    if (!params.is_object()) {
      if (const auto status = params.integer(200, 599); !status) return Unexpected(status.error());
      return {};
    }
    if (auto known = params.only({"status", "reason", "retry_after", "headers", "body", "drain"});
        !known)
      return known;
    if (const auto status = params.member("status").integer(200, 599); !status)
      return Unexpected(status.error());
    if (params.has("reason")) {
      const auto reason = params.member("reason").text();
      if (!reason) return Unexpected(reason.error());
      if (reason->find_first_of("\r\n") != std::string::npos) {
        return Unexpected(ErrorKind::kMalformed, "a reason is one line", "/reason");
      }
    }
    if (params.has("retry_after")) {
      if (const auto after = retry_after(params.member("retry_after")); !after)
        return Unexpected(after.error());
    }
    if (params.has("body")) {
      if (const auto body = params.member("body").text(); !body) return Unexpected(body.error());
    }
    if (params.has("drain")) {
      if (const auto drain = params.member("drain").boolean(); !drain)
        return Unexpected(drain.error());
    }
    return params.has("headers") ? check_headers(params.member("headers")) : Result<void>();
  }
  void apply(const std::string& text, const ExchangeView& /*exchange*/, const Draws& /*draws*/,
             Effects& effects) const override {
    const Params params(text);
    Decision decision;
    decision.kind = Decision::Kind::kAnswer;
    const Params status = params.is_object() ? params.member("status") : params;
    decision.status = static_cast<int>(status.integer(200, 599).value_or(503));
    if (params.has("reason"))
      decision.reason = params.member("reason").text().value_or(std::string());
    if (params.has("retry_after")) {
      decision.retry_after = retry_after(params.member("retry_after")).value_or(std::string("1"));
    }
    if (params.has("headers"))
      decision.headers = params.member("headers").text_map().value_or(HeaderList{});
    if (params.has("body")) decision.body = params.member("body").text().value_or(std::string());
    effects.decision = std::move(decision);
  }
  [[nodiscard]] std::string explain(const std::string& text) const override {
    const Params params(text);
    return "answer " + (params.is_object() ? params.member("status") : params).as_written();
  }
};

}  // namespace

std::unique_ptr<FaultKind> make_answer() { return std::make_unique<Answer>(); }

}  // namespace resumulator
