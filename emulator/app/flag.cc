#include "app/flag.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <utility>

#include "core/base/seed.h"
#include "core/base/strings.h"
#include "core/base/units.h"

namespace resumulator::app {
namespace {

void take_or_refuse(const char* flag, const Take& take, const std::string& text) {
  if (const auto taken = take(text); !taken) {
    throw CLI::ValidationError(flag, taken.error().text);
  }
}

}  // namespace

void FlagGroup::value(const char* flag, const char* value, const char* help, Take take) {
  command_
      .add_option_function<std::string>(
          flag,
          [flag, take = std::move(take)](const std::string& text) {
            take_or_refuse(flag, take, text);
          },
          help)
      ->type_name(value)
      ->group(title_);
}

void FlagGroup::values(const char* flag, const char* value, const char* help, Take take) {
  command_
      .add_option_function<std::vector<std::string>>(
          flag,
          [flag, take = std::move(take)](const std::vector<std::string>& texts) {
            for (const auto& text : texts) take_or_refuse(flag, take, text);
          },
          help)
      ->type_name(value)
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group(title_);
}

void FlagGroup::text(const char* flag, const char* value, const char* help, std::string& into) {
  command_.add_option(flag, into, help)->type_name(value)->group(title_);
}

void FlagGroup::paths(const char* flag, const char* value, const char* help,
                      std::vector<std::string>& into) {
  command_.add_option(flag, into, help)->type_name(value)->allow_extra_args(false)->group(title_);
}

void FlagGroup::size(const char* flag, const char* help, std::uint64_t& into) {
  value(flag, "SIZE", help, [&into](const std::string& text) -> Result<void> {
    const auto size = parse_size(text);
    if (!size) return Unexpected(size.error());
    into = *size;
    return {};
  });
}

void FlagGroup::on(const char* flag, const char* help, bool& into) {
  command_.add_flag(flag, into, help)->group(title_);
}

void FlagGroup::on(const char* flag, const char* help, std::function<void()> then) {
  command_.add_flag_callback(flag, std::move(then), help)->group(title_);
}

Unexpected takes(std::string_view what, std::string_view text) {
  return {ErrorKind::kUsage,
          std::string("takes ").append(what).append(", not \"").append(text).append("\"")};
}

Result<std::uint64_t> parse_number(std::string_view text, std::uint64_t max, std::uint64_t min) {
  const auto number = parse_u64(text);
  if (!number || *number > max || *number < min) {
    return takes("a number from " + std::to_string(min) + " to " + std::to_string(max), text);
  }
  return number;
}

Result<std::uint16_t> parse_port(std::string_view text) {
  const auto port = parse_number(text, 65535);
  if (!port) return Unexpected(port.error());
  return static_cast<std::uint16_t>(*port);
}

Result<double> parse_scale(std::string_view text) {
  double scale = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), scale);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!whole || !(scale >= 0.001 && scale <= 1000)) {
    return takes("a number from 0.001 to 1000, as in 0.1", text);
  }
  return scale;
}

Result<std::uint64_t> parse_seed(std::string_view text) {
  const auto seed = resumulator::parse_seed(text);
  if (!seed) return takes("a 64-bit number, decimal or 0x…", text);
  return *seed;
}

}  // namespace resumulator::app
