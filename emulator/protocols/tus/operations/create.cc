// POST to the collection: a new upload, with its first bytes where they come along.
#include "protocols/tus/new_upload.h"
#include "protocols/tus/receive.h"
#include "protocols/tus/tus_call.h"

namespace resumulator::tus {
namespace {

/// Whether the request brings bytes, as far as its head says it.
Operation operation_of(const Request& request) {
  return request.has_data() && has_upload_type(request) ? Operation::kSimple : Operation::kCreate;
}

class Create final : public TusCall {
 public:
  explicit Create(Request request)
      : TusCall(std::move(request), Operation::kCreate, "tus.v1.create") {
    info_.operation = operation_of(this->request());
    if (info_.operation != Operation::kSimple) return;
    info_.rule = "tus.v1.create-with-upload";
    with_data_ = true;
  }

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override;
  void after_turn() override;
  std::optional<Problem> refuse_body(BodySource& body) const;
  std::optional<Problem> fill(BodySource& body, const DeclaredChecksum& checksum);
  [[nodiscard]] Response created(const SessionSnapshot& shot) const;

  bool with_data_ = false;
  bool partial_done_ = false;
};

// Rules tus.create.with-upload, tus.create.other-body
std::optional<Problem> Create::refuse_body(BodySource& body) const {
  if (!request().has_data()) return std::nullopt;
  if (with_data_) {
    return request().can("creation-with-upload")
               ? std::nullopt
               : std::optional(with_status(kUnsupportedExtension, options().unsupported_status));
  }
  if (options().post_other_body == TusOptions::OtherBody::kIgnore) return std::nullopt;
  return is_empty(body) ? std::nullopt : std::optional(kInvalidType);
}

// Rules tus.create.zero, tus.create.with-upload, tus.create.failed-checksum
std::optional<Problem> Create::fill(BodySource& body, const DeclaredChecksum& checksum) {
  Turn turn = info_.session->begin_turn(body.control());
  info_.persisted_before = 0;
  std::optional<Problem> problem;
  if (with_data_) {
    const Receipt receipt = receive(request(), turn, body, checksum, turn.total());
    problem = receipt.problem;
    note_cut(receipt.done, problem);
    const bool unchecked = checksum.any() && receipt.done.outcome == Appended::Outcome::kMalformed;
    if (unchecked && !options().keep_failed_creation) static_cast<void>(turn.cancel());
  }
  info_.persisted_after = turn.offset();
  if (!finish_if_whole(request(), turn, info_)) problem = kCannotStore;
  partial_done_ = is_complete(turn.glance(), Kind::kPartial);
  return problem;
}

void Create::after_turn() {
  if (partial_done_ && memory_of(info_.session->spec().adapter).kind == Kind::kPartial) {
    assemble_waiting(request(), info_.session->id());
  }
}

Response Create::created(const SessionSnapshot& shot) const {
  const UploadSession& session = *info_.session;
  Response response = plain_answer(201);
  response.headers.add("Location", upload_url(request(), session.id()));
  if (with_data_) response.headers.add("Upload-Offset", std::to_string(told_offset(shot)));
  add_expiry(request(), session, shot.state == SessionState::kActive, response);
  return response;
}

std::optional<Response> Create::again() {
  if (!info_.session) return std::nullopt;
  return created(info_.session->glance());
}

Response Create::answer(BodySource& body) {
  auto upload = read_new_upload(request(), false);
  if (const auto* problem = std::get_if<Problem>(&upload)) return refuse(*problem);
  if (const auto problem = refuse_body(body)) return refuse(*problem);
  auto declared = declared_checksum(request());
  if (const auto* problem = std::get_if<Problem>(&declared)) return refuse(*problem);
  const auto& checksum = std::get<DeclaredChecksum>(declared);
  const auto made = make_upload(request(), std::get<NewUpload>(std::move(upload)));
  if (!made) return refuse(kCannotStore);
  name_session(*made);
  const auto problem = fill(body, checksum);
  if (!problem) return created((*made)->glance());
  Response response = refuse(*problem);
  // Rule tus.create.too-long: the upload is there all the same.
  if ((*made)->glance().state != SessionState::kCancelled) {
    response.headers.add("Location", upload_url(request(), (*made)->id()));
  }
  return response;
}

}  // namespace

std::unique_ptr<Call> open_create(Request request) {
  return std::make_unique<Create>(std::move(request));
}

}  // namespace resumulator::tus
