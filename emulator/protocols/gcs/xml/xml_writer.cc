#include "protocols/gcs/xml/xml_writer.h"

#include <utility>

#include "core/base/utf8.h"

namespace resumulator::gcs::xml {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Characters XML 1.0 has no way to write, not even by number.
bool cannot_be_written(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

void append_escaped(std::string& out, std::string_view text) {
  if (!is_valid_utf8(text)) {
    // Names are checked when they are written; this is what a seed directory may hold.
    for (const char c : text) {
      const bool ascii = static_cast<unsigned char>(c) < 0x80;
      if (ascii) {
        append_escaped(out, std::string_view(&c, 1));
      } else {
        out += kReplacement;
      }
    }
    return;
  }
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '\r') {
      out += "&#13;";
    } else if (cannot_be_written(c)) {
      out += kReplacement;
    } else {
      out += c;
    }
  }
}

}  // namespace

XmlWriter& XmlWriter::begin(std::string_view name, std::string_view attributes) {
  out_.append("<").append(name).append(attributes).append(">");
  open_.emplace_back(name);
  return *this;
}

XmlWriter& XmlWriter::root(std::string_view name, std::string_view name_space) {
  return begin(name, " xmlns='" + std::string(name_space) + "'");
}

XmlWriter& XmlWriter::end() {
  out_.append("</").append(open_.back()).append(">");
  open_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::element(std::string_view name, std::string_view text) {
  out_.append("<").append(name).append(">");
  append_escaped(out_, text);
  out_.append("</").append(name).append(">");
  return *this;
}

std::string XmlWriter::take() { return std::exchange(out_, {}); }

}  // namespace resumulator::gcs::xml
