// The rows of switches, a file a protocol; option_table.cc puts them together.
//
// Threads  constant tables.
#pragma once

#include <resumulator/options.hpp>
#include <span>

#include "server/option_row.h"

namespace resumulator {

template <typename T, template <auto> typename Kind, auto Member>
constexpr OptionRow<T> row(std::string_view name, std::string_view words,
                           std::string_view meaning) {
  return {name, words, meaning, &Kind<Member>::template set<T>, &Kind<Member>::template show<T>};
}

/// Names begin with "tus.".
[[nodiscard]] std::span<const OptionRow<TusOptions>> tus_rows();
/// Names begin with "ietf.".
[[nodiscard]] std::span<const OptionRow<IetfOptions>> ietf_rows();

}  // namespace resumulator
