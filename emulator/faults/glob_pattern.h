// A glob of a rule: as written, and ready to match. The loader refuses patterns that do not parse.
//
// Threads  plain values; matches() may be called from many threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/wire/glob.h"

namespace resumulator {

class GlobPattern {
 public:
  GlobPattern() = default;
  explicit GlobPattern(std::string text)
      : text_(std::move(text)), tail_(text_.substr(text_.find_last_of("*?[]{}\\") + 1)) {
    if (tail_.starts_with('/')) tail_.erase(0, 1);  // "**/" may stand for nothing at all
    if (auto glob = Glob::parse(text_)) glob_ = std::make_shared<const Glob>(std::move(*glob));
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] const std::string& text() const { return text_; }
  /// What every match begins with.
  [[nodiscard]] std::string literal_prefix() const {
    return glob_ ? glob_->literal_prefix() : std::string();
  }
  /// False for a pattern that did not parse.
  [[nodiscard]] bool matches(std::string_view value) const {
    return glob_ && value.ends_with(tail_) && glob_->matches(value);
  }
  friend bool operator==(const GlobPattern& a, const GlobPattern& b) { return a.text_ == b.text_; }

 private:
  std::string text_;
  std::string tail_;  ///< what follows the last mark: every match ends so, and most names do not
  std::shared_ptr<const Glob> glob_;
};

}  // namespace resumulator
