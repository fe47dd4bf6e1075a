#include "http/request_body.h"

#include <algorithm>
#include <array>
#include <atomic>

#include "core/base/mutex.h"
#include "http/response_writer.h"

namespace resumulator {

/// Outlives the body and then does nothing: the socket may serve another request by that time.
class RequestBody::Control final : public BodyControl {
 public:
  explicit Control(OpenSocket& socket) : socket_(&socket) {}

  void interrupt() override { end_by(CutReason::kInterrupted); }
  void stop() override { end_by(CutReason::kStopped); }
  [[nodiscard]] CutReason cut_reason() const override { return reason_; }
  [[nodiscard]] bool peer_gone() const override {
    MutexLock hold(mutex_);
    return socket_ == nullptr || socket_->peer_gone();
  }
  void hold_back(bool few) override {
    MutexLock hold(mutex_);
    if (socket_ != nullptr) socket_->hold_back(few);
  }
  [[nodiscard]] bool interrupted() const {
    return reason_ == CutReason::kInterrupted || reason_ == CutReason::kStopped;
  }
  /// The reader met the end, unless it was made to.
  void cut_by(CutReason reason) {
    auto none = CutReason::kNone;
    reason_.compare_exchange_strong(none, reason);
  }
  void body_is_whole() {
    MutexLock hold(mutex_);
    whole_ = true;
  }
  void leave() {
    MutexLock hold(mutex_);
    socket_ = nullptr;
  }

 private:
  void end_by(CutReason reason) {
    MutexLock hold(mutex_);
    if (socket_ == nullptr || whole_) return;
    // Two means: the reason for a reader who is busy, the shutdown for one who waits. Data that
    // arrives after the shutdown could still be received.
    reason_ = reason;
    socket_->shut_down_reading();
  }

  mutable Mutex mutex_;
  OpenSocket* socket_ GUARDED_BY(mutex_);
  bool whole_ GUARDED_BY(mutex_) = false;
  std::atomic<CutReason> reason_{CutReason::kNone};
};

RequestBody::RequestBody(ConnectionStream& stream, const RequestHead& head)
    : stream_(stream),
      framing_(head.framing),
      left_(head.framing.length),
      version_minor_(head.version_minor) {
  const bool empty = framing_.kind == BodyFraming::Kind::kNone ||
                     (framing_.kind == BodyFraming::Kind::kLength && left_ == 0);
  if (empty) state_ = BodyState::kEnd;
  continue_wanted_ = head.expects_continue && !empty && head.version_minor >= 1;
}

RequestBody::~RequestBody() {
  if (control_) control_->leave();
}

std::optional<std::uint64_t> RequestBody::declared_length() const {
  if (framing_.kind == BodyFraming::Kind::kChunked) return std::nullopt;
  return framing_.length;
}

std::shared_ptr<BodyControl> RequestBody::control() {
  if (!control_) {
    control_ = std::make_shared<Control>(stream_.socket());
    control_->cut_by(cut_reason_);
    if (state_ == BodyState::kEnd) control_->body_is_whole();
  }
  return control_;
}

const Headers* RequestBody::trailers() const {
  const bool read = framing_.kind == BodyFraming::Kind::kChunked && state_ == BodyState::kEnd;
  return read && chunks_.trailers().size() > 0 ? &chunks_.trailers() : nullptr;
}

bool RequestBody::send_interim(int status, const Headers& fields) {
  if (version_minor_ < 1) return false;
  return stream_.send_interim(interim_head(status, fields)).state == IoState::kData;
}

BodyRead RequestBody::end_with(BodyState state) {
  state_ = state;
  if (state == BodyState::kEnd && control_) control_->body_is_whole();
  return {state, 0};
}

BodyRead RequestBody::read(std::span<std::byte> into) {
  if (state_ != BodyState::kMore) return {state_, 0};
  if (control_ && control_->interrupted()) return end_with(BodyState::kCut);
  if (continue_wanted_) {
    continue_wanted_ = false;
    if (stream_.send_interim("HTTP/1.1 100 Continue\r\n\r\n").state != IoState::kData) {
      return cut_by(CutReason::kReset);
    }
  }
  const bool chunked = framing_.kind == BodyFraming::Kind::kChunked;
  const BodyRead got = chunked ? read_chunked(into) : read_length(into);
  received_ += got.size;
  return got;
}

BodyRead RequestBody::cut_by(CutReason reason) {
  cut_reason_ = reason;
  if (control_) control_->cut_by(reason);
  return end_with(BodyState::kCut);
}

BodyRead RequestBody::taken(IoResult got) {
  switch (got.state) {
    case IoState::kData:
      return {BodyState::kMore, got.size};
    case IoState::kEnd:
      return cut_by(CutReason::kEnded);
    case IoState::kTimeout:
      return cut_by(CutReason::kSilent);
    case IoState::kFailed:
      break;
  }
  return cut_by(CutReason::kReset);
}

BodyRead RequestBody::read_length(std::span<std::byte> into) {
  if (left_ == 0) return end_with(BodyState::kEnd);
  const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_));
  const auto got = taken(stream_.read(into.first(size)));
  left_ -= got.size;
  return got;
}

BodyRead RequestBody::read_chunked(std::span<std::byte> into) {
  for (;;) {
    const auto progress = chunks_.advance(stream_.buffered());
    stream_.consume(progress.consumed);
    switch (progress.step) {
      case ChunkedDecoder::Step::kNeedMore:
        if (const auto got = stream_.fill(); got.state != IoState::kData) return taken(got);
        break;
      case ChunkedDecoder::Step::kData: {
        const auto size =
            static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), progress.data));
        const auto got = taken(stream_.read(into.first(size)));
        chunks_.took(got.size);
        return got;
      }
      case ChunkedDecoder::Step::kEnd:
        return end_with(BodyState::kEnd);
      case ChunkedDecoder::Step::kMalformed:
        return end_with(BodyState::kMalformed);
    }
  }
}

bool RequestBody::can_go_on() {
  if (state_ == BodyState::kMore && control_ && control_->interrupted()) return false;
  if (state_ != BodyState::kMore) return state_ == BodyState::kEnd;
  if (framing_.kind == BodyFraming::Kind::kChunked) {
    // How much is left is not known: only a rest that is here already is skipped.
    return skip_arrived_chunks();
  }
  // Without 100 Continue the rest may never come, unless the client did not wait for it.
  if (continue_wanted_) return stream_.buffered().size() >= left_;
  return left_ <= kSkippedMax;
}

bool RequestBody::skip_arrived_chunks() {
  for (std::uint64_t skipped = 0; skipped <= kSkippedMax;) {
    const auto progress = chunks_.advance(stream_.buffered());
    stream_.consume(progress.consumed);
    if (progress.step == ChunkedDecoder::Step::kEnd) {
      end_with(BodyState::kEnd);
      return true;
    }
    if (progress.step == ChunkedDecoder::Step::kMalformed) return false;
    const auto here = std::min<std::uint64_t>(progress.data, stream_.buffered().size());
    if (here > 0) {
      stream_.consume(static_cast<std::size_t>(here));
      chunks_.took(here);
      skipped += here;
    } else if (stream_.fill_at_once().state != IoState::kData) {
      return false;
    }
  }
  return false;
}

bool RequestBody::skip_rest() {
  continue_wanted_ = false;
  std::array<std::byte, 4096> dropped;
  while (state_ == BodyState::kMore) {
    if (framing_.kind == BodyFraming::Kind::kChunked) return false;
    read_length(dropped);
  }
  return state_ == BodyState::kEnd;
}

}  // namespace resumulator
