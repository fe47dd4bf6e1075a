// From a path as sent to an operation.
//
//   family                                          canonical form the patterns are written in
//   /storage/v1/b…  /storage/v1beta2/b…  /b…        /b…            (and /projects/…)
//   /upload/storage/v1/b…  /resumable/upload/…
//   /upload/b…  /upload/resumable/{upload id}       /upload/b…
//   /download/storage/v1/b…  /download/b…           /download/b…
//   /batch  /batch/  /batch/storage/v1              /batch
//
// Paths are matched as sent: segments are cut at '/' first and decoded once, each by itself, so
// that
// "%2F" in a name is no separator. {object} takes one segment or, where a client sends raw slashes,
// everything up to a verb that follows it in the pattern; the first row that fits wins, so rows
// with verbs stand before the plain ones.
//
// Source   docs/protocols/gcs-json.md, rules gcs.route.*
// Threads  pure functions over constant tables.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

/// Rows of uploads, sessions and preflights (routes.cc).
[[nodiscard]] std::span<const Route> upload_routes();
/// Rows of buckets, objects, downloads and batch (routes_objects.cc).
[[nodiscard]] std::span<const Route> object_routes();

/// A path in canonical form. Not empty only for paths of this protocol.
struct CanonicalPath {
  std::string path;           ///< as the patterns are written, undecoded
  std::string upload_prefix;  ///< upload family: the path as sent up to and with "/o"
  bool media = false;         ///< download family
  bool upload = false;
};
[[nodiscard]] std::optional<CanonicalPath> canonical_path(std::string_view path);

/// What a matched row fills in, decoded.
struct Match {
  const Route* route = nullptr;
  std::string bucket, object, second_bucket, second_object, tail;
};
/// The row for `method` and `canonical` in `routes`, first one first. A row of another method does
/// not count; `other_method` tells that there was one.
[[nodiscard]] std::optional<Match> match_route(std::span<const Route> routes,
                                               std::string_view method, std::string_view canonical,
                                               bool& other_method);

/// The method a request means: X-HTTP-Method-Override on a POST. Rule gcs.route.method-override.
[[nodiscard]] std::string effective_method(const RequestHead& head);

}  // namespace resumulator::gcs::json
