// Fuzz target of percent-encoding and queries: what decodes encodes to a text that decodes the
// same, and the pairs of a query survive being written and read.
#include <algorithm>

#include "core/base/claim.h"
#include "core/wire/url.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  const auto decoded = percent_decode(text);
  claim(decoded.has_value() == has_valid_escapes(text));
  if (decoded) claim(percent_decode(percent_encode_segment(*decoded)).value() == *decoded);
  const std::string encoded = percent_encode_query(text);
  claim(percent_decode_query(encoded).value() == text);
  claim(encoded.find_first_of("/+&=? ") == std::string::npos);

  std::size_t joined = 0;
  for (const std::string_view segment : split_path(text)) joined += segment.size() + 1;
  claim(joined <= text.size() + 1);

  const auto query = Query::parse(text);
  claim(query.has_value() == decoded.has_value());
  if (!query) return 0;
  claim(query->raw() == text);
  std::vector<Query::Pair> pairs = query->pairs();
  std::erase(pairs, Query::Pair());
  claim(Query::parse(encode_query(pairs)).value().pairs() == pairs);
  for (const auto& [name, value] : pairs) claim(query->has(name) && !query->all(name).empty());
  return 0;
}
