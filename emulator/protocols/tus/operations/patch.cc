// PATCH on an upload, one check after the other:
//
//   version → media type → offset → there? → final? → offset fits? → length → complete? → checksum
//   → the body
#include "protocols/tus/receive.h"
#include "protocols/tus/tus_call.h"

namespace resumulator::tus {
namespace {

class Patch final : public TusCall {
 public:
  explicit Patch(Request request);

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    return info_.session ? std::optional(told(info_.session->glance())) : std::nullopt;
  }
  void after_turn() override {
    if (part_done_) assemble_waiting(request(), info_.session->id());
  }
  [[nodiscard]] Response told(const SessionSnapshot& shot) const;
  [[nodiscard]] Response in_turn(Turn& turn, BodySource& body);
  [[nodiscard]] Response at_the_end(Turn& turn, BodySource& body);
  std::optional<Problem> read_length(const Turn& turn);
  void learn_length(Turn& turn, bool checked, Receipt& receipt) const;
  [[nodiscard]] Response take_body(Turn& turn, BodySource& body);
  void finish(Turn& turn, std::optional<Problem>& problem);
  [[nodiscard]] Response conflict(const SessionSnapshot& shot);

  std::optional<std::uint64_t> offset_;
  std::optional<std::uint64_t> length_;  ///< of an upload that had none
  Kind kind_ = Kind::kNormal;
  bool part_done_ = false;
};

Patch::Patch(Request request) : TusCall(std::move(request), Operation::kAppend, "tus.v1.chunk") {
  const RequestHead& head = this->request().head;
  const auto offsets = head.headers.all("Upload-Offset");
  if (offsets.size() == 1) offset_ = parse_count(offsets.front());
  name_session(find_upload(this->request()));
  if (!info_.session || !offset_) return;
  kind_ = memory_of(info_.session->spec().adapter).kind;
  std::optional<std::uint64_t> total = length_of(info_.session->glance());
  if (!total) total = parse_count(head.headers.get("Upload-Length"));
  ClaimedRange claimed{.from = *offset_, .to = {}, .total = total};
  if (head.framing.kind != BodyFraming::Kind::kChunked) {
    claimed.to = *offset_ + head.framing.length;
  }
  info_.claimed = claimed;
  if (claimed.to && claimed.to == total) {
    info_.operation = Operation::kFinalize;
    info_.rule = "tus.v1.finalize";
  }
}

// Rules tus.patch.success, tus.expiration.patch
Response Patch::told(const SessionSnapshot& shot) const {
  if (const auto problem = absence(request(), *info_.session, shot)) return error_answer(*problem);
  Response response = plain_answer(204);
  response.headers.add("Upload-Offset", std::to_string(told_offset(shot)));
  add_expiry(request(), *info_.session, shot.state == SessionState::kActive, response);
  return response;
}

// Rules tus.patch.conflict, tus.patch.conflict-offset
Response Patch::conflict(const SessionSnapshot& shot) {
  Response response = refuse(kMismatchedOffset);
  if (options().conflict_offset) {
    response.headers.add("Upload-Offset", std::to_string(told_offset(shot)));
  }
  return response;
}

// Rules tus.patch.length-known, tus.patch.length-late
std::optional<Problem> Patch::read_length(const Turn& turn) {
  const auto lengths = request().head.headers.all("Upload-Length");
  if (lengths.empty()) return std::nullopt;
  length_ = lengths.size() == 1 ? parse_count(lengths.front()) : std::nullopt;
  const bool fits =
      length_ && !turn.total() && *length_ >= turn.offset() && *length_ <= size_max(request());
  return fits ? std::nullopt : std::optional(kInvalidLength);
}

// Rule tus.patch.refused: a request that counts for nothing fixes no length.
void Patch::learn_length(Turn& turn, bool checked, Receipt& receipt) const {
  using Outcome = Appended::Outcome;
  const Outcome outcome = receipt.done.outcome;
  const bool counts =
      !receipt.problem || outcome == Outcome::kOverrun || (outcome == Outcome::kCut && !checked);
  if (!length_ || !counts) return;
  if (!turn.set_total(*length_) && !receipt.problem) receipt.problem = kCannotStore;
}

void Patch::finish(Turn& turn, std::optional<Problem>& problem) {
  const SessionSnapshot shot = turn.glance();
  if (shot.state != SessionState::kActive) return;
  if (kind_ == Kind::kPartial) part_done_ = is_complete(shot, kind_);
  if (shot.total == shot.offset) {
    if (kind_ == Kind::kNormal) info_.operation = Operation::kFinalize;
    if (!finish_if_whole(request(), turn, info_)) problem = kCannotStore;
    return;
  }
  // Rule tus.expiration.sliding
  if (options().expiry_mode == TusOptions::ExpiryMode::kSliding && request().can("expiration")) {
    const TimePoint until = world().clock().now() + lifetime(request());
    if (!turn.live_until(until)) problem = kCannotStore;
  }
}

Response Patch::take_body(Turn& turn, BodySource& body) {
  auto declared = declared_checksum(request());
  if (const auto* problem = std::get_if<Problem>(&declared)) return refuse(*problem);
  const auto& checksum = std::get<DeclaredChecksum>(declared);
  Receipt receipt = receive(request(), turn, body, checksum, length_ ? length_ : turn.total());
  learn_length(turn, checksum.any(), receipt);
  info_.persisted_after = receipt.done.offset;
  note_cut(receipt.done, receipt.problem);
  finish(turn, receipt.problem);
  return receipt.problem ? refuse(*receipt.problem) : told(turn.glance());
}

// Rules tus.patch.complete, tus.patch.complete-empty, tus.checksum.malformed
Response Patch::at_the_end(Turn& turn, BodySource& body) {
  if (!is_empty(body) && options().patch_complete_status != 204) {
    return refuse(with_status(kSizeExceeded, options().patch_complete_status));
  }
  const auto declared = declared_checksum(request());
  if (const auto* wrong = std::get_if<Problem>(&declared)) return refuse(*wrong);
  std::optional<Problem> problem;
  finish(turn, problem);
  return problem ? refuse(*problem) : told(turn.glance());
}

Response Patch::in_turn(Turn& turn, BodySource& body) {
  // Rule tus.state.caught-up
  if (!finish_if_whole(request(), turn, info_)) return refuse(kCannotStore);
  const SessionSnapshot shot = turn.glance();
  info_.persisted_before = info_.persisted_after = offset_of(shot);
  if (const auto problem = absence(request(), *info_.session, shot)) return refuse(*problem);
  if (kind_ == Kind::kFinal) return refuse(kModifyFinal);
  if (*offset_ != offset_of(shot)) return conflict(shot);
  const bool names_length = request().head.headers.has("Upload-Length");
  if (length_of(shot) == offset_of(shot) && !names_length) return at_the_end(turn, body);
  if (const auto problem = read_length(turn)) return refuse(*problem);
  return take_body(turn, body);
}

Response Patch::answer(BodySource& body) {
  if (!has_upload_type(request())) {
    return refuse(with_status(kInvalidType, options().bad_media_type_status));
  }
  if (!offset_) return refuse(kInvalidOffset);
  if (!info_.session) return refuse(kNotFound);
  auto turn = take_turn(request(), *info_.session, body.control());
  return turn ? in_turn(*turn, body) : refuse(lock_problem(request()));
}

}  // namespace

std::unique_ptr<Call> open_patch(Request request) {
  return std::make_unique<Patch>(std::move(request));
}

}  // namespace resumulator::tus
