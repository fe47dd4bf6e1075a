// Reads values of the scenario language out of placed JSON; every mistake becomes a diagnostic with
// its place, and reading goes on.
//
// Units    bytes, microseconds, as the types say. A reader returns nothing when it has reported.
// Codes    E001 syntax, E002 key twice, E003 unknown key, E004 wrong kind of value, E005 not in the
//          grammar of its scalar, E006 unknown word, E007 missing, E008 contradiction, E009 does
//          not belong here, E010 a file that cannot be read.
// Source   docs/scenario-format.md, "Scalars" and "Messages".
// Threads  one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "faults/rule.h"
#include "scenario/diagnostic.h"
#include "scenario/placed_json.h"
#include "scenario/scenario.h"

namespace resumulator {

class Reader {
 public:
  Reader(std::string_view text, std::string file, std::vector<Diagnostic>& out);

  /// Reports what the parser found.
  void syntax(const PlacedJson& parsed);

  void error(const Node& at, const std::string& pointer, std::string code, std::string message);
  void error_at(TextSpan span, const std::string& pointer, std::string code, std::string message);
  void warning(TextSpan span, const std::string& pointer, std::string code, std::string message);
  [[nodiscard]] SourcePlace place(const Node& node, const std::string& pointer) const;

  /// Reports members that are none of `known`; `context` ends "unknown key "x" in …".
  void only(const Node& object, const std::string& pointer,
            const std::vector<std::string_view>& known, const char* context);
  bool is_object(const Node& node, const std::string& pointer, const char* what);
  bool is_list(const Node& node, const std::string& pointer, const char* what);
  /// Reports a list without items: none of them could hold, and all is not meant by it.
  void not_empty(const Node& node, const std::string& pointer, const char* what);

  std::optional<std::string> text(const Node& node, const std::string& pointer);
  std::optional<bool> boolean(const Node& node, const std::string& pointer);
  std::optional<double> number(const Node& node, const std::string& pointer, double least,
                               double most);
  std::optional<std::uint64_t> whole(const Node& node, const std::string& pointer,
                                     std::uint64_t least = 0);
  std::optional<std::int64_t> signed_whole(const Node& node, const std::string& pointer);
  std::optional<std::uint64_t> size(const Node& node, const std::string& pointer);
  std::optional<Duration> duration(const Node& node, const std::string& pointer);
  std::optional<NumberRange> range(const Node& node, const std::string& pointer, bool sizes);
  std::optional<std::pair<Duration, Duration>> duration_range(const Node& node,
                                                              const std::string& pointer);
  std::optional<GlobPattern> glob(const Node& node, const std::string& pointer);
  std::optional<StatusRange> status(const Node& node, const std::string& pointer);
  std::optional<TimePoint> time(const Node& node, const std::string& pointer);
  /// One word of a list; unknown ones are reported with the list and a suggestion.
  std::optional<std::string> word(const Node& node, const std::string& pointer,
                                  const std::vector<std::string_view>& known, const char* what);
  /// One value or a list of them, each read by `each`.
  template <typename Read>
  void one_or_many(const Node& node, const std::string& pointer, const Read& each) {
    if (!node.is_list()) {
      each(node, pointer);
      return;
    }
    for (std::size_t i = 0; i < node.items.size(); ++i)
      each(node.items[i], pointer + "/" + std::to_string(i));
  }
  [[nodiscard]] const std::string& file() const { return file_; }

 private:
  [[nodiscard]] LineColumn locate(std::size_t byte) const;

  std::vector<std::size_t> lines_;  ///< where each line begins
  std::size_t size_ = 0;
  std::string file_;
  std::vector<Diagnostic>& out_;
};

/// Whether `object` has no other keys: where it has, what is missing may be what one of them meant.
[[nodiscard]] bool all_known(const Node& object, const std::vector<std::string_view>& known);
/// `key` as a step of a JSON pointer.
[[nodiscard]] std::string step(const std::string& pointer, std::string_view key);

}  // namespace resumulator
