#include "core/wire/glob_parser.h"

#include "core/base/strings.h"
#include "core/base/utf8.h"

namespace resumulator {
namespace {

using State = Glob::State;
using Kind = State::Kind;

constexpr std::size_t kPatternMax = 1024;
constexpr char32_t kPastCodePoints = 0x110000;

Unexpected malformed(const char* what) { return {ErrorKind::kMalformed, what, "matchGlob"}; }

/// Recursive descent over the pattern; its depth is bounded by the pattern's size.
class Compiler {
 public:
  explicit Compiler(std::string_view pattern) : rest_(pattern) {}

  Result<GlobProgram> compile() {
    Result<void> done = sequence(/*in_braces=*/false, /*at_segment=*/true);
    if (!done) return Unexpected(std::move(done).error());
    emit(Kind::kAccept);
    return std::move(program_);
  }

 private:
  /// Items up to the end, or to the ',' or '}' of the braces around them.
  Result<void> sequence(bool in_braces, bool at_segment) {
    while (!rest_.empty() && !(in_braces && (rest_.front() == ',' || rest_.front() == '}'))) {
      const std::string_view before = rest_;
      Result<void> done = item(at_segment);
      if (!done) return done;
      at_segment = before[before.size() - rest_.size() - 1] == '/';
    }
    return {};
  }

  Result<void> item(bool at_segment) {
    if (at_segment && take_prefix(rest_, "**/")) return any_folders();
    if (take_prefix(rest_, "**")) return repeat(Kind::kAny);
    if (take_prefix(rest_, "*")) return repeat(Kind::kNoSlash);
    if (take_prefix(rest_, "?")) {
      plain_ = false;
      emit(Kind::kNoSlash);
      return {};
    }
    if (take_prefix(rest_, "[")) return character_class();
    if (take_prefix(rest_, "{")) return alternatives(at_segment);
    return literal();
  }

  Result<void> literal() {
    const std::string_view before = rest_;
    const Result<char32_t> c = character();
    if (!c) return Unexpected(c.error());
    program_.states[emit(Kind::kChar)].character = *c;
    std::string_view bytes = before.substr(0, before.size() - rest_.size());
    if (bytes.size() > 1) take_prefix(bytes, "\\");
    if (plain_) program_.literal_prefix += bytes;
    return {};
  }

  /// "**/" where a segment begins: nothing, or folders and their '/'.
  Result<void> any_folders() {
    plain_ = false;
    const std::uint32_t choice = emit(Kind::kSplit);
    (void)repeat(Kind::kAny);
    program_.states[emit(Kind::kChar)].character = U'/';
    program_.states[choice].other = here();
    return {};
  }

  Result<void> repeat(Kind kind) {
    plain_ = false;
    const std::uint32_t choice = emit(Kind::kSplit);
    program_.states[emit(kind)].next = choice;
    program_.states[choice].other = here();
    return {};
  }

  Result<void> alternatives(bool at_segment) {
    plain_ = false;
    std::vector<std::uint32_t> exits;
    for (;;) {
      const std::uint32_t choice = emit(Kind::kSplit);
      Result<void> done = sequence(/*in_braces=*/true, at_segment);
      if (!done) return done;
      exits.push_back(emit(Kind::kJump));
      const bool more = take_prefix(rest_, ",");
      if (!more && !take_prefix(rest_, "}")) return malformed("a '{' is not closed");
      // The last choice leads to its alternative both ways.
      program_.states[choice].other = more ? here() : choice + 1;
      if (!more) break;
    }
    for (const std::uint32_t exit : exits) program_.states[exit].next = here();
    return {};
  }

  Result<void> character_class() {
    plain_ = false;
    State state;
    state.kind = Kind::kClass;
    state.negated = take_prefix(rest_, "!") || take_prefix(rest_, "^");
    while (!take_prefix(rest_, "]")) {
      const Result<char32_t> first = character();
      if (!first) return Unexpected(first.error());
      char32_t last = *first;
      if (rest_.size() > 1 && rest_[0] == '-' && rest_[1] != ']') {
        rest_.remove_prefix(1);
        const Result<char32_t> to = character();
        if (!to) return Unexpected(to.error());
        last = *to;
      }
      if (last < *first) return malformed("a range in '[]' is reversed");
      state.ranges.emplace_back(*first, last);
    }
    if (state.ranges.empty()) return malformed("a '[]' is empty");
    program_.states[emit(Kind::kClass)] = std::move(state);
    program_.states.back().next = here();
    return {};
  }

  /// One character, as it is or behind a '\'.
  Result<char32_t> character() {
    if (rest_.empty()) return malformed("a '[' is not closed");
    take_prefix(rest_, "\\");
    if (rest_.empty()) return malformed("the pattern ends in '\\'");
    return take_code_point(rest_);
  }

  [[nodiscard]] std::uint32_t here() const {
    return static_cast<std::uint32_t>(program_.states.size());
  }
  std::uint32_t emit(Kind kind) {
    State state;
    state.kind = kind;
    state.next = here() + 1;
    program_.states.push_back(std::move(state));
    return here() - 1;
  }

  std::string_view rest_;
  GlobProgram program_;
  bool plain_ = true;  ///< only literals so far
};

}  // namespace

Result<GlobProgram> compile_glob(std::string_view pattern) {
  if (pattern.size() > kPatternMax) {
    return Unexpected(ErrorKind::kTooLarge, "the pattern is longer than 1024 bytes", "matchGlob");
  }
  return Compiler(pattern).compile();
}

char32_t take_code_point(std::string_view& text) {
  const std::size_t size = utf8_sequence_size(text);
  const auto lead = static_cast<unsigned char>(text.front());
  if (size <= 1) {
    text.remove_prefix(1);
    return size == 1 ? lead : kPastCodePoints + lead;
  }
  char32_t c = lead & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    c = c << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  text.remove_prefix(size);
  return c;
}

}  // namespace resumulator
