// Upload-Concat: "partial", or "final;" and the URLs of the parts.
//
// Errors   kMalformed: neither form, or no URL.
// Source   tus 1.0.0, "Concatenation"; docs/protocols/tus.md, rules tus.concat.*
// Threads  pure functions.
#pragma once

#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator::tus {

struct UploadConcat {
  bool final = false;
  std::vector<std::string> urls;  ///< of a final upload: as sent, in the order of the content
  friend bool operator==(const UploadConcat&, const UploadConcat&) = default;
};

[[nodiscard]] Result<UploadConcat> parse_upload_concat(std::string_view value);

/// Where uploads live, for reading the URL of one.
struct UploadBase {
  std::string_view authority;  ///< host[":" port] under which the client reached us
  std::string_view path;       ///< of the collection, "/files"
};
/// The upload's id of an absolute or relative URL; nothing where it cannot be one of ours.
[[nodiscard]] std::optional<std::string> upload_id_of(std::string_view url, const UploadBase& base);

}  // namespace resumulator::tus
