#include "protocols/gcs/firebase/path.h"

#include "core/base/strings.h"
#include "core/wire/url.h"

namespace resumulator::gcs::firebase {

std::optional<Path> parse_path(std::string_view path) {
  if (!take_prefix(path, "/v0/b/")) return std::nullopt;
  const auto [bucket, rest, more] = split_once(path, '/');
  std::string_view tail = rest;
  if (bucket.empty() || !more || !take_prefix(tail, "o")) return std::nullopt;
  if (!tail.empty() && tail.front() != '/') return std::nullopt;
  if (!tail.empty()) tail.remove_prefix(1);
  auto decoded_bucket = percent_decode(bucket);
  auto decoded_object = percent_decode(tail);
  if (!decoded_bucket || !decoded_object) return std::nullopt;
  return Path{*std::move(decoded_bucket), *std::move(decoded_object)};
}

}  // namespace resumulator::gcs::firebase
