// Fuzz target of chunked coding: any split of the bytes gives the same data, the same outcome and
// the same rest.
#include <algorithm>

#include "core/base/claim.h"
#include "core/wire/chunked.h"

using namespace resumulator;

namespace {

struct Decoded {
  ChunkedDecoder::Step step = ChunkedDecoder::Step::kNeedMore;
  std::string data;
  std::size_t used = 0;
  friend bool operator==(const Decoded&, const Decoded&) = default;
};

Decoded decode(std::string_view wire, std::size_t piece) {
  ChunkedDecoder chunks;
  Decoded out;
  std::size_t arrived = 0;
  for (;;) {
    const auto step = chunks.advance(wire.substr(out.used, arrived - out.used));
    claim(step.consumed <= arrived - out.used);
    out.used += step.consumed;
    out.step = step.step;
    if (step.step == ChunkedDecoder::Step::kEnd || step.step == ChunkedDecoder::Step::kMalformed) {
      return out;
    }
    if (step.step == ChunkedDecoder::Step::kData) {
      claim(step.data > 0);
      const std::size_t take = std::min<std::uint64_t>(step.data, arrived - out.used);
      out.data += wire.substr(out.used, take);
      out.used += take;
      chunks.took(take);
      if (take > 0) continue;
    } else {
      claim(out.used == arrived);
    }
    if (arrived == wire.size()) return out;
    arrived = std::min(wire.size(), arrived + piece);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view wire = fuzz_text(data, size);
  const Decoded whole = decode(wire, wire.size() + 1);
  for (const std::size_t piece : {1U, 2U, 3U, 7U}) {
    claim(decode(wire, piece) == whole);
  }
  claim(whole.data.size() <= wire.size());
  return 0;
}
