// A request to the mount, and what every Call of the family shares.
//
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "protocols/page_access.h"
#include "protocols/protocol.h"
#include "protocols/resumable_js/answers.h"
#include "protocols/resumable_js/chunk.h"
#include "protocols/resumable_js/session.h"

namespace resumulator::resumable_js {

struct Request {
  RequestHead head;
  std::shared_ptr<World> world;
  Query query;
  std::string below;  ///< what follows the mount in the path, without its slash, decoded
};

/// Reads what is left of the body and adds what a browser needs to what answer() gives.
class FamilyCall : public Call {
 public:
  [[nodiscard]] Response run(BodySource& body) final {
    Response response = answer(body);
    response.close = !drain(body) || response.close;
    share_with_page(request_.head, response);
    return response;
  }
  [[nodiscard]] std::optional<Response> answer_again() final {
    std::optional<Response> response = again();
    if (response) share_with_page(request_.head, *response);
    return response;
  }

 protected:
  FamilyCall(Request request, Operation operation, std::string rule)
      : request_(std::move(request)) {
    info_.operation = operation;
    info_.rule = std::move(rule);
    info_.bucket = kBucket;
  }
  [[nodiscard]] virtual Response answer(BodySource& body) = 0;
  /// See Call::answer_again().
  [[nodiscard]] virtual std::optional<Response> again() { return std::nullopt; }
  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] World& world() const { return *request_.world; }
  [[nodiscard]] const ResumableJsSwitches& switches() const {
    return request_.world->options().resumablejs;
  }
  /// "resumablejs.chunk", "resumablejs.flow.chunk".
  [[nodiscard]] static std::string rule_of(Dialect dialect, const char* what) {
    const bool first = dialect == Dialect::kResumable || dialect == Dialect::kAuto;
    return std::string(kProtocol) + (first ? "" : std::string(".") + to_string(dialect)) + "." +
           what;
  }
  /// What the engine wants to know of a chunk: its session (where there is one yet), its file, its
  /// place.
  void describe(const Chunk& chunk, const Place& place) {
    info_.object = object_name(chunk, switches());
    if (!info_.session) info_.session = find_session(world(), chunk.identifier);
    if (info_.session) info_.object = info_.session->spec().object;
    if (!place.start) return;
    info_.claimed = ClaimedRange{*place.start, {}, chunk.total_size};
    const auto size = place.size ? place.size : chunk.current_size;
    if (size) info_.claimed->to = *place.start + *size;
  }

 private:
  Request request_;
};

/// The operations. Each looks at the head alone.
[[nodiscard]] std::unique_ptr<Call> open_upload(Request request);
[[nodiscard]] std::unique_ptr<Call> open_test(Request request);
[[nodiscard]] std::unique_ptr<Call> open_finish(Request request);  ///< assemble, clean up, success
[[nodiscard]] std::unique_ptr<Call> open_status(Request request);
[[nodiscard]] std::unique_ptr<Call> open_remove(Request request);

/// The answer to a test of this chunk, as `report` tells it (operations/test.cc).
[[nodiscard]] Result<bool> is_present(World& world, const Chunk& chunk, const Place& place,
                                      const Report& report);

}  // namespace resumulator::resumable_js
