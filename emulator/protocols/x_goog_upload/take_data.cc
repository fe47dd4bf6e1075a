// Data on a session, one step after the other:
//
//   ended → offset → alignment → overrun → keep → last? → short → refused → object
//
// From "offset" to "keep" the core decides (core/upload/append.h); here its outcome gets words.
#include <utility>

#include "protocols/x_goog_upload/answers.h"
#include "protocols/x_goog_upload/upload_call.h"

namespace resumulator::x_goog_upload {
namespace {

using Outcome = Appended::Outcome;

/// One request's data and its session.
class DataTurn {
 public:
  DataTurn(const Request& request, UploadSession& session, const DataRequest& data,
           BodySource& body, CallInfo& info)
      : request_(request), session_(session), data_(data), body_(body), info_(info) {}

  Response run();

 private:
  [[nodiscard]] std::optional<Turn> begin() const;
  Response on(Turn& turn);
  [[nodiscard]] AppendRequest append_request(const Turn& turn) const;
  [[nodiscard]] AppendPolicy policy() const;
  Response upload(Turn& turn);
  Response finish_alone(Turn& turn);
  Response finish(Turn& turn);
  Response refused(Turn& turn, const Appended& done);
  Response wrong_offset(const Turn& turn) const;
  Response too_short(const Turn& turn) const;
  Response violation(std::string message, int status = 400, int code = 3) const {
    return violation_answer(request_, session_,
                            {.status = status, .code = code, .message = std::move(message)});
  }
  [[nodiscard]] bool is_empty() const;
  [[nodiscard]] static bool misses_bytes(const Turn& turn) {
    return turn.total() && turn.offset() < *turn.total();
  }

  const Request& request_;
  UploadSession& session_;
  const DataRequest& data_;
  BodySource& body_;
  CallInfo& info_;
};

bool DataTurn::is_empty() const {
  if (const auto declared = body_.declared_length()) return *declared == 0;
  std::byte one{};
  return body_.received() == 0 && body_.read({&one, 1}).state != BodyState::kMore;
}

AppendPolicy DataTurn::policy() const {
  const Profile& profile = request_.profile;
  AppendPolicy policy;
  policy.granularity = profile.granularity == 0 ? 1 : profile.granularity;
  policy.cut = profile.cut;
  policy.misaligned = profile.misaligned;
  policy.gap = AppendPolicy::Gap::kRefuse;
  policy.overlap = AppendPolicy::Overlap::kReject;
  policy.completion = AppendPolicy::Completion::kOnFlag;
  return policy;
}

AppendRequest DataTurn::append_request(const Turn& turn) const {
  AppendRequest asked;
  asked.at = data_.offset;
  asked.length = body_.declared_length();
  // Rule xgu.data.overrun: what a declared size that binds nobody leaves to be checked is the end.
  if (!request_.profile.overrun) asked.total = turn.total();
  asked.ends_object = data_.commands.finalize;
  return asked;
}

// Rule xgu.data.offset: exactly where the bytes so far end; neither a gap nor a replay.
Response DataTurn::wrong_offset(const Turn& turn) const {
  return violation("Client uploaded to the wrong offset (" + std::to_string(data_.offset) +
                       " instead of " + std::to_string(turn.offset()) + ").",
                   request_.profile.offset_error_status,
                   request_.profile.offset_error_status == 409 ? 10 : 3);
}

// Rule xgu.final.short.
Response DataTurn::too_short(const Turn& turn) const {
  return violation("The upload was finalized with " + std::to_string(turn.offset()) + " of " +
                   std::to_string(turn.total().value_or(turn.offset())) + " declared bytes.");
}

Response DataTurn::refused(Turn& turn, const Appended& done) {
  switch (done.outcome) {
    case Outcome::kGap:
    case Outcome::kOverlapRefused:
      return wrong_offset(turn);
    case Outcome::kMisaligned:
    case Outcome::kTooSmall:  // Rule xgu.data.granularity.
      return violation("The size of a chunk that is not the last must be a multiple of " +
                       std::to_string(request_.profile.granularity) + " bytes.");
    case Outcome::kTotalMismatch:  // Rule xgu.data.overrun.
      return violation("The chunk goes past the declared size of " +
                       std::to_string(turn.total().value_or(0)) + " bytes.");
    case Outcome::kTooLarge:
      return violation("The upload is too large.", 413, 11);
    case Outcome::kCut:  // Rule xgu.data.cut.
      return violation("The request was not received in full.", 408, 4);
    case Outcome::kLengthMismatch:
    case Outcome::kMalformed:
    case Outcome::kBytesDiffer:
      return violation("Malformed request body.");
    case Outcome::kOverrun:
    case Outcome::kStorage:
    case Outcome::kStored:
    case Outcome::kReachedTotal:
      break;
  }
  return violation_answer(request_, session_, unavailable());
}

Response DataTurn::upload(Turn& turn) {
  const Appended done = append_body(turn, append_request(turn), policy(), body_);
  info_.persisted_before = done.before;
  info_.persisted_after = done.offset;
  const bool reached = done.outcome == Outcome::kReachedTotal;
  if (!reached && done.outcome != Outcome::kStored) return refused(turn, done);
  if (data_.commands.finalize) {
    const bool whole = reached && !misses_bytes(turn);
    return whole || request_.profile.short_finalize ? finish(turn) : too_short(turn);
  }
  SessionSnapshot now;
  now.offset = done.offset;
  return chunk_answer(request_, session_, std::move(now));
}

// Rule xgu.final.alone.
Response DataTurn::finish_alone(Turn& turn) {
  if (data_.offset_given && data_.offset != turn.offset()) return wrong_offset(turn);
  if (!is_empty()) return violation("A finalize command without upload takes no data.");
  return misses_bytes(turn) && !request_.profile.short_finalize ? too_short(turn) : finish(turn);
}

// Rules xgu.final.result, xgu.final.rejected.
Response DataTurn::finish(Turn& turn) {
  const SessionSpec& spec = session_.spec();
  if (auto end = request_.service->refuse_end(request_, spec, turn.offset())) {
    if (!turn.terminate(*end)) return violation_answer(request_, session_, unavailable());
    return *ended_answer(request_, session_, turn.snapshot(), data_.commands, true);
  }
  const auto object = turn.finalize({});
  if (!object) return violation_answer(request_, session_, unavailable());
  info_.bucket = (*object)->bucket;
  info_.object = (*object)->name;
  info_.generation = (*object)->generation;
  return final_answer(request_, session_, *object);
}

// Rule xgu.session.beside.
std::optional<Turn> DataTurn::begin() const {
  switch (request_.profile.beside) {
    case Beside::kWaits:
      return session_.begin_turn(body_.control());
    case Beside::kRefused:
      return session_.try_turn(body_.control());
    case Beside::kEndsOther:
      return session_.begin_turn(body_.control(), Takeover::kAtOnce);
  }
  return std::nullopt;
}

Response DataTurn::run() {
  std::optional<Turn> turn = begin();
  if (!turn) return violation("Another request on this upload is under way.", 409, 10);
  return on(*turn);
}

Response DataTurn::on(Turn& turn) {
  info_.persisted_before = info_.persisted_after = turn.offset();
  if (turn.state() != SessionState::kActive) {
    const SessionSnapshot snapshot = turn.snapshot();
    const bool there = !data_.commands.upload || data_.offset == snapshot.offset ||
                       (snapshot.result && data_.offset == snapshot.result->size);
    const bool again = data_.commands.finalize && there && is_empty();
    if (auto ended = ended_answer(request_, session_, snapshot, data_.commands, again)) {
      return *std::move(ended);
    }
  }
  return data_.commands.upload ? upload(turn) : finish_alone(turn);
}

}  // namespace

Response take_data(const Request& request, UploadSession& session, const DataRequest& data,
                   BodySource& body, CallInfo& info) {
  return DataTurn(request, session, data, body, info).run();
}

std::optional<ClaimedRange> claimed_by(const DataRequest& data, const RequestHead& head,
                                       std::optional<std::uint64_t> total) {
  if (!data.commands.upload) return std::nullopt;
  ClaimedRange claimed;
  claimed.from = data.offset;
  claimed.total = total;
  const bool chunked = head.framing.kind == BodyFraming::Kind::kChunked;
  if (!chunked && head.framing.length <= UINT64_MAX - data.offset) {
    claimed.to = data.offset + head.framing.length;
  }
  return claimed;
}

}  // namespace resumulator::x_goog_upload
