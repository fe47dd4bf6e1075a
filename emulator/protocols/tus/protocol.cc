#include "protocols/tus/protocol.h"

#include <algorithm>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/url.h"
#include "protocols/tus/answers.h"
#include "protocols/tus/tus_call.h"

namespace resumulator::tus {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

// Rules tus.common.override, tus.common.override-any
std::string effective_method(const RequestHead& head, const TusOptions& options) {
  const std::string* wish = head.headers.find("X-HTTP-Method-Override");
  if (wish == nullptr) return head.method;
  const std::string method = upper(trim(*wish));
  if (options.override_any) return method;
  const bool known = method == "PATCH" || method == "DELETE" || method == "HEAD";
  return head.method == "POST" && known ? method : head.method;
}

/// Whether the request names two methods where it may name another one.
bool is_ambiguous(const RequestHead& head, const TusOptions& options) {
  if (head.method != "POST" && !options.override_any) return false;
  const auto wishes = head.headers.all("X-HTTP-Method-Override");
  return std::any_of(wishes.begin(), wishes.end(), [&](std::string_view wish) {
    return upper(trim(wish)) != upper(trim(wishes.front()));
  });
}

/// The request, if its path lies below the mount.
std::optional<Request> read_request(const RequestHead& head, const std::shared_ptr<World>& world) {
  std::string_view path = head.path();
  if (!take_prefix(path, world->options().tus.mount)) return std::nullopt;
  if (!path.empty() && !take_prefix(path, "/")) return std::nullopt;
  Request request;
  if (!path.empty()) request.upload = percent_decode(path).value_or(std::string(path));
  request.head = head;
  request.world = world;
  request.method = effective_method(head, world->options().tus);
  return request;
}

std::unique_ptr<Call> open(const RequestHead& head, const std::shared_ptr<World>& world) {
  auto request = read_request(head, world);
  if (!request) return nullptr;
  if (is_ambiguous(head, world->options().tus)) {
    return open_refused(*std::move(request), kAmbiguousMethod);
  }
  const std::string& method = request->method;
  if (method == "OPTIONS") return open_options(*std::move(request));
  if (!request->upload) {
    if (method != "POST" || !request->can("creation")) {
      return open_refused(*std::move(request), kMethodNotAllowed);
    }
    const std::string_view concat = trim(request->head.headers.get("Upload-Concat"));
    return istarts_with(concat, "final") ? open_concat(*std::move(request))
                                         : open_create(*std::move(request));
  }
  if (method == "HEAD") return open_head(*std::move(request));
  if (method == "PATCH") return open_patch(*std::move(request));
  if (method == "GET") return open_get(*std::move(request));
  if (method == "DELETE" && request->can("termination")) return open_delete(*std::move(request));
  return open_refused(*std::move(request), kMethodNotAllowed);
}

// What stands in front of a tus server says no more than the status.
Response error(const RequestHead& head, const Options&, int status, std::string_view) {
  Response response = plain_answer(status);
  if (status == kUnsupportedVersion.status) {
    response.headers.add("Tus-Version", std::string(kVersion));
  }
  dress(head, response);
  return response;
}

}  // namespace

Protocol make_tus_protocol(const Options&) { return {"tus", open, error}; }

}  // namespace resumulator::tus
