// Fuzz target of times: what is accepted prints to a time that reads back the same, to the digits
// that the form keeps.
#include "core/base/claim.h"
#include "core/wire/times.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  if (const auto time = parse_rfc3339(text)) {
    const auto again = parse_rfc3339(format_rfc3339(*time));
    claim(again && *again == std::chrono::floor<std::chrono::milliseconds>(*time));
  }
  if (const auto time = parse_http_date(text)) {
    const auto again = parse_http_date(format_http_date(*time));
    claim(again && *again == *time);
  }
  return 0;
}
