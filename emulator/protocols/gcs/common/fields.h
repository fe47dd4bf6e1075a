// The `fields` parameter: which members of a JSON answer the client wants.
//
// Grammar  selector = path *("," path);  path = name ["/" path | "(" selector ")"];  name = 1*char
// or
//          "*". Blanks around names are dropped; no other blank, no empty name, brackets balanced.
// Meaning  a name alone keeps the whole member; "a/b" and "a(b,c)" look inside it; "*" is every
// name;
//          arrays are looked through. Names that are not there are dropped silently.
// Errors   kMalformed (not the grammar), kTooLarge (nested deeper than kFieldDepthMax).
// Source   docs/protocols/gcs-json-objects.md, rules gcs.fields.*
// Threads  plain values.
#pragma once

#include <cstddef>
#include <map>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace resumulator::gcs {

inline constexpr std::size_t kFieldDepthMax = 64;

/// One level of a selector: the names wanted, each with what is wanted inside it.
class FieldMask {
 public:
  /// Everything below is wanted.
  [[nodiscard]] bool whole() const { return members_.empty(); }
  /// What is wanted of the member `name`; nullptr: nothing.
  [[nodiscard]] const FieldMask* find(std::string_view name) const;
  /// The selector in one canonical spelling: sorted, brackets only. "" for whole().
  [[nodiscard]] std::string text() const;

  friend bool operator==(const FieldMask&, const FieldMask&) = default;

 private:
  friend class FieldParser;
  std::map<std::string, FieldMask, std::less<>> members_;  // empty: whole
};

[[nodiscard]] Result<FieldMask> parse_fields(std::string_view selector);

/// `value` cut down to what `mask` wants. Json is nlohmann's ordered_json; a template, so that this
/// header stays free of it. Rules gcs.fields.nested, gcs.fields.arrays, gcs.fields.unknown.
template <typename Json>
[[nodiscard]] Json select_fields(const FieldMask& mask, const Json& value) {
  if (mask.whole()) return value;
  if (value.is_array()) {
    Json kept = Json::array();
    for (const auto& element : value) kept.push_back(select_fields(mask, element));
    return kept;
  }
  Json kept = Json::object();
  if (!value.is_object()) return kept;
  for (auto member = value.begin(); member != value.end(); ++member) {
    const FieldMask* wanted = mask.find(member.key());
    if (wanted == nullptr) continue;
    if (!wanted->whole() && !member.value().is_structured()) continue;
    Json inside = select_fields(*wanted, member.value());
    if (!wanted->whole() && inside.is_object() && inside.empty()) continue;
    kept[member.key()] = std::move(inside);
  }
  return kept;
}

}  // namespace resumulator::gcs
