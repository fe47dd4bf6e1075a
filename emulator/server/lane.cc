// The public Lane: a served lane, the scenario it was given in code or files, and its verdict.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <resumulator/lane.hpp>
#include <resumulator/server.hpp>
#include <span>
#include <stdexcept>
#include <utility>

#include "core/base/seeded_bytes.h"
#include "engine/engine.h"
#include "engine/lanes.h"
#include "scenario/conversation.h"
#include "server/hold_access.h"
#include "server/lane_access.h"
#include "server/lane_case.h"
#include "server/scenario_draft.h"
#include "server/scenario_reading.h"
#include "server/stored_object.h"
#include "verdict/report.h"
#include "verdict/story.h"

namespace resumulator {
namespace {

void to_stderr(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fputc('\n', stderr);
}

/// Where unasked verdicts go. The one thing all servers of a process share.
std::atomic<void (*)(const std::string&)>& unasked_handler() {
  static std::atomic<void (*)(const std::string&)> handler{&to_stderr};
  return handler;
}

std::atomic<std::string (*)()>& namer() {
  static std::atomic<std::string (*)()> function{nullptr};
  return function;
}

/// What a lane's name may be of any text, with room for a number behind it.
std::string as_lane_name(std::string text) {
  constexpr std::size_t kOwnMax = 180;
  for (char& c : text) {
    if (!is_lane_name(std::string_view(&c, 1))) c = '-';
  }
  return text.empty() ? "lane" : text.substr(0, kOwnMax);
}

}  // namespace

void name_lanes_by(std::string (*function)()) { namer() = function; }

void report_unasked_verdicts_to(void (*handler)(const std::string& text)) {
  unasked_handler() = handler;
}

class Lane::State {
 public:
  State(Engine& engine, const Options& base, std::string base_url, std::shared_ptr<ServedLane> lane)
      : engine_(engine),
        base_(base),
        url_(std::move(base_url) + std::string(kLanePrefix) + lane->name()),
        lane_(std::move(lane)),
        draft_(lane_->name()) {}

  [[nodiscard]] ServedLane& lane() const { return *lane_; }
  [[nodiscard]] const std::shared_ptr<ServedLane>& shared_lane() const { return lane_; }
  [[nodiscard]] const std::string& url() const { return url_; }
  [[nodiscard]] ScenarioDraft& draft() { return draft_; }
  [[nodiscard]] const ScenarioDraft& draft() const { return draft_; }

  /// Puts in force what the draft says now.
  void obey() {
    const Scenario scenario = draft_.scenario();
    lane_->set_rules(scenario.rules, scenario.heal);
    lane_->set_judged(true, !scenario.expect.empty());
  }
  /// A scenario that gives a world gets one: the lane begins anew.
  void furnish(const Given& given) {
    Options options = options_for(given, base_);
    if (options.clock == base_.clock) options.clock = lane_->in_use().world->shared_clock();
    options.store_dir.clear();
    auto world = World::open(options, options.clock, lane_->seed());
    if (!world) throw std::runtime_error(world.error().text);
    lane_->set_world(*std::move(world));
  }
  [[nodiscard]] LaneVerdict judged() {
    asked_ = true;
    const Scenario scenario = draft_.scenario();
    const Evidence evidence = evidence_of(*lane_, scenario);
    return LaneAccess::verdict(judge(evidence, scenario), evidence);
  }
  void dismiss() { asked_ = true; }
  void close() {
    if (!engine_.lanes().remove(lane_->name())) return;
    if (!asked_ && !draft_.scenario().expect.empty()) tell_unasked();
    lane_->stop();
  }

 private:
  void tell_unasked() {
    const LaneVerdict verdict = judged();
    const auto handler = unasked_handler().load();
    if (verdict.passed() || handler == nullptr) return;
    handler("Nobody asked for the verdict on lane \"" + lane_->name() + "\":\n" + verdict.text());
  }

  Engine& engine_;
  const Options& base_;
  const std::string url_;
  const std::shared_ptr<ServedLane> lane_;
  ScenarioDraft draft_;
  std::atomic<bool> asked_{false};
};

LaneVerdict LaneAccess::verdict(const Verdict& verdict, const Evidence& evidence) {
  LaneVerdict out;
  out.outcome = to_string(verdict.outcome);
  out.headline = verdict.headline;
  for (const CheckResult& check : verdict.checks) {
    if (check.outcome != CheckOutcome::kFail || !check.decides) continue;
    out.failures.push_back(check.id + ": expected " + check.expected + "; " + check.seen);
  }
  out.text_ = to_text(verdict, evidence);
  out.json_ = to_json(verdict);
  return out;
}

Result<Lane> LaneAccess::open(Engine& engine, const Options& base, const std::string& base_url,
                              const std::string& name) {
  auto lane =
      open_lane(engine, base, {.name = name, .seed = {}, .scenario = nullptr, .claims = {}});
  if (!lane) return Unexpected(lane.error());
  return Lane(std::make_unique<Lane::State>(engine, base, base_url, *std::move(lane)));
}

Result<Lane> LaneAccess::open_unnamed(Engine& engine, const Options& base,
                                      const std::string& base_url) {
  const auto function = namer().load();
  const std::string name = as_lane_name(function == nullptr ? "" : function());
  for (int number = 1;; ++number) {
    auto lane =
        open(engine, base, base_url, number == 1 ? name : name + "-" + std::to_string(number));
    if (lane || lane.error().kind != ErrorKind::kConflict) return lane;
  }
}

void LaneAccess::add_rule(Lane& lane, std::string json, std::optional<Custom> custom) {
  lane.state_->draft().add_rule(std::move(json));
  if (custom) {
    const Scenario scenario = lane.state_->draft().scenario();
    lane.state_->lane().customs().set(scenario.rules.back().name, *std::move(custom));
  }
  lane.state_->obey();
}

Lane::Lane(std::unique_ptr<State> state) : state_(std::move(state)) {}
Lane::Lane(Lane&&) noexcept = default;

Lane& Lane::operator=(Lane&& other) noexcept {
  if (this != &other) {
    if (state_) state_->close();
    state_ = std::move(other.state_);
  }
  return *this;
}

Lane::~Lane() {
  if (state_) state_->close();
}

const std::string& Lane::name() const { return state_->lane().name(); }
std::uint64_t Lane::seed() const { return state_->lane().seed(); }
std::string Lane::url() const { return state_->url(); }
Clock& Lane::clock() const { return state_->lane().in_use().world->clock(); }

void Lane::load(const std::string& path, std::string_view case_name) {
  state_->draft().add_loaded(load_scenario_file(path, reading()), case_name);
  const Scenario scenario = state_->draft().scenario();
  state_->furnish(scenario.given);
  if (auto done = load_case(state_->lane(), scenario); !done) {
    throw std::runtime_error(done.error().text);
  }
}

void Lane::load_text(std::string_view json, const std::string& name) {
  state_->draft().add_loaded(load_scenario(json, name, reading()), {});
  const Scenario scenario = state_->draft().scenario();
  state_->furnish(scenario.given);
  if (auto done = load_case(state_->lane(), scenario); !done) {
    throw std::runtime_error(done.error().text);
  }
}

void Lane::arm(std::string_view one_line) {
  state_->draft().add_line(one_line);
  state_->obey();
}

Hold Lane::hold(std::string_view what) { return HoldAccess::make(state_->shared_lane(), what); }

void Lane::expect(Expect expectation) {
  state_->draft().add_expectation(expectation.json());
  state_->obey();
}

std::string Lane::to_scenario() const { return state_->draft().document(); }

Journal Lane::journal() const {
  const auto kept = state_->lane().recorder().exchanges();
  Journal out;
  out.assign(kept.begin(), kept.end());
  return out;
}

std::optional<RecordedExchange> Lane::wait_for(
    const std::function<bool(const RecordedExchange&)>& fits,
    std::chrono::milliseconds timeout) const {
  return state_->lane().recorder().wait_for(fits, timeout);
}

Result<void> Lane::create_bucket(std::string_view name) {
  const auto world = state_->lane().in_use().world;
  Bucket spec;
  spec.name = name;
  spec.project = world->options().project;
  const auto made = world->objects().create_bucket(std::move(spec));
  return made ? Result<void>() : Unexpected(made.error());
}

Result<StoredObject> Lane::put_object(std::string_view bucket, std::string_view name,
                                      std::string_view bytes) {
  const auto made =
      store_bytes(*state_->lane().in_use().world, bucket, name, bytes, "application/octet-stream");
  if (!made) return Unexpected(made.error());
  return to_stored_object(*made);
}

std::optional<StoredObject> Lane::object(std::string_view bucket, std::string_view name) const {
  const auto found = state_->lane().in_use().world->objects().get(bucket, name);
  return found ? std::optional(to_stored_object(*found)) : std::nullopt;
}

LaneVerdict Lane::verdict() const { return state_->judged(); }
void Lane::dismiss() { state_->dismiss(); }

Journal Journal::of(Operation operation) const {
  Journal out;
  std::copy_if(begin(), end(), std::back_inserter(out),
               [&](const RecordedExchange& each) { return each.operation == operation; });
  return out;
}

Journal Journal::of(std::string_view operation) const {
  const auto wanted = operations_of(operation);
  if (wanted.empty()) {
    throw std::runtime_error("There is no operation \"" + std::string(operation) + "\".");
  }
  Journal out;
  std::copy_if(begin(), end(), std::back_inserter(out), [&](const RecordedExchange& each) {
    return std::find(wanted.begin(), wanted.end(), each.operation) != wanted.end();
  });
  return out;
}

std::string Journal::mismatch(std::string_view pattern) const {
  const auto parsed = Conversation::parse(pattern);
  if (!parsed) return parsed.error().text;
  std::map<std::uint64_t, std::vector<Utterance>> by_session;
  for (const RecordedExchange& each : *this) {
    if (each.session != 0) by_session[each.session].push_back(utterance(each));
  }
  if (by_session.empty()) return "There is no upload session.";
  for (const auto& [session, said] : by_session) {
    const auto match = parsed->match(said);
    if (match.whole) continue;
    std::string text = "session " + std::to_string(session) + ":";
    for (std::size_t i = 0; i < said.size(); ++i) {
      text += (i == match.matched ? " <here>" : "") + std::string(" ") + to_string(said[i]);
    }
    return text + "; wanted " + (match.wanted.empty() ? "nothing more" : match.wanted);
  }
  return {};
}

std::function<bool(const RecordedExchange&)> fired(std::string rule) {
  return [rule = std::move(rule)](const RecordedExchange& exchange) {
    return std::any_of(exchange.faults.begin(), exchange.faults.end(),
                       [&](const FiredFault& fault) {
                         return fault.rule == rule || fault.rule.ends_with("/" + rule);
                       });
  };
}

std::vector<std::string> case_names(const std::string& path) {
  const Loaded loaded = load_scenario_file(path, reading());
  if (!loaded.ok()) {
    std::string text;
    for (const Diagnostic& each : loaded.diagnostics) text += render(each, {}) + "\n";
    throw std::runtime_error(text);
  }
  std::vector<std::string> names;
  for (const Scenario& each : loaded.cases) names.push_back(each.case_name);
  return names;
}

std::string payload(std::uint64_t size, std::uint64_t seed) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  fill_seeded(seed, 0, std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

}  // namespace resumulator
