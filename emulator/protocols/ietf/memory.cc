#include "protocols/ietf/memory.h"

#include <nlohmann/json.hpp>

#include "core/wire/base64.h"

namespace resumulator::ietf {

std::string remember(const Headers& headers) {
  nlohmann::json json = nlohmann::json::object();
  for (const std::string_view field : headers.all("Repr-Digest")) {
    json["digests"].push_back(base64_encode(field));  // fields are bytes, JSON is UTF-8
  }
  return json.dump();
}

Headers remembered(std::string_view adapter) {
  Headers headers;
  const auto json = nlohmann::json::parse(adapter, nullptr, false);
  const auto digests = json.is_object() ? json.find("digests") : json.end();
  if (digests == json.end() || !digests->is_array()) return headers;
  for (const auto& each : *digests) {
    if (!each.is_string()) continue;
    if (auto field = base64_decode(each.get_ref<const std::string&>())) {
      headers.add("Repr-Digest", *std::move(field));
    }
  }
  return headers;
}

}  // namespace resumulator::ietf
