// An XML request body as a small tree: elements with their text, nothing else.
//
// Kept     element names without their prefix, text with the five named entities and character
//          references resolved, CDATA as text, attributes as they came. Comments and processing
//          instructions are passed over.
// Errors   kMalformed: not well formed, not UTF-8, two roots or none, any document type declaration
//          (so that no entity is ever expanded), nesting past `depth_max`. kTooLarge: past
//          `elements_max`.
// Source   XML 1.0; pugixml reads. docs/protocols/gcs-xml.md, rules gcs.xml.body.*
// Threads  plain values.
#pragma once

#include <cstddef>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator {

struct XmlElement {
  std::string name;
  std::string text;  ///< of this element alone, without blanks at both ends
  std::vector<XmlElement> children;
  std::vector<std::pair<std::string, std::string>> attributes;  ///< names without prefix

  /// The first child of that name, or nullptr.
  [[nodiscard]] const XmlElement* find(std::string_view child) const;
  /// Its text; empty when there is none.
  [[nodiscard]] std::string_view get(std::string_view child) const;
  /// The value of the first attribute of that name; empty when there is none.
  [[nodiscard]] std::string_view attribute(std::string_view of_name) const;
};

struct XmlBounds {
  std::size_t depth_max = 16;
  std::size_t elements_max = 100'000;
};

/// The root element.
[[nodiscard]] Result<XmlElement> parse_xml(std::string_view text, const XmlBounds& bounds = {});

}  // namespace resumulator
