// DELETE MOUNT/IDENTIFIER: Fine Uploader takes a file back, finished or not.
//
// Rule rjs.dialect.fine-delete
#include "protocols/resumable_js/chunk_files.h"
#include "protocols/resumable_js/request.h"

namespace resumulator::resumable_js {
namespace {

class Remove final : public FamilyCall {
 public:
  explicit Remove(Request from)
      : FamilyCall(std::move(from), Operation::kDelete, std::string(kProtocol) + ".delete") {
    info_.session = find_session(world(), request().below);
    if (info_.session) info_.object = info_.session->spec().object;
  }

 private:
  Response answer(BodySource&) override {
    if (!info_.session) {
      return error_answer(switches(), Dialect::kFineUploader, 404, "unknown_upload",
                          "There is no such upload.");
    }
    Turn turn = info_.session->begin_turn(nullptr);
    const SessionSnapshot now = turn.glance();
    // First, as those that come now are of the next upload.
    remove_chunk_files(world(), info_.session->spec().client_key);
    if (now.result) {
      // Only what this upload made: another one may have put its own there meanwhile.
      static_cast<void>(
          world().objects().remove(kBucket, now.result->name, now.result->generation, {}));
    } else if (now.state == SessionState::kActive) {
      static_cast<void>(turn.cancel());
    }
    world().sessions().forget_key(*info_.session);
    return json_answer(200, R"({"success":true})");
  }
};

}  // namespace

std::unique_ptr<Call> open_remove(Request request) {
  return std::make_unique<Remove>(std::move(request));
}

}  // namespace resumulator::resumable_js
