// Goal: any bytes give a bounded tree or an error; what is taken holds no document type, and a text
// written from the tree gives the same tree. Method: parse, write plainly, parse again.
#include <string>

#include "core/base/claim.h"
#include "core/wire/xml_document.h"

using namespace resumulator;

namespace {

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '\r') {
      out += "&#13;";
    } else {
      out += c;
    }
  }
}

void append(std::string& out, const XmlElement& element) {
  out += "<" + element.name + ">";
  append_escaped(out, element.text);
  for (const auto& child : element.children) append(out, child);
  out += "</" + element.name + ">";
}

bool same(const XmlElement& a, const XmlElement& b) {
  if (a.name != b.name || a.text != b.text || a.children.size() != b.children.size()) return false;
  for (std::size_t i = 0; i < a.children.size(); ++i) {
    if (!same(a.children[i], b.children[i])) return false;
  }
  return true;
}

// Names are a matter of pugixml, which takes more than XML does.
bool has_odd_name(const XmlElement& element) {
  constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
  if (element.name.empty() || element.name.find_first_not_of(kPlain) != std::string::npos) {
    return true;
  }
  for (const auto& child : element.children) {
    if (has_odd_name(child)) return true;
  }
  return element.name.front() >= '0' && element.name.front() <= '9';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto first = parse_xml(fuzz_text(data, size));
  if (!first || has_odd_name(*first)) return 0;
  std::string again;
  append(again, *first);
  const auto second = parse_xml(again);
  claim(second && same(*first, *second));
  return 0;
}
