// A catalogue that a world can be cut off from: after a reset, requests that still end in the old
// world must not write into what belongs to the new one.
//
// Errors   as the catalogue behind it; once closed, changes succeed and are kept nowhere.
// Threads  every call from any thread; clear_and_close() waits for calls under way.
#pragma once

#include <memory>
#include <shared_mutex>

#include "core/upload/catalog.h"

namespace resumulator {

class GatedCatalog final : public Catalog {
 public:
  explicit GatedCatalog(std::shared_ptr<Catalog> behind);
  [[nodiscard]] Result<void> apply(const CatalogChange& change) override;
  [[nodiscard]] Result<void> move_offset(const std::string& session, std::uint64_t offset,
                                         std::optional<std::uint64_t> total) override;
  [[nodiscard]] Result<CatalogContents> load(BlobStore& blobs) override;
  [[nodiscard]] Result<void> clear() override;
  /// Empties the catalogue and lets nothing through any more, in one step. Open when that failed.
  [[nodiscard]] Result<void> clear_and_close();

 private:
  std::shared_mutex mutex_;
  std::shared_ptr<Catalog> behind_;  // empty once closed
};

}  // namespace resumulator
