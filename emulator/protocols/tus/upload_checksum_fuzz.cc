// Fuzz target of Upload-Checksum: what is accepted has a digest of its algorithm's size and is read
// the same again.
#include "core/base/claim.h"
#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "protocols/tus/upload_checksum.h"

using namespace resumulator;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz_text(data, size);
  const auto checksum = tus::parse_upload_checksum(text);
  if (!checksum) return 0;
  claim(checksum->digest.size() == digest_size(checksum->algorithm));
  const std::string name(split_once(trim(text), ' ').first);
  const auto again = tus::parse_upload_checksum(name + " " + base64_encode(checksum->digest));
  claim(again && *again == *checksum);
  return 0;
}
