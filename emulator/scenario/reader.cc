#include "scenario/reader.h"

#include <algorithm>
#include <cstdio>

#include "core/base/did_you_mean.h"
#include "core/base/strings.h"
#include "core/base/units.h"
#include "core/wire/times.h"

namespace resumulator {
namespace {

/// A file with more mistakes than this is told of the first ones only.
constexpr std::size_t kDiagnosticsMax = 1000;

/// Splits `; did you mean "x"?` off a message, so that editors get the suggestion on its own.
void set_message(Diagnostic& diagnostic, std::string message) {
  const std::string mark = "did you mean \"";
  const auto at = message.find(mark);
  if (at != std::string::npos) {
    const auto begin = at + mark.size();
    diagnostic.suggestions.push_back(message.substr(begin, message.find('"', begin) - begin));
  }
  diagnostic.message = std::move(message);
}

std::string listed(const std::vector<std::string_view>& words) {
  std::string out;
  for (const std::string_view word : words) out += (out.empty() ? "" : " ") + std::string(word);
  return out;
}

/// The two sides of "a..b"; empty when there is no "..".
std::optional<std::pair<std::string_view, std::string_view>> sides(std::string_view text) {
  const auto at = text.find("..");
  if (at == std::string_view::npos) return std::nullopt;
  return std::pair(text.substr(0, at), text.substr(at + 2));
}

std::optional<std::uint64_t> bound(std::string_view text, bool sizes) {
  if (sizes) {
    const auto size = parse_size(text);
    return size ? std::optional(*size) : std::nullopt;
  }
  const auto number = parse_u64(text);
  return number && *number > 0 ? std::optional(*number) : std::nullopt;
}

std::string plain(double number) {
  char out[32];
  std::snprintf(out, sizeof out, "%g", number);
  return out;
}

}  // namespace

std::string step(const std::string& pointer, std::string_view key) {
  std::string out = pointer + "/";
  for (const char c : key) out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return out;
}

bool all_known(const Node& object, const std::vector<std::string_view>& known) {
  return std::all_of(object.members.begin(), object.members.end(), [&](const Node::Member& each) {
    return std::find(known.begin(), known.end(), each.key) != known.end();
  });
}

Reader::Reader(std::string_view text, std::string file, std::vector<Diagnostic>& out)
    : lines_{0}, size_(text.size()), file_(std::move(file)), out_(out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') lines_.push_back(i + 1);
  }
}

LineColumn Reader::locate(std::size_t byte) const {
  byte = std::min(byte, size_);
  const auto line = std::upper_bound(lines_.begin(), lines_.end(), byte) - 1;
  return {static_cast<std::uint32_t>(line - lines_.begin()) + 1,
          static_cast<std::uint32_t>(byte - *line) + 1};
}

void Reader::syntax(const PlacedJson& parsed) {
  for (const Problem& problem : parsed.problems) {
    const char* code = problem.kind == Problem::Kind::kDuplicateKey ? "E002" : "E001";
    error_at(problem.span, problem.pointer, code, problem.message);
  }
}

void Reader::error(const Node& at, const std::string& pointer, std::string code,
                   std::string message) {
  if (!at.reported) error_at(at.span, pointer, std::move(code), std::move(message));
}

void Reader::error_at(TextSpan span, const std::string& pointer, std::string code,
                      std::string message) {
  if (out_.size() >= kDiagnosticsMax) return;  // whatever follows, it is wrong already
  const LineColumn begin = locate(span.begin);
  const LineColumn end = locate(span.end);
  Diagnostic diagnostic;
  diagnostic.file = file_;
  diagnostic.line = begin.line;
  diagnostic.column = begin.column;
  diagnostic.end_line = end.line;
  diagnostic.end_column = end.column;
  diagnostic.pointer = pointer;
  diagnostic.code = std::move(code);
  set_message(diagnostic, std::move(message));
  out_.push_back(std::move(diagnostic));
}

void Reader::warning(TextSpan span, const std::string& pointer, std::string code,
                     std::string message) {
  if (out_.size() >= kDiagnosticsMax / 2) return;  // the rest is kept for errors
  error_at(span, pointer, std::move(code), std::move(message));
  out_.back().severity = Diagnostic::Severity::kWarning;
}

SourcePlace Reader::place(const Node& node, const std::string& pointer) const {
  const LineColumn at = locate(node.span.begin);
  return {file_, at.line, at.column, pointer};
}

void Reader::only(const Node& object, const std::string& pointer,
                  const std::vector<std::string_view>& known, const char* context) {
  // Words people bring from other tools, beside near misses.
  static constexpr std::pair<std::string_view, std::string_view> kAliases[] = {
      {"repeat", "times"}, {"count", "times"},   {"match", "when"},       {"if", "when"},
      {"action", "do"},    {"then_do", "do"},    {"after", "skip"},       {"probability", "chance"},
      {"where", "at"},     {"on", "at"},         {"rule", "rules"},       {"expects", "expect"},
      {"faults", "rules"}, {"name", "scenario"}, {"description", "about"}};
  for (const Node::Member& member : object.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    std::string hint = did_you_mean(member.key, known);
    for (const auto& [alias, word] : kAliases) {
      const bool meant = hint.empty() && alias == member.key &&
                         std::find(known.begin(), known.end(), word) != known.end();
      if (meant) hint = "; did you mean \"" + std::string(word) + "\"?";
    }
    error_at(member.key_span, step(pointer, member.key), "E003",
             "unknown key \"" + member.key + "\" in " + context +
                 (hint.empty() ? "; known are: " + listed(known) : hint));
  }
}

bool Reader::is_object(const Node& node, const std::string& pointer, const char* what) {
  if (node.is_object()) return true;
  error(node, pointer, "E004", std::string(what) + " is written as an object in braces");
  return false;
}

bool Reader::is_list(const Node& node, const std::string& pointer, const char* what) {
  if (node.is_list()) return true;
  error(node, pointer, "E004", std::string(what) + " is written as a list in brackets");
  return false;
}

void Reader::not_empty(const Node& node, const std::string& pointer, const char* what) {
  if (node.is_list() && node.items.empty())
    error(node, pointer, "E007", std::string(what) + " holds at least one; leave it out for all");
}

std::optional<std::string> Reader::text(const Node& node, const std::string& pointer) {
  if (node.is_text()) return node.text;
  error(node, pointer, "E004", "a text in quotes is needed here");
  return std::nullopt;
}

std::optional<bool> Reader::boolean(const Node& node, const std::string& pointer) {
  if (node.kind == Node::Kind::kBool) return node.boolean;
  error(node, pointer, "E004", "true or false is needed here");
  return std::nullopt;
}

std::optional<double> Reader::number(const Node& node, const std::string& pointer, double least,
                                     double most) {
  const bool numeric = node.kind == Node::Kind::kUnsigned || node.kind == Node::Kind::kSigned ||
                       node.kind == Node::Kind::kReal;
  if (numeric && node.real >= least && node.real <= most) return node.real;
  error(node, pointer, numeric ? "E005" : "E004",
        "a number from " + plain(least) + " to " + plain(most) + " is needed here");
  return std::nullopt;
}

std::optional<std::uint64_t> Reader::whole(const Node& node, const std::string& pointer,
                                           std::uint64_t least) {
  if (node.kind == Node::Kind::kUnsigned && node.whole >= least) return node.whole;
  error(node, pointer, "E004",
        "a whole number of at least " + std::to_string(least) + " is needed here");
  return std::nullopt;
}

std::optional<std::int64_t> Reader::signed_whole(const Node& node, const std::string& pointer) {
  constexpr double kBound = 1e9;
  const bool numeric = node.kind == Node::Kind::kUnsigned || node.kind == Node::Kind::kSigned;
  if (numeric && node.real >= -kBound && node.real <= kBound)
    return static_cast<std::int64_t>(node.real);
  error(node, pointer, "E004", "a whole number is needed here");
  return std::nullopt;
}

std::optional<std::uint64_t> Reader::size(const Node& node, const std::string& pointer) {
  if (node.kind == Node::Kind::kUnsigned) return node.whole;
  if (node.is_text()) {
    if (const auto size = parse_size(node.text)) return *size;
  }
  error(node, pointer, "E005",
        to_json(node) + " is no size; a size is written 262144 or \"256 KiB\"");
  return std::nullopt;
}

std::optional<Duration> Reader::duration(const Node& node, const std::string& pointer) {
  if (node.is_text()) {
    if (const auto duration = parse_duration(node.text)) return *duration;
  }
  const bool bare = node.kind == Node::Kind::kUnsigned || (node.is_text() && parse_u64(node.text));
  error(node, pointer, "E005",
        to_json(node) + (bare ? " needs a unit" : " is no duration") +
            "; a duration is written \"5s\", \"250ms\", \"7d\"");
  return std::nullopt;
}

std::optional<NumberRange> Reader::range(const Node& node, const std::string& pointer, bool sizes) {
  if (node.kind == Node::Kind::kUnsigned && (sizes || node.whole > 0))
    return NumberRange{node.whole, node.whole};
  if (node.is_text()) {
    const auto both = sides(node.text);
    const auto first = both ? both->first : std::string_view(node.text);
    const auto last = both ? both->second : first;
    NumberRange range;
    const auto low = first.empty() ? std::optional<std::uint64_t>(0) : bound(first, sizes);
    const auto high = last.empty() ? std::optional<std::uint64_t>(UINT64_MAX) : bound(last, sizes);
    if (low && high && *low <= *high && !(first.empty() && last.empty())) {
      range.first = *low;
      range.last = *high;
      return range;
    }
  }
  error(node, pointer, "E005",
        to_json(node) + " is no range; a range is written " +
            (sizes ? "\"1 MiB..2 MiB\", \"1 MiB..\" or \"..4096\""
                   : "2, \"2..\", \"..4\" or \"1..3\", counted from 1"));
  return std::nullopt;
}

std::optional<std::pair<Duration, Duration>> Reader::duration_range(const Node& node,
                                                                    const std::string& pointer) {
  const auto both = node.is_text() ? sides(node.text) : std::nullopt;
  if (both) {
    const auto low =
        both->first.empty() ? Result<Duration>(Duration(0)) : parse_duration(both->first);
    const auto high =
        both->second.empty() ? Result<Duration>(Duration::max()) : parse_duration(both->second);
    const bool bounded = !both->first.empty() || !both->second.empty();
    if (bounded && low && high && *low <= *high) return std::pair(*low, *high);
  }
  error(
      node, pointer, "E005",
      to_json(node) + " is no range of durations; it is written \"7d..\", \"..30s\" or \"1h..2h\"");
  return std::nullopt;
}

std::optional<GlobPattern> Reader::glob(const Node& node, const std::string& pointer) {
  const auto written = text(node, pointer);
  if (!written) return std::nullopt;
  if (const auto glob = Glob::parse(*written); !glob) {
    error(node, pointer, "E005", "\"" + *written + "\" is no glob: " + glob.error().text);
    return std::nullopt;
  }
  return GlobPattern(*written);
}

std::optional<StatusRange> Reader::status(const Node& node, const std::string& pointer) {
  if (node.kind == Node::Kind::kUnsigned && node.whole >= 100 && node.whole <= 599) {
    return StatusRange{static_cast<int>(node.whole), static_cast<int>(node.whole)};
  }
  const bool is_class = node.is_text() && node.text.size() == 3 && node.text[0] >= '1' &&
                        node.text[0] <= '5' && node.text.substr(1) == "xx";
  if (is_class) {
    const int hundred = (node.text[0] - '0') * 100;
    return StatusRange{hundred, hundred + 99};
  }
  error(node, pointer, "E005",
        to_json(node) + " is no status; a status is written 503, or \"5xx\" for the class");
  return std::nullopt;
}

std::optional<TimePoint> Reader::time(const Node& node, const std::string& pointer) {
  if (node.is_text()) {
    if (const auto time = parse_rfc3339(node.text)) return *time;
  }
  error(node, pointer, "E005",
        to_json(node) + " is no time; a time is written \"2030-01-01T00:00:00Z\"");
  return std::nullopt;
}

std::optional<std::string> Reader::word(const Node& node, const std::string& pointer,
                                        const std::vector<std::string_view>& known,
                                        const char* what) {
  const auto written = text(node, pointer);
  if (!written) return std::nullopt;
  if (std::find(known.begin(), known.end(), *written) != known.end()) return written;
  error(node, pointer, "E006",
        "unknown " + std::string(what) + " \"" + *written + "\"" + did_you_mean(*written, known) +
            " (one of: " + listed(known) + ")");
  return std::nullopt;
}

}  // namespace resumulator
