// Structured fields: items and dictionaries, as the newer HTTP fields have them.
//
// Forms    item      Integer, Decimal, String, Token, Byte Sequence, Boolean, Date, Display String
//          dictionary  key=item, key (true), key=(inner list)
//          Parameters are read and dropped.
// Errors   kMalformed: not the grammar, or more behind it. A field of another type than the one
//          asked for is as though it were not there: the helpers answer with nothing.
// Source   RFC 9651, sections 3 and 4.2. Rules ietf.field.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/wire/http_message.h"

namespace resumulator {

struct SfItem {
  enum class Kind : std::uint8_t {
    kInteger,
    kDecimal,
    kString,
    kToken,
    kBytes,
    kBoolean,
    kDate,
    kDisplayString,
    kInnerList,  ///< members of a dictionary only; its items are checked and dropped
  };
  Kind kind = Kind::kBoolean;
  std::int64_t integer = 0;  ///< kInteger, kDate
  bool boolean = false;      ///< kBoolean
  std::string text;  ///< kDecimal as written; kString, kToken, kBytes, kDisplayString decoded
  friend bool operator==(const SfItem&, const SfItem&) = default;
};
/// In the order of first appearance; of a key that comes again the last value counts.
using SfDictionary = std::vector<std::pair<std::string, SfItem>>;

[[nodiscard]] Result<SfItem> parse_sf_item(std::string_view text);
[[nodiscard]] Result<SfDictionary> parse_sf_dictionary(std::string_view text);

/// The field as an Integer that is not negative. Sent twice it is no item.
[[nodiscard]] std::optional<std::uint64_t> sf_count(const Headers& headers, std::string_view name);
[[nodiscard]] std::optional<bool> sf_boolean(const Headers& headers, std::string_view name);
/// All fields of that name as one dictionary; nothing where it is absent or cannot be read.
[[nodiscard]] std::optional<SfDictionary> sf_dictionary(const Headers& headers,
                                                        std::string_view name);
[[nodiscard]] inline std::string sf_text(bool value) { return value ? "?1" : "?0"; }

}  // namespace resumulator
