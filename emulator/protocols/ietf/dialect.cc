#include "protocols/ietf/dialect.h"

#include <algorithm>
#include <array>

#include "core/wire/structured_field.h"

namespace resumulator::ietf {
namespace {

// Each row is the one above it with what that version changed.
constexpr Dialect version_3() {
  return {.number = 3,
          .inverted = true,
          .needs_complete = false,
          .partial_type = false,
          .has_length = false,
          .has_limit = false,
          .max_age = "expires",
          .get_asks = false,
          .progress = false,
          .append_status = 201,
          .final_status = 201,
          .offset_problem = false,
          .completed_problem = false,
          .length_problem = false,
          .replays = false,
          .overrun_invalidates = false,
          .final_location = true,
          .progress_location = false};
}
constexpr Dialect version_4() {
  Dialect dialect = version_3();
  dialect.number = 4;
  dialect.inverted = false;
  return dialect;
}
constexpr Dialect version_5() {
  Dialect dialect = version_4();
  dialect.number = 5;
  dialect.progress = true;
  return dialect;
}
constexpr Dialect version_6() {
  Dialect dialect = version_5();
  dialect.number = 6;
  dialect.partial_type = dialect.has_length = dialect.has_limit = true;
  dialect.offset_problem = dialect.completed_problem = true;
  return dialect;
}
constexpr Dialect version_7() {
  Dialect dialect = version_6();
  dialect.number = 7;
  dialect.max_age = "max-age";
  dialect.needs_complete = dialect.length_problem = dialect.overrun_invalidates = true;
  dialect.append_status = 204;
  dialect.final_status = 200;
  return dialect;
}
constexpr Dialect version_8() {
  Dialect dialect = version_7();
  dialect.number = 8;
  return dialect;
}
constexpr Dialect version_9() {
  Dialect dialect = version_8();
  dialect.number = 9;
  dialect.completed_problem = dialect.final_location = false;
  dialect.get_asks = dialect.replays = dialect.progress_location = true;
  return dialect;
}
constexpr Dialect version_10() {
  Dialect dialect = version_9();
  dialect.number = 10;
  return dialect;
}

constexpr std::array kDialects = {version_3(), version_4(), version_5(), version_6(),
                                  version_7(), version_8(), version_9(), version_10()};

}  // namespace

const Dialect* dialect_of(std::uint64_t number) {
  const auto found = std::find_if(kDialects.begin(), kDialects.end(), [&](const Dialect& each) {
    return static_cast<std::uint64_t>(each.number) == number;
  });
  return found == kDialects.end() ? nullptr : &*found;
}

const Dialect& newest_dialect() { return kDialects.back(); }

std::optional<bool> read_complete(const Headers& headers, const Dialect& dialect) {
  if (!dialect.inverted) return sf_boolean(headers, "Upload-Complete");
  const auto incomplete = sf_boolean(headers, "Upload-Incomplete");
  return !incomplete.value_or(false);
}

void add_complete(Headers& headers, const Dialect& dialect, bool complete) {
  headers.add(dialect.inverted ? "Upload-Incomplete" : "Upload-Complete",
              sf_text(complete != dialect.inverted));
}

}  // namespace resumulator::ietf
