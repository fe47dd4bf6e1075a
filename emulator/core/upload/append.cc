#include "core/upload/append.h"

#include <algorithm>

namespace resumulator {
namespace {

using Outcome = Appended::Outcome;
using End = Turn::Received::End;

/// One append on its way: what is known before the first byte, and what follows from the last.
class Append {
 public:
  Append(Turn& turn, const AppendRequest& request, const AppendPolicy& policy, BodySource& body)
      : turn_(turn), request_(request), policy_(policy), body_(body), at_(request.at) {
    done_.before = done_.offset = turn.offset();
  }

  Appended run();

 private:
  [[nodiscard]] bool refused_position();
  [[nodiscard]] bool refused_size();
  [[nodiscard]] bool refused_granularity();
  [[nodiscard]] bool overlap_differs(std::uint64_t known);
  [[nodiscard]] bool last() const {
    return request_.ends_object || (!on_flag() && request_.length && request_.total &&
                                    at_ + *request_.length == *request_.total);
  }
  [[nodiscard]] bool on_flag() const {
    return policy_.completion == AppendPolicy::Completion::kOnFlag;
  }
  [[nodiscard]] std::uint64_t limit(std::uint64_t known) const;
  void received(const Turn::Received& got, std::uint64_t known);
  void ended(std::uint64_t end);
  void ended_on_flag(std::uint64_t end);
  void cut(std::uint64_t end);
  void too_much();
  void keep(std::uint64_t offset, Outcome outcome);
  [[nodiscard]] std::uint64_t kept_instead(const Keep& keep) const;
  bool refuse(Outcome outcome) {
    done_.outcome = outcome;
    return true;
  }
  [[nodiscard]] std::uint64_t floored(std::uint64_t offset) const {
    return std::max(done_.before, offset / policy_.granularity * policy_.granularity);
  }
  [[nodiscard]] std::uint64_t object_bytes_max() const {
    return std::min(turn_.session().limits().object_bytes_max, request_.object_bytes_max);
  }

  Turn& turn_;
  const AppendRequest& request_;
  const AppendPolicy& policy_;
  BodySource& body_;
  std::uint64_t at_;
  std::uint64_t arrived_ = 0;  ///< object offset up to which bytes came
  Appended done_;
};

bool Append::refused_position() {
  if (at_ > done_.before) {
    if (policy_.gap == AppendPolicy::Gap::kRefuse) return refuse(Outcome::kGap);
    at_ = done_.before;
  }
  return at_ < done_.before && policy_.overlap == AppendPolicy::Overlap::kReject &&
         refuse(Outcome::kOverlapRefused);
}

bool Append::refused_size() {
  const std::optional<std::uint64_t> declared = body_.declared_length();
  if (request_.length && declared && *declared != *request_.length) {
    return refuse(Outcome::kLengthMismatch);
  }
  const std::optional<std::uint64_t> length = request_.length ? request_.length : declared;
  if (!length) return false;
  if (*length > UINT64_MAX - at_) return refuse(Outcome::kTooLarge);
  const std::uint64_t end = at_ + *length;
  if (request_.total &&
      (end > *request_.total ||
       (request_.ends_object && !on_flag() && end != *request_.total))) {
    return refuse(Outcome::kTotalMismatch);
  }
  return end > object_bytes_max() && refuse(Outcome::kTooLarge);
}

bool Append::refused_granularity() {
  if (!request_.length || last()) return false;
  switch (policy_.misaligned) {
    case AppendPolicy::Misaligned::kRefuseShortFloorLong:
      return *request_.length < policy_.granularity && refuse(Outcome::kTooSmall);
    case AppendPolicy::Misaligned::kReject:
      return (at_ + *request_.length) % policy_.granularity != 0 && refuse(Outcome::kMisaligned);
    case AppendPolicy::Misaligned::kRejectLength:
      return *request_.length % policy_.granularity != 0 && refuse(Outcome::kMisaligned);
    case AppendPolicy::Misaligned::kAccept:
    case AppendPolicy::Misaligned::kFloor:
      return false;
  }
  return false;
}

std::uint64_t Append::limit(std::uint64_t known) const {
  if (request_.length) return *request_.length - known;
  const std::uint64_t most =
      request_.total ? std::min(*request_.total, object_bytes_max()) : object_bytes_max();
  return most - std::min(most, done_.before);
}

bool Append::overlap_differs(std::uint64_t known) {
  const Turn::Received got = turn_.compare(body_, at_, known);
  done_.received = got.read;
  if (got.end == End::kLimit) return false;
  if (got.end == End::kDiffers) return refuse(Outcome::kBytesDiffer);
  received(got, known);
  return true;
}

Appended Append::run() {
  if (refused_position() || refused_size() || refused_granularity()) return done_;
  std::uint64_t known = done_.before - at_;
  if (request_.length) known = std::min(known, *request_.length);
  const bool verify = policy_.overlap == AppendPolicy::Overlap::kVerify && known > 0;
  if (verify && overlap_differs(known)) return done_;
  Turn::Received got = turn_.receive(body_, verify ? 0 : known, limit(known), false,
                                     std::max<std::uint64_t>(policy_.granularity, 1));
  if (verify) got.read += known;
  received(got, known);
  return done_;
}

void Append::received(const Turn::Received& got, std::uint64_t known) {
  done_.received = got.read;
  arrived_ = std::max(done_.before, at_ + got.read);
  // Bytes of the overlap say nothing new; the end lies behind them only when all of it was read.
  const std::uint64_t end = got.read < known ? at_ + got.read : done_.before + got.kept;
  switch (got.end) {
    case End::kEnd:
      return ended(end);
    case End::kCut:
      return cut(end);
    case End::kTooMuch:
      return too_much();
    case End::kStorage:
      turn_.discard();
      done_.error = got.storage_error;
      done_.outcome = Outcome::kStorage;
      return;
    case End::kMalformed:
    case End::kLimit:
    case End::kDiffers:
      turn_.discard();
      done_.outcome = Outcome::kMalformed;
      return;
  }
}

void Append::too_much() {
  const bool keeps = policy_.overrun == AppendPolicy::Overrun::kKeep && !request_.length &&
                     request_.total && *request_.total <= object_bytes_max();
  if (keeps) return keep(*request_.total, Outcome::kOverrun);
  turn_.discard();
  done_.outcome = request_.length  ? Outcome::kLengthMismatch
                  : request_.total ? Outcome::kTotalMismatch
                                   : Outcome::kTooLarge;
}

void Append::ended(std::uint64_t end) {
  if (request_.length && done_.received != *request_.length) {
    turn_.discard();
    done_.outcome = Outcome::kLengthMismatch;
    return;
  }
  if (on_flag()) return ended_on_flag(end);
  if (request_.ends_object) {
    if (end < done_.before || (request_.total && end != *request_.total)) {
      turn_.discard();
      done_.outcome = Outcome::kTotalMismatch;
      return;
    }
    keep(end, Outcome::kReachedTotal);
    if (done_.outcome == Outcome::kReachedTotal) static_cast<void>(turn_.set_total(end));
    return;
  }
  end = std::max(end, done_.before);
  if (request_.total && end == *request_.total) return keep(end, Outcome::kReachedTotal);
  if (!request_.length) {
    if (policy_.open_end_keeps_all) return keep(end, Outcome::kStored);
    // "From here to the end of this body", and the object goes on: no more than a request that
    // broke off.
    cut(end);
    if (done_.outcome == Outcome::kCut) done_.outcome = Outcome::kStored;
    return;
  }
  const bool floor = policy_.misaligned == AppendPolicy::Misaligned::kFloor ||
                     policy_.misaligned == AppendPolicy::Misaligned::kRefuseShortFloorLong;
  keep(floor ? floored(end) : end, Outcome::kStored);
}

void Append::ended_on_flag(std::uint64_t end) {
  if (request_.ends_object) {
    const bool whole = !request_.total || end == *request_.total;
    keep(end, whole ? Outcome::kReachedTotal : Outcome::kStored);
    return;
  }
  const bool aligned = done_.received % policy_.granularity == 0;
  if (policy_.misaligned == AppendPolicy::Misaligned::kRejectLength && !aligned) {
    turn_.discard();
    done_.outcome = Outcome::kMisaligned;
    return;
  }
  keep(policy_.misaligned == AppendPolicy::Misaligned::kFloor ? floored(end) : end,
       Outcome::kStored);
}

void Append::cut(std::uint64_t end) {
  end = std::max(end, done_.before);
  switch (policy_.cut) {
    case AppendPolicy::Cut::kAll:
      return keep(end, Outcome::kCut);
    case AppendPolicy::Cut::kGranules:
      return keep(floored(end), Outcome::kCut);
    case AppendPolicy::Cut::kNothing:
      return keep(done_.before, Outcome::kCut);
  }
}

std::uint64_t Append::kept_instead(const Keep& keep) const {
  const auto first = [this](std::uint64_t bytes) {
    return std::clamp(at_ + std::min(bytes, done_.received), done_.before, arrived_);
  };
  switch (keep.kind) {
    case Keep::Kind::kReceived:
      return arrived_;
    case Keep::Kind::kAligned:
      return floored(arrived_);
    case Keep::Kind::kNothing:
      return done_.before;
    case Keep::Kind::kBytes:
      return first(keep.bytes);
    case Keep::Kind::kShare:
      return first(
          static_cast<std::uint64_t>(static_cast<double>(done_.received) * keep.percent / 100));
  }
  return done_.before;
}

void Append::keep(std::uint64_t offset, Outcome outcome) {
  if (const Keep* instead = body_.keep()) {
    const std::uint64_t whole = offset;
    offset = kept_instead(*instead);
    if (outcome == Outcome::kOverrun) offset = std::min(offset, whole);
    if (outcome == Outcome::kReachedTotal && offset < whole) outcome = Outcome::kStored;
  }
  const bool reached = outcome == Outcome::kReachedTotal || outcome == Outcome::kOverrun;
  const Operation operation = reached ? Operation::kFinalize : Operation::kAppend;
  if (Result<void> kept = turn_.persist_to(offset, operation); !kept) {
    turn_.discard();
    done_.error = kept.error();
    done_.outcome = Outcome::kStorage;
    return;
  }
  done_.offset = offset;
  done_.outcome = outcome;
}

}  // namespace

Appended append_body(Turn& turn, const AppendRequest& request, const AppendPolicy& policy,
                     BodySource& body) {
  return Append(turn, request, policy, body).run();
}

}  // namespace resumulator
