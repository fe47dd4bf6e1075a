// One answer onto a connection: status line, fields exactly as given, what is missing of framing,
// body.
//
// Added    only where absent: Content-Length or Transfer-Encoding, Connection. Never Date: that
// comes from the service's clock, above.
// Order    the given fields first, as given, names in their own case.
// Errors   Sent::complete is false when not everything left; the connection is then of no use.
// Source   RFC 9112 sections 4, 6, 7, 9. Rules http.answer.*
// Threads  one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/wire/http_message.h"
#include "engine/engine.h"
#include "http/connection_stream.h"
#include "http/request_body.h"

namespace resumulator {

/// What an answer must know of its request.
struct AnsweredRequest {
  bool is_head = false;         ///< HEAD: no body whatever the handler gave
  int version_minor = 1;        ///< 0: no chunked coding
  bool keep_alive = true;       ///< the client wishes so
  RequestBody* body = nullptr;  ///< may forbid to go on; nullptr: no body to mind
};

/// Whether the client wishes the connection to live on. RFC 9112 9.3.
[[nodiscard]] bool wants_keep_alive(const RequestHead& head);

/// An interim answer, to its empty line.
[[nodiscard]] std::string interim_head(int status, const Headers& fields);

/// Head and body of an answer behind which the connection closes, for where there is no stream.
[[nodiscard]] std::string last_answer(const Response& response);

class SocketResponseWriter final : public ResponseWriter {
 public:
  static constexpr std::size_t kBlockSize = 256 * 1024;

  SocketResponseWriter(ConnectionStream& stream, AnsweredRequest request)
      : stream_(stream), request_(request) {}

  /// Once per request; a second answer is not sent.
  using ResponseWriter::send;
  Sent send(Response&& response, const AnswerShape* shape) override;
  bool send_raw(std::string_view bytes) override;
  void reset() override { stream_.socket().reset(); }
  void close() override {
    started_ = true;
    stream_.finish_writing();
  }
  [[nodiscard]] bool started() const { return started_; }
  /// The answer is out and promised the client that another request may follow.
  [[nodiscard]] bool keeps_connection() const { return keeps_; }

 private:
  Sent send_text(std::string_view head, std::string_view body);
  /// A body of `length` bytes, or one that ends with the connection.
  Sent send_produced(std::string_view head, BodyProducer& producer,
                     std::optional<std::uint64_t> length);
  Sent send_chunked(std::string_view head, BodyProducer& producer);

  ConnectionStream& stream_;
  const AnsweredRequest request_;
  bool started_ = false;
  bool keeps_ = false;
};

}  // namespace resumulator
