// `vary`: one file, many runs. Expands the product of all keys and writes each case's values into a
// copy of the tree.
//
// Errors   reported through the reader: an empty list, a range without end, more than 10,000 cases,
//          an unknown ${name}; a key that nothing uses is a warning.
// Threads  one thread.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenario/placed_json.h"
#include "scenario/reader.h"

namespace resumulator {

struct VaryCase {
  std::string name;  ///< "code=503,cut=0"; empty without `vary`
  Node root;         ///< without `vary`
};
[[nodiscard]] std::vector<VaryCase> expand_cases(Reader& reader, const Node& root);

}  // namespace resumulator
