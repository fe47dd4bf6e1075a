// What the tests of parts share: a world in memory or in a directory, sessions of parts, parts from
// text.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/upload/part_set.h"
#include "unit/core/upload/blob_support.h"
#include "unit/core/upload/session_fixture.h"

namespace resumulator::testing {

enum class StoreKind { kMemory, kFile };

inline SessionSpec parts_spec(std::string object = "o", std::string key = {}) {
  SessionSpec spec = spec_of(std::move(object));
  spec.protocol = "test";
  spec.client_key = std::move(key);
  spec.in_parts = true;
  return spec;
}

class PartsWorld {
 public:
  explicit PartsWorld(StoreKind kind, Options with = {}) : options_(std::move(with)) {
    options_.buckets.emplace_back("b");
    if (kind == StoreKind::kFile) options_.store_dir = directory_.path("store");
    open();
  }
  void open() {
    world.reset();
    world = World::open(options_, clock, 7).value();
  }
  [[nodiscard]] std::shared_ptr<UploadSession> session(SessionSpec spec = parts_spec()) const {
    return world->sessions().create(std::move(spec)).value();
  }
  [[nodiscard]] ReceivedObject received(const std::string& bytes) const {
    auto body = whole_body(bytes);
    return receive_part(*world, body, UINT64_MAX).value();
  }
  PartSet::Put put(UploadSession& session, std::uint32_t number, const std::string& bytes,
                   PartSet::Duplicate policy = PartSet::Duplicate::kKeepFirst) const {
    return session.parts()->put(number, received(bytes), policy);
  }
  /// Files with bytes of ours.
  [[nodiscard]] std::size_t blob_files() const {
    std::size_t files = 0;
    const std::string blobs = directory_.path("store/blobs");
    if (!std::filesystem::exists(blobs)) return 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(blobs)) {
      files += entry.is_regular_file() ? 1U : 0U;
    }
    return files;
  }

  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  std::shared_ptr<World> world;

 private:
  const test::TempDir directory_;
  Options options_;
};

inline std::string text_of(const Part& part) { return read_all_of(*part.blob, part.size); }
inline std::string text_of(const ObjectVersion& object) {
  return read_all_of(*object.blob, object.size);
}

}  // namespace resumulator::testing
