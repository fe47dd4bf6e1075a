// The header x-goog-emulator-instructions, from before there were retry tests: it acts on every
// request that carries it, and mostly on downloads.
#include <utility>

#include "engine/retry_plan.h"

namespace resumulator {
namespace {

using Needs = RetryPlan::Needs;

constexpr std::uint64_t kKiB = 1024;
constexpr std::uint64_t kAfter = 256 * kKiB;

RetryPlan at_head(std::vector<ActionSpec> actions) {
  RetryPlan made;
  made.rule.actions = std::move(actions);
  return made;
}

RetryPlan in_answer(std::uint64_t byte, ActionSpec action) {
  RetryPlan made;
  made.rule.at = {.kind = Point::Kind::kAnswerByte, .byte = byte, .in_body = true};
  made.rule.actions = {std::move(action)};
  made.needs = Needs::kMore;
  return made;
}

ActionSpec rate(const char* per_second) { return {"write_rate", per_second}; }

std::vector<RetryPlan> break_after(std::string_view suffix, const RetrySight& sight) {
  std::vector<RetryPlan> plans;
  if (sight.from_start) {
    // 4 KiB every 10 ms.
    plans.push_back(at_head({rate("\"400KiB/s\"")}));
    plans.push_back(in_answer(kAfter, {"reset", "null"}));
  } else if (suffix == "/retry-1" || suffix == "/retry-2") {
    plans.push_back(at_head(
        {{"answer",
          R"({"status":503,"headers":{"Content-Type":"text/plain"},"body":"Service Unavailable"})"}}));
    plans.back().rule.drain = true;
  }
  return plans;
}

std::vector<RetryPlan> plan_download(std::string_view value, const RetrySight& sight) {
  std::vector<RetryPlan> plans;
  if (value == "return-broken-stream") {
    // 64 KiB every 100 ms.
    plans.push_back(at_head({rate("\"640KiB/s\"")}));
    plans.push_back(in_answer(1024 * kKiB, {"reset", "null"}));
  } else if (value == "return-corrupted-data") {
    plans.push_back(at_head({}));
    plans.back().extras.damage_answer = true;
    plans.back().does = "send another first byte";
  } else if (value.starts_with("stall-always")) {
    plans.push_back(in_answer(0, {"stall", "\"10s\""}));
  } else if (value == "stall-at-256KiB" && sight.from_start) {
    plans.push_back(in_answer(kAfter, {"stall", "\"10s\""}));
  }
  for (const std::string_view prefix : {"return-503-after-256K", "break-after-256K"}) {
    if (value.starts_with(prefix)) return break_after(value.substr(prefix.size()), sight);
  }
  return plans;
}

}  // namespace

std::vector<RetryPlan> plan_old_header(std::string_view value, const RetrySight& sight) {
  if (sight.operation == Operation::kDownload) return plan_download(value, sight);
  std::vector<RetryPlan> plans;
  if (value == "return-503-after-256K" && sight.operation != Operation::kSimple &&
      sight.method == "storage.objects.insert") {
    const RetryInstruction asked{.kind = RetryInstruction::Kind::kAnswerAfter,
                                 .status = 503,
                                 .bytes = kAfter,
                                 .buckets = {}};
    if (auto made = plan_retry(asked, sight)) plans.push_back(*std::move(made));
  }
  if (value == "inject-upload-data-error" && sight.method == "storage.objects.insert") {
    plans.push_back(at_head({}));
    plans.back().extras.damage_upload = true;
    plans.back().does = "store another first byte";
  }
  return plans;
}

}  // namespace resumulator
