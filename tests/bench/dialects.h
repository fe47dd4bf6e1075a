// How each protocol opens an upload and says which bytes come next: what the rows that compare
// protocols differ in.
#pragma once

#include <cstdint>
#include <string>

#include "load_client.h"

namespace resumulator::bench {

/// Bytes [at, at + size) of an upload of `total`.
struct Chunk {
  std::uint64_t at = 0;
  std::uint64_t size = 0;
  std::uint64_t total = 0;
  [[nodiscard]] bool last() const { return at + size == total; }
};

struct Dialect {
  const char* name;
  /// Opens an upload of so many bytes, and returns the path its bytes go to.
  std::string (*open)(LoadClient& client, const std::string& object, std::uint64_t total);
  /// The head of the request that carries a chunk.
  std::string (*chunk_head)(const std::string& path, const Chunk& chunk);
  /// The head of a request that is a whole upload of `size` bytes.
  std::string (*whole_head)(const std::string& object, std::size_t size);
  /// The status of a chunk that is not the last, of the last, and of a whole upload.
  int more;
  int last;
  int whole;
};

[[nodiscard]] const Dialect& gcs_json();
[[nodiscard]] const Dialect& gcs_xml();
[[nodiscard]] const Dialect& photos();
[[nodiscard]] const Dialect& tus();

}  // namespace resumulator::bench
