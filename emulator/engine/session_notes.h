// What rules and verdicts remember of the upload sessions of one world: bytes as they were first
// sent, the last answer, damage that waits for the object. It goes with its world.
//
// Threads  every call from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "core/base/mutex.h"
#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "engine/compared_body.h"
#include "engine/object_damage.h"

namespace resumulator {

class SessionNotes {
 public:
  /// What this session's client has sent so far; nullptr: the store has no room for it.
  [[nodiscard]] std::shared_ptr<SessionShadow> shadow_of(const UploadSession& session, World& world)
      EXCLUDES(mutex_);
  /// The session has become an object: nothing of it is sent again.
  void drop_shadow(const UploadSession& session) EXCLUDES(mutex_);

  /// Bits to be turned over in the object this session ends in.
  void damage_later(const UploadSession& session, const BitFlips& flips) EXCLUDES(mutex_);
  [[nodiscard]] BitFlips take_damage(const UploadSession& session) EXCLUDES(mutex_);

  /// A session's last answer, as far as it has no producer; of so many sessions, the oldest go.
  void keep_answer(const UploadSession* session, const Response& response) EXCLUDES(mutex_);
  [[nodiscard]] std::optional<Response> earlier_answer(const UploadSession* session) const
      EXCLUDES(mutex_);

 private:
  struct Answer {
    int status = 0;
    std::string reason;
    Headers headers;
    std::string body;
  };

  mutable Mutex mutex_;
  std::atomic<bool> damage_pending_{false};
  // By ordinal of the session.
  std::map<std::uint64_t, std::shared_ptr<SessionShadow>> shadows_ GUARDED_BY(mutex_);
  std::map<std::uint64_t, Answer> answers_ GUARDED_BY(mutex_);
  std::map<std::uint64_t, BitFlips> damage_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
