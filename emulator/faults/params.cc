#include "faults/params.h"

#include <nlohmann/json.hpp>

#include "core/base/did_you_mean.h"
#include "core/base/strings.h"
#include "core/base/units.h"

namespace resumulator {

struct Params::Value {
  nlohmann::json json;
};

Params::Params(const std::string& json_text) : value_(std::make_unique<Value>()) {
  value_->json = nlohmann::json::parse(json_text, nullptr, /*allow_exceptions=*/false);
}
Params::Params(std::unique_ptr<Value> value, std::string where)
    : value_(std::move(value)), where_(std::move(where)) {}
Params::Params(const Params& other)
    : value_(std::make_unique<Value>(*other.value_)), where_(other.where_) {}
Params::~Params() = default;

Unexpected Params::wrong(std::string sentence) const {
  return Unexpected(ErrorKind::kMalformed, std::move(sentence), where_);
}

bool Params::is_bare() const { return value_->json.is_null() || value_->json.is_discarded(); }
bool Params::is_object() const { return value_->json.is_object(); }
bool Params::has(std::string_view name) const {
  return is_object() && value_->json.contains(std::string(name));
}

Params Params::member(std::string_view name) const {
  auto value = std::make_unique<Value>();
  if (has(name)) value->json = value_->json[std::string(name)];
  return {std::move(value), where_ + "/" + std::string(name)};
}

Result<void> Params::only(const std::vector<std::string_view>& known) const {
  if (!is_object()) return {};
  for (const auto& [key, value] : value_->json.items()) {
    bool found = false;
    for (const std::string_view name : known) found = found || name == key;
    if (found) continue;
    const std::string near = did_you_mean(key, known);
    std::string all = "; known are:";
    for (const std::string_view name : known) all += " " + std::string(name);
    return Unexpected(ErrorKind::kMalformed,
                      "unknown key \"" + key + "\"" + (near.empty() ? all : near),
                      where_ + "/" + key);
  }
  return {};
}

Result<std::string> Params::text() const {
  if (!value_->json.is_string()) return wrong("a text in quotes is needed here");
  return value_->json.get<std::string>();
}

Result<bool> Params::boolean() const {
  if (!value_->json.is_boolean()) return wrong("true or false is needed here");
  return value_->json.get<bool>();
}

Result<double> Params::number() const {
  if (!value_->json.is_number()) return wrong("a number is needed here");
  return value_->json.get<double>();
}

Result<std::uint64_t> Params::integer(std::uint64_t least, std::uint64_t most) const {
  const std::string bounds = std::to_string(least) + " to " + std::to_string(most);
  if (!value_->json.is_number_unsigned())
    return wrong("a whole number from " + bounds + " is needed here");
  const auto value = value_->json.get<std::uint64_t>();
  if (value < least || value > most)
    return wrong("a whole number from " + bounds + " is needed here");
  return value;
}

Result<std::uint64_t> Params::size() const {
  if (value_->json.is_number_unsigned()) return value_->json.get<std::uint64_t>();
  if (!value_->json.is_string())
    return wrong("a size is needed here, written 262144 or \"256 KiB\"");
  auto size = parse_size(value_->json.get<std::string>());
  if (!size) return wrong(size.error().text);
  return *size;
}

Result<Duration> Params::duration() const {
  if (!value_->json.is_string()) {
    const std::string seen = is_bare() ? "nothing" : value_->json.dump();
    return wrong(seen + " needs a unit; a duration is written \"5s\", \"250ms\", \"7d\"");
  }
  auto duration = parse_duration(value_->json.get<std::string>());
  if (!duration) return wrong(duration.error().text);
  return *duration;
}

Result<double> Params::rate() const {
  const std::string remedy = "a rate is written \"64 KiB/s\"";
  if (!value_->json.is_string()) return wrong(remedy);
  const auto written = value_->json.get<std::string>();
  if (!written.ends_with("/s")) return wrong(remedy);
  const auto size = parse_size(std::string_view(written).substr(0, written.size() - 2));
  if (!size || *size == 0) return wrong(remedy + " and is at least 1 B/s");
  return static_cast<double>(*size);
}

Result<std::int64_t> Params::offset() const {
  const std::string remedy = "a difference is written \"+10\" or \"-3\"";
  if (!value_->json.is_string()) return wrong(remedy);
  const auto written = value_->json.get<std::string>();
  if (written.size() < 2 || (written[0] != '+' && written[0] != '-')) return wrong(remedy);
  const auto amount = parse_u64(std::string_view(written).substr(1));
  if (!amount || *amount > (1ULL << 62)) return wrong(remedy);
  const auto value = static_cast<std::int64_t>(*amount);
  return written[0] == '-' ? -value : value;
}

Result<std::vector<std::string>> Params::texts() const {
  if (!value_->json.is_array()) return wrong("a list of texts is needed here");
  std::vector<std::string> out;
  for (const auto& item : value_->json) {
    if (!item.is_string()) return wrong("every item of this list must be a text");
    out.push_back(item.get<std::string>());
  }
  return out;
}

Result<std::vector<std::pair<std::string, std::string>>> Params::text_map() const {
  if (!value_->json.is_object()) return wrong("an object of texts is needed here");
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& [key, item] : value_->json.items()) {
    if (!item.is_string()) return wrong("the value of \"" + key + "\" must be a text");
    out.emplace_back(key, item.get<std::string>());
  }
  return out;
}

std::string Params::as_written() const {
  return value_->json.is_string() ? value_->json.get<std::string>() : value_->json.dump();
}

}  // namespace resumulator
