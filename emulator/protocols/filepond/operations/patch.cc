// PATCH: a chunk, whole or not at all. The client counts offsets by the number of the chunk, so one
// whose answer was lost comes again at the offset it had. Rules fpd.patch.*
#include "core/upload/append.h"
#include "core/wire/media_type.h"
#include "protocols/filepond/request.h"

namespace resumulator::filepond {
namespace {

/// Rules fpd.patch.cut, fpd.patch.again
AppendPolicy policy() {
  AppendPolicy policy;
  policy.cut = AppendPolicy::Cut::kNothing;
  policy.overlap = AppendPolicy::Overlap::kSkip;
  policy.open_end_keeps_all = true;
  return policy;
}

class Patch final : public FilePondCall {
 public:
  explicit Patch(Request from);

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override;
  Response told(const SessionSnapshot& shot);
  Response in_turn(Turn& turn, BodySource& body);
  Response outcome(Turn& turn, const Appended& done);

  std::optional<std::uint64_t> offset_;
  std::optional<std::uint64_t> length_;
};

Patch::Patch(Request from) : FilePondCall(std::move(from), Operation::kAppend, "chunk") {
  const RequestHead& head = request().head;
  offset_ = number_of(head.headers, "Upload-Offset");
  length_ = number_of(head.headers, "Upload-Length");
  name_session(find_transfer(world(), request().id));
  if (!info_.session || !offset_) return;
  info_.claimed = ClaimedRange{*offset_, {}, info_.session->spec().declared_total};
  if (head.framing.kind == BodyFraming::Kind::kChunked) return;
  if (head.framing.length > UINT64_MAX - *offset_) return;
  info_.claimed->to = *offset_ + head.framing.length;
  if (info_.claimed->to == info_.claimed->total) {
    info_.operation = Operation::kFinalize;
    info_.rule = std::string(kProtocol) + ".finalize";
  }
}

Response Patch::told(const SessionSnapshot& shot) {
  if (const auto gone = absence(shot)) return refuse(*gone, "There is no such transfer.");
  return progress(204, shot);
}

std::optional<Response> Patch::again() {
  return info_.session ? std::optional(told(info_.session->glance())) : std::nullopt;
}

Response Patch::outcome(Turn& turn, const Appended& done) {
  using Outcome = Appended::Outcome;
  info_.persisted_after = done.offset;
  switch (done.outcome) {
    case Outcome::kStored:
    case Outcome::kReachedTotal:
      if (!finish_if_whole(turn)) return refuse(503, "The file cannot be stored.");
      return told(turn.glance());
    case Outcome::kCut:
      return refuse(408, "The chunk was not received in full; nothing of it is kept.");
    case Outcome::kGap:
      return refuse(409, "The chunk begins behind byte " + std::to_string(done.offset) +
                             ", where the next one belongs.");
    case Outcome::kTotalMismatch:
    case Outcome::kOverrun:
    case Outcome::kTooLarge:
      return refuse(413, "The chunk goes past the length of the file.");
    case Outcome::kStorage:
      return refuse(503, "The chunk cannot be stored.");
    case Outcome::kOverlapRefused:
    case Outcome::kTooSmall:
    case Outcome::kMisaligned:
    case Outcome::kLengthMismatch:
    case Outcome::kBytesDiffer:
    case Outcome::kMalformed:
      break;
  }
  return refuse(400, "The body of the request is broken.");
}

Response Patch::in_turn(Turn& turn, BodySource& body) {
  const SessionSnapshot shot = turn.glance();
  if (const auto gone = absence(shot)) return refuse(*gone, "There is no such transfer.");
  const std::uint64_t total = *info_.session->spec().declared_total;
  const bool whole = shot.state == SessionState::kComplete;
  info_.persisted_before = info_.persisted_after = whole ? total : shot.offset;
  // Rule fpd.patch.length
  if (length_ && *length_ != total) {
    return refuse(409, "Upload-Length was " + std::to_string(total) + " before.");
  }
  const auto length = body.declared_length();
  if (*offset_ > total || (length && *length > total - *offset_)) {
    return refuse(413, "The chunk goes past the length of the file.");
  }
  // Rules fpd.patch.again, fpd.patch.empty
  if (whole) return told(shot);
  const AppendRequest asked{
      .at = *offset_, .length = length, .total = total, .object_bytes_max = size_max(world())};
  return outcome(turn, append_body(turn, asked, policy(), body));
}

// Rules fpd.patch.type, fpd.patch.offset, fpd.patch.length, fpd.transfer.unknown
Response Patch::answer(BodySource& body) {
  const auto type = parse_media_type(request().head.headers.get("Content-Type"));
  if (!type || !type->is("application", "offset+octet-stream")) {
    return refuse(415, "A chunk is application/offset+octet-stream.");
  }
  if (!info_.session) return refuse(404, "There is no such transfer.");
  if (!offset_) return refuse(400, "Upload-Offset is missing, or not a number.");
  if (request().head.headers.has("Upload-Length") && !length_) {
    return refuse(400, "Upload-Length is not a number.");
  }
  Turn turn = info_.session->begin_turn(body.control());
  return in_turn(turn, body);
}

}  // namespace

std::unique_ptr<Call> open_patch(Request request) {
  return std::make_unique<Patch>(std::move(request));
}

}  // namespace resumulator::filepond
