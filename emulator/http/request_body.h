// The body of one request, as it comes from its connection: by length or in chunks.
//
//   read ... read        blocks straight from the socket into the caller's span
//   can_go_on()          before the answer: may the connection live on behind this body?
//   skip_rest()          after the answer: what the handler left unread goes away
//
// Units    content bytes; chunk framing and trailers are not counted.
// Interim  send_interim() may come before, between and after the reads, from the reader's thread.
// Errors   BodyState: kCut for end, silence and interruption, kMalformed for broken framing. Both
// last.
// Source   RFC 9112 sections 6 and 7; RFC 9110 10.1.1 (100 Continue). Rules http.body.*
// Threads  one reader; control() gives what other threads may use.
#pragma once

#include <memory>

#include "core/body_io.h"
#include "core/wire/chunked.h"
#include "core/wire/http_message.h"
#include "http/connection_stream.h"

namespace resumulator {

class RequestBody final : public BodySource {
 public:
  /// An unread rest up to this size is read and dropped to keep the connection.
  static constexpr std::uint64_t kSkippedMax = 64 * 1024;

  RequestBody(ConnectionStream& stream, const RequestHead& head);
  ~RequestBody() override;

  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override;
  [[nodiscard]] std::uint64_t received() const override { return received_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override;
  [[nodiscard]] const Headers* trailers() const override;
  bool send_interim(int status, const Headers& fields) override;

  /// Whether another request can follow, as far as can be told without waiting.
  [[nodiscard]] bool can_go_on();
  /// Reads the rest where can_go_on() said so. False: it did not come, close.
  [[nodiscard]] bool skip_rest();

 private:
  class Control;

  BodyRead read_length(std::span<std::byte> into);
  BodyRead read_chunked(std::span<std::byte> into);
  /// Takes what came, or ends the body for good.
  BodyRead taken(IoResult got);
  BodyRead end_with(BodyState state);
  BodyRead cut_by(CutReason reason);
  [[nodiscard]] bool skip_arrived_chunks();

  ConnectionStream& stream_;
  const BodyFraming framing_;
  std::uint64_t left_ = 0;  ///< of a body with a length
  std::uint64_t received_ = 0;
  ChunkedDecoder chunks_;
  BodyState state_ = BodyState::kMore;
  const int version_minor_;
  bool continue_wanted_ = false;  ///< the client may hold its body back until 100 Continue
  CutReason cut_reason_ = CutReason::kNone;
  std::shared_ptr<Control> control_;
};

}  // namespace resumulator
