// The fields of a form, one after the other, as their bytes come: multipart/form-data or
// application/x-www-form-urlencoded. A value is never held whole.
//
//   FormReader form(body, type);                    // type as from Content-Type
//   while (true) {
//     Result<bool> more = form.next();              // skips what was not read of the value before
//     if (!more || !*more) break;                   // error, or no more fields
//     … form.name(), form.filename() … form.value().read(…)
//   }
//
// Units    bytes. Memory: one window of 64 KiB (multipart) or 16 KiB, whatever the values' size.
// Errors   next(): kMalformed: broken framing, a part without a name, a bad percent escape;
//          kTooLarge: a name or part header past its limit; kCut: the body was cut.
//          value().read(): kMalformed and kCut of the same meaning.
// Source   RFC 7578; WHATWG HTML "multipart/form-data" (%22, %0D and %0A in names), URL
//          "application/x-www-form-urlencoded".
// Threads  one reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/body_io.h"
#include "core/wire/media_type.h"

namespace resumulator {

/// What a part of a form is called.
struct FormDisposition {
  std::string name;
  std::optional<std::string> filename;
  friend bool operator==(const FormDisposition&, const FormDisposition&) = default;
};
/// Reads the value of a part's Content-Disposition. kMalformed: not form-data, or without a name.
[[nodiscard]] Result<FormDisposition> parse_form_disposition(std::string_view value);

class FormReader {
 public:
  /// Whether `type` is one of the two, and multipart has its boundary.
  [[nodiscard]] static bool reads(const MediaType& type);
  /// `body` must outlive the reader; `type` is one of reads().
  FormReader(BodySource& body, const MediaType& type);
  ~FormReader();
  FormReader(const FormReader&) = delete;
  FormReader& operator=(const FormReader&) = delete;

  /// Goes to the next field. False: the form has ended, and the body was read to its end.
  [[nodiscard]] Result<bool> next();
  [[nodiscard]] const std::string& name() const;
  /// Where the field is a file's; never in the urlencoded form.
  [[nodiscard]] const std::optional<std::string>& filename() const;
  [[nodiscard]] std::string_view content_type() const;  ///< of this field; empty: none
  /// The bytes of the current field. The same object for all fields.
  [[nodiscard]] BodySource& value();
  /// Whether a blank may stand for a plus that was not escaped.
  [[nodiscard]] bool is_urlencoded() const;

  struct Source;

 private:
  std::unique_ptr<Source> source_;
};

}  // namespace resumulator
