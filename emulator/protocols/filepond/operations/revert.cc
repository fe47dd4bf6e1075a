// DELETE: a transfer is taken back, finished or not, and with it the file. FilePond sends the id as
// the body. Rules fpd.revert.*
#include "core/base/strings.h"
#include "protocols/filepond/request.h"

namespace resumulator::filepond {
namespace {

constexpr std::uint64_t kIdMax = 1024;

class Revert final : public FilePondCall {
 public:
  explicit Revert(Request from) : FilePondCall(std::move(from), Operation::kDelete, "delete") {
    name_session(find_transfer(world(), request().id));
  }

 private:
  Response answer(BodySource& body) override {
    if (!request().id) {
      const auto id = read_all(body, kIdMax);
      if (!id) return refuse(400, "The body is to be the id of a transfer.");
      info_.object = trim(*id);
      name_session(find_transfer(world(), info_.object));
    }
    if (!info_.session) return remove_file();
    Turn turn = info_.session->begin_turn(nullptr);
    const SessionSnapshot shot = turn.glance();
    if (const auto gone = absence(shot)) return refuse(*gone, "There is no such transfer.");
    return end(turn, shot) ? text_answer(200, {}) : refuse(503, "The file cannot be removed.");
  }

  // A file that came whole had no session.
  Response remove_file() {
    const auto removed = world().objects().remove(kBucket, info_.object, std::nullopt, {});
    if (removed) return text_answer(200, {});
    return removed.error().kind == ErrorKind::kUnavailable
               ? refuse(503, "The file cannot be removed.")
               : refuse(404, "There is no such transfer.");
  }

  Result<void> end(Turn& turn, const SessionSnapshot& shot) {
    if (shot.state != SessionState::kComplete) return turn.cancel();
    const auto& spec = info_.session->spec();
    auto removed = world().objects().remove(spec.bucket, spec.object, shot.result->generation, {});
    if (!removed && removed.error().kind != ErrorKind::kNotFound) return removed;
    return turn.forget_result();
  }
};

}  // namespace

std::unique_ptr<Call> open_revert(Request request) {
  return std::make_unique<Revert>(std::move(request));
}

}  // namespace resumulator::filepond
