#include "protocols/ietf/request.h"

#include <algorithm>

#include "core/wire/structured_field.h"
#include "protocols/own_url.h"

namespace resumulator::ietf {

std::string upload_url(const Request& request, std::string_view id) {
  return own_origin(request.head, request.world->options()) + request.head.mount +
         request.options().mount + "/" + std::string(id);
}

std::string limit_text(const Request& request) {
  const IetfOptions& options = request.options();
  std::string text;
  const auto add = [&text](const std::string& name, std::uint64_t value) {
    if (value == 0) return;
    text += (text.empty() ? "" : ", ") + name + "=" + std::to_string(value);
  };
  add("max-size", size_max(request));
  add("min-size", options.min_size);
  add("max-append-size", options.max_append_size);
  add("min-append-size", options.min_append_size);
  const auto age = std::chrono::duration_cast<std::chrono::seconds>(options.max_age).count();
  add(request.dialect->max_age, static_cast<std::uint64_t>(age));
  return text;
}

std::uint64_t size_max(const Request& request) {
  const std::uint64_t most = request.world->options().limits.object_bytes_max;
  return request.options().max_size == 0 ? most : std::min(most, request.options().max_size);
}

Duration lifetime(const Request& request) {
  const Duration own = request.options().max_age;
  return own > Duration(0) ? own : request.world->options().session_lifetime;
}

std::optional<std::uint64_t> upload_length(const Request& request) {
  if (!request.dialect->has_length) return std::nullopt;
  return sf_count(request.head.headers, "Upload-Length");
}

bool has_upload_fields(const Headers& headers) {
  return headers.has("Upload-Offset") || headers.has("Upload-Complete") ||
         headers.has("Upload-Incomplete") || headers.has("Upload-Length");
}

std::optional<std::uint64_t> content_length(const Request& request) {
  if (request.head.framing.kind == BodyFraming::Kind::kChunked) return std::nullopt;
  return request.head.framing.length;
}

}  // namespace resumulator::ietf
