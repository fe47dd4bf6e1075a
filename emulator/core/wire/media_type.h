// Content-Type: a media type and its parameters.
//
// Errors   kMalformed: no "type/subtype", or a parameter that is no name=value.
// Note     real clients quote a boundary with ", with ' or not at all, '=' inside: all are taken.
// Source   RFC 9110 8.3; RFC 2046 5.1.1. Rule gcs.multipart.boundary
// Threads  plain values.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator {

struct MediaType {
  std::string type;                                             ///< lower case
  std::string subtype;                                          ///< lower case
  std::vector<std::pair<std::string, std::string>> parameters;  ///< names lower case, unquoted

  [[nodiscard]] bool is(std::string_view wanted_type, std::string_view wanted_subtype) const {
    return type == wanted_type && subtype == wanted_subtype;
  }
  /// The first parameter of that name (given in lower case), or nullptr.
  [[nodiscard]] const std::string* parameter(std::string_view name) const;
  friend bool operator==(const MediaType&, const MediaType&) = default;
};

[[nodiscard]] Result<MediaType> parse_media_type(std::string_view value);
/// Canonical form; parse_media_type(to_string(x)) == x.
[[nodiscard]] std::string to_string(const MediaType& type);
/// The boundary of a multipart type. kNotFound: there is none; kMalformed: empty, over 200 bytes or
/// with control characters.
[[nodiscard]] Result<std::string> multipart_boundary(const MediaType& type);

}  // namespace resumulator
