// Fuzz target of metadata bodies. What is accepted can be applied; applying it twice changes
// nothing more; and every refusal is a text JSON can carry.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "protocols/gcs/common/metadata.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace resumulator::gcs;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto change = parse_metadata(text, resumulator::Limits());
  if (!change) {
    if (!nlohmann::json::accept(error_json(change.error()))) std::abort();
    return 0;
  }
  resumulator::ObjectMetadata once = apply_insert(*change);
  resumulator::ObjectMetadata twice = once;
  apply_patch(*change, twice);
  if (!(once == twice)) std::abort();
  apply_update(*change, twice);
  if (twice.content_type != once.content_type || twice.custom != once.custom) std::abort();
  return 0;
}
