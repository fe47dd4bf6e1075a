// PATCH on an upload, one check after the other:
//
//   there? → media type → offset → complete? → whose turn → offset fits? → ended already? → lengths
//   → limits → the content → the target's answer, or 204
#include "core/base/strings.h"
#include "core/wire/structured_field.h"
#include "protocols/ietf/ietf_call.h"

namespace resumulator::ietf {
namespace {

class AppendCall final : public IetfCall {
 public:
  explicit AppendCall(Request request);

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    return info_.session ? std::optional(told(info_.session->glance())) : std::nullopt;
  }
  [[nodiscard]] std::optional<Problem> refuse_head() const;
  [[nodiscard]] Response in_turn(Turn& turn, BodySource& body);
  [[nodiscard]] Response after_the_end(const SessionSnapshot& shot);
  [[nodiscard]] Response take_content(Turn& turn, BodySource& body,
                                      std::optional<std::uint64_t> length);
  [[nodiscard]] Response told(const SessionSnapshot& shot);

  std::optional<std::uint64_t> offset_;
  std::optional<bool> complete_;
};

AppendCall::AppendCall(Request request)
    : IetfCall(std::move(request), Operation::kAppend, "ietf.v1.append") {
  const Headers& headers = this->request().head.headers;
  offset_ = sf_count(headers, "Upload-Offset");
  complete_ = read_complete(headers, dialect());
  const bool lenient =
      !dialect().needs_complete &&
      (dialect().inverted || options().missing_complete == IetfOptions::MissingComplete::kComplete);
  if (!complete_ && lenient) complete_ = true;
  name_session(find_upload(this->request()));
  if (!info_.session || !offset_) return;
  ClaimedRange claimed{.from = *offset_, .to = {}, .total = length_of(info_.session->glance())};
  if (const auto content = content_length(this->request())) claimed.to = *offset_ + *content;
  if (!claimed.total && complete_.value_or(false)) claimed.total = claimed.to;
  info_.claimed = claimed;
  if (!complete_.value_or(false)) return;
  info_.operation = Operation::kFinalize;
  info_.rule = "ietf.v1.append-last";
}

// Rules ietf.append.media-type, ietf.append.offset, ietf.append.complete
std::optional<Problem> AppendCall::refuse_head() const {
  const std::string_view type = request().head.headers.get("Content-Type");
  const bool partial = iequals(trim(type.substr(0, type.find(';'))), kPartialType);
  if (dialect().partial_type && !partial) {
    return with_status(kBadMediaType, options().bad_media_type_status);
  }
  if (!offset_) return kNoOffset;
  if (!complete_) return kNoComplete;
  return std::nullopt;
}

// Rules ietf.append.answer, ietf.complete.answer
Response AppendCall::told(const SessionSnapshot& shot) {
  if (!is_there(request(), *info_.session, shot)) return refuse_gone();
  if (shot.state == SessionState::kComplete) {
    return target_answer(request(), *info_.session, shot.result, told_offset(shot));
  }
  const int chosen = options().append_status;
  Response response = plain_answer(chosen == 0 ? dialect().append_status : chosen);
  add_complete(response.headers, dialect(), false);
  response.headers.add("Upload-Offset", std::to_string(told_offset(shot)));
  return response;
}

// Rules ietf.append.replay, ietf.append.completed
Response AppendCall::after_the_end(const SessionSnapshot& shot) {
  if (!dialect().replays) return refuse(kCompleted);
  const bool repeat =
      *offset_ == offset_of(shot) && *complete_ && content_length(request()) == std::uint64_t{0};
  if (!repeat) return refuse(kMismatchingOffset, Offsets{told_offset(shot), *offset_});
  return target_answer(request(), *info_.session, shot.result, told_offset(shot));
}

Response AppendCall::take_content(Turn& turn, BodySource& body,
                                  std::optional<std::uint64_t> length) {
  const Transfer transfer{.complete = *complete_, .length = length};
  const Receipt receipt = receive(request(), turn, body, transfer, report_);
  info_.persisted_after = receipt.done.offset;
  if (receipt.problem) return refuse(*receipt.problem);
  if (*complete_) {
    ObjectPtr object;
    if (const auto problem = finish(request(), turn, object)) return refuse(*problem);
    info_.generation = object->generation;
  }
  return told(turn.glance());
}

Response AppendCall::in_turn(Turn& turn, BodySource& body) {
  const SessionSnapshot shot = turn.glance();
  info_.persisted_before = info_.persisted_after = offset_of(shot);
  if (!is_there(request(), *info_.session, shot)) return refuse_gone();
  if (shot.state == SessionState::kComplete) return after_the_end(shot);
  // Rule ietf.append.mismatch
  if (*offset_ != shot.offset) {
    return refuse(kMismatchingOffset, Offsets{told_offset(shot), *offset_});
  }
  const NamedLength named = named_length(request(), turn, *complete_);
  if (named.problem) return refuse(*named.problem);
  if (const auto problem = check_limits(request(), shot.offset, *complete_)) {
    return refuse(*problem);
  }
  return take_content(turn, body, named.length);
}

Response AppendCall::answer(BodySource& body) {
  if (!info_.session) return refuse_gone();
  if (!is_there(request(), *info_.session, info_.session->glance())) return refuse_gone();
  if (const auto problem = refuse_head()) return refuse(*problem);
  auto turn = take_turn(request(), *info_.session, body.control());
  return turn ? in_turn(*turn, body) : refuse(busy(request()));
}

}  // namespace

std::unique_ptr<Call> open_append(Request request) {
  return std::make_unique<AppendCall>(std::move(request));
}

}  // namespace resumulator::ietf
