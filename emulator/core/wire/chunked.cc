#include "core/wire/chunked.h"

#include "core/base/strings.h"

namespace resumulator {

ChunkedDecoder::Progress ChunkedDecoder::advance(std::string_view window) {
  if (state_ == State::kData && left_ == 0) state_ = State::kDataCr;
  std::size_t used = 0;
  while (used < window.size() && state_ != State::kData && state_ != State::kEnd &&
         state_ != State::kMalformed) {
    eat(window[used++]);
  }
  switch (state_) {
    case State::kData:
      return {Step::kData, used, left_};
    case State::kEnd:
      return {Step::kEnd, used, 0};
    case State::kMalformed:
      return {Step::kMalformed, used, 0};
    case State::kSize:
    case State::kBlanks:
    case State::kExtension:
    case State::kSizeLf:
    case State::kDataCr:
    case State::kDataLf:
    case State::kTrailerStart:
    case State::kTrailerName:
    case State::kTrailerValue:
    case State::kTrailerLf:
    case State::kEndLf:
      break;
  }
  return {Step::kNeedMore, used, 0};
}

void ChunkedDecoder::eat(char c) {
  switch (state_) {
    case State::kSize:
    case State::kBlanks:
    case State::kExtension:
    case State::kSizeLf:
      return eat_size(c);
    case State::kDataCr:
      return c == '\r' ? to(State::kDataLf) : fail("chunk data is longer than its size");
    case State::kDataLf:
      return c == '\n' ? start_size() : fail("chunk data does not end in CRLF");
    case State::kTrailerStart:
    case State::kTrailerName:
    case State::kTrailerValue:
    case State::kTrailerLf:
    case State::kEndLf:
      return eat_trailer(c);
    case State::kData:
    case State::kEnd:
    case State::kMalformed:
      return;
  }
}

void ChunkedDecoder::start_size() {
  state_ = State::kSize;
  left_ = 0;
  digits_ = 0;
  line_ = 0;
}

void ChunkedDecoder::eat_digit(int digit) {
  // 2^63 - 1 and no further: what a signed 64-bit length elsewhere can still hold.
  constexpr std::uint64_t kMax = INT64_MAX;
  if (left_ > kMax >> 4U) return fail("chunk size overflows");
  left_ = left_ << 4U | static_cast<std::uint64_t>(digit);
  ++digits_;
}

void ChunkedDecoder::eat_size(char c) {
  if (++line_ > kSizeLineMax) return fail("chunk size line is too long");
  if (state_ == State::kSizeLf) {
    if (c != '\n') return fail("chunk size line has a bare CR");
    return to(left_ == 0 ? State::kTrailerStart : State::kData);
  }
  if (state_ == State::kExtension) {
    if (c == '\r') return to(State::kSizeLf);
    if (is_forbidden(c)) return fail("chunk extension has a control character");
    return;
  }
  if (state_ == State::kSize && hex_value(c) >= 0) return eat_digit(hex_value(c));
  if (digits_ == 0) return fail("chunk size is missing");
  if (c == ';') return to(State::kExtension);
  if (c == ' ' || c == '\t') return to(State::kBlanks);
  if (c == '\r' && state_ == State::kSize) return to(State::kSizeLf);
  fail("chunk size is not hexadecimal");
}

void ChunkedDecoder::eat_trailer_name(char c) {
  if (c == ':') return to(State::kTrailerValue);
  if (!is_token_char(c)) return fail("trailer name is not a token");
  name_ += c;
}

void ChunkedDecoder::eat_trailer_value(char c) {
  if (c == '\r') {
    trailer_fields_.add(name_, std::string(trim(value_)));
    return to(State::kTrailerLf);
  }
  if (is_forbidden(c)) return fail("trailer has a control character");
  value_ += c;
}

void ChunkedDecoder::eat_trailer(char c) {
  if (++trailers_ > kTrailersMax) return fail("trailers are too long");
  switch (state_) {
    case State::kTrailerStart:
      if (c == '\r') return to(State::kEndLf);
      name_.clear();
      value_.clear();
      to(State::kTrailerName);
      return c == ':' ? fail("trailer name is not a token") : eat_trailer_name(c);
    case State::kTrailerName:
      return eat_trailer_name(c);
    case State::kTrailerValue:
      return eat_trailer_value(c);
    case State::kTrailerLf:
      return c == '\n' ? to(State::kTrailerStart) : fail("trailer has a bare CR");
    case State::kEndLf:
      return c == '\n' ? to(State::kEnd) : fail("trailer has a bare CR");
    case State::kSize:
    case State::kBlanks:
    case State::kExtension:
    case State::kSizeLf:
    case State::kData:
    case State::kDataCr:
    case State::kDataLf:
    case State::kEnd:
    case State::kMalformed:
      return;
  }
}

}  // namespace resumulator
