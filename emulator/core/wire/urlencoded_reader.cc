#include "core/wire/urlencoded_reader.h"

#include "core/base/strings.h"

namespace resumulator {

UrlencodedReader::Char UrlencodedReader::raw() {
  using Kind = Char::Kind;
  if (begin_ == end_ && !over_) {
    begin_ = end_ = 0;
    const BodyRead got = body_.read(window_);
    switch (got.state) {
      case BodyState::kMore:
        end_ = got.size;
        break;
      case BodyState::kEnd:
        last_ = {Kind::kEnd, 0};
        break;
      case BodyState::kCut:
        last_ = {Kind::kCut, 0};
        break;
      case BodyState::kMalformed:
        last_ = {Kind::kMalformed, 0};
        break;
    }
    over_ = got.state != BodyState::kMore;
  }
  if (over_) return last_;
  return {Kind::kByte, static_cast<char>(window_[begin_++])};
}

UrlencodedReader::Char UrlencodedReader::take() {
  using Kind = Char::Kind;
  const Char c = raw();
  if (c.kind != Kind::kByte) return c;
  if (c.byte == '=') return {Kind::kEquals, '='};
  if (c.byte == '&') return {Kind::kAmpersand, '&'};
  if (c.byte == '+') return {Kind::kByte, ' '};
  if (c.byte != '%') return c;
  int value = 0;
  for (int i = 0; i < 2; ++i) {
    const Char digit = raw();
    if (digit.kind == Kind::kCut) return digit;
    const int hex = digit.kind == Kind::kByte ? hex_value(digit.byte) : -1;
    if (hex < 0) {
      over_ = true;
      return last_ = {Kind::kMalformed, 0};
    }
    value = value * 16 + hex;
  }
  return {Kind::kByte, static_cast<char>(value)};
}

BodyRead UrlencodedReader::read_value(std::span<std::byte> into) {
  using Kind = Char::Kind;
  std::size_t size = 0;
  while (in_value_ && size < into.size()) {
    // What has come is handed out before more is waited for.
    if (size > 0 && begin_ == end_) break;
    const Char c = take();
    if (c.kind == Kind::kByte || c.kind == Kind::kEquals) {
      into[size++] = static_cast<std::byte>(c.byte);
      continue;
    }
    in_value_ = false;
  }
  value_received_ += size;
  if (size > 0) return {BodyState::kMore, size};
  if (over_ && last_.kind == Kind::kCut) return {BodyState::kCut, 0};
  if (over_ && last_.kind == Kind::kMalformed) return {BodyState::kMalformed, 0};
  return {BodyState::kEnd, 0};
}

Result<bool> UrlencodedReader::next() {
  using Kind = Char::Kind;
  std::array<std::byte, 512> skipped{};
  while (in_value_) static_cast<void>(read_value(skipped));
  name_.clear();
  value_received_ = 0;
  while (true) {
    const Char c = take();
    switch (c.kind) {
      case Kind::kByte:
        if (name_.size() == kNameMax) {
          return Unexpected(ErrorKind::kTooLarge, "the name of a form field is too long");
        }
        name_ += c.byte;
        break;
      case Kind::kEquals:
        in_value_ = true;
        return true;
      case Kind::kAmpersand:
        if (!name_.empty()) return true;
        break;
      case Kind::kEnd:
        if (name_.empty()) return false;
        return true;
      case Kind::kCut:
        return Unexpected(ErrorKind::kCut, "the body was cut inside a form");
      case Kind::kMalformed:
        return Unexpected(ErrorKind::kMalformed, "the form is not percent-encoded as it should be");
    }
  }
}

}  // namespace resumulator
