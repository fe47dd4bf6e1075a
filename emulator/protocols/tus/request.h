// One tus request, as far as its head says it.
//
// Threads  plain values; a Call owns one.
#pragma once

#include <memory>
#include <optional>
#include <resumulator/options_tus.hpp>
#include <string>
#include <string_view>

#include "core/upload/world.h"
#include "core/wire/http_message.h"

namespace resumulator::tus {

inline constexpr std::string_view kBucket = "tus";
inline constexpr std::string_view kVersion = "1.0.0";
inline constexpr std::string_view kUploadType = "application/offset+octet-stream";

struct Request {
  RequestHead head;
  std::shared_ptr<World> world;
  std::string method;                 ///< after X-HTTP-Method-Override
  std::optional<std::string> upload;  ///< the id in the path; empty: the collection

  [[nodiscard]] const TusOptions& options() const { return world->options().tus; }
  [[nodiscard]] bool can(std::string_view extension) const;
  /// Whether the request may carry a body that is not empty.
  [[nodiscard]] bool has_data() const {
    return head.framing.kind == BodyFraming::Kind::kChunked || head.framing.length > 0;
  }
};

/// "/files" behind the mount of the lane.
[[nodiscard]] std::string collection_path(const Request& request);
/// Host and port under which the client reaches us, of the options or of the request.
[[nodiscard]] std::string authority(const Request& request);
/// The URL of an upload, absolute or relative by the switch. Rule tus.create.location
[[nodiscard]] std::string upload_url(const Request& request, std::string_view id);

/// Decimal digits and nothing else, at most 2^63 - 1. Rule tus.common.integers
[[nodiscard]] std::optional<std::uint64_t> parse_count(std::string_view text);
/// The largest upload allowed here.
[[nodiscard]] std::uint64_t size_max(const Request& request);
/// Content-Type names the media type of uploads.
[[nodiscard]] bool has_upload_type(const Request& request);

}  // namespace resumulator::tus
