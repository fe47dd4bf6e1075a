#include "core/upload/world.h"

#include <utility>

#include "core/upload/bounded_blob.h"
#include "core/upload/catalog.h"
#include "core/upload/gated_catalog.h"
#include "core/upload/hash_pool.h"
#include "core/upload/seed_dir.h"
#include "core/upload/upload_dir.h"

namespace resumulator {

// Members are destroyed from the last to the first: sessions before the objects they became, both
// before the catalogue and the bytes.
struct World::State {
  State(const Options& of, std::shared_ptr<Clock> time, std::uint64_t seed,
        std::shared_ptr<BlobStore> bytes, std::shared_ptr<Catalog> kept)
      : options(of),
        clock(std::move(time)),
        ids(seed),
        blobs(std::move(bytes)),
        shared_catalog(std::move(kept)),
        catalog(shared_catalog),
        documents(catalog),
        objects(*clock, catalog) {}

  const Options options;
  const std::shared_ptr<Clock> clock;
  IdMaker ids;
  const std::shared_ptr<BlobStore> blobs;
  const std::shared_ptr<Catalog> shared_catalog;  // with the world a reset makes
  GatedCatalog catalog;
  Documents documents;
  ObjectStore objects;
  HashPool hash_pool;
  Reservations reservations;
  std::unique_ptr<SessionStore> sessions;
};

World::World(std::unique_ptr<State> state) : state_(std::move(state)) {
  state_->sessions = std::make_unique<SessionStore>(*this);
}

World::~World() {
  state_->sessions->interrupt_all();
  state_->hash_pool.stop();
}

Result<void> World::furnish() {
  for (const std::string& name : state_->options.buckets) {
    if (state_->objects.bucket(name)) continue;
    Bucket spec;
    spec.name = name;
    spec.project = state_->options.project;
    if (Result<BucketPtr> made = state_->objects.create_bucket(std::move(spec)); !made) {
      return Unexpected(made.error());
    }
  }
  const std::string& upload_dir = state_->options.upload_dir;
  if (Result<void> made = upload_dir.empty() ? Result<void>() : make_upload_dir(upload_dir);
      !made) {
    return made;
  }
  if (state_->options.seed_dir.empty()) return {};
  return load_seed_dir(*this, state_->options.seed_dir);
}

Result<std::shared_ptr<World>> World::open(const Options& options, std::shared_ptr<Clock> clock,
                                           std::uint64_t seed) {
  std::shared_ptr<BlobStore> blobs;
  std::shared_ptr<Catalog> catalog;
  if (options.store_dir.empty()) {
    blobs = bound_blobs(make_memory_blob_store(options.memory_limit), options.max_store);
    catalog = make_null_catalog();
  } else {
    // The catalogue first: it refuses a directory that is in use before anything in it is touched.
    Result<std::unique_ptr<Catalog>> kept = open_sqlite_catalog(options.store_dir);
    if (!kept) return Unexpected(kept.error());
    Result<std::unique_ptr<BlobStore>> files = make_file_blob_store(options.store_dir);
    if (!files) return Unexpected(files.error());
    catalog = std::move(*kept);
    blobs = bound_blobs(std::move(*files), options.max_store);
  }
  auto state = std::make_unique<State>(options, std::move(clock), seed, blobs, catalog);
  const std::shared_ptr<World> world(new World(std::move(state)));
  const Result<CatalogContents> contents = catalog->load(*blobs);
  if (!contents) return Unexpected(contents.error());
  world->state_->objects.load(*contents);
  world->state_->documents.load(*contents);
  world->state_->sessions->load(*contents);
  if (Result<void> furnished = world->furnish(); !furnished) return Unexpected(furnished.error());
  return world;
}

Result<std::shared_ptr<World>> World::fresh() const {
  State& old = *state_;
  std::shared_ptr<BlobStore> blobs = old.blobs;
  if (old.options.store_dir.empty()) {
    blobs = bound_blobs(make_memory_blob_store(old.options.memory_limit), old.options.max_store);
  } else {
    if (Result<void> cleared = old.catalog.clear_and_close(); !cleared) {
      return Unexpected(cleared.error());
    }
    blobs->forget_all();
  }
  auto state = std::make_unique<State>(old.options, old.clock, old.ids.seed(), std::move(blobs),
                                       old.shared_catalog);
  const std::shared_ptr<World> world(new World(std::move(state)));
  if (Result<void> furnished = world->furnish(); !furnished) return Unexpected(furnished.error());
  return world;
}

const Options& World::options() const { return state_->options; }
Clock& World::clock() const { return *state_->clock; }
const std::shared_ptr<Clock>& World::shared_clock() const { return state_->clock; }
IdMaker& World::ids() const { return state_->ids; }
BlobStore& World::blobs() const { return *state_->blobs; }
ObjectStore& World::objects() const { return state_->objects; }
SessionStore& World::sessions() const { return *state_->sessions; }
Documents& World::documents() const { return state_->documents; }
Catalog& World::catalog() const { return state_->catalog; }
HashPool& World::hash_pool() const { return state_->hash_pool; }
Reservations& World::reservations() const { return state_->reservations; }

}  // namespace resumulator
