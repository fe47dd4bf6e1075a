// A text of base64 read as the bytes it stands for, in blocks: standard alphabet, padding optional,
// line breaks anywhere; alone or behind "data:TYPE;base64,".
//
// Units    bytes. Memory: a block of 16 KiB.
// Forms    "data:" or "data:TYPE," with nothing behind it is no bytes at all, as browsers write an
//          empty blob.
// Errors   read(): kMalformed: another character, characters behind the padding, a lone character
//          at the end, bits set where they must be zero, a data URL that is not base64.
// Source   RFC 4648 section 4; RFC 2397.
// Threads  one reader.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "core/body_io.h"

namespace resumulator {

/// Whether a text that begins so is a data URL of base64 (or an empty one).
[[nodiscard]] bool begins_as_base64_url(std::string_view text);

class Base64Body final : public BodySource {
 public:
  /// A data URL's head is looked for in so many bytes.
  static constexpr std::size_t kHeadMax = 1024;
  enum class Blanks : std::uint8_t {
    kIgnored,
    kPlus,  ///< a blank was a plus once (an urlencoded form that did not escape it)
  };
  /// `text` must outlive it.
  Base64Body(BodySource& text, Blanks blanks) : text_(text), blanks_(blanks) {}

  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return std::nullopt;
  }
  [[nodiscard]] std::uint64_t received() const override { return given_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return text_.control(); }

 private:
  /// More text into the block. False: there is none; `end_` says why.
  bool fill();
  /// Takes the data URL's head off, where there is one. False: it is broken.
  bool skip_head();
  /// Takes one character of the text. False: it cannot stand there.
  bool take(char c, std::span<std::byte> into, std::size_t& size);
  [[nodiscard]] bool ends_well() const;
  BodyRead finish(BodyState state);

  BodySource& text_;
  const Blanks blanks_;
  std::array<std::byte, 16384> block_{};
  std::size_t at_ = 0;
  std::size_t have_ = 0;
  BodyState end_ = BodyState::kMore;  // what ended the text
  std::optional<BodyState> over_;     // what every read says from now on
  bool begun_ = false;
  std::uint32_t bits_ = 0;
  int held_ = 0;  // characters of the current group of four
  int padding_ = 0;
  std::uint64_t given_ = 0;
};

}  // namespace resumulator
