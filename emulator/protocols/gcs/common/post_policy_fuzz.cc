// A policy document is read or refused; what it demands of sizes, check_size() holds to.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/wire/base64.h"
#include "protocols/gcs/common/post_policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace resumulator;
  using namespace resumulator::gcs;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto read = read_policy(text);
  const FormFields fields = {{"key", "a"},
                             {"policy", base64_encode(text)},
                             {"GoogleAccessId", "a"},
                             {"signature", "AAAA"}};
  const auto checked =
      check_policy(fields, "b", GcsSwitches::SignedUrlCheck::kShape, nullptr, TimePoint{});
  const auto* terms = std::get_if<PolicyTerms>(&checked);
  if (terms == nullptr) return 0;
  if (!std::holds_alternative<PolicyDocument>(read)) std::abort();
  if (terms->size_min && *terms->size_min > 0 && !check_size(*terms, *terms->size_min - 1)) {
    std::abort();
  }
  if (terms->size_max && *terms->size_max < UINT64_MAX &&
      !check_size(*terms, *terms->size_max + 1)) {
    std::abort();
  }
  return 0;
}
