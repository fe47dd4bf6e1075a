// A catalogue that fails when it is told to, and an object store over it.
#pragma once

#include <atomic>
#include <memory>
#include <resumulator/clock.hpp>
#include <string>
#include <utility>

#include "core/upload/catalog.h"
#include "core/upload/object_store.h"

namespace resumulator::test {

/// Passes everything on, unless `fail` is set: then nothing is written, as on a full disk.
class FailingCatalog final : public Catalog {
 public:
  explicit FailingCatalog(std::unique_ptr<Catalog> behind = make_null_catalog())
      : behind_(std::move(behind)) {}
  std::atomic<bool> fail{false};
  CatalogChange last;

  [[nodiscard]] Result<void> apply(const CatalogChange& change) override {
    if (fail) return full();
    last = change;
    return behind_->apply(change);
  }
  [[nodiscard]] Result<void> move_offset(const std::string& session, std::uint64_t offset,
                                         std::optional<std::uint64_t> total) override {
    return fail ? Result<void>(full()) : behind_->move_offset(session, offset, total);
  }
  [[nodiscard]] Result<CatalogContents> load(BlobStore& blobs) override {
    return behind_->load(blobs);
  }
  [[nodiscard]] Result<void> clear() override { return behind_->clear(); }

 private:
  static Unexpected full() { return {ErrorKind::kUnavailable, "No space left on device"}; }
  std::unique_ptr<Catalog> behind_;
};

/// A store with the bucket "b" on a clock that stands still.
struct StoreFixture {
  ManualClock clock;
  FailingCatalog catalog;
  ObjectStore store{clock, catalog};

  explicit StoreFixture(Bucket bucket = {}) {
    bucket.name = "b";
    if (!store.create_bucket(std::move(bucket))) std::abort();
  }

  Result<ObjectPtr> put(const std::string& name, const std::string& type = "text/plain",
                        const Preconditions& guards = {}) {
    NewObject object;
    object.bucket = "b";
    object.name = name;
    object.metadata.content_type = type;
    object.digests = Digests{};
    return store.insert(std::move(object), guards);
  }
  Result<ObjectPtr> set(const std::string& name, const std::function<void(ObjectMetadata&)>& edit) {
    return store.update("b", name, {}, {}, [&](ObjectMetadata& metadata) -> Result<void> {
      edit(metadata);
      return {};
    });
  }
  Result<BucketPtr> set_bucket(const std::function<void(Bucket&)>& edit) {
    return store.update_bucket("b", {}, [&](Bucket& bucket) -> Result<void> {
      edit(bucket);
      return {};
    });
  }
  /// Names and generations of every version a listing shows: "name#generation".
  std::vector<std::string> listed(ListQuery query = {}) {
    std::vector<std::string> all;
    const Result<ListPage> page = store.list("b", query);
    if (!page) return {page.error().text};
    for (const ObjectPtr& item : page->items) all.push_back(item->name);
    return all;
  }
};

inline Preconditions generation_match(std::int64_t generation) {
  Preconditions guards;
  guards.generation_match = generation;
  return guards;
}

}  // namespace resumulator::test
