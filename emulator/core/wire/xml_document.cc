#include "core/wire/xml_document.h"

#include <pugixml.hpp>
#include <utility>

#include "core/base/utf8.h"

namespace resumulator {
namespace {

// Only the five named entities and character references are resolved; a document type is kept as a
// node so that it can be seen and refused, and so is text outside the root.
constexpr unsigned kOptions = pugi::parse_minimal | pugi::parse_escapes | pugi::parse_cdata |
                              pugi::parse_eol | pugi::parse_doctype | pugi::parse_ws_pcdata_single |
                              pugi::parse_fragment;

Unexpected malformed(std::string text) {
  return Unexpected(ErrorKind::kMalformed, std::move(text), "xml");
}

std::string_view local_name(const char* name) {
  const std::string_view whole(name);
  const auto colon = whole.rfind(':');
  return colon == std::string_view::npos ? whole : whole.substr(colon + 1);
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

class Copier {
 public:
  explicit Copier(const XmlBounds& bounds) : bounds_(bounds) {}

  Result<XmlElement> copy(const pugi::xml_node& node, std::size_t depth) {
    if (depth > bounds_.depth_max) return malformed("The elements are nested too deeply.");
    if (++elements_ > bounds_.elements_max) {
      return Unexpected(ErrorKind::kTooLarge, "The document has too many elements.", "xml");
    }
    XmlElement element;
    element.name = local_name(node.name());
    for (const pugi::xml_attribute& one : node.attributes()) {
      if (!is_valid_utf8(one.value())) return malformed("An attribute names no character.");
      element.attributes.emplace_back(local_name(one.name()), one.value());
    }
    std::string text;
    for (const pugi::xml_node& child : node) {
      if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
        text += child.value();
      } else if (child.type() == pugi::node_element) {
        auto inner = copy(child, depth + 1);
        if (!inner) return inner;
        element.children.push_back(*std::move(inner));
      }
    }
    element.text = without_blanks(text);
    // A reference may stand for half a character.
    if (!is_valid_utf8(element.text)) return malformed("A character reference names no character.");
    return element;
  }

 private:
  const XmlBounds& bounds_;
  std::size_t elements_ = 0;
};

}  // namespace

const XmlElement* XmlElement::find(std::string_view child) const {
  for (const XmlElement& one : children) {
    if (one.name == child) return &one;
  }
  return nullptr;
}

std::string_view XmlElement::get(std::string_view child) const {
  const XmlElement* found = find(child);
  return found == nullptr ? std::string_view() : std::string_view(found->text);
}

std::string_view XmlElement::attribute(std::string_view of_name) const {
  for (const auto& [known, value] : attributes) {
    if (known == of_name) return value;
  }
  return {};
}

Result<XmlElement> parse_xml(std::string_view text, const XmlBounds& bounds) {
  if (!is_valid_utf8(text) || text.find('\0') != std::string_view::npos) {
    return malformed("The document is not UTF-8 text.");
  }
  pugi::xml_document document;
  const auto parsed = document.load_buffer(text.data(), text.size(), kOptions, pugi::encoding_utf8);
  if (!parsed) return malformed(parsed.description());
  pugi::xml_node root;
  for (const pugi::xml_node& node : document) {
    if (node.type() == pugi::node_doctype) {
      return malformed("A document type declaration is not allowed.");
    }
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      return malformed("There is text outside the root element.");
    }
    if (node.type() != pugi::node_element) continue;
    if (root) return malformed("There are two root elements.");
    root = node;
  }
  if (!root) return malformed("There is no root element.");
  return Copier(bounds).copy(root, 1);
}

}  // namespace resumulator
