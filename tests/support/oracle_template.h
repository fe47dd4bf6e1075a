// Text with placeholders, as the production oracle writes it: filled in for requests, matched
// against answers.
//
//   fixed     {BUCKET}, {PREFIX}, origins: set by the test
//   captured  {GEN:1}, {TOKEN:2}, {UPLOAD_ID}: the first match fixes the value; different numbers
//             must differ, and a later {GEN:n} is larger
//   checked   {TIME}, {HTTPDATE}, {ETAG} …: by form alone
//
// Threads  one owner.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace resumulator::testing_support {

class OracleNames {
 public:
  void set(const std::string& name, std::string value) { values_[name] = std::move(value); }
  [[nodiscard]] std::optional<std::string> get(const std::string& name) const;
  /// Every placeholder that has a value replaced by it.
  [[nodiscard]] std::string fill(std::string_view text) const;
  /// Empty: `text` fits, and what it captures is kept. Else what does not fit.
  [[nodiscard]] std::string match(std::string_view pattern, const std::string& text);
  /// The page token is captured anew by every answer that has one.
  void forget(const std::string& name) { values_.erase(name); }

 private:
  [[nodiscard]] std::string keep(const std::string& name, const std::string& value);
  std::map<std::string, std::string> values_;
};

}  // namespace resumulator::testing_support
