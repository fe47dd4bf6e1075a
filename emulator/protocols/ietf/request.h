// One request of the draft's protocol, as far as its head says it.
//
// Threads  plain values; a Call owns one.
#pragma once

#include <memory>
#include <optional>
#include <resumulator/options_ietf.hpp>
#include <string>
#include <string_view>

#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "protocols/ietf/dialect.h"

namespace resumulator::ietf {

inline constexpr std::string_view kBucket = "ietf";
inline constexpr const char* kVersionField = "Upload-Draft-Interop-Version";
inline constexpr std::string_view kPartialType = "application/partial-upload";

struct Request {
  RequestHead head;
  std::shared_ptr<World> world;
  const Dialect* dialect = nullptr;
  bool numbered = false;              ///< the request names the version
  bool resumable = true;              ///< false: a version nobody speaks, served as a plain upload
  std::optional<std::string> upload;  ///< the id in the path; empty: the target

  [[nodiscard]] const IetfOptions& options() const { return world->options().ietf; }
  /// Whether 104 may be sent to this request. Rule ietf.interim.version
  [[nodiscard]] bool takes_interim() const { return resumable && (numbered || options().rfc_mode); }
};

/// The URL of an upload, absolute.
[[nodiscard]] std::string upload_url(const Request& request, std::string_view id);
/// The value of Upload-Limit: what is in force, switched or not. Rule ietf.limit.field
[[nodiscard]] std::string limit_text(const Request& request);
/// The largest representation allowed.
[[nodiscard]] std::uint64_t size_max(const Request& request);
[[nodiscard]] Duration lifetime(const Request& request);
/// Upload-Length, in the versions that have it.
[[nodiscard]] std::optional<std::uint64_t> upload_length(const Request& request);
/// Whether the request has fields that only content may have.
[[nodiscard]] bool has_upload_fields(const Headers& headers);
/// Content-Length, where the request has one; 0 for one without a body.
[[nodiscard]] std::optional<std::uint64_t> content_length(const Request& request);

}  // namespace resumulator::ietf
