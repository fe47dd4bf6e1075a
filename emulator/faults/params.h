// Parameters of an action, read from its JSON text. Each reader returns a value or a sentence
// saying what would be right.
//
// Units    sizes in bytes, durations in microseconds.
// Errors   kMalformed, `where` = pointer below the action ("/status").
// Threads  plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator {

class Params {
 public:
  explicit Params(const std::string& json_text);
  ~Params();
  Params(const Params& other);
  Params& operator=(const Params&) = delete;

  [[nodiscard]] bool is_bare() const;  ///< the action is a bare word
  [[nodiscard]] bool is_object() const;
  [[nodiscard]] bool has(std::string_view name) const;
  [[nodiscard]] Params member(std::string_view name) const;  ///< bare when absent
  /// Error naming the first member that is none of `known`, with a suggestion.
  [[nodiscard]] Result<void> only(const std::vector<std::string_view>& known) const;

  [[nodiscard]] Result<std::string> text() const;
  [[nodiscard]] Result<bool> boolean() const;
  [[nodiscard]] Result<double> number() const;
  [[nodiscard]] Result<std::uint64_t> integer(std::uint64_t least, std::uint64_t most) const;
  [[nodiscard]] Result<std::uint64_t> size() const;
  [[nodiscard]] Result<Duration> duration() const;
  [[nodiscard]] Result<double> rate() const;          ///< bytes per second
  [[nodiscard]] Result<std::int64_t> offset() const;  ///< "+10", "-3"
  [[nodiscard]] Result<std::vector<std::string>> texts() const;
  [[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> text_map() const;
  [[nodiscard]] std::string as_written() const;

 private:
  struct Value;
  Params(std::unique_ptr<Value> value, std::string where);
  [[nodiscard]] Unexpected wrong(std::string sentence) const;
  std::unique_ptr<Value> value_;
  std::string where_;
};

}  // namespace resumulator
