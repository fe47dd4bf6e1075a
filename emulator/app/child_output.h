// What a child writes: kept up to a limit, and handed on line by line.
//
// Threads  one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace resumulator::app {

/// The beginning and the end of a text of any length.
class KeptText {
 public:
  explicit KeptText(std::uint64_t max) : half_(max / 2) {}
  void add(std::string_view text);
  /// A line in brackets stands where something was left out.
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  const std::uint64_t half_;
  std::string head_;
  std::string tail_;
  std::uint64_t total_ = 0;
};

/// Cuts a stream into lines; a line past the limit is cut there.
class Lines {
 public:
  using Take = std::function<void(std::string_view line)>;
  explicit Lines(Take take) : take_(std::move(take)) {}
  void add(std::string_view text);
  void finish();

 private:
  Take take_;
  std::string open_;
};

}  // namespace resumulator::app
