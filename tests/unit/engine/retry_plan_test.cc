// Goal: an instruction becomes the rule it means for this request, or none.
// Method: requests as their heads tell them; the rule's point, action and need are compared.
#include "engine/retry_plan.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

using Needs = RetryPlan::Needs;

constexpr const char* kInsert = "storage.objects.insert";
constexpr const char* kGet = "storage.objects.get";
constexpr std::uint64_t kKiB = 1024;

/// "headers answer drained", "body:262144 answer kept drained", "answer body:4 close"; "-": none.
std::string text_of(const std::optional<RetryPlan>& plan) {
  if (!plan) return "-";
  const Point& at = plan->rule.at;
  std::string text;
  if (at.kind == Point::Kind::kHeaders) text = "headers";
  if (at.kind == Point::Kind::kBodyByte) text = "body:" + std::to_string(at.byte);
  if (at.kind == Point::Kind::kBody) text = "body";
  if (at.kind == Point::Kind::kStored) text = "stored";
  if (at.kind == Point::Kind::kAnswerByte) {
    text = (at.in_body ? "answer body:" : "answer:") + std::to_string(at.byte);
  }
  for (const ActionSpec& action : plan->rule.actions) text += " " + action.word;
  if (plan->rule.keep) text += " kept";
  if (plan->rule.drain.value_or(false)) text += " drained";
  return text;
}
std::string planned(const char* instruction, const RetrySight& sight) {
  return text_of(plan_retry(*parse_retry_instruction(instruction), sight));
}

RetrySight request(const char* method, Operation operation = Operation::kOther) {
  RetrySight sight;
  sight.method = method;
  sight.operation = operation;
  return sight;
}
/// A chunk [from, to) of a session that has `persisted` bytes.
RetrySight chunk(std::uint64_t persisted, std::uint64_t from, std::optional<std::uint64_t> to) {
  RetrySight sight = request(kInsert, Operation::kAppend);
  sight.has_upload_id = true;
  sight.persisted = persisted;
  sight.claimed = ClaimedRange{from, to, std::nullopt};
  if (to) sight.body_length = *to - from;
  return sight;
}

TEST(RetryPlan, ActsAtTheHeadOnEveryMethod) {
  for (const char* method : {kInsert, kGet, "storage.hmacKey.create"}) {
    EXPECT_EQ(planned("return-503", request(method)), "headers answer drained");
    EXPECT_EQ(planned("return-reset-connection", request(method)), "headers reset");
    EXPECT_EQ(planned("return-broken-stream", request(method)), "answer body:4 close");
    EXPECT_EQ(planned("return-7-if-dp-enforced", request(method)), "-");
  }
}

TEST(RetryPlan, IsNoneForAMethodTheFormDoesNotActOn) {
  EXPECT_EQ(planned("return-503-after-256K", request("storage.buckets.list")), "-");
  EXPECT_EQ(planned("return-broken-stream-after-256K", request(kInsert)), "-");
  EXPECT_EQ(planned("return-broken-stream-final-chunk-after-1B", request(kGet)), "-");
  EXPECT_EQ(planned("return-unreachable-buckets-a", request("storage.buckets.list")), "-");
  RetrySight partial = request("storage.buckets.list", Operation::kList);
  partial.partial_success = true;
  EXPECT_EQ(planned("return-unreachable-buckets-a", partial), "headers");
}

TEST(RetryPlan, WaitsForAByteOfTheObjectInTheChunkThatCarriesIt) {
  const char* after = "return-503-after-256K";
  const std::uint64_t at = 256 * kKiB;
  EXPECT_EQ(planned(after, chunk(0, 0, 2 * at)), "body:262144 answer kept drained");
  EXPECT_EQ(planned(after, chunk(0, 0, at)), "body:262144 answer kept drained") << "inclusive";
  EXPECT_EQ(planned(after, chunk(0, 0, at - 1)), "-");
  EXPECT_EQ(planned(after, chunk(100, 50, 2 * at)), "body:262094 answer kept drained");
  EXPECT_EQ(planned(after, chunk(0, 0, std::nullopt)), "body:262144 answer kept drained");
  EXPECT_EQ(planned(after, chunk(at, at, 2 * at)), "headers answer drained") << "there already";
  EXPECT_EQ(planned(after, chunk(0, 100, 2 * at)), "-") << "a gap is the request's own error";
  RetrySight ended = chunk(0, 0, 2 * at);
  ended.persisted.reset();
  EXPECT_EQ(planned(after, ended), "-");
  EXPECT_EQ(planned(after, request(kInsert, Operation::kCreate)), "-");
  EXPECT_EQ(planned(after, request(kInsert, Operation::kQuery)), "-");
}

TEST(RetryPlan, MeasuresAWholeUpload) {
  RetrySight whole = request(kInsert, Operation::kSimple);
  EXPECT_EQ(planned("return-503-after-1K", whole), "body:1024 answer drained");
  EXPECT_EQ(planned("stall-for-1s-after-1K", whole), "body:1024 stall");
  whole.multipart = true;
  EXPECT_EQ(planned("return-503-after-1K", whole), "body answer drained");
  const auto plan = plan_retry(*parse_retry_instruction("stall-for-1s-after-1K"), whole);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->needs, Needs::kMedia);
  EXPECT_EQ(plan->bytes, kKiB);
}

TEST(RetryPlan, StallsTheChunkThatHasTheByteAndTheAnswerBehindIt) {
  const char* stall = "stall-for-1s-after-1K";
  EXPECT_EQ(planned(stall, chunk(0, 0, 1025)), "headers stall");
  EXPECT_EQ(planned(stall, chunk(1024, 1024, 2048)), "headers stall");
  EXPECT_EQ(planned(stall, chunk(0, 0, 1024)), "-");
  EXPECT_EQ(planned(stall, chunk(1025, 1025, 2048)), "-") << "it is stored already";
  EXPECT_EQ(planned(stall, request(kGet)), "answer body:1024 stall");
}

std::string old(const char* value, const RetrySight& sight) {
  std::string text;
  for (const RetryPlan& plan : plan_old_header(value, sight)) {
    text += (text.empty() ? "" : "; ") + text_of(plan);
  }
  return text;
}

TEST(RetryPlan, OfTheOlderHeaderIsMostlyForDownloads) {
  RetrySight get = request(kGet, Operation::kDownload);
  EXPECT_EQ(old("return-broken-stream", get), "headers write_rate; answer body:1048576 reset");
  EXPECT_EQ(old("stall-always", get), "answer body:0 stall");
  EXPECT_EQ(old("stall-always-and-more", get), "answer body:0 stall");
  EXPECT_EQ(old("stall-at-256KiB", get), "answer body:262144 stall");
  EXPECT_EQ(old("return-corrupted-data", get), "headers");
  EXPECT_EQ(old("break-after-256K", get), "headers write_rate; answer body:262144 reset");
  EXPECT_EQ(old("inject-upload-data-error", get), "");
  get.from_start = false;
  EXPECT_EQ(old("stall-at-256KiB", get), "");
  EXPECT_EQ(old("return-503-after-256K", get), "");
  EXPECT_EQ(old("return-503-after-256K/retry-2", get), "headers answer drained");
  EXPECT_EQ(old("return-503-after-256K/retry-3", get), "");
  EXPECT_EQ(old("return-broken-stream", request(kGet, Operation::kStat)), "");
  EXPECT_EQ(old("return-503-after-256K", chunk(0, 0, 1 << 20)), "body:262144 answer kept drained");
}

}  // namespace
}  // namespace resumulator
