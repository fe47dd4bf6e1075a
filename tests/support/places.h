// Where tests find what is not linked into them. Only places.cc knows these paths, so that the
// other objects are the same in every checkout.
#pragma once

#include <string>

namespace resumulator::testing_support {

/// A file or folder of the source tree, named by its path from the root.
[[nodiscard]] std::string source_path(const std::string& below);

/// The program that was built beside the tests; empty: none was.
[[nodiscard]] std::string program_path();

}  // namespace resumulator::testing_support
