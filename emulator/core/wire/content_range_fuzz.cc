// Fuzz target of Content-Range: what is accepted prints to a text that means the same, and the
// lenient form accepts all that the strict one does, with the same meaning.
#include "core/base/claim.h"
#include "core/wire/content_range.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  const auto strict = parse_content_range(text);
  const auto lenient = parse_content_range(text, MissingTotal::kStar);
  if (strict) claim(lenient && *lenient == *strict);
  if (!lenient) return 0;
  const auto again = parse_content_range(to_string(*lenient));
  claim(again && *again == *lenient);
  if (const auto* chunk = std::get_if<Chunk>(&*lenient)) {
    claim(chunk->span.begin < chunk->span.end && chunk->span.end <= kOffsetMax);
    claim(!chunk->total || *chunk->total >= chunk->span.end);
  }
  return 0;
}
