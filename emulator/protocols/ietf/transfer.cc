#include "protocols/ietf/transfer.h"

#include <algorithm>

#include "core/upload/world.h"
#include "protocols/ietf/limited_body.h"
#include "protocols/ietf/memory.h"
#include "protocols/ietf/progress_body.h"
#include "protocols/mount_bucket.h"

namespace resumulator::ietf {
namespace {

/// A body whose length counts for nothing, so that it is read up to where it fits.
class OpenEnded final : public BodySource {
 public:
  explicit OpenEnded(BodySource& body) : body_(body) {}
  BodyRead read(std::span<std::byte> into) override { return body_.read(into); }
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return std::nullopt;
  }
  [[nodiscard]] std::uint64_t received() const override { return body_.received(); }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return body_.control(); }
  [[nodiscard]] const Keep* keep() const override { return body_.keep(); }
  bool send_interim(int status, const Headers& fields) override {
    return body_.send_interim(status, fields);
  }

 private:
  BodySource& body_;
};

bool invalidates(const Request& request) {
  switch (request.options().overrun) {
    case IetfOptions::Overrun::kByVersion:
      return request.dialect->overrun_invalidates;
    case IetfOptions::Overrun::kInvalidate:
      return true;
    case IetfOptions::Overrun::kKeep:
      break;
  }
  return false;
}

std::optional<Problem> problem_of(const Appended& done, const Turn& turn, BodySource& body,
                                  const AppendRequest& asked) {
  using Outcome = Appended::Outcome;
  switch (done.outcome) {
    case Outcome::kStored:
    case Outcome::kReachedTotal:
      return std::nullopt;
    case Outcome::kCut:
      if (turn.interrupted()) return kInterrupted;
      return body.control()->peer_gone() ? kUnexpectedEnd : kReadTimeout;
    case Outcome::kTotalMismatch:
      // Ended short of the length, or went past it.
      return asked.ends_object && done.before + done.received <= asked.total.value_or(0)
                 ? kInconsistentLength
                 : kTooLong;
    case Outcome::kOverrun:
      return kTooLong;
    case Outcome::kTooLarge:
      return kTooLarge;
    case Outcome::kStorage:
      return kCannotStore;
    case Outcome::kGap:
    case Outcome::kOverlapRefused:
      return kMismatchingOffset;
    case Outcome::kMalformed:
    case Outcome::kLengthMismatch:
    case Outcome::kTooSmall:
    case Outcome::kMisaligned:
    case Outcome::kBytesDiffer:
      break;
  }
  return kBrokenFraming;
}

/// Of content without a length; what has one was looked at before. Rule ietf.limit.append-size
LimitedBody::Limits append_limits(const Request& request, const Turn& turn,
                                  const Transfer& transfer, std::optional<std::uint64_t> total) {
  LimitedBody::Limits limits;
  if (!transfer.limited || content_length(request)) return limits;
  const std::uint64_t most = request.options().max_append_size;
  // Where the upload ends earlier, going past its end is the mistake.
  if (most > 0 && (!total || *total - turn.offset() > most)) limits.most = most;
  if (!transfer.complete) limits.least = request.options().min_append_size;
  return limits;
}

/// Rule ietf.length.refused: a request that counts for nothing fixes no length.
void learn_length(Turn& turn, const std::optional<std::uint64_t>& length, bool checked,
                  Receipt& receipt) {
  using Outcome = Appended::Outcome;
  const Outcome outcome = receipt.done.outcome;
  const bool counts =
      !receipt.problem || outcome == Outcome::kOverrun || (outcome == Outcome::kCut && !checked);
  if (!length || !counts) return;
  if (!turn.set_total(*length) && !receipt.problem) receipt.problem = kCannotStore;
}

}  // namespace

SessionPtr find_upload(const Request& request) {
  if (!request.upload) return nullptr;
  SessionPtr session = request.world->sessions().find(*request.upload);
  return session && session->spec().protocol == "ietf" ? session : nullptr;
}

// Rules ietf.lock.interrupt, ietf.lock.busy
std::optional<Turn> take_turn(const Request& request, UploadSession& session,
                              std::shared_ptr<BodyControl> control) {
  switch (request.options().lock) {
    case IetfOptions::Lock::kInterrupt:
      return session.begin_turn(std::move(control), Takeover::kAtOnce);
    case IetfOptions::Lock::k409:
    case IetfOptions::Lock::k423:
      return session.try_turn(std::move(control));
    case IetfOptions::Lock::kWait:
      break;
  }
  return session.begin_turn(std::move(control));
}

Problem busy(const Request& request) {
  return with_status(kBusy, request.options().lock == IetfOptions::Lock::k423 ? 423 : 409);
}

bool is_there(const Request& request, const UploadSession&, const SessionSnapshot& shot) {
  if (shot.state == SessionState::kActive) return true;
  if (shot.state != SessionState::kComplete) return false;
  const Duration replay = request.options().replay_for;
  return replay == Duration(0) || request.world->clock().now() < shot.result->created + replay;
}

std::uint64_t offset_of(const SessionSnapshot& shot) {
  return shot.state == SessionState::kComplete ? shot.result->size : shot.offset;
}

std::optional<std::uint64_t> length_of(const SessionSnapshot& shot) {
  return shot.state == SessionState::kComplete ? shot.result->size : shot.total;
}

// Rules ietf.length.inconsistent, ietf.length.learned
NamedLength named_length(const Request& request, const Turn& turn, bool complete) {
  std::optional<std::uint64_t> said = upload_length(request);
  const auto content = content_length(request);
  if (complete && content) {
    const std::uint64_t end = turn.offset() + *content;
    // Past a length that is known is another mistake than naming another one.
    const bool known_before = turn.total().has_value() && end > *turn.total();
    if (!known_before) {
      if (said && *said != end) return {{}, kInconsistentLength};
      said = end;
    }
  }
  if (!said) return {};
  if (*said > size_max(request)) return {{}, kTooLarge};
  if (*said < turn.offset() || turn.total().value_or(*said) != *said) {
    return {{}, kInconsistentLength};
  }
  return {said, {}};
}

// Rules ietf.limit.append-size, ietf.limit.size
std::optional<Problem> check_limits(const Request& request, std::uint64_t offset, bool complete) {
  const IetfOptions& options = request.options();
  if (!complete && upload_length(request).value_or(UINT64_MAX) < options.min_size) return kTooSmall;
  const auto content = content_length(request);
  if (!content) return std::nullopt;
  if (options.max_append_size > 0 && *content > options.max_append_size) return kTooLarge;
  if (offset > size_max(request) || *content > size_max(request) - offset) return kTooLarge;
  if (!complete && *content > 0 && *content < options.min_append_size) return kTooSmall;
  return std::nullopt;
}

Receipt receive(const Request& request, Turn& turn, BodySource& content, const Transfer& transfer,
                const Report& report) {
  const Digests declared =
      request.options().digests ? read_digests(request.head.headers, "Content-Digest") : Digests();
  AppendPolicy policy;
  policy.open_end_keeps_all = true;
  if (!declared.empty()) policy.cut = AppendPolicy::Cut::kNothing;
  const bool keeps = !invalidates(request) && declared.empty();
  if (keeps) policy.overrun = AppendPolicy::Overrun::kKeep;
  const auto total = transfer.length ? transfer.length : turn.total();
  const auto length = content.declared_length();
  const bool past = total && length && *length > *total - std::min(*total, turn.offset());
  Receipt receipt;
  if (past && !keeps) {
    receipt.done.before = receipt.done.offset = turn.offset();
    receipt.problem = kTooLong;
    static_cast<void>(turn.terminate({404, {}}));
    return receipt;
  }
  OpenEnded open(content);
  LimitedBody limited(keeps && past ? static_cast<BodySource&>(open) : content,
                      append_limits(request, turn, transfer, total));
  ProgressBody progress(limited, request, report, turn.offset(), turn.session().id());
  DigestedBody digested(progress, declared);
  BodySource& body = declared.empty() ? static_cast<BodySource&>(progress) : digested;
  const AppendRequest asked{.at = turn.offset(),
                            .length = body.declared_length(),
                            .total = total,
                            .ends_object = transfer.complete && !(keeps && past),
                            .object_bytes_max = size_max(request)};
  receipt.done = append_body(turn, asked, policy, body);
  receipt.problem = limited.problem()     ? limited.problem()
                    : digested.mismatch() ? kDigestMismatch
                                          : problem_of(receipt.done, turn, body, asked);
  learn_length(turn, transfer.length, !declared.empty(), receipt);
  // Rule ietf.append.overrun
  const bool overrun = receipt.problem && receipt.problem->title == kTooLong.title;
  if (overrun && invalidates(request)) static_cast<void>(turn.terminate({404, {}}));
  return receipt;
}

// Rule ietf.digest.representation
std::optional<Problem> finish(const Request& request, Turn& turn, ObjectPtr& object) {
  const Digests declared =
      request.options().digests
          ? read_digests(remembered(turn.session().spec().adapter), "Repr-Digest")
          : Digests();
  if (!declared.empty() && !digests_hold(declared, turn.session().stored())) {
    static_cast<void>(turn.terminate({404, {}}));
    return kDigestMismatch;
  }
  if (!ensure_bucket(*request.world, kBucket)) return kCannotStore;
  auto made = turn.finalize({});
  if (!made) return kCannotStore;
  object = *std::move(made);
  return std::nullopt;
}

}  // namespace resumulator::ietf
