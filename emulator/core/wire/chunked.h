// Chunked transfer coding, taken apart without copying data.
//
//   ChunkedDecoder chunks;
//   for (;;) {
//     const auto step = chunks.advance(window);      // window: unread bytes of the connection
//     drop step.consumed bytes of the window;        // framing, done with
//     kNeedMore:  read more from the connection
//     kData:      step.data bytes of data come next: take n of them, from the window or straight
//                 from the connection, then chunks.took(n)
//     kEnd:       the body is whole; what remains of the window is the next request
//     kMalformed: answer 400 and close
//   }
//
// Units    bytes; a chunk size is at most 2^63 - 1.
// Strict   CRLF only, no blanks around the size except before ';'. Extensions are skipped, trailers
//          kept for whoever asks, both under a bound.
// Source   RFC 9112 7.1. Rules http.chunked.*
// Threads  one reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/wire/http_message.h"

namespace resumulator {

class ChunkedDecoder {
 public:
  enum class Step : std::uint8_t { kNeedMore, kData, kEnd, kMalformed };
  struct Progress {
    Step step = Step::kNeedMore;
    std::size_t consumed = 0;  ///< framing bytes at the front of the window that are dealt with
    std::uint64_t data = 0;    ///< kData: data bytes that follow in this chunk
  };
  /// Longest line with a chunk size and its extensions.
  static constexpr std::size_t kSizeLineMax = 4096;
  /// All trailer lines together.
  static constexpr std::size_t kTrailersMax = 16384;

  /// Takes framing from the front of `window` until data, the end, an error or the window's end.
  [[nodiscard]] Progress advance(std::string_view window);
  /// The caller took `n` data bytes; n <= the last Progress::data.
  void took(std::uint64_t n) { left_ -= n; }
  /// kEnd: the fields behind the last chunk, values without surrounding blanks.
  [[nodiscard]] const Headers& trailers() const { return trailer_fields_; }
  /// kMalformed: what was wrong, for the log.
  [[nodiscard]] const char* problem() const { return problem_; }

 private:
  enum class State : std::uint8_t {
    kSize,       ///< hexadecimal digits
    kBlanks,     ///< blanks after them: only ';' may follow
    kExtension,  ///< from ';' to the line's CR
    kSizeLf,
    kData,
    kDataCr,
    kDataLf,
    kTrailerStart,
    kTrailerName,
    kTrailerValue,
    kTrailerLf,
    kEndLf,
    kEnd,
    kMalformed,
  };
  void eat(char c);
  void eat_size(char c);
  void eat_digit(int digit);
  void eat_trailer(char c);
  void eat_trailer_name(char c);
  void eat_trailer_value(char c);
  void start_size();
  void to(State state) { state_ = state; }
  void fail(const char* problem) {
    state_ = State::kMalformed;
    problem_ = problem;
  }
  /// Control characters but the tab; CR is dealt with before.
  static bool is_forbidden(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7F;
  }

  State state_ = State::kSize;
  std::uint64_t left_ = 0;
  std::size_t digits_ = 0;
  std::size_t line_ = 0;
  std::size_t trailers_ = 0;
  std::string name_;  // of the trailer that is being read
  std::string value_;
  Headers trailer_fields_;
  const char* problem_ = "";
};

}  // namespace resumulator
