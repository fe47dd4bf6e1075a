// GET on an upload, which is outside of the protocol: the bytes that are there.
#include "core/upload/world.h"
#include "protocols/blob_producer.h"
#include "protocols/quoted_name.h"
#include "protocols/tus/tus_call.h"
#include "protocols/tus/upload_metadata.h"

namespace resumulator::tus {
namespace {

class Get final : public TusCall {
 public:
  explicit Get(Request request)
      : TusCall(std::move(request), Operation::kDownload, "tus.v1.get"),
        session_(find_upload(this->request())) {}

 private:
  [[nodiscard]] bool needs_version() const override { return false; }
  Response answer(BodySource& body) override;
  [[nodiscard]] StoredBytes bytes(const SessionSnapshot& shot) const;

  SessionPtr session_;  // for the journal it is a download as any, and no part of the upload
};

StoredBytes Get::bytes(const SessionSnapshot& shot) const {
  if (shot.state != SessionState::kComplete) return session_->stored();
  const auto& spec = session_->spec();
  const auto object = world().objects().get(spec.bucket, spec.object, shot.result->generation);
  return object ? StoredBytes{(*object)->blob, (*object)->size} : StoredBytes{};
}

// Rules tus.get.content, tus.get.empty, tus.get.type
Response Get::answer(BodySource&) {
  if (!session_) return refuse(kNotFound);
  catch_up_finals(request(), memory_of(session_->spec().adapter).sources);
  auto turn = take_turn(request(), *session_, nullptr);
  if (!turn) return refuse(lock_problem(request()));
  CallInfo made;  // by an earlier request, as far as the journal goes
  if (const auto problem = catch_up(request(), *turn, made)) return refuse(*problem);
  const SessionSnapshot shot = turn->glance();
  info_.persisted_before = info_.persisted_after = offset_of(shot);
  if (const auto problem = absence(request(), *session_, shot)) return refuse(*problem);
  const StoredBytes stored = bytes(shot);
  if (!stored.blob || stored.size == 0) return plain_answer(204);
  const SessionSpec& spec = session_->spec();
  Response response = plain_answer(200);
  response.headers.add("Content-Type", spec.metadata.content_type.empty()
                                           ? "application/octet-stream"
                                           : spec.metadata.content_type);
  const auto metadata = parse_upload_metadata(memory_of(spec.adapter).metadata, true);
  const std::string_view name =
      metadata ? first_of(*metadata, {"filename", "name"}) : std::string_view();
  response.headers.add("Content-Disposition",
                       name.empty() ? "attachment" : "attachment;filename=" + quoted_name(name));
  response.producer = make_blob_producer(stored.blob, {0, stored.size});
  response.producer_length = stored.size;
  return response;
}

}  // namespace

std::unique_ptr<Call> open_get(Request request) {
  return std::make_unique<Get>(std::move(request));
}

}  // namespace resumulator::tus
