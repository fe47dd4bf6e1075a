#include "faults/field_changes.h"

#include "faults/field_name.h"

namespace resumulator {

Result<void> check_field_changes(const Params& params) {
  if (params.has("set")) {
    const auto fields = params.member("set").text_map();
    if (!fields) return Unexpected(fields.error());
    if (fields->empty())
      return Unexpected(ErrorKind::kMalformed, "\"set\" holds at least one field", "/set");
    for (const auto& [name, value] : *fields) {
      if (!is_field_name(name) || value.find_first_of("\r\n") != std::string::npos) {
        return Unexpected(ErrorKind::kMalformed,
                          "\"" + name + "\" is no header field that can be sent", "/set/" + name);
      }
    }
  }
  if (params.has("drop")) {
    const auto names = params.member("drop").texts();
    if (!names) return Unexpected(names.error());
    if (names->empty())
      return Unexpected(ErrorKind::kMalformed, "\"drop\" holds at least one name", "/drop");
  }
  return {};
}

void add_field_changes(const Params& params, HeaderList& set, std::vector<std::string>& drop) {
  if (params.has("set")) {
    for (auto& field : params.member("set").text_map().value_or(HeaderList{})) {
      set.push_back(field);
    }
  }
  if (params.has("drop")) {
    for (auto& name : params.member("drop").texts().value_or(std::vector<std::string>{})) {
      drop.push_back(name);
    }
  }
}

}  // namespace resumulator
