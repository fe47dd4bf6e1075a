// Where bytes lie: an append-only byte string with one writer and any number of readers.
//
// Units    bytes; offsets are u64.
// Errors   kUnavailable when the disk or memory cannot take more: nothing of the failed step is
// kept, the blob stays usable. Threads  one writer (reserve, commit, truncate); read() and view()
// of bytes below size() from any thread meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <resumulator/result.hpp>
#include <set>
#include <span>
#include <string>

namespace resumulator {

class Blob {
 public:
  virtual ~Blob() = default;
  [[nodiscard]] virtual std::uint64_t size() const = 0;
  /// Room for the next bytes: between 1 and `want` of them. Valid until the next call of the
  /// writer.
  [[nodiscard]] virtual Result<std::span<std::byte>> reserve(std::size_t want) = 0;
  /// The first `n` bytes of the room last reserved belong to the blob now.
  [[nodiscard]] virtual Result<void> commit(std::size_t n) = 0;
  /// Forgets everything from `size` on. Only shortens.
  [[nodiscard]] virtual Result<void> truncate(std::uint64_t size) = 0;
  /// Gives back room that was reserved and is not needed for now (an upload that pauses holds no
  /// scratch memory).
  virtual void release_room() = 0;
  /// Copies up to into.size() bytes from `at`; fewer only at the end.
  [[nodiscard]] virtual Result<std::size_t> read(std::uint64_t at,
                                                 std::span<std::byte> into) const = 0;
  /// The bytes from `at` that lie together in memory, at most `max`; empty where they lie on disk.
  [[nodiscard]] virtual std::span<const std::byte> view(std::uint64_t at,
                                                        std::size_t max) const = 0;
  /// Name by which the store finds this blob again after a restart; empty in memory.
  [[nodiscard]] virtual std::string key() const { return {}; }
  /// The file outlives this object. The stores call it in their destructors for every blob a
  /// catalogue still names (live objects, open sessions), so that closing a world deletes nothing.
  virtual void keep() const {}
};

/// A prefix of a blob.
struct StoredBytes {
  std::shared_ptr<const Blob> blob;
  std::uint64_t size = 0;
};

/// Makes blobs. Threads: all calls from any thread.
class BlobStore {
 public:
  virtual ~BlobStore() = default;
  [[nodiscard]] virtual Result<std::shared_ptr<Blob>> create() = 0;
  /// A blob of an earlier run, cut to `size` bytes (what was acknowledged).
  [[nodiscard]] virtual Result<std::shared_ptr<Blob>> open(const std::string& key,
                                                           std::uint64_t size) = 0;
  /// Every blob made so far goes when its last holder lets go of it, kept or not. For reset.
  virtual void forget_all() {}
  /// Removes what earlier runs left and no catalogue names. Before the first create().
  virtual void remove_orphans(const std::set<std::string>& /*known_keys*/) {}
};

/// Appends a copy of `bytes`. All or nothing.
[[nodiscard]] Result<void> append_copy(Blob& blob, std::span<const std::byte> bytes);

/// In memory up to `memory_limit` bytes over all blobs, past it in one unlinked temporary file.
/// Memory grows in steps that never copy what is there; a blob that goes away gives its room back.
[[nodiscard]] std::unique_ptr<BlobStore> make_memory_blob_store(std::uint64_t memory_limit);
/// One file a blob below `directory`/blobs, named by number, never by a client's words. A blob
/// deletes its file when the last holder lets go of it, unless keep() was called.
[[nodiscard]] Result<std::unique_ptr<BlobStore>> make_file_blob_store(const std::string& directory);
/// Read-only blob over a file of the user's (seed directory); its size is what the file has when it
/// is opened.
[[nodiscard]] Result<std::shared_ptr<const Blob>> open_external_file(const std::string& path);

}  // namespace resumulator
