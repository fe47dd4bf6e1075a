#include "protocols/filepond/protocol.h"

#include "core/base/strings.h"
#include "core/wire/url.h"
#include "protocols/filepond/request.h"
#include "protocols/page_access.h"

namespace resumulator::filepond {
namespace {

class Preflight final : public FilePondCall {
 public:
  explicit Preflight(Request from)
      : FilePondCall(std::move(from), Operation::kOther, "preflight") {}

 private:
  Response answer(BodySource&) override { return share_preflight(request().head); }
};

class Refused final : public FilePondCall {
 public:
  explicit Refused(Request from) : FilePondCall(std::move(from), Operation::kOther, "refused") {}

 private:
  // Rule fpd.route.methods
  Response answer(BodySource&) override {
    Response response = refuse(405, "The method is not allowed here.");
    response.headers.add("Allow", request().id ? "GET, HEAD, PATCH, DELETE, OPTIONS"
                                               : "POST, DELETE, OPTIONS");
    return response;
  }
};

/// Rules fpd.route.mount, fpd.route.id: below the mount, or in the query as FilePond has it.
std::optional<Request> read_request(const RequestHead& head, const std::shared_ptr<World>& world) {
  const std::string& mount = world->options().resumablejs.filepond_mount;
  std::string_view path = head.path();
  if (mount.empty() || !take_prefix(path, mount)) return std::nullopt;
  if (!path.empty() && !take_prefix(path, "/")) return std::nullopt;
  Request request;
  request.head = head;
  request.world = world;
  if (!path.empty()) {
    request.id = percent_decode(path).value_or(std::string(path));
    return request;
  }
  const auto query = Query::parse(head.query());
  for (const char* name : {"patch", "load", "restore"}) {
    const std::string* value = query && !request.id ? query->find(name) : nullptr;
    if (value != nullptr && !value->empty()) request.id = *value;
  }
  return request;
}

std::unique_ptr<Call> open(const RequestHead& head, const std::shared_ptr<World>& world) {
  auto request = read_request(head, world);
  if (!request) return nullptr;
  const std::string& method = head.method;
  if (method == "OPTIONS") return std::make_unique<Preflight>(*std::move(request));
  if (method == "DELETE") return open_revert(*std::move(request));
  if (!request->id) {
    if (method == "POST") return open_process(*std::move(request));
    return std::make_unique<Refused>(*std::move(request));
  }
  if (method == "PATCH") return open_patch(*std::move(request));
  if (method == "HEAD") return open_head(*std::move(request));
  if (method == "GET") return open_load(*std::move(request));
  return std::make_unique<Refused>(*std::move(request));
}

Response error(const RequestHead& head, const Options&, int status, std::string_view text) {
  Response response = text_answer(status, std::string(text));
  share_with_page(head, response);
  return response;
}

}  // namespace

Protocol make_filepond_protocol(const Options&) { return {kProtocol, open, error}; }

}  // namespace resumulator::filepond
