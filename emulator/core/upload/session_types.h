// What an upload session is opened with, and what it is at one moment. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/exchange.hpp>
#include <string>

#include "core/upload/checksum.h"
#include "core/upload/object_store.h"

namespace resumulator {

enum class SessionState : std::uint8_t { kActive, kComplete, kCancelled, kExpired, kTerminated };
[[nodiscard]] const char* to_string(SessionState state);

/// What a session is opened with. `adapter` is the protocol's own memory of the request, JSON text,
/// kept with the session.
struct SessionSpec {
  std::string protocol;  ///< "gcs-json"
  std::string bucket;
  std::string object;
  ObjectMetadata metadata;
  Preconditions guards;
  DeclaredDigests digests;
  std::optional<std::uint64_t> declared_total;
  std::string origin;  ///< Origin of the request that opened it; empty: none
  std::string adapter;
  std::string id{};                    ///< empty: one in the form of Cloud Storage
  std::optional<Duration> lifetime{};  ///< empty: Options::session_lifetime
  /// The name the client gives its upload, where it is the client that names them; unique among the
  /// open sessions of the protocol (SessionStore::find_or_create). Empty: it does not.
  std::string client_key;
  bool in_parts = false;  ///< bytes come as numbered parts (part_set.h), not one behind the other
};

/// The answer a terminated session gives from then on, in the adapter's words.
struct Termination {
  int status = 0;
  std::string text;
  friend bool operator==(const Termination&, const Termination&) = default;
};

/// One line of a session's history.
struct SessionEvent {
  TimePoint at{};
  Operation operation = Operation::kOther;
  std::uint64_t from = 0;  ///< offset before
  std::uint64_t to = 0;    ///< offset after
  SessionState state = SessionState::kActive;
};

/// A session at one moment.
struct SessionSnapshot {
  SessionState state = SessionState::kActive;
  /// Bytes persisted: a prefix from byte 0, or of all parts. While gcs.persist_delay runs after a
  /// request that broke off, what was before it (Turn::offset() is always what is kept).
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> total;
  Digests digests;          ///< of exactly these bytes; empty digests before the first byte
  ObjectPtr result;         ///< kComplete
  Termination termination;  ///< kTerminated
};

}  // namespace resumulator
