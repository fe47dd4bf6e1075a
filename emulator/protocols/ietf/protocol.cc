#include "protocols/ietf/protocol.h"

#include <algorithm>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/structured_field.h"
#include "core/wire/url.h"
#include "protocols/ietf/ietf_call.h"

namespace resumulator::ietf {
namespace {

bool has_content_method(const RequestHead& head) {
  return head.method == "POST" || head.method == "PUT" || head.method == "PATCH";
}

/// Rule ietf.route.detection: what is neither tus nor plain.
bool is_ours(const Request& request) {
  const Headers& headers = request.head.headers;
  if (headers.has("Tus-Resumable")) return false;
  if (headers.has(kVersionField) || find_upload(request)) return true;
  const bool says = headers.has("Upload-Complete") || headers.has("Upload-Incomplete");
  return !request.upload && says && has_content_method(request.head);
}

// Rules ietf.version.accepted, ietf.plain.unknown-version
void choose_dialect(Request& request) {
  request.dialect = &newest_dialect();
  if (!request.head.headers.has(kVersionField)) return;
  request.numbered = true;
  const auto number = sf_count(request.head.headers, kVersionField);
  const auto& spoken = request.options().versions;
  const bool listed = number && std::any_of(spoken.begin(), spoken.end(), [&](int each) {
                        return static_cast<std::uint64_t>(each) == *number;
                      });
  const Dialect* known = listed ? dialect_of(*number) : nullptr;
  if (known != nullptr) {
    request.dialect = known;
  } else {
    request.resumable = false;
  }
}

std::optional<Request> read_request(const RequestHead& head, const std::shared_ptr<World>& world) {
  std::string_view path = head.path();
  if (!take_prefix(path, world->options().ietf.mount)) return std::nullopt;
  if (!path.empty() && !take_prefix(path, "/")) return std::nullopt;
  Request request;
  if (!path.empty()) request.upload = percent_decode(path).value_or(std::string(path));
  request.head = head;
  request.world = world;
  if (!is_ours(request)) return std::nullopt;
  choose_dialect(request);
  return request;
}

std::unique_ptr<Call> open_target(Request request) {
  const std::string& method = request.head.method;
  if (method == "OPTIONS") return open_options(std::move(request));
  if (!has_content_method(request.head)) {
    return open_refused(std::move(request), kMethodNotAllowed);
  }
  // Rule ietf.plain.no-complete
  const bool plain =
      !request.resumable || !read_complete(request.head.headers, *request.dialect).has_value();
  return plain ? open_plain(std::move(request)) : open_create(std::move(request));
}

std::unique_ptr<Call> open(const RequestHead& head, const std::shared_ptr<World>& world) {
  auto request = read_request(head, world);
  if (!request) return nullptr;
  const bool refuses = request->options().unknown_version == IetfOptions::UnknownVersion::k400;
  if (!request->resumable && refuses) {
    return open_refused(*std::move(request), kUnsupportedVersion);
  }
  if (!request->upload) return open_target(*std::move(request));
  const std::string& method = request->head.method;
  if (method == "HEAD") return open_offset(*std::move(request));
  if (method == "GET" && request->dialect->get_asks) return open_offset(*std::move(request));
  if (method == "PATCH") return open_append(*std::move(request));
  if (method == "DELETE") return open_cancel(*std::move(request));
  if (method == "OPTIONS") return open_options(*std::move(request));
  return open_refused(*std::move(request), kMethodNotAllowed);
}

// What stands in front of the server says no more than the status.
Response error(const RequestHead&, const Options&, int status, std::string_view) {
  return plain_answer(status);
}

}  // namespace

Protocol make_ietf_protocol(const Options&) { return {"ietf", open, error}; }

}  // namespace resumulator::ietf
