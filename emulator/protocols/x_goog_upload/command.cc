#include "protocols/x_goog_upload/command.h"

#include <array>
#include <utility>

#include "core/base/strings.h"

namespace resumulator::x_goog_upload {
namespace {

using Word = std::pair<std::string_view, bool Commands::*>;
constexpr std::array kWords = {Word{"start", &Commands::start}, Word{"upload", &Commands::upload},
                               Word{"query", &Commands::query},
                               Word{"finalize", &Commands::finalize},
                               Word{"cancel", &Commands::cancel}};
constexpr std::size_t kQuotedMax = 40;

bool take(std::string_view word, Commands& commands) {
  for (const auto& [name, member] : kWords) {
    if (!iequals(word, name)) continue;
    commands.*member = true;
    return true;
  }
  return false;
}

}  // namespace

Result<Commands> parse_commands(std::string_view value) {
  Commands commands;
  for (const std::string_view piece : split(value, ',')) {
    const std::string_view word = trim(piece);
    if (word.empty() || take(word, commands)) continue;
    return Unexpected(ErrorKind::kMalformed,
                      "Unknown upload command: " + std::string(word.substr(0, kQuotedMax)));
  }
  return commands;
}

std::string to_string(const Commands& commands) {
  std::string text;
  for (const auto& [name, member] : kWords) {
    if (commands.*member) text.append(text.empty() ? "" : ", ").append(name);
  }
  return text;
}

}  // namespace resumulator::x_goog_upload
