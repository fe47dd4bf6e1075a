// The fields that stand before the bytes of a form, as its beginning grows.
//
//   FormBeginning form(type, switches, fields);
//   form.see("--b\r\nContent-Disp")       // false: more is needed
//   form.see("--b\r\nContent-Disposition: form-data; name=\"file\"; …\r\n\r\n")   // true
//
// Cost     linear in what was seen, however small the pieces: a field is read when its mark of
//          order has come (the end of its header, the delimiter behind it), not before.
// Errors   none: what is no form tells nothing.
// Source   docs/protocols/resumablejs.md, rule rjs.fault.form
// Threads  one.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/media_type.h"
#include "protocols/resumable_js/fields.h"

namespace resumulator::resumable_js {

class FormBeginning {
 public:
  FormBeginning(std::string_view content_type, const ResumableJsSwitches& switches, Fields fields);
  /// `beginning`: what was given before, and what has come since. True: all fields that can be
  /// known are in fields().
  [[nodiscard]] bool see(std::string_view beginning);
  [[nodiscard]] const Fields& fields() const { return fields_; }
  /// So many bytes were read for it, some of them twice.
  [[nodiscard]] std::size_t read() const { return read_; }

 private:
  enum class Step : bool { kWait, kGo };
  /// Goes on to the next mark, if it has come.
  Step advance(std::string_view seen);
  Step advance_urlencoded(std::string_view seen);
  Step open_part(std::string_view seen);
  Step name_part(std::string_view seen);
  Step end_part(std::string_view seen);
  /// Reads the field in `text`: its name, and where `whole` its value.
  void take(std::string_view text, bool whole);

  std::optional<MediaType> type_;  // empty: no form
  std::string delimiter_;          // with its dashes; empty: urlencoded
  std::vector<std::string> files_;
  Fields fields_;
  enum class At : unsigned char { kBefore, kHeader, kValue } at_ = At::kBefore;
  std::size_t begun_ = 0;    // where the field begins
  std::size_t scanned_ = 0;  // so far no mark was found
  std::size_t taken_ = 0;    // fields
  std::size_t read_ = 0;
  bool done_ = false;
};

}  // namespace resumulator::resumable_js
