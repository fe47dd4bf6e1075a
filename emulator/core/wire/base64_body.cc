#include "core/wire/base64_body.h"

#include <algorithm>
#include <cstring>

#include "core/base/strings.h"

namespace resumulator {
namespace {

int value_of(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

bool is_break(char c) { return c == '\r' || c == '\n' || c == '\t'; }

}  // namespace

bool begins_as_base64_url(std::string_view text) {
  if (!istarts_with(text, "data:")) return false;
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos) return trim(text) == "data:";
  std::string_view head = text.substr(0, comma);
  return iequals(head.substr(head.rfind(';') == std::string_view::npos ? 0 : head.rfind(';')),
                 ";base64") ||
         comma + 1 == text.size();
}

bool Base64Body::fill() {
  if (end_ != BodyState::kMore) return false;
  if (at_ == have_) at_ = have_ = 0;
  const BodyRead got = text_.read(std::span(block_).subspan(have_));
  if (got.state == BodyState::kMore) {
    have_ += got.size;
    return true;
  }
  end_ = got.state;
  return false;
}

bool Base64Body::skip_head() {
  begun_ = true;
  const auto view = [this] {
    return std::string_view(reinterpret_cast<const char*>(block_.data()), have_);
  };
  constexpr std::string_view kScheme = "data:";
  while (have_ < kHeadMax && view().find(',') == std::string_view::npos &&
         (have_ < kScheme.size() || istarts_with(view(), kScheme))) {
    if (!fill()) break;
  }
  if (!istarts_with(view(), kScheme)) return true;
  const std::size_t comma = view().substr(0, kHeadMax).find(',');
  if (comma == std::string_view::npos) {
    at_ = have_;
    return trim(view()) == kScheme && end_ == BodyState::kEnd;
  }
  const bool empty = comma + 1 == have_ && !fill();
  if (!empty && !begins_as_base64_url(view().substr(0, comma + 1))) return false;
  const std::string_view head = view().substr(0, comma);
  const bool base64 = head.size() >= 7 && iequals(head.substr(head.size() - 7), ";base64");
  at_ = comma + 1;
  return base64 || empty;
}

bool Base64Body::take(char c, std::span<std::byte> into, std::size_t& size) {
  if (is_break(c)) return true;
  if (c == ' ') {
    if (blanks_ == Blanks::kIgnored) return true;
    c = '+';
  }
  if (c == '=') {
    ++padding_;
    return held_ >= 2 && held_ + padding_ <= 4;
  }
  const int value = value_of(c);
  if (value < 0 || padding_ > 0) return false;
  bits_ = bits_ << 6 | static_cast<std::uint32_t>(value);
  if (++held_ == 4) held_ = 0;
  // The second, third and fourth character of a group each complete a byte.
  if (held_ == 1) return true;
  const int left = held_ == 0 ? 0 : held_ == 2 ? 4 : 2;
  into[size++] = static_cast<std::byte>(bits_ >> left & 0xFF);
  return true;
}

bool Base64Body::ends_well() const {
  if (held_ == 0) return padding_ == 0;
  if (held_ == 1 || (padding_ > 0 && held_ + padding_ != 4)) return false;
  const std::uint32_t rest = held_ == 2 ? 0xF : 0x3;
  return (bits_ & rest) == 0;
}

BodyRead Base64Body::finish(BodyState state) {
  over_ = state;
  return {state, 0};
}

BodyRead Base64Body::read(std::span<std::byte> into) {
  if (over_) return {*over_, 0};
  if (!begun_ && !skip_head()) {
    const bool broke = end_ == BodyState::kCut || end_ == BodyState::kMalformed;
    return finish(broke ? end_ : BodyState::kMalformed);
  }
  std::size_t size = 0;
  while (size < into.size()) {
    if (at_ == have_) {
      if (size > 0) break;
      if (!fill()) {
        if (end_ != BodyState::kEnd) return finish(end_);
        return finish(ends_well() ? BodyState::kEnd : BodyState::kMalformed);
      }
    }
    if (!take(static_cast<char>(block_[at_++]), into, size)) {
      over_ = BodyState::kMalformed;
      break;
    }
  }
  given_ += size;
  if (size == 0) return {over_.value_or(BodyState::kMalformed), 0};
  return {BodyState::kMore, size};
}

}  // namespace resumulator
