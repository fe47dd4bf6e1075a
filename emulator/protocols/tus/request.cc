#include "protocols/tus/request.h"

#include <algorithm>

#include "core/base/strings.h"
#include "protocols/own_url.h"

namespace resumulator::tus {

bool Request::can(std::string_view extension) const {
  const auto& list = options().extensions;
  return std::find(list.begin(), list.end(), extension) != list.end();
}

std::string collection_path(const Request& request) {
  return request.head.mount + request.options().mount;
}

std::string authority(const Request& request) {
  return own_authority(request.head, request.world->options());
}

std::string upload_url(const Request& request, std::string_view id) {
  const std::string path = collection_path(request) + "/" + std::string(id);
  if (request.options().location == TusOptions::Location::kRelative) return path;
  return own_origin(request.head, request.world->options()) + path;
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  const auto number = parse_u64(text);
  if (!number || *number > static_cast<std::uint64_t>(INT64_MAX)) return std::nullopt;
  return *number;
}

std::uint64_t size_max(const Request& request) {
  const std::uint64_t most = request.world->options().limits.object_bytes_max;
  return request.options().max_size == 0 ? most : std::min(most, request.options().max_size);
}

bool has_upload_type(const Request& request) {
  const std::string_view type = request.head.headers.get("Content-Type");
  return iequals(trim(type.substr(0, type.find(';'))), kUploadType);
}

}  // namespace resumulator::tus
