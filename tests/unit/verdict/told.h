// A made-up journal, told request by request, for tests of the verdict.
//
//   Told told;
//   told.create();
//   told.upload(0, 100, 200).broken(Ending::kReset, 50);
//   told.query().stored(0);
//   EXPECT_EQ(told.check(R"({"asks_before_resuming": true})").outcome, CheckOutcome::kPass);
// Units    bytes; each request begins 1 s after the one before became visible, unless after() says
//          otherwise.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

#include "scenario/load.h"
#include "verdict/report.h"
#include "verdict/verdict.h"

namespace resumulator {

inline constexpr std::uint64_t kKib = 1024;

/// One request under construction.
class Step {
 public:
  explicit Step(RecordedExchange exchange) : exchange_(std::move(exchange)) {}
  /// Answered; what is stored is shown as Cloud Storage does when the status is 308.
  Step& answered(int status) {
    exchange_.status = status;
    return *this;
  }
  Step& stored(std::uint64_t bytes) {
    exchange_.persisted_after = bytes;
    if (exchange_.status == 0) exchange_.status = 308;
    if (exchange_.status == 308 && bytes > 0) {
      answer_header("Range", "bytes=0-" + std::to_string(bytes - 1));
    }
    return *this;
  }
  Step& broken(Ending ending, std::uint64_t received = 0) {
    exchange_.ending = ending;
    exchange_.status = 0;
    exchange_.received = received;
    return *this;
  }
  Step& received(std::uint64_t bytes) {
    exchange_.received = bytes;
    return *this;
  }
  Step& before(std::uint64_t bytes) {
    exchange_.persisted_before = bytes;
    return *this;
  }
  Step& by_rule(std::string rule, std::string did) {
    exchange_.faults.push_back({std::move(rule), "headers", std::move(did), std::nullopt});
    return *this;
  }
  Step& header(std::string name, std::string value) {
    exchange_.request_headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Step& answer_header(std::string name, std::string value) {
    exchange_.response_headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
  Step& session(std::uint64_t ordinal) {
    exchange_.session = ordinal;
    return *this;
  }
  Step& object(std::string name) {
    exchange_.object = std::move(name);
    return *this;
  }
  Step& connection(std::uint64_t id, std::uint64_t request) {
    exchange_.connection = id;
    exchange_.connection_seq = request;
    return *this;
  }
  /// Begins so long after the one before became visible.
  Step& after(std::chrono::milliseconds gap) {
    const auto by = gap - std::chrono::milliseconds(1000);
    exchange_.started += by;
    exchange_.ended += by;
    exchange_.visible += by;
    return *this;
  }
  Step& clock(TimePoint time) {
    exchange_.clock = time;
    return *this;
  }
  Step& disagrees(std::uint64_t byte) {
    exchange_.disagrees = byte;
    return *this;
  }
  Step& of_operation(std::string protocol, std::string rule) {
    exchange_.protocol = std::move(protocol);
    exchange_.rule = std::move(rule);
    return *this;
  }
  Step& generation(std::uint64_t number) {
    exchange_.generation = number;
    return *this;
  }
  [[nodiscard]] const RecordedExchange& exchange() const { return exchange_; }

 private:
  RecordedExchange exchange_;
};

class Told {
 public:
  Step& create() { return add(Operation::kCreate).answered(200); }
  /// Bytes [from, to) of the session; the last of `total` when `to` reaches it. All received.
  Step& upload(std::uint64_t from, std::uint64_t to, std::uint64_t total) {
    const bool last = to == total;
    Step& step = add(last ? Operation::kFinalize : Operation::kAppend);
    auto exchange = step.exchange();
    exchange.claimed = ClaimedRange{from, to, total};
    exchange.received = to - from;
    exchange.persisted_before = from;
    step = Step(std::move(exchange));
    step.answered(last ? 200 : 308).stored(to);
    return step;
  }
  Step& query() { return add(Operation::kQuery); }
  Step& add(Operation operation) {
    RecordedExchange exchange;
    exchange.seq = steps_.size() + 1;
    exchange.connection = 1;
    exchange.connection_seq = exchange.seq;
    const auto now = steps_.empty() ? std::chrono::microseconds(0)
                                    : steps_.back().exchange().visible + std::chrono::seconds(1);
    exchange.started = now;
    exchange.ended = exchange.visible = now + std::chrono::milliseconds(2);
    exchange.protocol = "gcs-json";
    exchange.operation = operation;
    exchange.method = operation == Operation::kCreate ? "POST" : "PUT";
    exchange.target = "/upload?upload_id=a";
    exchange.bucket = "b";
    exchange.object = "o";
    exchange.lane = "main";
    exchange.session = 1;
    steps_.emplace_back(std::move(exchange));
    return steps_.back();
  }
  /// Two chunks of 256 KiB and what is to be seen of them at the end.
  Told& whole_upload() {
    create();
    upload(0, 256 * kKib, 512 * kKib);
    upload(256 * kKib, 512 * kKib, 512 * kKib);
    finished();
    return *this;
  }
  /// The object b/o was finished by the last request so far.
  ObjectFact& finished(std::string sha256 = "aa") {
    ObjectFact fact;
    fact.bucket = "b";
    fact.name = "o";
    fact.size = 512 * kKib;
    fact.generation = 7;
    fact.finalized_by = steps_.size();
    fact.sha256 = std::move(sha256);
    facts.objects.push_back(std::move(fact));
    return facts.objects.back();
  }
  void client_exit(int code) { facts.client.emplace().exit = code; }
  [[nodiscard]] Evidence evidence() const {
    Evidence all = facts;
    for (const Step& step : steps_) all.exchanges.push_back(step.exchange());
    all.scenario = "made up";
    all.seed = 0x5eed0007;
    all.version = "0.1.0";
    return all;
  }
  [[nodiscard]] Verdict judge(std::string_view document, const JudgeOptions& options = {}) const {
    const Loaded loaded = load_scenario(document, "made-up.json");
    for (const Diagnostic& each : loaded.diagnostics) ADD_FAILURE() << each.message;
    if (loaded.cases.empty()) return {};
    return resumulator::judge(evidence(), loaded.cases.front(), options);
  }
  /// The first check of a scenario with this one expectation.
  [[nodiscard]] CheckResult check(std::string_view expectation) const {
    const auto verdict =
        judge(R"({"scenario": "made up", "expect": [)" + std::string(expectation) + "]}");
    return verdict.checks.empty() ? CheckResult{} : verdict.checks.front();
  }
  /// The result about a rule of the book; passing when it is not among the broken ones.
  [[nodiscard]] CheckResult rule(const std::string& id) const {
    for (auto& each : judge(R"({"scenario": "made up"})").checks) {
      if (each.id == "rule " + id) return each;
    }
    return {};
  }
  Evidence facts;  ///< all but the exchanges

 private:
  std::deque<Step> steps_;  // references to steps stay good
};

}  // namespace resumulator
