// The body of a batch request and of its answer: multipart/mixed of embedded HTTP messages.
//
// Wire     delimiter lines "--BOUNDARY", the last with "--" behind; line ends CRLF or LF when read,
//          always CRLF when written. A part: its own header fields, a blank line, a request line
//          with or without a version and with a path or an absolute URL, header fields, a blank
//          line, the body.
// Errors   kMalformed: no delimiter or no closing delimiter. A part that holds no readable request
// is
//          not an error of the whole: it says so in BatchPart::problem.
// Source   docs/protocols/gcs-json-objects.md, rules gcs.batch.*
// Threads  plain values.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/http_message.h"

namespace resumulator::gcs::json {

struct BatchPart {
  std::string content_id;  ///< as sent, angle brackets included; empty: the part has none
  RequestHead head;        ///< target in origin form, framing by length
  std::string body;
  std::string problem;  ///< not empty: why there is no request in this part
};
[[nodiscard]] Result<std::vector<BatchPart>> parse_batch(std::string_view body,
                                                         std::string_view boundary);

struct BatchAnswer {
  std::string content_id;  ///< of the part it answers
  int status = 200;
  std::string reason;  ///< empty: reason_phrase(status)
  Headers headers;     ///< without Content-Length
  std::string body;
};
[[nodiscard]] std::string render_batch(const std::vector<BatchAnswer>& answers,
                                       std::string_view boundary);

/// "<x>" becomes "<response-x>", "x" becomes "response-x". Rule gcs.batch.content-id.
[[nodiscard]] std::string answer_content_id(std::string_view content_id);

}  // namespace resumulator::gcs::json
