#include "protocols/tus/memory.h"

#include <nlohmann/json.hpp>

#include "core/wire/base64.h"

namespace resumulator::tus {
namespace {

using Json = nlohmann::json;

// Fields of a request are bytes, JSON is UTF-8.
std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return {};
  return base64_decode(found->get_ref<const std::string&>()).value_or(std::string());
}

}  // namespace

std::string to_json(const Memory& memory) {
  Json json = {{"kind", static_cast<int>(memory.kind)}};
  if (!memory.metadata.empty()) json["metadata"] = base64_encode(memory.metadata);
  if (!memory.concat.empty()) json["concat"] = base64_encode(memory.concat);
  for (const std::string& id : memory.sources) json["sources"].push_back(base64_encode(id));
  return json.dump();
}

bool may_name(std::string_view json, std::string_view source) {
  return json.find(base64_encode(source)) != std::string_view::npos;
}

Memory memory_of(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  Memory memory;
  if (!json.is_object()) return memory;
  const auto kind = json.find("kind");
  if (kind != json.end() && kind->is_number_unsigned() && kind->get<unsigned>() <= 2) {
    memory.kind = static_cast<Kind>(kind->get<unsigned>());
  }
  memory.metadata = text_of(json, "metadata");
  memory.concat = text_of(json, "concat");
  const auto sources = json.find("sources");
  if (sources == json.end() || !sources->is_array()) return memory;
  for (const Json& id : *sources) {
    if (!id.is_string()) continue;
    memory.sources.push_back(
        base64_decode(id.get_ref<const std::string&>()).value_or(std::string()));
  }
  return memory;
}

}  // namespace resumulator::tus
