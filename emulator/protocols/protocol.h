// What a protocol is to the engine: a function that recognises its requests and turns each into a
// Call.
//
// A Call is made from the head alone (parse), tells what it is (info: the engine records it and,
// later, matches fault rules on it) and then runs once, pulling the body and returning the answer.
// A protocol never asks whether a fault is active.
//
// Threads  open() may run on many threads at once; a Call belongs to one.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <resumulator/exchange.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/body_io.h"
#include "core/upload/world.h"
#include "core/wire/http_message.h"

namespace resumulator {

/// What the engine, the journal and fault rules know of a request.
struct CallInfo {
  Operation operation = Operation::kOther;
  std::string rule;  ///< "gcs.json.chunk"
  std::string bucket;
  std::string object;
  std::shared_ptr<UploadSession>
      session;  ///< the session the request names, or that run() has made
  std::optional<ClaimedRange> claimed;
  std::optional<std::uint64_t> persisted_before;  ///< of the session, as run() found it
  std::optional<std::uint64_t> persisted_after;   ///< of the session, as run() left it
  std::uint64_t generation = 0;                   ///< of the object run() has made; 0: none
  /// How many bytes the object has, from the moment run() has read them all; only where the body
  /// holds more than the object.
  std::optional<std::uint64_t> media_length;
  /// The body holds more than bytes of the object (a form): where in it they lie, only run() knows.
  bool framed = false;
  /// Of a framed body: the first object byte that was another one than was stored before.
  std::optional<std::uint64_t> disagrees;
  std::string note;  ///< a word about what run() met, for the journal
  /// The body ended early, and the answer says why: it leaves even where nobody may hear it.
  bool tells_cut = false;
};

/// What an answer says of what is stored, where that is not the truth. Every answer that tells
/// progress or checksums goes through it; the plain one changes nothing.
struct Report {
  bool hide_progress = false;  ///< as though nothing were stored yet
  std::int64_t claim = 0;      ///< so many bytes more (or less) than are stored
  bool wrong_crc32c = false;
  bool wrong_md5 = false;
  /// A list names these instead of showing them; empty: what the protocol takes for unreachable.
  std::optional<std::vector<std::string>> unreachable_buckets;
  [[nodiscard]] bool plain() const {
    return !hide_progress && claim == 0 && !wrong_crc32c && !wrong_md5 && !unreachable_buckets;
  }
};
/// The snapshot as `report` tells it.
[[nodiscard]] SessionSnapshot reported(const Report& report, SessionSnapshot snapshot);
/// The object as `report` tells it: the same pointer where that is the truth.
[[nodiscard]] ObjectPtr reported(const Report& report, const ObjectPtr& object);

class Call {
 public:
  virtual ~Call() = default;
  [[nodiscard]] const CallInfo& info() const { return info_; }
  /// Pulls the body and answers. Called once. Never throws for anything a client can cause.
  /// `cut` in the result means: the body did not end, no answer can reach the client.
  [[nodiscard]] virtual Response run(BodySource& body) = 0;
  /// What the head alone does not tell of the request stands at the beginning of the body, in the
  /// fields of a form. Where rules look at requests, foresee() is given that beginning before run(),
  /// again and longer until it returns true: it knows now, or will not. Changes nothing but info().
  [[nodiscard]] virtual bool foresees() const { return false; }
  [[nodiscard]] virtual bool foresee(std::string_view /*beginning*/) { return true; }
  /// The answer once more, from what is stored now: for when that has changed since run(), or
  /// another report is wanted. Empty: this operation has no such answer.
  [[nodiscard]] virtual std::optional<Response> answer_again() { return std::nullopt; }
  /// How answers from now on tell what is stored.
  void report_as(const Report& report) { report_ = report; }
  /// The same request was run before, by the call that knew `first`: what was there before it and
  /// what it made is this one's too. After run().
  void repeats(const CallInfo& first) {
    info_.persisted_before = first.persisted_before;
    if (info_.generation == 0) info_.generation = first.generation;
  }

 protected:
  CallInfo info_;
  Report report_;
};

/// What retry tests call the requests of a protocol (docs/retry-test-api.md); empty functions: it
/// has no names for them.
struct RetryNames {
  std::function<bool(std::string_view name)> knows;
  /// Of any request; empty: it is none of them.
  std::function<std::vector<std::string_view>(const RequestHead& head)> of;
};

/// One protocol of a server.
struct Protocol {
  std::string name;  ///< "gcs-json"
  /// The call for this request, or nullptr when the request is not this protocol's. `world`
  /// outlives the call.
  std::function<std::unique_ptr<Call>(const RequestHead& head, const std::shared_ptr<World>& world)>
      open;
  /// The protocol's own error body for a fault the transport or the engine found (408, 413, 500,
  /// 503 …). `options`: of the world the request is in.
  std::function<Response(const RequestHead& head, const Options& options, int status,
                         std::string_view text)>
      error;
  RetryNames retry_names{};
  bool always = false;  ///< answers whatever Options::protocols says
};

}  // namespace resumulator
