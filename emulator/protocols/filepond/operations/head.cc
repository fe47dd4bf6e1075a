// HEAD: how far a transfer is, for a client that resumes. Rules fpd.head.*
#include "protocols/filepond/request.h"

namespace resumulator::filepond {
namespace {

class Head final : public FilePondCall {
 public:
  explicit Head(Request from) : FilePondCall(std::move(from), Operation::kQuery, "status") {
    name_session(find_transfer(world(), request().id));
  }

 private:
  Response answer(BodySource&) override {
    if (!info_.session) return refuse(404, {});
    if (!catch_up(info_.session)) return refuse(503, {});
    return tell(info_.session->snapshot());
  }
  std::optional<Response> again() override {
    return info_.session ? std::optional(tell(info_.session->glance())) : std::nullopt;
  }
  Response tell(const SessionSnapshot& shot) {
    if (const auto gone = absence(shot)) return refuse(*gone, {});
    info_.persisted_before = info_.persisted_after =
        shot.state == SessionState::kComplete ? shot.result->size : shot.offset;
    return progress(200, shot);
  }
};

}  // namespace

std::unique_ptr<Call> open_head(Request request) {
  return std::make_unique<Head>(std::move(request));
}

}  // namespace resumulator::filepond
