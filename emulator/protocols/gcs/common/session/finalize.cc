#include "protocols/gcs/common/session/finalize.h"

#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/session/answers.h"
#include "protocols/gcs/common/session/dialect.h"

namespace resumulator::gcs {
namespace {

const GcsSwitches& switches(const Request& request) { return request.world->options().gcs; }

// Content-MD5 speaks of the whole object here, unless the switch content_md5_scope gives it to the
// body of each request; then it was checked while the body came.
ApiResult<DeclaredDigests> declared_digests(const Request& request) {
  const bool of_object = switches(request).content_md5_scope == GcsSwitches::Md5Scope::kObject;
  return of_object ? parse_digest_headers(request.head.headers)
                   : parse_goog_hash(request.head.headers);
}

// The value the client gave for the algorithm that does not fit: header or opening request, the one
// that differs from `actual`.
std::string given_value(const std::string& algorithm, const std::string& actual,
                        const DeclaredDigests& opening, const DeclaredDigests& header) {
  std::string given;
  for (const DeclaredDigests* declared : {&header, &opening}) {
    const std::string text = algorithm == "md5"
                                 ? declared->md5 ? md5_base64(*declared->md5) : std::string()
                             : declared->crc32c ? crc32c_base64(*declared->crc32c)
                                                : std::string();
    if (!text.empty() && text != actual) given = text;
  }
  return given;
}

ApiError refusal(const Request& request, const Turn& turn, const Error& error,
                 const DeclaredDigests& header) {
  const SessionSpec& spec = turn.session().spec();
  if (error.kind == ErrorKind::kDigestMismatch) {
    return digest_mismatch(error.where, given_value(error.where, error.text, spec.digests, header),
                           error.text, mismatch_form(switches(request)));
  }
  if (error.kind == ErrorKind::kNotModified && switches(request).notmatch_write_status == 412) {
    return condition_not_met();
  }
  return from_store_error(error, spec.bucket, spec.object);
}

}  // namespace

void poison(const Request& request, Turn& turn, int status, std::string text) {
  const GcsSwitches& gcs = switches(request);
  if (!gcs.poison_on_400 || gcs.poison_replay == GcsSwitches::PoisonReplay::kOff) return;
  // Where this cannot be written the session stays as it is: the client is refused all the same.
  static_cast<void>(turn.terminate({status, std::move(text)}));
}

Response finalize_answer(const Request& request, Turn& turn) {
  const UploadSession& session = turn.session();
  if (const auto error = request.dialect->refuse_digests(request.head.headers)) {
    return session_error_answer(request, session, *error);
  }
  const auto header = declared_digests(request);
  if (!header) return session_error_answer(request, session, header.error());
  if (const auto error = request.dialect->refuse_size(session, turn.offset())) {
    return session_error_answer(request, session, *error);
  }
  const auto object = turn.finalize(*header);
  if (object) {
    if (request.info != nullptr) request.info->generation = (*object)->generation;
    return complete_answer(request, session, *object);
  }
  const ApiError error = refusal(request, turn, object.error(), *header);
  if (object.error().kind == ErrorKind::kDigestMismatch) {
    poison(request, turn, error.status, request.dialect->failure_body(error));
  }
  return session_error_answer(request, session, error);
}

}  // namespace resumulator::gcs
