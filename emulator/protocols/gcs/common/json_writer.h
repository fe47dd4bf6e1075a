// Writes JSON members in the order they are given, straight into one string: the fast way to a
// resource, without a document in between.
//
// Forms    pretty: one blank a level and one member a line, as production prints; or compact.
// Errors   none; the caller keeps begin and end in pairs. Text that is not UTF-8 goes out with
//          U+FFFD for each bad byte.
// Threads  plain value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace resumulator::gcs {

/// Appends `text` as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);

class JsonWriter {
 public:
  explicit JsonWriter(bool pretty, std::size_t expected_size = 1024) : pretty_(pretty) {
    out_.reserve(expected_size);
  }

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view text);
  JsonWriter& number(std::uint64_t value);
  /// A number as a JSON string: how the service writes 64-bit values.
  JsonWriter& number_string(std::uint64_t value);
  JsonWriter& boolean(bool value);
  /// Text that is JSON already; it goes out as it is.
  JsonWriter& raw(std::string_view json);

  JsonWriter& member(std::string_view name, std::string_view text) {
    return key(name).string(text);
  }
  /// The member, unless `text` is empty.
  JsonWriter& member_if(std::string_view name, std::string_view text) {
    return text.empty() ? *this : member(name, text);
  }

  /// The text so far; ends with a line break when pretty, as production's bodies do.
  [[nodiscard]] std::string take();

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void before_value();
  void line_break();

  std::string out_;
  std::size_t depth_ = 0;
  bool pretty_;
  bool first_ = true;  // no member or element in the innermost bracket yet
  bool after_key_ = false;
};

}  // namespace resumulator::gcs
