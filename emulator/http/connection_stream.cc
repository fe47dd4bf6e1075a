#include "http/connection_stream.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "http/wait_readable.h"

namespace resumulator {
namespace {

using Wait = ConnectionStream::Wait;

constexpr std::size_t kPiecesMax = 4;
/// The most that one TLS record holds.
constexpr std::size_t kRecordSize = 16 * 1024;
/// So many writes a second make a flow out of a rate.
constexpr double kWritesASecond = 50;
/// How long and how much a peer may go on sending after our FIN. A client that writes its whole
/// body before it reads must get through, or it never sees the answer.
constexpr Wait kLingerSilence{2000};
constexpr std::uint64_t kLingerBytes = 1ULL << 30;

timeval to_timeval(Wait wait) {
  timeval out{};
  out.tv_sec = static_cast<time_t>(wait.count() / 1000);
  out.tv_usec = static_cast<suseconds_t>(wait.count() % 1000 * 1000);
  return out;
}

}  // namespace

ConnectionStream::ConnectionStream(OpenSocket& socket, Wait silence_max)
    : socket_(socket),
      silence_max_(std::max(silence_max, Wait(1))),
      buffer_(std::make_unique_for_overwrite<char[]>(kBufferSize)) {
  const timeval silence = to_timeval(silence_max_);
  ::setsockopt(socket_.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &silence, sizeof silence);
  ::setsockopt(socket_.descriptor(), SOL_SOCKET, SO_SNDTIMEO, &silence, sizeof silence);
}

void ConnectionStream::consume(std::size_t size) {
  begin_ += size;
  if (begin_ < end_) return;
  begin_ = end_ = 0;
  if (capacity_ == kBufferSize) return;
  // A long head has made it grow; idle connections stay small.
  capacity_ = kBufferSize;
  buffer_ = std::make_unique_for_overwrite<char[]>(capacity_);
}

void ConnectionStream::make_room() {
  if (end_ < capacity_) return;
  if (begin_ > 0) {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  } else {
    auto larger = std::make_unique_for_overwrite<char[]>(2 * capacity_);
    std::memcpy(larger.get(), buffer_.get(), end_);
    buffer_ = std::move(larger);
    capacity_ *= 2;
  }
  end_ -= begin_;
  begin_ = 0;
}

IoResult ConnectionStream::receive(std::span<char> into, Wait silence_max) {
  if (!tls_) return receive_plain(into, silence_max);
  const IoResult got = tls_->receive(into, silence_max);
  received_ += got.size;
  return got;
}

IoResult ConnectionStream::receive_plain(std::span<char> into, Wait silence_max) {
  // The socket's own timeout is silence_max_: the common case costs one call. Only a wait that
  // shall be longer or shorter asks poll first or afterwards.
  if (silence_max < silence_max_ && !wait_readable(socket_.descriptor(), silence_max)) {
    return {IoState::kTimeout, 0};
  }
  bool waited_more = silence_max <= silence_max_;
  for (;;) {
    const ssize_t got = ::recv(socket_.descriptor(), into.data(), into.size(), 0);
    if (got > 0) {
      received_ += static_cast<std::uint64_t>(got);
      return {IoState::kData, static_cast<std::size_t>(got)};
    }
    if (got == 0) return {IoState::kEnd, 0};
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) return {IoState::kFailed, 0};
    if (waited_more || !wait_readable(socket_.descriptor(), silence_max - silence_max_)) {
      return {IoState::kTimeout, 0};
    }
    waited_more = true;
  }
}

IoResult ConnectionStream::fill(Wait silence_max) {
  make_room();
  const auto got = receive({buffer_.get() + end_, capacity_ - end_}, silence_max);
  end_ += got.size;
  return got;
}

IoResult ConnectionStream::fill_at_once() {
  if (tls_) return fill(Wait(0));
  pollfd watched{socket_.descriptor(), POLLIN | POLLRDHUP, 0};
  if (::poll(&watched, 1, 0) <= 0) return {IoState::kTimeout, 0};
  return fill();
}

IoResult ConnectionStream::read(std::span<std::byte> into) {
  if (begin_ == end_) {
    return receive({reinterpret_cast<char*>(into.data()), into.size()}, silence_max_);
  }
  const std::size_t size = std::min(into.size(), end_ - begin_);
  std::memcpy(into.data(), buffer_.get() + begin_, size);
  consume(size);
  return {IoState::kData, size};
}

IoResult ConnectionStream::write_tls(std::span<const iovec> vectors) {
  std::size_t size = 0;
  for (const auto& vector : vectors) size += vector.iov_len;
  // What fits into one record leaves in one.
  std::string joined;
  const bool join = vectors.size() > 1 && size <= kRecordSize;
  IoResult sent;
  for (const auto& vector : vectors) {
    const std::string_view piece(static_cast<const char*>(vector.iov_base), vector.iov_len);
    if (join) {
      joined += piece;
      continue;
    }
    const IoResult went = tls_->send(piece, silence_max_);
    sent.size += went.size;
    sent.state = went.state;
    if (went.state != IoState::kData) return sent;
  }
  return join ? tls_->send(joined, silence_max_) : sent;
}

IoResult ConnectionStream::write(std::span<iovec> vectors) {
  if (tls_) return write_tls(vectors);
  IoResult sent;
  while (!vectors.empty()) {
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = vectors.size();
    const ssize_t went = ::sendmsg(socket_.descriptor(), &message, MSG_NOSIGNAL);
    if (went < 0 && errno == EINTR) continue;
    if (went <= 0) {
      sent.state = went < 0 && errno == EAGAIN ? IoState::kTimeout : IoState::kFailed;
      break;
    }
    auto done = static_cast<std::size_t>(went);
    sent.size += done;
    for (; !vectors.empty() && done >= vectors.front().iov_len; vectors = vectors.subspan(1)) {
      done -= vectors.front().iov_len;
    }
    if (done == 0) continue;
    vectors.front().iov_base = static_cast<char*>(vectors.front().iov_base) + done;
    vectors.front().iov_len -= done;
  }
  return sent;
}

void ConnectionStream::begin_answer(const AnswerShape* shape) {
  answer_out_ = 0;
  shape_ = shape;
  next_stop_ = 0;
}

IoResult ConnectionStream::send(std::span<const std::string_view> pieces) {
  if (shape_ != nullptr) return send_shaped(pieces);
  std::array<iovec, kPiecesMax> vectors{};
  std::size_t count = 0;
  for (const auto piece : pieces) {
    if (!piece.empty()) vectors.at(count++) = {const_cast<char*>(piece.data()), piece.size()};
  }
  const IoResult sent = write({vectors.data(), count});
  answer_out_ += sent.size;
  return sent;
}

bool ConnectionStream::may_go_on() {
  const auto& stops = shape_->stops;
  for (; next_stop_ < stops.size() && stops[next_stop_] <= answer_out_; ++next_stop_) {
    if (stops[next_stop_] == answer_out_ && !shape_->at_stop(answer_out_)) return false;
  }
  return !shape_->cut_after || answer_out_ < *shape_->cut_after;
}

std::size_t ConnectionStream::step(std::size_t size) const {
  std::uint64_t most = size;
  if (next_stop_ < shape_->stops.size()) {
    most = std::min(most, shape_->stops[next_stop_] - answer_out_);
  }
  if (shape_->cut_after) most = std::min(most, *shape_->cut_after - answer_out_);
  if (shape_->bytes_per_second) {
    const auto slice = static_cast<std::uint64_t>(*shape_->bytes_per_second / kWritesASecond);
    most = std::min(most, std::max<std::uint64_t>(slice, 1));
  }
  return static_cast<std::size_t>(most);
}

IoResult ConnectionStream::send_shaped(std::span<const std::string_view> pieces) {
  IoResult sent;
  for (std::string_view left : pieces) {
    while (!left.empty()) {
      if (!may_go_on()) {
        sent.state = IoState::kFailed;
        return sent;
      }
      const auto now = left.substr(0, step(left.size()));
      iovec vector{const_cast<char*>(now.data()), now.size()};
      const IoResult went = write({&vector, 1});
      sent.size += went.size;
      answer_out_ += went.size;
      left.remove_prefix(went.size);
      sent.state = went.state;
      if (went.state != IoState::kData) return sent;
      if (shape_->bytes_per_second && !shape_->pace(went.size)) {
        sent.state = IoState::kFailed;
        return sent;
      }
    }
  }
  // A stop behind the very last byte of a piece is asked when the next one leaves, or not at all:
  // what is complete counts as answered.
  return sent;
}

IoResult ConnectionStream::send_interim(std::string_view text) {
  iovec vector{const_cast<char*>(text.data()), text.size()};
  return write({&vector, 1});
}

void ConnectionStream::start_tls(TlsContext& context, std::string host) {
  tls_ = std::make_unique<TlsSession>(context, socket_, std::string(buffered()), std::move(host));
  consume(end_ - begin_);
}

void ConnectionStream::finish_writing() {
  if (tls_) tls_->finish();
  socket_.shut_down_writing();
}

void ConnectionStream::close() {
  if (tls_) tls_->finish();
  socket_.close();
}

void ConnectionStream::close_in_order() {
  finish_writing();
  std::uint64_t drained = 0;
  consume(end_ - begin_);
  while (drained < kLingerBytes) {
    const auto got =
        receive_plain({buffer_.get(), capacity_}, std::min(kLingerSilence, silence_max_));
    if (got.state != IoState::kData) break;
    drained += got.size;
  }
  socket_.close();
}

}  // namespace resumulator
