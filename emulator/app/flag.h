// How a flag is declared, and the values that flags of several commands take.
//
//   FlagGroup network(command, "Network");
//   network.value("--port", "N", "0 picks a free one [0]", [&](const std::string& text) { … });
//
// Each flag can be set by a variable, too: environment.h gives them their names.
//
// Errors   of reading: CLI::ParseError with "--flag: what is wrong", caught in app.cc; third-party
//          types stay in .cc files. The text of a Take says what is taken, and names the value.
#pragma once

#include <cstdint>
#include <functional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace CLI {
class App;
}

namespace resumulator::app {

/// Reads one value and keeps it.
using Take = std::function<Result<void>(const std::string& text)>;

/// Reads with `parse` (a Result of one text) and puts the value into `place`; then `also` is done.
template <typename Parse, typename Place>
Take keep(Parse parse, Place& place, std::function<void()> also = {}) {
  return [parse, &place, also = std::move(also)](const std::string& text) -> Result<void> {
    auto value = parse(text);
    if (!value) return Unexpected(value.error());
    place = *std::move(value);
    if (also) also();
    return {};
  };
}

/// Flags that stand under one title of the help. What they are to set must outlive the parsing.
class FlagGroup {
 public:
  FlagGroup(CLI::App& command, const char* title) : command_(command), title_(title) {}

  void value(const char* flag, const char* value, const char* help, Take take);
  /// Repeatable, or several at once with commas between them.
  void values(const char* flag, const char* value, const char* help, Take take);
  void text(const char* flag, const char* value, const char* help, std::string& into);
  /// Repeatable; a comma is part of a path.
  void paths(const char* flag, const char* value, const char* help, std::vector<std::string>& into);
  void size(const char* flag, const char* help, std::uint64_t& into);
  /// Without a value.
  void on(const char* flag, const char* help, bool& into);
  void on(const char* flag, const char* help, std::function<void()> then);

 private:
  CLI::App& command_;
  const char* title_;
};

/// kUsage: "takes `what`, not "text"".
[[nodiscard]] Unexpected takes(std::string_view what, std::string_view text);

/// A number from `min` to `max`.
[[nodiscard]] Result<std::uint64_t> parse_number(std::string_view text, std::uint64_t max,
                                                 std::uint64_t min = 0);
[[nodiscard]] Result<std::uint16_t> parse_port(std::string_view text);
/// How much longer waits on the wire take: 0.001 to 1000.
[[nodiscard]] Result<double> parse_scale(std::string_view text);
/// 64 bits, decimal or 0x….
[[nodiscard]] Result<std::uint64_t> parse_seed(std::string_view text);

}  // namespace resumulator::app
