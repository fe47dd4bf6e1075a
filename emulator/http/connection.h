// One connection from its first byte to its end: head, engine, answer, and again.
//
// Errors   none upward: what a client does wrong becomes an answer or an end.
// Source   RFC 9112 section 9. Rules http.connection.*
// Threads  run() on one; OpenSocket::shut_down() from another ends it.
#pragma once

#include <optional>
#include <resumulator/options.hpp>
#include <string>

#include "engine/engine.h"
#include "http/connection_stream.h"

namespace resumulator {

class Connection {
 public:
  /// `info.request` counts from 0 here.
  Connection(OpenSocket& socket, Engine& engine, const Limits& limits, ConnectionInfo info);
  /// Serves until either side ends it. The socket is closed then.
  void run();

 private:
  /// False: a rule ended the connection before anything was read.
  [[nodiscard]] bool accepted();
  /// The next head, or nothing: the connection is over (refusals are answered in here).
  [[nodiscard]] std::optional<RequestHead> next_head();
  /// False: no further request.
  [[nodiscard]] bool serve(const RequestHead& head);
  void refuse(int status, std::string text, std::string_view raw);

  OpenSocket& socket_;
  Engine& engine_;
  const Limits& limits_;
  ConnectionInfo info_;
  ConnectionStream stream_;
};

}  // namespace resumulator
