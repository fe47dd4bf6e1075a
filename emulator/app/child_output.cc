#include "app/child_output.h"

#include <algorithm>

namespace resumulator::app {
namespace {

constexpr std::size_t kLineMax = 8192;

}  // namespace

void KeptText::add(std::string_view text) {
  total_ += text.size();
  const auto room = static_cast<std::size_t>(half_ - std::min<std::uint64_t>(half_, head_.size()));
  const auto first = text.substr(0, room);
  head_ += first;
  tail_ += text.substr(first.size());
  // Trimmed now and then, so that each byte is moved once or twice only.
  if (tail_.size() > 2 * half_) tail_.erase(0, tail_.size() - static_cast<std::size_t>(half_));
}

std::string KeptText::text() const {
  if (total_ <= 2 * half_) return head_ + tail_;
  const auto tail = std::string_view(tail_).substr(
      tail_.size() - std::min<std::size_t>(tail_.size(), static_cast<std::size_t>(half_)));
  return head_ + "\n[" + std::to_string(total_ - head_.size() - tail.size()) +
         " bytes left out]\n" + std::string(tail);
}

void Lines::add(std::string_view text) {
  for (;;) {
    const auto end = text.find('\n');
    open_ += text.substr(0, end);
    while (open_.size() > kLineMax) {
      take_(std::string_view(open_).substr(0, kLineMax));
      open_.erase(0, kLineMax);
    }
    if (end == std::string_view::npos) return;
    take_(open_);
    open_.clear();
    text.remove_prefix(end + 1);
  }
}

void Lines::finish() {
  if (!open_.empty()) take_(open_);
  open_.clear();
}

}  // namespace resumulator::app
