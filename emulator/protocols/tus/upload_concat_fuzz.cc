// Fuzz target of Upload-Concat: what is accepted is read the same again from its canonical form,
// and an id found in a URL is never empty and never leaves the collection.
#include "core/base/claim.h"
#include "protocols/tus/upload_concat.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto concat = tus::parse_upload_concat(fuzz_text(data, size));
  if (!concat) return 0;
  std::string canonical = concat->final ? "final;" : "partial";
  for (std::size_t i = 0; i < concat->urls.size(); ++i) {
    canonical += (i == 0 ? "" : " ") + concat->urls[i];
    const auto id = tus::upload_id_of(concat->urls[i], {"127.0.0.1:80", "/files"});
    claim(!id || !id->empty());
  }
  const auto again = tus::parse_upload_concat(canonical);
  claim(again && *again == *concat);
  return 0;
}
