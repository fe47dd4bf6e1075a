// A small JSON Schema validator: just the words emulator/scenario/schema.json uses. An unknown word
// in a schema is an error, so that the schema cannot grow past it unseen.
//
// Errors   throws std::runtime_error for a schema it does not understand.
#pragma once

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <stdexcept>
#include <string>

namespace resumulator::testing_support {

class JsonSchema {
 public:
  using Json = nlohmann::json;
  explicit JsonSchema(Json schema) : root_(std::move(schema)) {}

  /// Empty: valid. Else the pointer of the first value that does not fit, and the word it breaks.
  [[nodiscard]] std::string problem(const Json& value) const { return problem(root_, value, ""); }
  [[nodiscard]] const Json& at(const std::string& pointer) const {
    return root_.at(Json::json_pointer(pointer));
  }

 private:
  [[nodiscard]] std::string problem(const Json& schema, const Json& value,
                                    const std::string& at) const {
    if (schema.is_boolean()) return schema.get<bool>() ? "" : at + ": false";
    for (const auto& [word, rule] : schema.items()) {
      const std::string inner = keyword(schema, word, rule, value, at);
      if (!inner.empty()) return inner;
    }
    return "";
  }

  [[nodiscard]] bool fits(const Json& schema, const Json& value) const {
    return problem(schema, value, "").empty();
  }

  [[nodiscard]] std::string keyword(const Json& schema, const std::string& word, const Json& rule,
                                    const Json& value, const std::string& at) const {
    static const char* const kRemarks[] = {"$schema", "$id", "title", "description", "$defs"};
    if (std::find(std::begin(kRemarks), std::end(kRemarks), word) != std::end(kRemarks)) return "";
    if (word == "$ref")
      return problem(root_.at(Json::json_pointer(rule.get<std::string>().substr(1))), value, at);
    if (word == "properties" || word == "additionalProperties" || word == "items")
      return members(schema, word, rule, value, at);
    return holds(word, rule, value) ? "" : at + ": " + word;
  }

  [[nodiscard]] std::string members(const Json& schema, const std::string& word, const Json& rule,
                                    const Json& value, const std::string& at) const {
    std::string found;
    if (word == "items" && value.is_array()) {
      for (std::size_t i = 0; i < value.size() && found.empty(); ++i)
        found = problem(rule, value[i], at + "/" + std::to_string(i));
    }
    if (word == "items" || !value.is_object()) return found;
    const Json known = schema.value("properties", Json::object());
    for (const auto& [key, member] : value.items()) {
      if (!found.empty()) break;
      if (known.contains(key) != (word == "properties")) continue;
      found = problem(word == "properties" ? rule.at(key) : rule, member, at + "/" + key);
    }
    return found;
  }

  [[nodiscard]] bool holds(const std::string& word, const Json& rule, const Json& value) const {
    const auto each = [&](const Json& inner) { return fits(inner, value); };
    if (word == "anyOf") return std::any_of(rule.begin(), rule.end(), each);
    if (word == "oneOf") return std::count_if(rule.begin(), rule.end(), each) == 1;
    if (word == "not") return !fits(rule, value);
    if (word == "enum") return std::find(rule.begin(), rule.end(), value) != rule.end();
    if (word == "const") return rule == value;
    if (word == "type") return has_type(rule, value);
    if (word == "required") {
      return !value.is_object() || std::all_of(rule.begin(), rule.end(), [&](const Json& key) {
        return value.contains(key.get<std::string>());
      });
    }
    if (word == "minItems") return !value.is_array() || value.size() >= rule.get<std::size_t>();
    if (word == "minProperties")
      return !value.is_object() || value.size() >= rule.get<std::size_t>();
    if (word == "maxProperties")
      return !value.is_object() || value.size() <= rule.get<std::size_t>();
    if (word == "minLength")
      return !value.is_string() || value.get<std::string>().size() >= rule.get<std::size_t>();
    if (word == "minimum") return !value.is_number() || value.get<double>() >= rule.get<double>();
    if (word == "maximum") return !value.is_number() || value.get<double>() <= rule.get<double>();
    if (word == "exclusiveMinimum")
      return !value.is_number() || value.get<double>() > rule.get<double>();
    if (word == "exclusiveMaximum")
      return !value.is_number() || value.get<double>() < rule.get<double>();
    if (word == "uniqueItems")
      return !value.is_array() || std::set<Json>(value.begin(), value.end()).size() == value.size();
    if (word == "propertyNames") {
      const Json members = value.is_object() ? value : Json::object();
      for (const auto& [key, member] : members.items())
        if (!fits(rule, key)) return false;
      return true;
    }
    if (word == "pattern")
      return !value.is_string() ||
             std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>()));
    throw std::runtime_error("the schema uses a word this validator does not know: " + word);
  }

  [[nodiscard]] static bool has_type(const Json& rule, const Json& value) {
    if (rule.is_array())
      return std::any_of(rule.begin(), rule.end(),
                         [&](const Json& one) { return has_type(one, value); });
    const std::string type = rule.get<std::string>();
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "null") return value.is_null();
    if (type == "integer")
      return value.is_number_integer() ||
             (value.is_number() && std::trunc(value.get<double>()) == value.get<double>());
    if (type == "number") return value.is_number();
    throw std::runtime_error("unknown type " + type);
  }

  Json root_;
};

}  // namespace resumulator::testing_support
