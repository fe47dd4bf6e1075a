#include "scenario/conversation.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "core/base/did_you_mean.h"
#include "core/base/strings.h"

namespace resumulator {
namespace {

using State = Conversation::State;

constexpr std::size_t kPatternMax = 4096;
constexpr int kDepthMax = 32;

const std::vector<std::pair<std::string_view, std::vector<Operation>>>& words() {
  static const std::vector<std::pair<std::string_view, std::vector<Operation>>> list = {
      {"create", {Operation::kCreate}},     {"append", {Operation::kAppend}},
      {"finalize", {Operation::kFinalize}}, {"upload", {Operation::kAppend, Operation::kFinalize}},
      {"query", {Operation::kQuery}},       {"cancel", {Operation::kCancel}},
      {"simple", {Operation::kSimple}},     {"download", {Operation::kDownload}},
      {"stat", {Operation::kStat}},         {"list", {Operation::kList}},
      {"delete", {Operation::kDelete}},     {"other", {Operation::kOther}}};
  return list;
}

constexpr std::string_view kEndings[] = {"reset", "close", "hang", "cut", "garbage"};

/// A piece of the machine under construction: entered at `begin`, every `open` state's way out is
/// not set yet.
struct Piece {
  std::size_t begin = 0;
  std::vector<std::size_t>
      open;  ///< states whose `next` is missing; a split's `other` when flagged
};

/// Recursive descent over the pattern, building states.
class Parser {
 public:
  Parser(std::string_view text, std::vector<State>& states) : text_(text), states_(states) {}

  Result<void> run() {
    auto all = choice(0);
    if (!all) return Unexpected(all.error());
    if (at_ < text_.size()) return Unexpected(wrong("an unmatched \")\""));
    const std::size_t accept = add({});
    close(*all, accept);
    const std::size_t start = add({});
    states_[start].kind = State::Kind::kJump;
    states_[start].next = all->begin;
    return {};
  }

 private:
  [[nodiscard]] Error wrong(const std::string& what) const {
    return {ErrorKind::kMalformed,
            "in the conversation pattern, at character " + std::to_string(at_ + 1) + ": " + what,
            {}};
  }
  std::size_t add(State state) {
    states_.push_back(std::move(state));
    return states_.size() - 1;
  }
  void close(const Piece& piece, std::size_t to) {
    for (const std::size_t state : piece.open) {
      State& each = states_[state];
      (each.kind == State::Kind::kSplit ? each.other : each.next) = to;
    }
  }
  void skip_blanks() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  Result<Piece> choice(int depth) {
    if (depth > kDepthMax) return Unexpected(wrong("groups nested too deep"));
    auto left = sequence(depth);
    if (!left) return left;
    skip_blanks();
    if (at_ >= text_.size() || text_[at_] != '|') return left;
    ++at_;
    auto right = choice(depth + 1);
    if (!right) return right;
    const std::size_t split = split_to(left->begin, right->begin);
    Piece piece{split, left->open};
    piece.open.insert(piece.open.end(), right->open.begin(), right->open.end());
    return piece;
  }

  std::size_t split_to(std::size_t next, std::size_t other) {
    State state;
    state.kind = State::Kind::kSplit;
    state.next = next;
    state.other = other;
    return add(std::move(state));
  }

  Piece nothing() {
    State state;
    state.kind = State::Kind::kJump;
    const std::size_t jump = add(std::move(state));
    return {jump, {jump}};
  }

  Result<Piece> sequence(int depth) {
    Piece all = nothing();
    for (;;) {
      skip_blanks();
      if (at_ >= text_.size() || text_[at_] == '|' || text_[at_] == ')') return all;
      auto item = repeated(depth);
      if (!item) return item;
      close(all, item->begin);
      all.open = item->open;
    }
  }

  Result<Piece> repeated(int depth) {
    auto item = atom(depth);
    if (!item || at_ >= text_.size()) return item;
    const char sign = text_[at_];
    if (sign != '?' && sign != '*' && sign != '+') return item;
    ++at_;
    const std::size_t split = split_to(item->begin, 0);
    if (sign == '?') {
      item->open.push_back(split);
      return Piece{split, item->open};
    }
    close(*item, split);
    return Piece{sign == '*' ? split : item->begin, {split}};
  }

  Result<Piece> atom(int depth) {
    if (text_.substr(at_).starts_with("...")) {
      at_ += 3;
      State state;
      state.kind = State::Kind::kAnything;
      const std::size_t any = add(std::move(state));
      const std::size_t split = split_to(any, 0);
      states_[any].next = split;
      return Piece{split, {split}};
    }
    if (text_[at_] == '(') {
      ++at_;
      auto inner = choice(depth + 1);
      if (!inner) return inner;
      skip_blanks();
      if (at_ >= text_.size() || text_[at_] != ')') return Unexpected(wrong("a \")\" is missing"));
      ++at_;
      return inner;
    }
    return word();
  }

  Result<Piece> word() {
    State state;
    state.kind = State::Kind::kWord;
    if (text_[at_] == '~') {
      state.kind = State::Kind::kNotWord;
      ++at_;
    }
    const std::size_t begin = at_;
    while (at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    std::vector<std::string_view> known;
    for (const auto& [each, operations] : words()) {
      known.push_back(each);
      if (each == name) state.operations = operations;
    }
    if (state.operations.empty()) {
      at_ = begin;
      return Unexpected(
          wrong("unknown word \"" + std::string(name) + "\"" + did_you_mean(name, known)));
    }
    state.word = std::string(name);
    if (at_ < text_.size() && text_[at_] == ':') {
      if (auto read = outcome(state); !read) return Unexpected(read.error());
    }
    const std::size_t index = add(std::move(state));
    return Piece{index, {index}};
  }

  Result<void> outcome(State& state) {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    const std::string_view text = text_.substr(begin, at_ - begin);
    state.word += ":" + std::string(text);
    if (text.size() == 3 && text.substr(1) == "xx" && text[0] >= '1' && text[0] <= '5') {
      state.status_first = (text[0] - '0') * 100;
      state.status_last = state.status_first + 99;
      return {};
    }
    if (const auto status = parse_u64(text); status && *status >= 100 && *status <= 599) {
      state.status_first = state.status_last = static_cast<int>(*status);
      return {};
    }
    if (std::find(std::begin(kEndings), std::end(kEndings), text) != std::end(kEndings)) {
      state.ending = std::string(text);
      return {};
    }
    at_ = begin;
    return Unexpected(
        wrong("an outcome is a status (503), a class (5xx), or reset, close, hang, cut, garbage"));
  }

  std::string_view text_;
  std::vector<State>& states_;
  std::size_t at_ = 0;
};

bool takes(const State& state, const Utterance& said) {
  const bool operation = std::find(state.operations.begin(), state.operations.end(),
                                   said.operation) != state.operations.end();
  if (!operation) return false;
  if (!state.ending.empty()) return said.ending == state.ending;
  if (state.status_first == 0) return true;
  return said.ending.empty() && said.status >= state.status_first &&
         said.status <= state.status_last;
}

/// Follows every way that takes no utterance. A "must not be next" lets a way on unless `next` is
/// that word.
void follow(const std::vector<State>& states, std::size_t at, const Utterance* next,
            std::set<std::size_t>& into) {
  if (into.count(at) != 0) return;
  into.insert(at);
  const State& state = states[at];
  if (state.kind == State::Kind::kJump) follow(states, state.next, next, into);
  if (state.kind == State::Kind::kNotWord && (next == nullptr || !takes(state, *next)))
    follow(states, state.next, next, into);
  if (state.kind == State::Kind::kSplit) {
    follow(states, state.next, next, into);
    follow(states, state.other, next, into);
  }
}

std::string wanted_words(const std::vector<State>& states, const std::set<std::size_t>& here) {
  std::set<std::string> names;
  for (const std::size_t each : here) {
    if (states[each].kind == State::Kind::kWord) names.insert(states[each].word);
    if (states[each].kind == State::Kind::kAccept) names.insert("the end");
  }
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : " or ") + name;
  return out;
}

/// "..." goes as far as the first word behind it, not to the last: what that word takes it leaves
/// alone.
bool left_to_the_word_behind(const std::vector<State>& states, std::size_t anything,
                             const Utterance& said) {
  std::set<std::size_t> behind;
  follow(states, states[states[anything].next].other, &said, behind);
  return std::any_of(behind.begin(), behind.end(), [&](std::size_t each) {
    return states[each].kind == State::Kind::kWord && takes(states[each], said);
  });
}

/// Runs the machine; returns the utterances taken, and the states it stood in then.
std::size_t run(const std::vector<State>& states, const std::vector<Utterance>& said,
                std::set<std::size_t>& here) {
  const auto next = [&](std::size_t i) { return i < said.size() ? &said[i] : nullptr; };
  std::set<std::size_t> now;
  follow(states, states.size() - 1, next(0), now);
  for (std::size_t i = 0; i < said.size(); ++i) {
    std::set<std::size_t> after;
    for (const std::size_t each : now) {
      const State& state = states[each];
      const bool word = state.kind == State::Kind::kWord && takes(state, said[i]);
      const bool on = word || (state.kind == State::Kind::kAnything &&
                               !left_to_the_word_behind(states, each, said[i]));
      if (on) follow(states, state.next, next(i + 1), after);
    }
    if (after.empty()) {
      here = now;
      return i;
    }
    now = std::move(after);
  }
  here = now;
  return said.size();
}

bool accepts(const std::vector<State>& states, const std::vector<Utterance>& said) {
  std::set<std::size_t> here;
  if (run(states, said, here) != said.size()) return false;
  return std::any_of(here.begin(), here.end(),
                     [&](std::size_t each) { return states[each].kind == State::Kind::kAccept; });
}

/// One utterance less, or one more of what was wanted, at the place where it stopped fitting.
std::string shortest_edit(const std::vector<State>& states, const std::vector<Utterance>& said,
                          std::size_t at, const std::set<std::size_t>& here) {
  if (at < said.size()) {
    auto without = said;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(at));
    if (accepts(states, without))
      return "without #" + std::to_string(said[at].seq) + " " + to_string(said[at]) +
             " it would fit";
  }
  for (const std::size_t each : here) {
    const State& state = states[each];
    if (state.kind != State::Kind::kWord) continue;
    Utterance wanted{state.operations.front(), state.status_first, state.ending, 0};
    for (const bool replace : {false, true}) {
      auto changed = said;
      if (replace && at >= said.size()) continue;
      if (replace) {
        changed[at] = wanted;
      } else {
        changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(at), wanted);
      }
      if (!accepts(states, changed)) continue;
      if (!replace)
        return "with " + state.word + " before " +
               (at < said.size() ? "#" + std::to_string(said[at].seq) : "the end") +
               " it would fit";
      return "with " + state.word + " in place of #" + std::to_string(said[at].seq) +
             " it would fit";
    }
  }
  return {};
}

}  // namespace

Result<Conversation> Conversation::parse(std::string_view pattern) {
  if (pattern.size() > kPatternMax)
    return Unexpected(ErrorKind::kTooLarge, "a conversation pattern has at most 4096 characters");
  // A pattern that ends in "must not be next" says nothing of what comes after that.
  const auto last = pattern.substr(std::min(pattern.size(), pattern.rfind(' ') + 1));
  const std::string whole = std::string(pattern) + (last.starts_with('~') ? " ..." : "");
  Conversation conversation;
  if (auto parsed = Parser(whole, conversation.states_).run(); !parsed)
    return Unexpected(parsed.error());
  return conversation;
}

Conversation::Match Conversation::match(const std::vector<Utterance>& utterances) const {
  Match match;
  std::set<std::size_t> here;
  match.matched = run(states_, utterances, here);
  match.whole = accepts(states_, utterances);
  if (match.whole) return match;
  match.wanted = wanted_words(states_, here);
  match.edit = shortest_edit(states_, utterances, match.matched, here);
  return match;
}

std::string to_string(const Utterance& utterance) {
  const std::string outcome =
      utterance.ending.empty() ? std::to_string(utterance.status) : utterance.ending;
  return std::string(to_string(utterance.operation)) + ":" + outcome;
}

}  // namespace resumulator
