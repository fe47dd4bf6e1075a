#include "protocols/gcs/common/names.h"

#include <algorithm>
#include <string>

#include "core/base/utf8.h"

namespace resumulator::gcs {
namespace {

constexpr std::size_t kObjectNameMax = 1024;
constexpr std::size_t kQuotedHead = 100;

// A head of the name that does not cut a character.
std::string_view head(std::string_view name) {
  std::size_t end = std::min(kQuotedHead, name.size());
  while (end > 0 && end < name.size() && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return name.substr(0, end);
}

ApiError refused(std::string message) {
  ApiError error = invalid(std::move(message));
  error.as_html = true;
  return error;
}

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_bucket_char(char c) { return is_lower_or_digit(c) || c == '-' || c == '_' || c == '.'; }

bool looks_like_address(std::string_view name) {
  return std::count(name.begin(), name.end(), '.') == 3 &&
         name.find_first_not_of("0123456789.") == std::string_view::npos;
}

// Dot-separated names are host names: each label counts by itself.
bool labels_fit(std::string_view name) {
  while (true) {
    const auto dot = name.find('.');
    const auto label = name.substr(0, dot);
    if (label.empty() || label.size() > 63) return false;
    if (dot == std::string_view::npos) return true;
    if (label.back() == '-' || name.substr(dot + 1, 1) == "-") return false;
    name.remove_prefix(dot + 1);
  }
}

}  // namespace

std::optional<ApiError> check_object_name(std::string_view name) {
  if (name.empty()) return required("Required");
  if (name.size() > kObjectNameMax) {
    ApiError error =
        refused("The maximum object length is 1024 characters, but got a name with " +
                std::to_string(name.size()) + " characters: '" + std::string(head(name)) + "...'");
    error.xml_code = "KeyTooLong";
    return error;
  }
  if (name.find_first_of("\r\n") != std::string_view::npos || !is_valid_utf8(name)) {
    return refused("Disallowed unicode characters present in object name '" + std::string(name) +
                   "'");
  }
  if (name == "." || name == ".." || name.starts_with(".well-known/acme-challenge/")) {
    return refused("Invalid object name: '" + std::string(name) + "'");
  }
  return std::nullopt;
}

std::optional<ApiError> check_bucket_name(std::string_view name) {
  const std::size_t longest = name.find('.') == std::string_view::npos ? 63 : 222;
  const bool fine = name.size() >= 3 && name.size() <= longest &&
                    std::all_of(name.begin(), name.end(), is_bucket_char) &&
                    is_lower_or_digit(name.front()) && is_lower_or_digit(name.back()) &&
                    labels_fit(name) && !looks_like_address(name) && !name.starts_with("goog") &&
                    name.find("google") == std::string_view::npos;
  if (fine) return std::nullopt;
  ApiError error = invalid("Invalid bucket name: '" + std::string(name) + "'");
  error.xml_code = "InvalidBucketName";
  return error;
}

}  // namespace resumulator::gcs
