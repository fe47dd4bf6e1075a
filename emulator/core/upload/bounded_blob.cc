#include "core/upload/bounded_blob.h"

#include <map>
#include <utility>

#include "core/base/mutex.h"
#include "core/base/units.h"
#include "core/upload/external_blob.h"

namespace resumulator {
namespace {

/// What is left of the bound; outlives the store while blobs are held.
class Room {
 public:
  explicit Room(std::uint64_t max) : max_(max) {}

  /// False: there is not so much left.
  [[nodiscard]] bool take(std::uint64_t size) EXCLUDES(mutex_) {
    MutexLock hold(mutex_);
    if (used_ > max_ || size > max_ - used_) return false;
    used_ += size;
    return true;
  }
  /// What an earlier run has left is there, room or not.
  void count(std::uint64_t size) EXCLUDES(mutex_) {
    MutexLock hold(mutex_);
    used_ += size;
  }
  void give(std::uint64_t size) EXCLUDES(mutex_) {
    MutexLock hold(mutex_);
    used_ -= size;
  }
  [[nodiscard]] Unexpected full() const {
    return {ErrorKind::kUnavailable, "the store is full: it may hold " + format_size(max_)};
  }

 private:
  const std::uint64_t max_;
  Mutex mutex_;
  std::uint64_t used_ GUARDED_BY(mutex_) = 0;
};

class BoundedBlob final : public Blob {
 public:
  BoundedBlob(std::shared_ptr<Blob> blob, std::shared_ptr<Room> room)
      : blob_(std::move(blob)), room_(std::move(room)) {}
  ~BoundedBlob() override { room_->give(blob_->size()); }

  [[nodiscard]] std::uint64_t size() const override { return blob_->size(); }

  // Bytes that are skipped, and the look for a body's end, take room that is never committed.
  [[nodiscard]] Result<std::span<std::byte>> reserve(std::size_t want) override {
    return blob_->reserve(want);
  }

  [[nodiscard]] Result<void> commit(std::size_t n) override {
    if (!room_->take(n)) {
      static_cast<void>(blob_->commit(0));
      return room_->full();
    }
    Result<void> done = blob_->commit(n);
    if (!done) room_->give(n);
    return done;
  }

  [[nodiscard]] Result<void> truncate(std::uint64_t size) override {
    const std::uint64_t before = blob_->size();
    Result<void> done = blob_->truncate(size);
    room_->give(before - blob_->size());
    return done;
  }

  void release_room() override { blob_->release_room(); }
  [[nodiscard]] Result<std::size_t> read(std::uint64_t at,
                                         std::span<std::byte> into) const override {
    return blob_->read(at, into);
  }
  [[nodiscard]] std::span<const std::byte> view(std::uint64_t at, std::size_t max) const override {
    return blob_->view(at, max);
  }
  [[nodiscard]] std::string key() const override { return blob_->key(); }
  void keep() const override { blob_->keep(); }

 private:
  const std::shared_ptr<Blob> blob_;
  const std::shared_ptr<Room> room_;
};

class BoundedBlobStore final : public BlobStore {
 public:
  BoundedBlobStore(std::shared_ptr<BlobStore> store, std::uint64_t max)
      : store_(std::move(store)), room_(std::make_shared<Room>(max)) {}

  [[nodiscard]] Result<std::shared_ptr<Blob>> create() override {
    auto made = store_->create();
    if (!made) return made;
    return std::shared_ptr<Blob>(std::make_shared<BoundedBlob>(*std::move(made), room_));
  }

  [[nodiscard]] Result<std::shared_ptr<Blob>> open(const std::string& key,
                                                   std::uint64_t size) override {
    auto opened = store_->open(key, size);
    if (!opened || is_external_key(key)) return opened;
    MutexLock hold(mutex_);
    // Copies of an object share one blob: its bytes are counted once.
    auto& known = opened_[opened->get()];
    if (auto same = known.lock()) return std::shared_ptr<Blob>(std::move(same));
    room_->count((*opened)->size());
    auto blob = std::make_shared<BoundedBlob>(*std::move(opened), room_);
    known = blob;
    return std::shared_ptr<Blob>(std::move(blob));
  }

  void forget_all() override { store_->forget_all(); }
  void remove_orphans(const std::set<std::string>& known_keys) override {
    store_->remove_orphans(known_keys);
  }

 private:
  const std::shared_ptr<BlobStore> store_;
  const std::shared_ptr<Room> room_;
  Mutex mutex_;
  std::map<const Blob*, std::weak_ptr<BoundedBlob>> opened_ GUARDED_BY(mutex_);
};

}  // namespace

std::shared_ptr<BlobStore> bound_blobs(std::shared_ptr<BlobStore> store, std::uint64_t max) {
  if (max == 0) return store;
  return std::make_shared<BoundedBlobStore>(std::move(store), max);
}

}  // namespace resumulator
