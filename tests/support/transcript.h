// Golden conversations: a file holds what a client sends; the answers in it are rewritten by
// playing it, so that comparing old and new text compares every byte of every answer.
//
//   # a sentence about it, then "# rules:" and the ids it shows
//   > PUT {{session}}                     request line; Host and Content-Length are added
//   > Content-Range: bytes 0-9/10         fields, as given
//   > body: 10 x "x"                      or a JSON string; several lines follow one another
//   @ cut body after 5                    sends so much of the body, then leaves; no answer
//   < HTTP/1.1 308 Resume Incomplete      the answer as it came, fields in order, then the body
//   @ advance 604801 s                    moves the service clock
//
// Names    {{session}} is what the last Location named. Upload ids are shown as {{upload-1}} and so
//          on in the order they came, ids of requests as {{request}}. All else is as on the wire:
//          seed, clock and address are fixed.
// Errors   throws std::runtime_error for a line it cannot read.
// Threads  one.
#pragma once

#include <string>
#include <string_view>

namespace resumulator::testing_support {

/// Plays a transcript against a fresh server with bucket "b"; the same text with the answers that
/// came.
[[nodiscard]] std::string replay_transcript(std::string_view text);

}  // namespace resumulator::testing_support
