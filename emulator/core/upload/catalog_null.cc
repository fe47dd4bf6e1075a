// The catalogue of a world in memory: keeps nothing, never fails.
#include "core/upload/catalog.h"

namespace resumulator {
namespace {

class NullCatalog final : public Catalog {
 public:
  [[nodiscard]] Result<void> apply(const CatalogChange& /*change*/) override { return {}; }
  [[nodiscard]] Result<void> move_offset(const std::string& /*session*/, std::uint64_t /*offset*/,
                                         std::optional<std::uint64_t> /*total*/) override {
    return {};
  }
  [[nodiscard]] Result<CatalogContents> load(BlobStore& /*blobs*/) override {
    return CatalogContents{};
  }
  [[nodiscard]] Result<void> clear() override { return {}; }
};

}  // namespace

std::unique_ptr<Catalog> make_null_catalog() { return std::make_unique<NullCatalog>(); }

}  // namespace resumulator
