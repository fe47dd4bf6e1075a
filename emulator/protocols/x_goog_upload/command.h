// X-Goog-Upload-Command: what a request of the protocol wants, one word or several.
//
// Grammar  words between commas, blanks around them and empty pieces dropped, case ignored, order
//          and repetition without meaning.
// Errors   kMalformed: a word that is none; the text names it.
// Source   docs/protocols/x-goog-upload.md, rules xgu.command.*
// Threads  plain values.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>

namespace resumulator::x_goog_upload {

struct Commands {
  bool start = false;
  bool upload = false;
  bool query = false;
  bool finalize = false;
  bool cancel = false;

  [[nodiscard]] bool none() const { return !start && !upload && !query && !finalize && !cancel; }
  [[nodiscard]] bool data() const { return upload || finalize; }
  friend bool operator==(const Commands&, const Commands&) = default;
};

[[nodiscard]] Result<Commands> parse_commands(std::string_view value);
/// "start, upload, finalize": parse_commands(to_string(x)) == x.
[[nodiscard]] std::string to_string(const Commands& commands);

}  // namespace resumulator::x_goog_upload
