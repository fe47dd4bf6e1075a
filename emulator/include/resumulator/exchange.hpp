// What the server keeps of one request and its answer: the material of tests and verdicts.
//
// Units    offsets and sizes in bytes; spans half-open [from, to). Times are real, since the server
// started, but for `clock`, which is the service's.
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <resumulator/clock.hpp>
#include <string>
#include <utility>
#include <vector>

namespace resumulator {

/// What a request wants, in the words of every protocol.
enum class Operation : std::uint8_t {
  kCreate,    ///< opens an upload session
  kAppend,    ///< carries bytes of a session, not the last
  kFinalize,  ///< carries the last bytes of a session, or ends it
  kQuery,     ///< asks how far a session is
  kCancel,    ///< ends a session without an object
  kSimple,    ///< a whole object in one request
  kDownload,  ///< reads bytes of an object
  kStat,      ///< reads metadata
  kList,
  kDelete,
  kOther,
};
[[nodiscard]] const char* to_string(Operation operation);

/// The bytes a request says it carries.
struct ClaimedRange {
  std::uint64_t from = 0;
  std::optional<std::uint64_t> to;     ///< one past the last byte; empty: open end
  std::optional<std::uint64_t> total;  ///< of the whole object, where the request names it
  friend bool operator==(const ClaimedRange&, const ClaimedRange&) = default;
};

/// How an exchange ended on the wire.
enum class Ending : std::uint8_t {
  kAnswered,    ///< the answer was sent in full
  kCut,         ///< the client went away, or stayed silent too long, before its request was whole
  kAnswerLost,  ///< the answer could not be sent in full
  kStopped,     ///< the server was stopping
  kReset,       ///< a fault reset the connection
  kClosed,      ///< a fault closed the connection
  kHung,        ///< a fault kept silent until the client left or the run ended
  kGarbage,     ///< a fault sent bytes that are no answer
};
[[nodiscard]] const char* to_string(Ending ending);

using HeaderList = std::vector<std::pair<std::string, std::string>>;

/// One firing of a fault rule.
struct FiredFault {
  std::string rule;
  std::string at;              ///< the point, "body:102400"
  std::string did;             ///< "answer 503"
  std::optional<double> draw;  ///< what chance drew, where it was asked
  friend bool operator==(const FiredFault&, const FiredFault&) = default;
};

/// When an exchange passed the points of its life at which rules sit; empty: it did not. `headers` is
/// `started`, `answered` is `visible` of one that was answered.
struct PassedPoints {
  std::optional<std::chrono::microseconds> body;    ///< the whole body had come
  std::optional<std::chrono::microseconds> stored;  ///< carried out, nothing answered yet
  friend bool operator==(const PassedPoints&, const PassedPoints&) = default;
};

/// One request and what became of it. It is recorded before the last byte of its answer can be
/// seen, and shown once the exchange has ended.
struct RecordedExchange {
  std::uint64_t seq = 0;             ///< from 1, in the order in which answers were complete
  std::uint64_t connection = 0;      ///< from 1, in the order of acceptance
  std::uint64_t connection_seq = 0;  ///< from 1 on each connection
  std::chrono::microseconds started{0};
  std::chrono::microseconds ended{0};
  std::string protocol;  ///< "gcs-json"; empty when no protocol wanted the request
  std::string rule;      ///< the operation's own id, "gcs.json.chunk"
  Operation operation = Operation::kOther;
  std::string method;
  std::string target;          ///< as sent, path and query
  bool https = false;          ///< the URL it was sent to begins so
  HeaderList request_headers;  ///< credentials masked
  std::string bucket;
  std::string object;
  std::uint64_t session = 0;  ///< ordinal of the upload session, from 1; 0: none
  std::optional<ClaimedRange> claimed;
  std::uint64_t received = 0;  ///< body bytes read
  std::string body_sha256;     ///< of these bytes, in hexadecimal; empty: nobody asked for it
  std::optional<std::uint64_t> persisted_before;
  std::optional<std::uint64_t> persisted_after;
  int status = 0;  ///< 0: nothing was answered
  HeaderList response_headers;
  std::uint64_t sent = 0;  ///< body bytes sent
  Ending ending = Ending::kAnswered;
  std::string note;              ///< why it ended as it did, where that needs a word
  std::string lane;              ///< the world it was served by
  /// Of the rules it met: from 1 in each lane, more with every change of them. 0: not known.
  std::uint64_t rules_generation = 0;
  std::uint64_t generation = 0;  ///< of the object it made; 0: it made none
  TimePoint clock{};             ///< the service clock when it began
  /// When the client could see how it ended: the last byte of the answer left, RST or FIN was sent,
  /// the client hung up. Equals `ended` where nothing better is known.
  std::chrono::microseconds visible{0};
  PassedPoints points;
  std::vector<FiredFault> faults;     ///< in the order in which they fired
  std::vector<std::string> shadowed;  ///< rules that another one kept from deciding
  /// First object offset at which bytes sent again were other bytes than those sent before.
  std::optional<std::uint64_t> disagrees;
};

}  // namespace resumulator
