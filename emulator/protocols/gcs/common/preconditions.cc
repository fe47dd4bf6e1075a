#include "protocols/gcs/common/preconditions.h"

#include <array>
#include <string>

#include "core/base/strings.h"

namespace resumulator::gcs {
namespace {

struct Guard {
  const char* name;
  std::optional<std::int64_t> Preconditions::*member;
};

using Guards = std::array<Guard, 4>;

constexpr Guards kGuards = {
    {{"ifGenerationMatch", &Preconditions::generation_match},
     {"ifGenerationNotMatch", &Preconditions::generation_not_match},
     {"ifMetagenerationMatch", &Preconditions::metageneration_match},
     {"ifMetagenerationNotMatch", &Preconditions::metageneration_not_match}}};
constexpr Guards kSourceGuards = {
    {{"ifSourceGenerationMatch", &Preconditions::generation_match},
     {"ifSourceGenerationNotMatch", &Preconditions::generation_not_match},
     {"ifSourceMetagenerationMatch", &Preconditions::metageneration_match},
     {"ifSourceMetagenerationNotMatch", &Preconditions::metageneration_not_match}}};

ApiResult<Preconditions> parse(const Query& query, const Guards& guards) {
  Preconditions result;
  for (const Guard& guard : guards) {
    const std::string* value = query.find_ignoring_case(guard.name);
    if (value == nullptr) continue;
    const auto number = parse_long(*value);
    if (!number) return invalid_long(guard.name, *value);
    result.*guard.member = *number;
  }
  return result;
}

}  // namespace

ApiResult<Preconditions> parse_preconditions(const Query& query) { return parse(query, kGuards); }

ApiResult<Preconditions> parse_source_preconditions(const Query& query) {
  return parse(query, kSourceGuards);
}

std::optional<std::int64_t> parse_long(std::string_view text) {
  const auto value = parse_i64(text);
  return value ? std::optional(*value) : std::nullopt;
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  const auto value = parse_u64(text);
  return value ? std::optional(*value) : std::nullopt;
}

ApiResult<std::optional<std::uint64_t>> parse_generation(const Query& query,
                                                         std::string_view name) {
  const std::string* value = query.find_ignoring_case(name);
  if (value == nullptr) return std::optional<std::uint64_t>();
  const auto number = parse_long(*value);
  if (!number) return invalid_long(name, *value);
  // A negative generation is a number, but no object has it: it asks for the one that never is.
  return std::optional<std::uint64_t>(*number < 0 ? 0 : static_cast<std::uint64_t>(*number));
}

}  // namespace resumulator::gcs
