// DELETE on an upload, complete or not: it is gone, and so is what came of it.
#include "core/upload/world.h"
#include "protocols/tus/tus_call.h"

namespace resumulator::tus {
namespace {

class Delete final : public TusCall {
 public:
  explicit Delete(Request request)
      : TusCall(std::move(request), Operation::kCancel, "tus.v1.cancel") {
    name_session(find_upload(this->request()));
  }

 private:
  Response answer(BodySource& body) override;
  Result<void> end(Turn& turn, const SessionSnapshot& shot);
};

Result<void> Delete::end(Turn& turn, const SessionSnapshot& shot) {
  if (shot.state != SessionState::kComplete) return turn.cancel();
  const auto& spec = info_.session->spec();
  auto removed = world().objects().remove(spec.bucket, spec.object, shot.result->generation, {});
  if (!removed && removed.error().kind != ErrorKind::kNotFound) return removed;
  return turn.forget_result();
}

// Rules tus.delete.success, tus.delete.complete, tus.delete.unknown, tus.delete.running
Response Delete::answer(BodySource&) {
  if (!info_.session) return refuse(kNotFound);
  auto turn = take_turn(request(), *info_.session, nullptr);
  if (!turn) return refuse(lock_problem(request()));
  const SessionSnapshot shot = turn->glance();
  info_.persisted_before = info_.persisted_after = offset_of(shot);
  if (const auto problem = absence(request(), *info_.session, shot)) return refuse(*problem);
  if (!end(*turn, shot)) return refuse(kCannotStore);
  info_.persisted_after = 0;
  return plain_answer(204);
}

}  // namespace

std::unique_ptr<Call> open_delete(Request request) {
  return std::make_unique<Delete>(std::move(request));
}

}  // namespace resumulator::tus
