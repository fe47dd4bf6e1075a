// Fuzz target of request heads: the end is found the same in any split, a head that is accepted was
// never refused before it was whole, and what is accepted prints to a head that means the same.
#include <algorithm>

#include "core/base/claim.h"
#include "core/base/strings.h"
#include "core/wire/http_head.h"

using namespace resumulator;

namespace {

std::string printed(const RequestHead& head) {
  std::string raw =
      head.method + " " + head.target + " HTTP/1." + std::to_string(head.version_minor) + "\r\n";
  for (const auto& [name, value] : head.headers.fields()) raw += name + ": " + value + "\r\n";
  return raw + "\r\n";
}

std::size_t end_found_by_pieces(std::string_view text, std::size_t piece) {
  std::size_t searched = 0;
  for (std::size_t size = 0; size < text.size();) {
    size = std::min(text.size(), size + piece);
    const std::size_t end = find_head_end(text.substr(0, size), searched);
    if (end != std::string_view::npos) return end;
    searched = size;
  }
  return std::string_view::npos;
}

void check_accepted(const RequestHead& head, std::string_view raw, const Limits& limits) {
  for (std::size_t size = 0; size < raw.size(); ++size) {
    claim(!refuse_unfinished_head(raw.substr(0, size), limits));
  }
  claim(is_token(head.method));
  claim(head.target.starts_with('/') || head.target == "*");
  claim(head.version_minor == 0 || head.headers.all("Host").size() == 1);
  claim(head.headers.size() <= limits.header_fields_max);
  Limits wide = limits;  // printing adds blanks
  wide.head_bytes_max *= 2;
  const auto again = parse_request_head(printed(head), wide);
  const auto* same = std::get_if<RequestHead>(&again);
  claim(same != nullptr && same->method == head.method && same->target == head.target &&
        same->headers.fields() == head.headers.fields() && same->framing == head.framing &&
        same->expects_continue == head.expects_continue);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  const Limits limits{.head_bytes_max = 2048, .header_fields_max = 20, .uri_bytes_max = 256};
  const std::size_t end = find_head_end(text);
  for (const std::size_t piece : {1U, 2U, 5U}) claim(end_found_by_pieces(text, piece) == end);
  const std::string_view raw = text.substr(0, end);
  const auto parsed = parse_request_head(raw, limits);
  if (const auto* refusal = std::get_if<HeadRefusal>(&parsed)) {
    claim(refusal->status >= 400 && refusal->status < 600 && !refusal->text.empty());
    return 0;
  }
  claim(end != std::string_view::npos);
  check_accepted(std::get<RequestHead>(parsed), raw, limits);
  return 0;
}
