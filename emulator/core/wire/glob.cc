#include "core/wire/glob.h"

#include <algorithm>

#include "core/wire/glob_parser.h"

namespace resumulator {
namespace {

using State = Glob::State;
using Kind = State::Kind;

/// States that are active at once; each at most once, so a step costs no more than the pattern.
class ActiveStates {
 public:
  explicit ActiveStates(const std::vector<State>& states)
      : states_(&states), active_(states.size()) {}

  /// Adds a state and all it leads to without a character.
  void add(std::uint32_t from) {
    pending_.push_back(from);
    while (!pending_.empty()) {
      const std::uint32_t at = pending_.back();
      pending_.pop_back();
      if (active_[at]) continue;
      active_[at] = true;
      const State& state = (*states_)[at];
      if (state.kind == Kind::kSplit) pending_.push_back(state.other);
      if (state.kind == Kind::kSplit || state.kind == Kind::kJump) pending_.push_back(state.next);
      if (state.kind != Kind::kSplit && state.kind != Kind::kJump) members_.push_back(at);
    }
  }
  void clear() {
    active_.assign(active_.size(), false);
    members_.clear();
  }
  [[nodiscard]] const std::vector<std::uint32_t>& members() const { return members_; }

 private:
  const std::vector<State>* states_;
  std::vector<bool> active_;
  std::vector<std::uint32_t> members_;
  std::vector<std::uint32_t> pending_;
};

bool takes(const State& state, char32_t c) {
  switch (state.kind) {
    case Kind::kChar:
      return c == state.character;
    case Kind::kAny:
      return true;
    case Kind::kNoSlash:
      return c != U'/';
    case Kind::kClass: {
      const bool listed =
          std::any_of(state.ranges.begin(), state.ranges.end(),
                      [c](const auto& range) { return range.first <= c && c <= range.second; });
      return c != U'/' && listed != state.negated;
    }
    case Kind::kSplit:
    case Kind::kJump:
    case Kind::kAccept:
      break;
  }
  return false;
}

}  // namespace

Result<Glob> Glob::parse(std::string_view pattern) {
  Result<GlobProgram> program = compile_glob(pattern);
  if (!program) return Unexpected(std::move(program).error());
  Glob glob;
  glob.states_ = std::move(program->states);
  glob.prefix_ = std::move(program->literal_prefix);
  return glob;
}

bool Glob::matches(std::string_view name) const {
  if (states_.empty()) return name.empty();
  if (!name.starts_with(prefix_)) return false;
  ActiveStates now(states_);
  ActiveStates next(states_);
  now.add(0);
  while (!name.empty() && !now.members().empty()) {
    const char32_t c = take_code_point(name);
    next.clear();
    for (const std::uint32_t at : now.members()) {
      if (takes(states_[at], c)) next.add(states_[at].next);
    }
    std::swap(now, next);
  }
  return name.empty() &&
         std::any_of(now.members().begin(), now.members().end(),
                     [this](std::uint32_t at) { return states_[at].kind == Kind::kAccept; });
}

}  // namespace resumulator
