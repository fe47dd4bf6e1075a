#include "protocols/resumable_js/fields.h"

#include <algorithm>
#include <utility>

namespace resumulator::resumable_js {
namespace {

std::vector<const std::string*> values_of(const std::vector<Query::Pair>& pairs,
                                          std::string_view name) {
  std::vector<const std::string*> values;
  for (const auto& [key, value] : pairs) {
    if (key == name) values.push_back(&value);
  }
  return values;
}

}  // namespace

bool Fields::has(std::string_view name) const {
  return !name.empty() && (query_.has(name) || !values_of(form_, name).empty());
}

Result<std::optional<std::string>> Fields::get(std::string_view name,
                                               const ResumableJsSwitches& switches) const {
  using Value = std::optional<std::string>;
  if (name.empty()) return Value();
  auto first = values_of(form_, name);
  auto second = values_of(query_.pairs(), name);
  if (switches.param_precedence == ResumableJsSwitches::Precedence::kQuery) first.swap(second);
  if (first.size() > 1 || second.size() > 1) {
    return Unexpected(ErrorKind::kMalformed, std::string(name) + " is given more than once.",
                      "repeated_parameter");
  }
  if (!first.empty()) return Value(*first.front());
  return second.empty() ? Value() : Value(*second.front());
}

Names Fields::dialect(const ResumableJsSwitches& switches) const {
  std::vector<Names> allowed = names_allowed(switches);
  for (Names& names : allowed) {
    const bool placed = has(names.number) ||
                        names.is_by_offset(false, has(names.offset), has(names.total_size));
    if (has(names.identifier) && placed) return std::move(names);
  }
  for (Names& names : allowed) {
    // Plupload's "name" alone is not worth much.
    const bool telling = names.dialect != Dialect::kPlupload;
    if ((telling && has(names.identifier)) || has(names.number)) return std::move(names);
  }
  return std::move(allowed.front());
}

std::string Fields::differing() const {
  std::string names;
  for (const auto& [name, value] : form_) {
    const std::string* other = query_.find(name);
    if (other == nullptr || *other == value) continue;
    names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

}  // namespace resumulator::resumable_js
