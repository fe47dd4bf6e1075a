// Rules and expectations written in code, as the JSON a scenario file would hold.
#include <exception>
#include <nlohmann/json.hpp>
#include <resumulator/lane.hpp>
#include <resumulator/rule.hpp>
#include <stdexcept>
#include <utility>

#include "server/lane_access.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

Json parsed(const JsonText& value) {
  Json json = Json::parse(value.text, nullptr, false);
  if (json.is_discarded()) throw std::runtime_error("This is no JSON: " + value.text);
  return json;
}

}  // namespace

struct RuleBuilder::Draft {
  Lane& lane;
  Json json = Json::object();
  Json actions = Json::array();
  std::optional<Custom> custom = std::nullopt;
  int exceptions = std::uncaught_exceptions();
};

RuleBuilder::RuleBuilder(std::unique_ptr<Draft> draft) : draft_(std::move(draft)) {}
RuleBuilder::RuleBuilder(RuleBuilder&&) noexcept = default;

RuleBuilder::~RuleBuilder() noexcept(false) {
  if (!draft_ || std::uncaught_exceptions() > draft_->exceptions) return;
  Draft& draft = *draft_;
  if (draft.actions.size() == 1) draft.json["do"] = draft.actions.front();
  if (draft.actions.size() > 1) draft.json["do"] = draft.actions;
  if (draft.custom && draft.json.value("at", "") == "accept") {
    throw std::runtime_error("A custom rule sees requests; at accept there is none yet.");
  }
  LaneAccess::add_rule(draft.lane, draft.json.dump(), std::move(draft.custom));
}

RuleBuilder Lane::rule(std::string name) {
  auto draft = std::unique_ptr<RuleBuilder::Draft>(new RuleBuilder::Draft{*this});
  draft->json["name"] = std::move(name);
  return RuleBuilder(std::move(draft));
}

RuleBuilder& RuleBuilder::when(std::string_view operation) {
  draft_->json["when"]["operation"] = operation;
  return *this;
}
RuleBuilder& RuleBuilder::when(std::string_view key, const JsonText& value) {
  draft_->json["when"][std::string(key)] = parsed(value);
  return *this;
}
RuleBuilder& RuleBuilder::nth(std::uint64_t n) {
  draft_->json["when"]["nth"] = n;
  return *this;
}
RuleBuilder& RuleBuilder::session(std::uint64_t ordinal) {
  draft_->json["when"]["session"] = ordinal;
  return *this;
}
RuleBuilder& RuleBuilder::bucket(std::string_view glob) {
  draft_->json["when"]["bucket"] = glob;
  return *this;
}
RuleBuilder& RuleBuilder::object(std::string_view glob) {
  draft_->json["when"]["object"] = glob;
  return *this;
}
RuleBuilder& RuleBuilder::at(const FaultPoint& point) {
  draft_->json["at"] = point.text;
  return *this;
}
RuleBuilder& RuleBuilder::keep(std::string_view word) {
  draft_->json["keep"] = word;
  return *this;
}
RuleBuilder& RuleBuilder::keep(std::uint64_t bytes) {
  draft_->json["keep"] = bytes;
  return *this;
}
RuleBuilder& RuleBuilder::times(std::uint64_t n) {
  draft_->json["times"] = n;
  return *this;
}
RuleBuilder& RuleBuilder::always() {
  draft_->json["times"] = "always";
  return *this;
}
RuleBuilder& RuleBuilder::skip(std::uint64_t n) {
  draft_->json["skip"] = n;
  return *this;
}
RuleBuilder& RuleBuilder::chance(double probability) {
  draft_->json["chance"] = probability;
  return *this;
}
RuleBuilder& RuleBuilder::because(std::string_view reason) {
  draft_->json["because"] = reason;
  return *this;
}
RuleBuilder& RuleBuilder::action(std::string_view word) {
  draft_->actions.push_back(std::string(word));
  return *this;
}
RuleBuilder& RuleBuilder::action(std::string_view word, const JsonText& value) {
  draft_->actions.push_back(Json{{std::string(word), parsed(value)}});
  return *this;
}
RuleBuilder& RuleBuilder::custom(Custom what) {
  if (!what.function()) throw std::runtime_error("A custom rule needs a function.");
  draft_->custom = std::move(what);
  return action("pass");
}

Expect& Expect::should() {
  level_ = "should";
  return *this;
}
Expect& Expect::info() {
  level_ = "info";
  return *this;
}
Expect& Expect::because(std::string_view reason) {
  because_ = reason;
  return *this;
}
std::string Expect::json() const {
  Json json = {{check_, parsed(value_)}};
  if (!level_.empty()) json["level"] = level_;
  if (!because_.empty()) json["because"] = because_;
  return json.dump();
}

Expect completes(std::uint64_t objects) {
  return {"completes", {Json{{"objects", objects}}.dump()}};
}
Expect bytes_agree() { return {"bytes_agree", {"true"}}; }
Expect asks_before_resuming() { return {"asks_before_resuming", {"true"}}; }
Expect resumes_at_reported() { return {"resumes_at", {"\"reported\""}}; }
Expect sessions(std::uint64_t count) { return {"sessions", {std::to_string(count)}}; }
Expect conversation(std::string_view pattern) { return {"conversation", {Json(pattern).dump()}}; }
Expect retries_at_most(std::uint64_t count, std::string_view per) {
  return {"retries", {Json{{"at_most", count}, {"per", per}}.dump()}};
}
Expect object_equals_sha256(std::string_view bucket, std::string_view name,
                            std::string_view sha256) {
  const Json wanted = {{"bucket", bucket}, {"name", name}, {"equals", Json{{"sha256", sha256}}}};
  return {"object", {wanted.dump()}};
}
Expect ResentBytes::at_most(std::uint64_t bytes) const {
  return {"resent_bytes", {Json{{"at_most", bytes}}.dump()}};
}

}  // namespace resumulator
