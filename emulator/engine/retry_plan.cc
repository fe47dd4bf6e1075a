#include "engine/retry_plan.h"

#include <utility>

namespace resumulator {
namespace {

using Kind = RetryInstruction::Kind;
using Needs = RetryPlan::Needs;

constexpr std::uint64_t kBrokenStreamBytes = 4;

constexpr Point kAtHead{.kind = Point::Kind::kHeaders, .byte = 0, .in_body = false};

Point answer_body(std::uint64_t byte) {
  return {.kind = Point::Kind::kAnswerByte, .byte = byte, .in_body = true};
}
Point body(std::uint64_t byte) {
  return {.kind = Point::Kind::kBodyByte, .byte = byte, .in_body = false};
}

RetryPlan plan(Point at, std::vector<ActionSpec> actions, Needs needs = Needs::kNothing,
               std::uint64_t bytes = 0) {
  RetryPlan made;
  made.rule.at = at;
  made.rule.actions = std::move(actions);
  made.needs = needs;
  made.bytes = bytes;
  return made;
}

ActionSpec bare(const char* word) { return {word, "null"}; }
ActionSpec stall(std::uint64_t seconds) {
  return {"stall", "\"" + std::to_string(seconds) + "s\""};
}
ActionSpec answer(int status) {
  const std::string code = std::to_string(status);
  return {"answer", R"({"status":)" + code +
                        R"(,"headers":{"Content-Type":"application/json; charset=UTF-8"},"body":)"
                        R"("{\"error\":{\"code\":)" +
                        code + R"(,\"message\":\"Retry Test: Caused a )" + code + R"(\"}}"})"};
}

/// The whole request is read before the answer goes out.
RetryPlan drained(RetryPlan plan) {
  plan.rule.drain = true;
  return plan;
}

bool is_chunk(const RetrySight& sight) {
  return (sight.operation == Operation::kAppend || sight.operation == Operation::kFinalize) &&
         sight.persisted && sight.claimed && sight.claimed->from <= *sight.persisted;
}

/// One past the last byte of the object that a chunk brings; an open one may bring any number.
std::uint64_t end_of(const RetrySight& sight) {
  if (sight.claimed->to) return *sight.claimed->to;
  return sight.body_length ? sight.claimed->from + *sight.body_length : UINT64_MAX;
}

std::optional<RetryPlan> plan_answer_after(const RetryInstruction& asked, const RetrySight& sight) {
  if (sight.operation == Operation::kSimple) {
    auto made = sight.multipart ? plan({.kind = Point::Kind::kBody, .byte = 0, .in_body = false},
                                       {answer(asked.status)}, Needs::kMedia, asked.bytes)
                                : plan(body(asked.bytes), {answer(asked.status)});
    return drained(std::move(made));
  }
  if (!is_chunk(sight)) return std::nullopt;
  if (*sight.persisted >= asked.bytes) return drained(plan(kAtHead, {answer(asked.status)}));
  if (asked.bytes > end_of(sight)) return std::nullopt;
  auto made = drained(plan(body(asked.bytes - sight.claimed->from), {answer(asked.status)}));
  made.rule.keep = Keep{};  // every byte that came
  return made;
}

std::optional<RetryPlan> plan_stall(const RetryInstruction& asked, const RetrySight& sight) {
  if (sight.method != "storage.objects.insert") {
    return plan(answer_body(asked.bytes), {stall(asked.seconds)}, Needs::kMore);
  }
  if (sight.operation == Operation::kSimple) {
    return sight.multipart ? plan({.kind = Point::Kind::kBody, .byte = 0, .in_body = false},
                                  {stall(asked.seconds)}, Needs::kMedia, asked.bytes)
                           : plan(body(asked.bytes), {stall(asked.seconds)});
  }
  if (!is_chunk(sight)) return std::nullopt;
  const auto length = sight.claimed->to ? std::optional(*sight.claimed->to - sight.claimed->from)
                                        : sight.body_length;
  const std::uint64_t stored = *sight.persisted;
  if (!length || asked.bytes < stored || asked.bytes >= stored + *length) return std::nullopt;
  return plan(kAtHead, {stall(asked.seconds)});
}

std::optional<RetryPlan> plan_short_final(const RetryInstruction& asked, const RetrySight& sight) {
  if (sight.method != "storage.objects.insert" || !sight.has_upload_id) return std::nullopt;
  auto made =
      plan({.kind = Point::Kind::kStored, .byte = 0, .in_body = false}, {}, Needs::kComplete);
  made.extras.shorten_body = asked.bytes;
  made.does = "end the answer's body after " + std::to_string(asked.bytes) + " bytes";
  return made;
}

std::optional<RetryPlan> plan_unreachable(const RetryInstruction& asked, const RetrySight& sight) {
  if (sight.method != "storage.buckets.list" || !sight.partial_success) return std::nullopt;
  auto made = plan(kAtHead, {});
  made.extras.unreachable_buckets = asked.buckets;
  made.does = "say that buckets cannot be reached";
  return made;
}

}  // namespace

std::optional<RetryPlan> plan_retry(const RetryInstruction& asked, const RetrySight& sight) {
  switch (asked.kind) {
    case Kind::kAnswer:
      return drained(plan(kAtHead, {answer(asked.status)}));
    case Kind::kReset:
      return plan(kAtHead, {bare("reset")});
    case Kind::kBrokenStream:
      return plan(answer_body(kBrokenStreamBytes), {bare("close")}, Needs::kBody);
    case Kind::kBrokenStreamAfter:
      if (sight.method != "storage.objects.get") return std::nullopt;
      return plan(answer_body(asked.bytes), {bare("close")});
    case Kind::kAnswerAfter:
      if (sight.method != "storage.objects.insert") return std::nullopt;
      return plan_answer_after(asked, sight);
    case Kind::kShortFinal:
      return plan_short_final(asked, sight);
    case Kind::kStall:
      return plan_stall(asked, sight);
    case Kind::kUnreachable:
      return plan_unreachable(asked, sight);
    case Kind::kInert:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace resumulator
