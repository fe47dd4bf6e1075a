// The `fields` parameter: which members of a JSON answer the client wants.
//
// Grammar  selector = path *("," path);  path = name ["/" path | "(" selector ")"];  name = 1*char
// or
//          "*". Blanks around names are dropped; no other blank, no empty name, brackets balanced.
// Meaning  a name alone keeps the whole member; "a/b" and "a(b,c)" look inside it; "*" is every
// name;
//          arrays are looked through. Names that are not there are dropped silently.
// Errors   kMalformed (not the grammar), kTooLarge (nested deeper than kFieldDepthMax); on the wire
//          both are 400 invalidParameter. Rule gcs.fields.malformed
// Source   docs/protocols/gcs-json-objects.md, rules gcs.fields.*
// Threads  plain values.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "protocols/gcs/common/errors.h"

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

/// Whether `selector` wants anything less than everything.
[[nodiscard]] bool selects(std::string_view selector);
/// Empty: the selector is well formed. Asked before a request changes anything.
[[nodiscard]] std::optional<ApiError> check_fields(std::string_view selector);
/// `json` cut to what `selector` names. A selector that is not well formed selects everything.
[[nodiscard]] std::string select_fields(std::string json, std::string_view selector, bool pretty);

}  // namespace resumulator::gcs
