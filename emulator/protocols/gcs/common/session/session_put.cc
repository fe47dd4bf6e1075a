// PUT and POST with bytes on a session: the decision procedure, one step after the other.
//
//   ended → unreadable range → total differs → gap → length → granularity → overlap → keep → final?
//
// From "gap" to "keep" the core decides (core/upload/append.h); here its outcome gets its words.
#include "protocols/discard_body.h"
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/inflate_body.h"
#include "protocols/gcs/common/session/answers.h"
#include "protocols/gcs/common/session/finalize.h"
#include "protocols/gcs/common/session/policy.h"
#include "protocols/gcs/common/session/session_call.h"
#include "protocols/gcs/common/session/texts.h"
#include "protocols/gcs/common/verified_body.h"

namespace resumulator::gcs {
namespace {

const char* rule_of(const Request& request, const SessionRange& range) {
  const SessionDialect::Rules rules = request.dialect->rules();
  return operation_of(range) == Operation::kFinalize ? rules.finalize : rules.chunk;
}

class SessionPut final : public SessionCall {
 public:
  SessionPut(Request request, SessionPtr session, SessionRange range, const char* rule)
      : SessionCall(std::move(request), operation_of(range), rule),
        session_(std::move(session)),
        range_(range) {
    info_.session = session_;
    info_.object = session_->spec().object;
    info_.claimed = claimed_range(range_);
  }

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    return session_answer(request(), *session_, session_->snapshot());
  }
  Response in_turn(BodySource& body);
  std::optional<Response> refuse_head(Turn& turn);
  std::optional<Response> settle_total(Turn& turn);
  Response receive(Turn& turn, BodySource& body);
  Response receive_verified(Turn& turn, BodySource& body);
  Response render(Turn& turn, const AppendRequest& request, const Appended& done, BodySource& body);
  Response render_refusal(Turn& turn, const AppendRequest& request, const Appended& done,
                          BodySource& body);
  Response poisoned(Turn& turn, std::string text);
  Response refused(int status, std::string text) {
    return refusal_answer(request(), *session_, status, std::move(text));
  }
  Response failed(const ApiError& error) {
    return session_error_answer(request(), *session_, error);
  }

  SessionPtr session_;
  SessionRange range_;
};

Response SessionPut::poisoned(Turn& turn, std::string text) {
  poison(request(), turn, 400, text);
  return refused(400, std::move(text));
}

// Rules gcs.range.unreadable, gcs.csek.chunk-key, gcs.xml.session.digests.
std::optional<Response> SessionPut::refuse_head(Turn& turn) {
  if (std::holds_alternative<BadRange>(range_)) return poisoned(turn, bad_content_range_text());
  const std::string* key = request().head.headers.find("x-goog-encryption-key-sha256");
  if (key != nullptr) {
    ObjectVersion planned;
    planned.metadata.encryption_key_sha256 = session_->spec().metadata.encryption_key_sha256;
    if (auto error = check_encryption_key(planned, *key)) return failed(*error);
  }
  const auto error = request().dialect->refuse_digests(request().head.headers);
  return error ? std::optional(failed(*error)) : std::nullopt;
}

// Rules gcs.session.total-changed, gcs.session.total-fixed.
std::optional<Response> SessionPut::settle_total(Turn& turn) {
  const auto named = named_total(range_);
  const std::uint64_t most = world().options().limits.object_bytes_max;
  if (named && *named > most) {
    return failed(too_large("The object is larger than " + std::to_string(most) + " bytes."));
  }
  if (switches().total_change_is_error) {
    if (const auto change = total_change(range_, turn.total(), turn.offset())) {
      return poisoned(turn, total_changed_text(change->named, change->expected));
    }
  }
  if (named && !turn.total()) static_cast<void>(turn.set_total(*named));
  return std::nullopt;
}

Response SessionPut::render_refusal(Turn& turn, const AppendRequest& asked, const Appended& done,
                                    BodySource& body) {
  using Outcome = Appended::Outcome;
  const std::uint64_t granularity = switches().granularity;
  switch (done.outcome) {
    case Outcome::kGap: {
      const int status = switches().offset_gap == GcsSwitches::OffsetGap::k400 ? 400 : 503;
      return refused(status, gap_text(asked.at, done.before));
    }
    case Outcome::kOverlapRefused:
      return refused(400, overlap_refused_text(done.before));
    case Outcome::kTooSmall:
    case Outcome::kMisaligned:
      return poisoned(turn, granularity_text(asked.length.value_or(0), granularity));
    case Outcome::kLengthMismatch:
      return poisoned(turn, body_length_text(whole_length(body),
                                             {asked.at, asked.at + asked.length.value_or(0)}));
    case Outcome::kTotalMismatch:
      return poisoned(turn, total_changed_text(asked.at + whole_length(body),
                                               asked.total.value_or(done.before)));
    case Outcome::kBytesDiffer:
      return refused(400, bytes_differ_text(asked.at));
    case Outcome::kTooLarge:
      return failed(too_large("The object is too large."));
    case Outcome::kMalformed:
      return failed(bad_request("Malformed request body."));
    case Outcome::kStorage:
    case Outcome::kStored:
    case Outcome::kReachedTotal:
    case Outcome::kOverrun:
    case Outcome::kCut:
      break;
  }
  return failed(backend_unavailable());
}

Response SessionPut::render(Turn& turn, const AppendRequest& asked, const Appended& done,
                            BodySource& body) {
  info_.persisted_before = done.before;
  info_.persisted_after = done.offset;
  if (done.outcome == Appended::Outcome::kReachedTotal) {
    info_.operation = Operation::kFinalize;
    return finalize_answer(request(), turn);
  }
  if (done.outcome == Appended::Outcome::kStored) {
    return incomplete_answer(request(), *session_, turn.snapshot());
  }
  if (done.outcome == Appended::Outcome::kCut) return failed(broken_connection());
  return render_refusal(turn, asked, done, body);
}

Response SessionPut::receive(Turn& turn, BodySource& body) {
  const AppendRequest asked = append_request(range_, turn.total(), turn.offset(), switches());
  return render(turn, asked, append_body(turn, asked, append_policy(switches()), body), body);
}

// Rule gcs.finalize.content-md5-scope: `request` makes Content-MD5 the digest of this body.
Response SessionPut::receive_verified(Turn& turn, BodySource& body) {
  const std::string* text = request().head.headers.find("Content-MD5");
  if (text == nullptr || switches().content_md5_scope == GcsSwitches::Md5Scope::kObject) {
    return receive(turn, body);
  }
  const auto declared = parse_declared_md5(*text);
  if (!declared) return failed(declared.error());
  VerifiedBody verified(body, *declared);
  Response response = receive(turn, verified);
  if (!verified.mismatch()) return response;
  return failed(
      digest_mismatch("md5", *text, md5_base64(*verified.mismatch()), mismatch_form(switches())));
}

Response SessionPut::in_turn(BodySource& body) {
  Turn turn = session_->begin_turn(body.control());
  info_.persisted_before = info_.persisted_after = turn.offset();
  if (turn.state() != SessionState::kActive) {
    if (auto ended = ended_answer(request(), *session_, turn.snapshot())) return *std::move(ended);
  }
  if (auto refusal = refuse_head(turn)) return *std::move(refusal);
  if (auto refusal = settle_total(turn)) return *std::move(refusal);
  if (!is_gzip_encoded(request().head.headers)) return receive_verified(turn, body);
  // Rule gcs.media.transport-gzip: what counts is what the coding stands for.
  InflatedBody inflated(body);
  return receive_verified(turn, inflated);
}

Response SessionPut::answer(BodySource& body) {
  Response response = in_turn(body);
  // After the turn: a client that is refused may take its time to finish sending.
  discard_body(request().head, body);
  return response;
}

}  // namespace

std::unique_ptr<Call> open_session_put(Request request, SessionPtr session, SessionRange range) {
  const char* rule = rule_of(request, range);
  return std::make_unique<SessionPut>(std::move(request), std::move(session), range, rule);
}

}  // namespace resumulator::gcs
