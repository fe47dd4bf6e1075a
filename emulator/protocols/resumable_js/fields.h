// The parameters of a request, wherever they travelled: form fields and query.
//
// Where both carry a name the form wins (switch param_precedence). A name that comes twice in one
// place is an error of the request: which one was meant is not ours to guess.
//
// Errors   kMalformed, where = "repeated_parameter".
// Source   docs/protocols/resumablejs.md, rules rjs.param.*
// Threads  plain values.
#pragma once

#include <optional>
#include <resumulator/options_resumablejs.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/url.h"
#include "protocols/resumable_js/names.h"

namespace resumulator::resumable_js {

class Fields {
 public:
  explicit Fields(Query query = {}) : query_(std::move(query)) {}

  void add_form_field(std::string name, std::string value) {
    form_.emplace_back(std::move(name), std::move(value));
  }
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] Result<std::optional<std::string>> get(std::string_view name,
                                                       const ResumableJsSwitches& switches) const;
  /// The dialect whose names these are; kResumable where none is.
  [[nodiscard]] Names dialect(const ResumableJsSwitches& switches) const;
  /// Names that form and query give different values, comma-separated.
  [[nodiscard]] std::string differing() const;

 private:
  Query query_;
  std::vector<Query::Pair> form_;
};

}  // namespace resumulator::resumable_js
