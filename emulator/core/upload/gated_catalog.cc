#include "core/upload/gated_catalog.h"

#include <mutex>
#include <utility>

namespace resumulator {

GatedCatalog::GatedCatalog(std::shared_ptr<Catalog> behind) : behind_(std::move(behind)) {}

Result<void> GatedCatalog::apply(const CatalogChange& change) {
  const std::shared_lock hold(mutex_);
  return behind_ ? behind_->apply(change) : Result<void>();
}

Result<void> GatedCatalog::move_offset(const std::string& session, std::uint64_t offset,
                                       std::optional<std::uint64_t> total) {
  const std::shared_lock hold(mutex_);
  return behind_ ? behind_->move_offset(session, offset, total) : Result<void>();
}

Result<CatalogContents> GatedCatalog::load(BlobStore& blobs) {
  const std::shared_lock hold(mutex_);
  return behind_ ? behind_->load(blobs) : Result<CatalogContents>(CatalogContents{});
}

Result<void> GatedCatalog::clear() {
  const std::shared_lock hold(mutex_);
  return behind_ ? behind_->clear() : Result<void>();
}

Result<void> GatedCatalog::clear_and_close() {
  const std::unique_lock hold(mutex_);
  Result<void> cleared = behind_ ? behind_->clear() : Result<void>();
  if (cleared) behind_.reset();
  return cleared;
}

}  // namespace resumulator
