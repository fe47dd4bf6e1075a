// The engine: takes one request from a connection, finds its protocol, runs it, writes the answer,
// records what happened.
//
//   accept → headers → body:N / object:N → body → stored → answer:N → answered
//            (open the Call)   (Call::run pulls the body)   (ResponseWriter)
//
// Those are the places where fault rules will act; every one of them is inside serve() or in the
// body and writer it is given.
//
// Threads  serve() runs on one thread per connection, many at once.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <resumulator/exchange.hpp>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <vector>

#include "core/body_io.h"
#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "engine/answer_shape.h"
#include "faults/rule.h"
#include "protocols/protocol.h"

namespace resumulator {

struct ConnectionInfo {
  std::uint64_t id = 0;       ///< from 1, in the order of acceptance
  std::uint64_t request = 0;  ///< from 1 on this connection
  std::string local_address;  ///< "127.0.0.1:9000"
  std::string lane{};         ///< whose port this is; empty: every lane's
};

/// Writes one answer to a connection.
class ResponseWriter {
 public:
  struct Sent {
    std::uint64_t body_bytes = 0;
    bool complete = false;  ///< every byte went into the socket
  };
  virtual ~ResponseWriter() = default;
  /// `shape`: how rules bend it; nullptr: not at all.
  virtual Sent send(Response&& response, const AnswerShape* shape) = 0;
  Sent send(Response&& response) { return send(std::move(response), nullptr); }
  /// Bytes that are no answer, as they are. False: they did not all leave.
  virtual bool send_raw(std::string_view bytes) = 0;
  /// Ends the connection with RST, at once: what the client has not read yet is lost to it.
  virtual void reset() = 0;
  /// Ends our side with FIN, at once. What the client still sends is read and dropped when serve()
  /// has returned, within bounds, so that no RST overtakes it.
  virtual void close() = 0;
};

/// A head the transport refused before any protocol saw it.
struct RefusedHead {
  int status = 400;
  std::string text;    ///< a sentence for the log and the body
  std::string method;  ///< as far as known
  std::string target;
  bool https = false;
};

/// What the engine has done since it began.
struct EngineTotals {
  std::uint64_t requests = 0;        ///< exchanges with clients, refused heads included
  std::uint64_t sessions = 0;        ///< upload sessions opened
  std::uint64_t bytes_received = 0;  ///< body bytes
  std::uint64_t active = 0;          ///< exchanges under way now
  std::chrono::microseconds idle_for{
      0};  ///< since the last exchange ended; only while none is active
};

class Control;
class Events;
/// Reads rules in one line, as the field X-Emu-Do has them.
using RuleReader = std::function<Result<std::vector<Rule>>(std::string_view line)>;

/// Opens a lane of that name; one that is there by now is fine too.
using LaneOpener = std::function<Result<void>(const std::string& name)>;

class ServedLane;
class Lanes;
class Recorder;

class Engine {
 public:
  /// `world` is replaced by reset(); `protocols` are asked in order.
  Engine(const Options& options, std::shared_ptr<World> world, std::vector<Protocol> protocols);
  ~Engine();

  /// Before the first request.
  void read_rules_by(RuleReader reader);
  /// The same: who opens lanes that requests name and that are not there (Options::auto_lanes).
  void open_lanes_by(LaneOpener opener);
  /// A connection was accepted and nothing read of it. False: a rule has ended it.
  bool accept(const ConnectionInfo& connection, BodyControl& control, ResponseWriter& writer);
  /// One exchange from head to last byte. Returns false when the connection must not be used again.
  bool serve(const ConnectionInfo& connection, const RequestHead& head, BodySource& body,
             ResponseWriter& writer);
  /// Answers and records a request whose head could not be accepted. The connection closes
  /// afterwards.
  void refuse(const ConnectionInfo& connection, const RefusedHead& refused, ResponseWriter& writer);
  /// Answer for a connection past Limits::connections_max.
  [[nodiscard]] Response overloaded() const;

  [[nodiscard]] std::shared_ptr<World> world() const;
  Result<void> reset();
  [[nodiscard]] Recorder& recorder() const;
  /// The lane every request is in that names no other.
  [[nodiscard]] ServedLane& main_lane() const;
  [[nodiscard]] Lanes& lanes() const;
  /// The admin API; routes are added before the first request.
  [[nodiscard]] Control& control() const;
  [[nodiscard]] Events& events() const;
  [[nodiscard]] const std::vector<Protocol>& protocols() const;
  /// Whether a lane's world speaks this protocol.
  [[nodiscard]] static bool speaks(const World& world, const Protocol& protocol);
  /// What the times of exchanges count from.
  [[nodiscard]] std::chrono::steady_clock::time_point started() const;
  [[nodiscard]] EngineTotals totals() const;
  /// Ends every wait. Requests under way end as kStopped.
  void stop();
  [[nodiscard]] bool stopping() const;

 public:
  struct State;  ///< engine/state.h

 private:
  std::unique_ptr<State> state_;
};

}  // namespace resumulator
