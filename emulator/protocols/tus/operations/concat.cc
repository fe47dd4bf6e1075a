// POST with "Upload-Concat: final;…": one upload out of several.
#include "protocols/tus/new_upload.h"
#include "protocols/tus/receive.h"
#include "protocols/tus/tus_call.h"
#include "protocols/tus/upload_concat.h"

namespace resumulator::tus {
namespace {

class Concat final : public TusCall {
 public:
  explicit Concat(Request request)
      : TusCall(std::move(request), Operation::kCreate, "tus.v1.concat") {}

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    return info_.session ? std::optional(created()) : std::nullopt;
  }
  std::optional<Problem> refuse_body(BodySource& body) const;
  std::optional<Problem> look_at_parts(NewUpload& upload);
  Result<void> assemble_now(UploadSession& session) {
    Turn turn = session.begin_turn(nullptr);
    Result<void> assembled = assemble(request(), turn, info_);
    // Nobody is told where it is: it must not become an object later.
    if (!assembled) static_cast<void>(turn.cancel());
    return assembled;
  }
  [[nodiscard]] Response created() const;

  bool waits_ = false;
};

// Rule tus.concat.body
std::optional<Problem> Concat::refuse_body(BodySource& body) const {
  if (!request().has_data()) return std::nullopt;
  if (has_upload_type(request())) return kModifyFinal;
  if (options().post_other_body == TusOptions::OtherBody::kIgnore) return std::nullopt;
  return is_empty(body) ? std::nullopt : std::optional(kInvalidType);
}

// Rules tus.concat.unknown, tus.concat.not-partial, tus.concat.unfinished, tus.concat.too-large
std::optional<Problem> Concat::look_at_parts(NewUpload& upload) {
  const auto concat = parse_upload_concat(upload.memory.concat);
  if (!concat) return kInvalidConcat;
  const std::string host = authority(request());
  const std::string path = collection_path(request());
  std::uint64_t sum = 0;
  bool sum_known = true;
  for (const std::string& url : concat->urls) {
    const auto id = upload_id_of(url, {.authority = host, .path = path});
    const SessionPtr part = id ? world().sessions().find(*id) : nullptr;
    if (!part || part->spec().protocol != "tus") return kNotFound;
    catch_up_finals(request(), {*id});
    const SessionSnapshot shot = part->glance();
    if (absence(request(), *part, shot)) return kNotFound;
    const Kind kind = memory_of(part->spec().adapter).kind;
    if (kind != Kind::kPartial && !options().concat_any) return kNotPartial;
    waits_ = waits_ || !is_complete(shot, kind);
    const auto length = length_of(shot);
    sum_known = sum_known && length;
    if (length && *length > size_max(request()) - sum) return kMaxSizeExceeded;
    sum += length.value_or(0);
    upload.memory.sources.push_back(*id);
  }
  if (waits_ && !request().can("concatenation-unfinished")) return kNotFinished;
  if (sum_known) upload.length = sum;
  return std::nullopt;
}

Response Concat::created() const {
  Response response = plain_answer(201);
  response.headers.add("Location", upload_url(request(), info_.session->id()));
  const bool unfinished = info_.session->glance().state == SessionState::kActive;
  add_expiry(request(), *info_.session, unfinished, response);
  return response;
}

Response Concat::answer(BodySource& body) {
  auto read = read_new_upload(request(), true);
  if (const auto* problem = std::get_if<Problem>(&read)) return refuse(*problem);
  auto& upload = std::get<NewUpload>(read);
  if (const auto problem = refuse_body(body)) return refuse(*problem);
  if (const auto problem = look_at_parts(upload)) return refuse(*problem);
  const auto made = make_upload(request(), std::move(upload));
  if (!made) return refuse(kCannotStore);
  name_session(*made);
  // Also where parts are missing: the last of them may have come in the meantime.
  const auto assembled = assemble_now(**made);
  if (!assembled && assembled.error().kind == ErrorKind::kTooLarge) return refuse(kMaxSizeExceeded);
  if (!assembled) return refuse(kCannotStore);
  return created();
}

}  // namespace

std::unique_ptr<Call> open_concat(Request request) {
  return std::make_unique<Concat>(std::move(request));
}

}  // namespace resumulator::tus
