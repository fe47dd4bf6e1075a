#include "protocols/gcs/common/media.h"

#include <array>

#include "core/base/strings.h"
#include "protocols/blob_producer.h"
#include "protocols/gcs/common/object_gzip.h"

namespace resumulator::gcs {
namespace {

// Whether the client takes gzip: "gzip" or "*" without a weight of zero.
bool accepts_gzip(std::string_view accept_encoding) {
  for (const std::string_view element : split(accept_encoding, ',')) {
    const auto [coding, weight, weighted] = split_once(element, ';');
    if (!iequals(trim(coding), "gzip") && trim(coding) != "*") continue;
    return !weighted || trim(weight).find_first_not_of("q=0.") != std::string_view::npos;
  }
  return false;
}

bool starts_like_gzip(const ObjectVersion& object) {
  std::array<std::byte, 2> magic{};
  const auto got = object.blob->read(0, magic);
  return got && *got == 2 && magic[0] == std::byte{0x1F} && magic[1] == std::byte{0x8B};
}

// An etag fits bare or in quotes, "*" fits every object.
bool names_etag(std::string_view header, std::string_view etag) {
  for (std::string_view one : split(header, ',')) {
    one = trim(one);
    take_prefix(one, "W/");
    if (one.size() >= 2 && one.front() == '"' && one.back() == '"') {
      one = one.substr(1, one.size() - 2);
    }
    if (one == "*" || one == etag) return true;
  }
  return false;
}

}  // namespace

std::string content_type_of(const ObjectVersion& object) {
  return object.metadata.content_type.empty() ? "application/octet-stream"
                                              : object.metadata.content_type;
}

bool is_transcoded(const Request& request, const ObjectVersion& object) {
  return object.metadata.content_encoding == "gzip" &&
         object.metadata.cache_control.find("no-transform") == std::string::npos &&
         !accepts_gzip(request.head.headers.get("Accept-Encoding")) && starts_like_gzip(object);
}

void send_inflated(Response& response, const ObjectVersion& object) {
  response.headers.add("Warning", "214 UploadServer gunzipped");
  response.headers.add("X-GUploader-Response-Body-Transformations", "gunzipped");
  response.producer = make_inflating_producer(make_blob_producer(object.blob, {0, object.size}));
}

void send_stored(Response& response, const ObjectVersion& object, const ResolvedRange& range) {
  if (!object.metadata.content_encoding.empty()) {
    response.headers.add("Content-Encoding", object.metadata.content_encoding);
  }
  if (range.outcome == RangeOutcome::kPartial) {
    response.status = 206;
    response.headers.add("Content-Range", partial_content_range(range.span, object.size));
  }
  response.producer = make_blob_producer(object.blob, range.span);
  response.producer_length = range.span.size();
}

std::optional<ApiError> check_etags(const Headers& headers, std::string_view etag) {
  const std::string_view match = headers.get("If-Match");
  if (!match.empty() && !names_etag(match, etag)) return condition_not_met();
  const std::string_view none_match = headers.get("If-None-Match");
  if (!none_match.empty() && names_etag(none_match, etag)) return not_modified();
  return std::nullopt;
}

}  // namespace resumulator::gcs
