#include "engine/customs.h"

#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>
#include <vector>

#include "core/base/random.h"
#include "engine/holds.h"
#include "engine/passage_filter.h"

namespace resumulator {
namespace {

using Words = std::vector<std::pair<std::string, std::string>>;

class CustomDraws final : public Draws {
 public:
  CustomDraws(std::uint64_t seed, const std::string& stream, std::uint64_t call)
      : seed_(seed), stream_(stream), call_(call) {}
  [[nodiscard]] double unit(std::string_view purpose) const override {
    return draw_unit(seed_, stream_ + "/" + std::string(purpose), call_);
  }

 private:
  std::uint64_t seed_;
  const std::string& stream_;
  std::uint64_t call_;
};

/// What is wrong with it at this point; empty: nothing.
std::string problem_of(const std::string& word, const std::string& value, Point::Kind at) {
  const FaultKind* kind = find_fault_kind(word);
  // Phases change together with what fires, in the rule set.
  if (kind == nullptr || word == "enter") return "there is no action \"" + word + "\" for it";
  if (!kind->acts_at(at)) return "\"" + word + "\" cannot be at this point";
  if (!nlohmann::json::accept(value)) return "the value of \"" + word + "\" is no JSON: " + value;
  const auto checked = kind->check(value);
  return checked ? "" : "\"" + word + "\": " + checked.error().text;
}

void check(const Words& words, Point::Kind at) {
  int deciding = 0;
  for (const auto& [word, value] : words) {
    if (const auto problem = problem_of(word, value, at); !problem.empty()) {
      throw std::runtime_error(problem);
    }
    deciding += find_fault_kind(word)->decides() ? 1 : 0;
  }
  if (deciding > 1) throw std::runtime_error("more than one action ends the request");
}

std::string apply(const Words& words, const ExchangeView& exchange, const Draws& draws,
                  Effects& effects) {
  std::string did;
  for (const auto& [word, value] : words) {
    const FaultKind& kind = *find_fault_kind(word);
    kind.apply(value, exchange, draws, effects);
    did += (did.empty() ? "" : ", ") + kind.explain(value);
  }
  return did.empty() ? "nothing" : did;
}

/// A test that is wrong is not to look like a server that is well.
std::string refuse(const std::string& why, const ExchangeView& exchange, Effects& effects) {
  if (problem_of("answer", "500", exchange.at.kind).empty()) {
    effects.decision.emplace();
    effects.decision->kind = Decision::Kind::kAnswer;
    effects.decision->status = 500;
  }
  return "failed, " + why;
}

class CustomPassage final : public PassageFilter {
 public:
  CustomPassage(Customs& customs, std::unique_ptr<Passage> inner, const RequestHead& head)
      : PassageFilter(std::move(inner)), customs_(customs), head_(head) {}

  Outcome reach(const ExchangeView& exchange) override {
    Outcome outcome = inner().reach(exchange);
    for (Fired& fired : outcome.fired) {
      if (const auto custom = customs_.find(fired.rule)) {
        // The `pass` that keeps its place among the rules.
        outcome.effects.decision.reset();
        fired.did = "custom: " + custom->act(exchange, head_, outcome.effects);
      }
    }
    return outcome;
  }

 private:
  Customs& customs_;
  const RequestHead& head_;
};

}  // namespace

std::string CustomRule::act(const ExchangeView& exchange, const RequestHead& head,
                            Effects& effects) {
  const Custom::Request request = request_at(exchange, head);
  Custom::Session session(exchange.session, exchange.persisted);
  MutexLock hold(mutex_);
  const CustomDraws draws(seed_, stream_, calls_++);
  try {
    Words words = function_(request, session).words();
    const Words& changes = session.changes().words();
    words.insert(words.begin(), changes.begin(), changes.end());
    check(words, exchange.at.kind);
    return apply(words, exchange, draws, effects);
  } catch (const std::exception& problem) {
    return refuse(problem.what(), exchange, effects);
  } catch (...) {
    return refuse("it threw what is no std::exception", exchange, effects);
  }
}

void Customs::set(const std::string& rule, Custom custom) {
  MutexLock hold(mutex_);
  rules_[rule] =
      std::make_shared<CustomRule>(std::move(custom), seed_, lane_ + "/" + rule + "/custom");
  any_ = true;
}

std::shared_ptr<CustomRule> Customs::find(const std::string& rule) {
  MutexLock hold(mutex_);
  const auto found = rules_.find(rule);
  return found == rules_.end() ? nullptr : found->second;
}

std::unique_ptr<Passage> Customs::around(std::unique_ptr<Passage> passage,
                                         const RequestHead& head) {
  if (!any_) return passage;
  return std::make_unique<CustomPassage>(*this, std::move(passage), head);
}

}  // namespace resumulator
