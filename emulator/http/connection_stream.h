// The bytes of one connection: every read and every write of it goes through here.
//
// Heads and chunk framing are received into one small buffer; bodies straight into the caller's
// span. Never more is taken from the socket than buffer or span ask for, so that a reader who stops
// at byte N leaves byte N + 1 to the kernel. Over TLS the bytes counted and shaped are the plain
// ones; the kernel has records.
//
// Units    bytes; counters since the connection began, or since begin_answer().
// Errors   IoState. A timeout leaves the stream usable, an end or a failure does not.
// Threads  one.
#pragma once

#include <sys/uio.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "engine/answer_shape.h"
#include "http/io_result.h"
#include "http/open_socket.h"
#include "http/tls_session.h"

namespace resumulator {

class ConnectionStream {
 public:
  using Wait = std::chrono::milliseconds;
  static constexpr std::size_t kBufferSize = 16 * 1024;

  /// `silence_max` bounds reads inside a request and every write.
  ConnectionStream(OpenSocket& socket, Wait silence_max);

  /// Received, not yet consumed.
  [[nodiscard]] std::string_view buffered() const {
    return {buffer_.get() + begin_, end_ - begin_};
  }
  void consume(std::size_t size);
  /// Receives once into the buffer, behind what is there; the buffer grows where it is full.
  IoResult fill(Wait silence_max);
  IoResult fill() { return fill(silence_max_); }
  /// The same without waiting: kTimeout when nothing has arrived.
  IoResult fill_at_once();
  /// What is buffered, else straight from the socket. At most into.size() bytes.
  IoResult read(std::span<std::byte> into);

  /// Sends the pieces one after another, in as few segments as the kernel likes. `size` in the
  /// answer is what went, also on failure.
  IoResult send(std::span<const std::string_view> pieces);
  /// An interim answer (100 Continue). Not counted.
  IoResult send_interim(std::string_view text);
  /// The next answer starts: its bytes are counted from here on and leave as `shape` says (nullptr:
  /// as they are). A send that may not go on fails.
  void begin_answer(const AnswerShape* shape);
  void end_answer() { shape_ = nullptr; }
  [[nodiscard]] std::uint64_t answer_out() const { return answer_out_; }
  [[nodiscard]] std::uint64_t received() const { return received_; }

  /// Nothing more will be written: FIN, behind close_notify over TLS.
  void finish_writing();
  /// finish_writing(), then reads and throws away until the peer closes too, falls silent or has
  /// sent too much; then closes. Without this a close with unread input is an RST, which would take
  /// the answer away from the peer.
  void close_in_order();
  /// Closes at once, with a word of it over TLS.
  void close();

  /// From now on TLS is spoken; what is buffered belongs to it. `host`: as TlsSession says.
  void start_tls(TlsContext& context, std::string host = {});
  /// The peer does not speak it after all. Only before its first byte was taken.
  void stop_tls() { tls_.reset(); }
  [[nodiscard]] TlsSession* tls() { return tls_.get(); }

  [[nodiscard]] OpenSocket& socket() { return socket_; }

 private:
  IoResult receive(std::span<char> into, Wait silence_max);
  IoResult receive_plain(std::span<char> into, Wait silence_max);
  IoResult write(std::span<iovec> vectors);
  IoResult write_tls(std::span<const iovec> vectors);
  IoResult send_shaped(std::span<const std::string_view> pieces);
  /// Whether more may leave now; asks the stops that are reached.
  [[nodiscard]] bool may_go_on();
  /// How many bytes of `size` may leave in one go.
  [[nodiscard]] std::size_t step(std::size_t size) const;
  void make_room();

  OpenSocket& socket_;
  Wait silence_max_;
  std::unique_ptr<TlsSession> tls_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = kBufferSize;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t received_ = 0;
  std::uint64_t answer_out_ = 0;
  const AnswerShape* shape_ = nullptr;
  std::size_t next_stop_ = 0;
};

}  // namespace resumulator
