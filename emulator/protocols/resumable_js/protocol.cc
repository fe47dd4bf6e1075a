#include "protocols/resumable_js/protocol.h"

#include <utility>

#include "core/base/strings.h"
#include "protocols/page_access.h"
#include "protocols/resumable_js/request.h"

namespace resumulator::resumable_js {
namespace {

/// What follows the mount; nothing where the path is not below it.
std::optional<std::string_view> below_mount(std::string_view path, std::string_view mount) {
  while (mount.ends_with('/')) mount.remove_suffix(1);
  if (mount.empty() || !take_prefix(path, mount)) return std::nullopt;
  if (path.empty()) return path;
  return take_prefix(path, "/") ? std::optional(path) : std::nullopt;
}

class Preflight final : public FamilyCall {
 public:
  explicit Preflight(Request from)
      : FamilyCall(std::move(from), Operation::kOther, std::string(kProtocol) + ".preflight") {}

 private:
  Response answer(BodySource&) override { return share_preflight(request().head); }
};

// A request that no operation wants.
class Refused final : public FamilyCall {
 public:
  Refused(Request from, std::optional<Error> error)
      : FamilyCall(std::move(from), Operation::kOther, std::string(kProtocol) + ".refused"),
        error_(std::move(error)) {}

 private:
  Response answer(BodySource&) override {
    return error_ ? error_answer(switches(), switches().dialect, *error_)
                  : method_not_allowed(switches());
  }

  std::optional<Error> error_;
};

std::unique_ptr<Call> refuse(Request request, std::optional<Error> error = {}) {
  return std::make_unique<Refused>(std::move(request), std::move(error));
}

/// Rule rjs.route.below: what lies below the mount and is none of these may be another protocol's.
bool is_ours(const Request& request) {
  const std::string& below = request.below;
  const bool reads = request.head.method == "GET" || request.head.method == "HEAD";
  if (below.empty() || request.head.method == "OPTIONS") return true;
  if (below == "status") return reads;
  if (below == "assemble" || below == "cleanup" || below == "success") {
    return request.head.method == "POST";
  }
  return request.head.method == "DELETE" && find_session(*request.world, below) != nullptr;
}

// Rule rjs.route.methods. A method that is for both is a chunk's: a form without one is a test.
std::unique_ptr<Call> dispatch(Request request) {
  const ResumableJsSwitches& switches = request.world->options().resumablejs;
  const std::string& method = request.head.method;
  const std::string& below = request.below;
  if (method == "OPTIONS") return std::make_unique<Preflight>(std::move(request));
  if (!below.empty() && method == "POST") return open_finish(std::move(request));
  if (!below.empty() && method == "DELETE") return open_remove(std::move(request));
  if (!below.empty()) return open_status(std::move(request));
  if (lists_method(switches.upload_methods, method)) return open_upload(std::move(request));
  if (lists_method(switches.test_methods, method)) return open_test(std::move(request));
  return refuse(std::move(request));
}

std::unique_ptr<Call> open_request(const RequestHead& head, const std::shared_ptr<World>& world) {
  const auto below = below_mount(head.path(), world->options().resumablejs.mount);
  if (!below) return nullptr;
  Request request;
  request.head = head;
  request.world = world;
  auto query = Query::parse(head.query());
  auto name = percent_decode(*below);
  if (!query || !name) {
    return refuse(std::move(request), Error{ErrorKind::kMalformed,
                                            "The URL is not percent-encoded as it should be.",
                                            "invalid_parameter"});
  }
  request.query = *std::move(query);
  request.below = *std::move(name);
  if (!is_ours(request)) return nullptr;
  return dispatch(std::move(request));
}

/// For what the transport found, and for what rules answer: in the words of the dialect spoken.
Response error_form(const RequestHead& head, const Options& options, int status,
                    std::string_view text) {
  const ResumableJsSwitches& switches = options.resumablejs;
  const Fields fields(Query::parse(head.query()).value_or(Query()));
  const char* code = status == 408   ? "timeout"
                     : status == 429 ? "too_many_requests"
                     : status == 503 ? "unavailable"
                     : status >= 500 ? "server_error"
                                     : "refused";
  Response response =
      error_answer(switches, fields.dialect(switches).dialect, status, code, text);
  share_with_page(head, response);
  return response;
}

}  // namespace

Protocol make_resumable_js_protocol(const Options&) {
  return {kProtocol, open_request, error_form};
}

}  // namespace resumulator::resumable_js
