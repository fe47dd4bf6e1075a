// The public Hold: one exchange of a lane, from the test's side.
#include <nlohmann/json.hpp>
#include <resumulator/hold.hpp>
#include <stdexcept>
#include <utility>

#include "engine/holds.h"
#include "scenario/load.h"
#include "server/hold_access.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

[[noreturn]] void refuse(const std::vector<Diagnostic>& diagnostics, const std::string& text) {
  std::string all;
  for (const Diagnostic& each : diagnostics) {
    if (each.severity == Diagnostic::Severity::kError) all += render(each, text) + "\n";
  }
  throw std::runtime_error(all);
}

/// A rule that does nothing of its own.
Rule rule_of(std::string_view what) {
  std::string text(what);
  Loaded loaded;
  if (what.starts_with('{')) {
    Json rule = Json::parse(what, nullptr, false, true);
    if (!rule.is_object()) throw std::runtime_error("This is no JSON: " + text);
    if (rule.contains("do") || rule.contains("steps")) {
      throw std::runtime_error("A hold has no action of its own; the test says how it goes on.");
    }
    rule["do"] = "pass";
    text = Json({{"scenario", "hold"}, {"rules", Json::array({std::move(rule)})}}).dump();
    loaded = load_scenario(text, "hold");
  } else {
    text += "=pass";
    loaded = load_one_line(text);
  }
  if (!loaded.ok()) refuse(loaded.diagnostics, text);
  Rule rule = std::move(loaded.cases.front().rules.front());
  rule.name = "hold " + std::string(what);
  const Point::Kind at = rule.at.kind;
  if (at == Point::Kind::kAccept || at > Point::Kind::kStored) {
    throw std::runtime_error("An exchange is held at headers, body:N, object:N, body or stored.");
  }
  return rule;
}

}  // namespace

struct Hold::State {
  State(std::shared_ptr<ServedLane> of, Rule rule)
      : lane(std::move(of)),
        held(std::make_shared<HeldExchange>(std::move(rule), lane->seed(), lane->name())) {
    lane->holds().add(held);
  }
  ~State() {
    held->end();
    lane->holds().remove(held);
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  const std::shared_ptr<ServedLane> lane;
  const std::shared_ptr<HeldExchange> held;
  std::optional<HeldRequest> seen;
};

Hold HoldAccess::make(const std::shared_ptr<ServedLane>& lane, std::string_view what) {
  return Hold(std::make_unique<Hold::State>(lane, rule_of(what)));
}

Hold::Hold(std::unique_ptr<State> state) : state_(std::move(state)) {}
Hold::Hold(Hold&&) noexcept = default;
Hold& Hold::operator=(Hold&&) noexcept = default;
Hold::~Hold() = default;

bool Hold::wait(std::chrono::milliseconds timeout) {
  const bool stands = state_->held->wait(timeout);
  state_->seen = state_->held->request();
  return stands;
}

const HeldRequest& Hold::request() const {
  if (!state_->seen) throw std::logic_error("Nobody stands there yet: wait() comes first.");
  return *state_->seen;
}

bool Hold::release() { return state_->held->decide({}); }

bool Hold::answer(int status, HeaderList headers, std::optional<std::string> body) {
  if (status < 200 || status > 599) throw std::logic_error("An answer's status is 200 to 599.");
  Decision decision;
  decision.kind = Decision::Kind::kAnswer;
  decision.status = status;
  decision.headers = std::move(headers);
  decision.body = std::move(body);
  return state_->held->decide(std::move(decision));
}

bool Hold::reset() {
  Decision decision;
  decision.kind = Decision::Kind::kReset;
  return state_->held->decide(std::move(decision));
}

bool Hold::close() {
  Decision decision;
  decision.kind = Decision::Kind::kClose;
  return state_->held->decide(std::move(decision));
}

}  // namespace resumulator
