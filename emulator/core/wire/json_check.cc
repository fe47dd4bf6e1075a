#include "core/wire/json_check.h"

#include <nlohmann/json.hpp>
#include <string>

namespace resumulator {
namespace {

/// Builds nothing: counts how deep it is and keeps the first problem.
class Checker final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Checker(std::uint32_t depth_max, JsonShape shape) : depth_max_(depth_max), shape_(shape) {}

  bool null() override { return scalar(); }
  bool boolean(bool) override { return scalar(); }
  bool number_integer(std::int64_t) override { return scalar(); }
  bool number_unsigned(std::uint64_t) override { return scalar(); }
  bool number_float(double, const std::string&) override { return scalar(); }
  bool string(std::string&) override { return scalar(); }
  bool binary(nlohmann::json::binary_t&) override { return scalar(); }
  bool start_object(std::size_t) override { return enter(); }
  bool key(std::string&) override { return true; }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override {
    return depth_ == 0 && shape_ == JsonShape::kObject ? not_an_object() : enter();
  }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception&) override {
    return fail(ErrorKind::kMalformed, "not JSON at byte " + std::to_string(position));
  }

  [[nodiscard]] Result<void> result(bool parsed) && {
    if (parsed) return {};
    return Unexpected(std::move(error_));
  }

 private:
  bool fail(ErrorKind kind, std::string text) {
    error_ = {kind, std::move(text), {}};
    return false;
  }
  bool not_an_object() { return fail(ErrorKind::kMalformed, "not a JSON object"); }
  bool scalar() { return depth_ == 0 && shape_ == JsonShape::kObject ? not_an_object() : true; }
  bool enter() {
    if (depth_ == depth_max_) return fail(ErrorKind::kTooLarge, "JSON is nested too deep");
    ++depth_;
    return true;
  }
  bool leave() {
    --depth_;
    return true;
  }

  std::uint32_t depth_max_;
  JsonShape shape_;
  std::uint32_t depth_ = 0;
  Error error_{ErrorKind::kMalformed, "not JSON", {}};
};

}  // namespace

Result<void> check_json(std::string_view text, std::uint32_t depth_max, JsonShape shape) {
  // The library takes a NUL for the end of the text and would not look behind it.
  if (const auto at = text.find('\0'); at != std::string_view::npos) {
    return Unexpected(ErrorKind::kMalformed, "not JSON at byte " + std::to_string(at + 1));
  }
  Checker checker(depth_max, shape);
  const bool parsed = nlohmann::json::sax_parse(text, &checker);
  return std::move(checker).result(parsed);
}

}  // namespace resumulator
