// A world: one complete set of buckets, objects, sessions, ids and documents under one clock. A
// lane has exactly one; reset swaps in a new one while requests under way end in the old.
//
// Threads  every call from any thread. Ownership: shared; a request holds its world until it has
// ended.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/ids.h"
#include "core/base/reservations.h"
#include "core/upload/object_store.h"
#include "core/upload/session_store.h"

namespace resumulator {

class HashPool;

/// JSON documents under slash-separated keys: ACLs, IAM policies, notifications, HMAC keys: kept
/// and given back as they came.
class Documents {
 public:
  explicit Documents(Catalog& catalog);
  ~Documents();
  void load(const CatalogContents& contents);
  Result<void> put(std::string_view key, std::string_view json);
  Result<bool> erase(std::string_view key);  ///< false: was not there
  Result<void> erase_below(std::string_view prefix);
  [[nodiscard]] std::optional<std::string> get(std::string_view key) const;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> below(
      std::string_view prefix) const;  ///< in key order

  /// Several documents read and changed in one step.
  class Edit {
   public:
    /// As it will be after this edit.
    [[nodiscard]] std::optional<std::string> get(std::string_view key) const;
    void put(std::string_view key, std::string json);
    void erase(std::string_view key);

   private:
    friend class Documents;
    struct State;
    explicit Edit(State& state) : state_(state) {}
    State& state_;
  };
  /// Runs `change` while nobody else reads or writes, then keeps all of it or nothing: nothing
  /// where it fails or the catalogue cannot be written. `change` must not call Documents.
  Result<void> edit(const std::function<Result<void>(Edit&)>& change);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

class World : public std::enable_shared_from_this<World> {
 public:
  /// Opens the store the options name, loads what is in it, makes the buckets and seeds of the
  /// options. Errors: kUsage with a sentence that names the path and the remedy (not writable,
  /// newer version, in use by another server).
  [[nodiscard]] static Result<std::shared_ptr<World>> open(const Options& options,
                                                           std::shared_ptr<Clock> clock,
                                                           std::uint64_t seed);
  /// An empty world of the same options, for reset. A directory store is emptied.
  [[nodiscard]] Result<std::shared_ptr<World>> fresh() const;
  ~World();

  [[nodiscard]] const Options& options() const;
  [[nodiscard]] Clock& clock() const;
  [[nodiscard]] const std::shared_ptr<Clock>& shared_clock() const;
  [[nodiscard]] IdMaker& ids() const;
  [[nodiscard]] BlobStore& blobs() const;
  [[nodiscard]] ObjectStore& objects() const;
  [[nodiscard]] SessionStore& sessions() const;
  [[nodiscard]] Documents& documents() const;
  [[nodiscard]] Catalog& catalog() const;
  [[nodiscard]] HashPool& hash_pool() const;
  /// What a user may do only once at a time.
  [[nodiscard]] Reservations& reservations() const;

 private:
  struct State;
  explicit World(std::unique_ptr<State> state);
  Result<void> furnish();  // buckets and seeds of the options
  std::unique_ptr<State> state_;
};

/// Receives a whole body into a new blob, digests included. For uploads that are one request, and
/// for parts of one. `with_md5` empty: as gcs.md5 says.
struct ReceivedObject {
  std::shared_ptr<Blob> blob;
  Digests digests;
};
[[nodiscard]] Result<ReceivedObject> receive_object(World& world, BodySource& body,
                                                    std::uint64_t limit,
                                                    std::optional<bool> with_md5 = {});

}  // namespace resumulator
