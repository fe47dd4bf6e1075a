// A query is no signature, a problem, or a signature whose texts do not depend on its own bytes.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "protocols/gcs/common/signature.h"
#include "protocols/gcs/common/signature_check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace resumulator;
  using namespace resumulator::gcs;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = text.find('?');
  const auto path = text.substr(0, end);
  const auto raw = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  const auto query = Query::parse(raw);
  if (!query) return 0;
  const Headers headers = {{"Host", "h:80"}, {"x-goog-acl", " a  b "}, {"Content-Type", "t"}};
  const SignableRequest request{
      .method = "PUT", .path = path, .query = raw, .bucket = "b", .headers = headers};
  const auto shape = check_url_signature(*query, request, GcsSwitches::SignedUrlCheck::kShape,
                                         nullptr, TimePoint{});
  const auto full = check_url_signature(*query, request, GcsSwitches::SignedUrlCheck::kFull,
                                        nullptr, TimePoint{});
  if (has_url_signature(*query) && !full) std::abort();  // nothing fits no key
  if (shape && full != shape) std::abort();
  if (!has_url_signature(*query)) return 0;
  auto read = read_url_signature(*query);
  auto* signature = std::get_if<UrlSignature>(&read);
  if (signature == nullptr) return 0;
  const auto before = signed_texts(*signature, request);
  signature->bytes += 'x';
  const auto after = signed_texts(*signature, request);
  if (before.empty() || before.size() != after.size()) std::abort();
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].to_sign != after[i].to_sign) std::abort();
  }
  return 0;
}
