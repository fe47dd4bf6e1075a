// What a tus upload remembers of the request that created it, beside what every session has.
//
// Threads  plain values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator::tus {

enum class Kind : std::uint8_t { kNormal, kPartial, kFinal };

struct Memory {
  Kind kind = Kind::kNormal;
  std::string metadata;              ///< Upload-Metadata as sent
  std::string concat;                ///< Upload-Concat as sent
  std::vector<std::string> sources;  ///< of a final upload: ids of its parts, in order
  friend bool operator==(const Memory&, const Memory&) = default;
};

[[nodiscard]] std::string to_json(const Memory& memory);
/// What cannot be read is as though nothing had been said.
[[nodiscard]] Memory memory_of(std::string_view json);
/// Whether `source` can be among the sources, told without reading all.
[[nodiscard]] bool may_name(std::string_view json, std::string_view source);

}  // namespace resumulator::tus
