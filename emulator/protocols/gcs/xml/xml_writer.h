// Writes an XML document on one line, as the service does: declaration in single quotes, no blanks
// between elements.
//
// Errors   none; the caller keeps begin and end in pairs. A character that XML cannot hold goes out
//          as U+FFFD.
// Threads  plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator::gcs::xml {

/// The namespace of lists and of buckets; and that of multipart uploads, which clients insist on.
inline constexpr std::string_view kListNamespace = "http://doc.s3.amazonaws.com/2006-03-01";
inline constexpr std::string_view kMultipartNamespace = "http://s3.amazonaws.com/doc/2006-03-01/";

class XmlWriter {
 public:
  XmlWriter() : out_("<?xml version='1.0' encoding='UTF-8'?>") {}

  /// `attributes` as they stand in the tag, " type='UserByEmail'".
  XmlWriter& begin(std::string_view name, std::string_view attributes = {});
  /// begin() with a namespace.
  XmlWriter& root(std::string_view name, std::string_view name_space);
  XmlWriter& end();
  XmlWriter& element(std::string_view name, std::string_view text);
  XmlWriter& element(std::string_view name, std::uint64_t number) {
    return element(name, std::to_string(number));
  }
  /// The element, unless `text` is empty.
  XmlWriter& element_if(std::string_view name, std::string_view text) {
    return text.empty() ? *this : element(name, text);
  }
  XmlWriter& flag(std::string_view name, bool value) {
    return element(name, value ? "true" : "false");
  }
  [[nodiscard]] std::string take();

 private:
  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace resumulator::gcs::xml
