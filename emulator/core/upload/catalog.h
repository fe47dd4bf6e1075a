// Where metadata is written so that it outlives the process: one atomic change at a time, before it
// is applied in memory.
//
// The stores in memory are the truth while the server runs; a catalogue is their write-ahead copy.
// The memory world has one that keeps nothing. With a directory it is SQLite (write-ahead log):
// after a SIGKILL at any moment it holds every change whose apply() had returned, and none in part.
//
// Errors   kUnavailable: nothing of the change was kept (disk full, unwritable). kUsage from
// open(): newer version, locked, not ours. Threads  every call from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <resumulator/result.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/upload/object_store.h"
#include "core/upload/session.h"

namespace resumulator {

/// A session as it is kept. Digests are not kept: they are computed anew, once, when a session goes
/// on after a restart.
struct SessionRecord {
  std::string id;
  std::uint64_t ordinal = 0;
  SessionSpec spec;
  SessionState state = SessionState::kActive;
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> total;
  TimePoint created{};
  TimePoint expires{};
  std::string blob_key;  ///< active sessions
  Termination termination;
  ObjectPtr result;  ///< complete sessions: the object as it was then (its blob may be gone)
};

/// A part of a session as it is kept. The parts of a session that is not active are dropped with
/// the change that ends it.
struct PartRecord {
  std::string session;
  std::uint32_t number = 0;
  std::uint64_t size = 0;
  Digests digests;
  TimePoint stored{};
  std::uint64_t sequence = 0;
  std::string blob_key;
};

/// One transaction. Objects are addressed by (bucket, name, generation).
struct CatalogChange {
  struct ObjectKey {
    std::string bucket, name;
    std::uint64_t generation = 0;
  };
  std::vector<BucketPtr> put_buckets;
  std::vector<std::string> drop_buckets;
  std::vector<ObjectPtr>
      put_objects;  ///< live, noncurrent (deleted set) or soft-deleted (soft_deleted set)
  std::vector<ObjectKey> drop_objects;
  std::vector<SessionRecord> put_sessions;
  std::vector<std::string> drop_sessions;
  std::vector<PartRecord> put_parts;
  std::vector<std::pair<std::string, std::uint32_t>> drop_parts;  ///< session and number
  std::vector<std::pair<std::string, std::string>> put_documents;
  std::vector<std::string> drop_documents;
};

/// What a catalogue hands over when a world is opened.
struct CatalogContents {
  std::vector<BucketPtr> buckets;
  std::vector<ObjectPtr> objects;  ///< blobs opened
  std::vector<SessionRecord> sessions;
  std::vector<PartRecord> parts;  ///< of active sessions
  std::vector<std::pair<std::string, std::string>> documents;
};

class Catalog {
 public:
  virtual ~Catalog() = default;
  [[nodiscard]] virtual Result<void> apply(const CatalogChange& change) = 0;
  /// A cheaper apply for the one change every chunk makes: the session's persisted offset (and
  /// total).
  [[nodiscard]] virtual Result<void> move_offset(const std::string& session, std::uint64_t offset,
                                                 std::optional<std::uint64_t> total) = 0;
  [[nodiscard]] virtual Result<CatalogContents> load(BlobStore& blobs) = 0;
  /// Forgets everything (reset).
  [[nodiscard]] virtual Result<void> clear() = 0;
};

[[nodiscard]] std::unique_ptr<Catalog> make_null_catalog();
[[nodiscard]] Result<std::unique_ptr<Catalog>> open_sqlite_catalog(const std::string& directory);

}  // namespace resumulator
