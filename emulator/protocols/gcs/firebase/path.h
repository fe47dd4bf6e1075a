// "/v0/b/{bucket}/o" and "/v0/b/{bucket}/o/{object}", each part decoded once.
//
// Threads  pure function.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace resumulator::gcs::firebase {

struct Path {
  std::string bucket;
  std::string object;  ///< empty: the collection
};
/// Empty: no path of this dialect.
[[nodiscard]] std::optional<Path> parse_path(std::string_view path);

}  // namespace resumulator::gcs::firebase
