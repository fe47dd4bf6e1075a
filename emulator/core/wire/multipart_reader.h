// A multipart body read part by part, in blocks, never held whole.
//
//   MultipartReader reader(body, boundary);
//   while (true) {
//     Result<bool> more = reader.next();           // skips what was not read of the part before
//     if (!more || !*more) break;                  // error, or the closing delimiter
//     … reader.headers() … reader.part().read(…)   // the part as a BodySource of its own
//   }
//
// Units    bytes. Memory: one window of 64 KiB, whatever the size of the parts. Into much room the
//          middle of a part is read without passing through the window.
// Lines    CRLF or LF only. Exactly the one line break before a delimiter belongs to it; where the
//          line that opened a part ended in LF alone, a CR before the next delimiter is data.
// Errors   next(): kMalformed: no delimiter, a bad part header, the body ends inside a part;
//          kTooLarge: part header past its limit; kCut: the body was cut.
//          part().read(): kMalformed and kCut of the same meaning.
// Source   RFC 2046 5.1. Rules gcs.multipart.*
// Threads  one reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/result.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/body_io.h"
#include "core/wire/http_message.h"

namespace resumulator {

struct MultipartLimits {
  std::size_t part_head_bytes_max = 16384;  ///< header of one part, at most half the window
  std::size_t part_fields_max = 64;
};

class MultipartReader {
 public:
  /// `body` must outlive the reader. `boundary` as in Content-Type, without the leading "--".
  MultipartReader(BodySource& body, std::string_view boundary, MultipartLimits limits = {});
  MultipartReader(const MultipartReader&) = delete;
  MultipartReader& operator=(const MultipartReader&) = delete;

  /// Goes to the next part. False: the closing delimiter came, and the body was read to its end.
  [[nodiscard]] Result<bool> next();
  /// Header fields of the current part.
  [[nodiscard]] const Headers& headers() const { return headers_; }
  /// The bytes of the current part: kEnd where the next delimiter begins. Its received() counts
  /// from the start of the part. The same object for all parts.
  [[nodiscard]] BodySource& part() { return part_; }
  /// Parts begun so far.
  [[nodiscard]] std::size_t parts() const { return parts_; }

 private:
  class Part final : public BodySource {
   public:
    explicit Part(MultipartReader& reader) : reader_(reader) {}
    BodyRead read(std::span<std::byte> into) override { return reader_.read_part(into); }
    [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
      return std::nullopt;
    }
    [[nodiscard]] std::uint64_t received() const override { return reader_.part_received_; }
    [[nodiscard]] std::shared_ptr<BodyControl> control() override {
      return reader_.body_.control();
    }

   private:
    MultipartReader& reader_;
  };
  /// What stands at the front of the window, behind `clean_` bytes of data.
  enum class Mark : std::uint8_t { kUnknown, kDelimiter, kClose };
  enum class LineKind : std::uint8_t { kDelimiter, kClose, kData, kNeedMore };
  struct DelimiterLine {
    LineKind kind = LineKind::kData;
    std::size_t size = 0;  ///< bytes after the boundary up to and including the line break
    bool crlf = false;
  };

  BodyRead read_part(std::span<std::byte> into);
  [[nodiscard]] bool reads_past_window(std::span<const std::byte> into) const;
  BodyRead read_direct(std::span<std::byte> into);
  BodyState find_data();
  void take_data(std::size_t size);
  BodyState fill();
  void scan();
  bool settle(std::size_t line_start, std::size_t boundary_end);
  [[nodiscard]] DelimiterLine classify(std::string_view tail) const;
  [[nodiscard]] Result<void> skip_to_mark();
  [[nodiscard]] Result<void> read_part_head();
  [[nodiscard]] Result<void> parse_part_head(std::string_view head);
  [[nodiscard]] Result<void> read_epilogue();
  [[nodiscard]] std::string_view window() const { return {window_.data() + begin_, end_ - begin_}; }

  BodySource& body_;
  std::string needle_;  ///< "\n--boundary"
  MultipartLimits limits_;
  Part part_{*this};
  Headers headers_;
  std::vector<char> window_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t clean_ = 0;      ///< bytes from begin_ on that are data for certain
  std::size_t mark_size_ = 0;  ///< line break, delimiter line and all, when mark_ is known
  Mark mark_ = Mark::kUnknown;
  bool mark_crlf_ = true;
  bool part_crlf_ = true;  ///< the line that opened this part ended in CRLF
  bool fresh_ = true;      ///< the window begins where a line begins
  bool ended_ = false;     ///< the body has given its last byte
  bool closed_ = false;
  std::size_t parts_ = 0;
  std::uint64_t part_received_ = 0;
};

}  // namespace resumulator
