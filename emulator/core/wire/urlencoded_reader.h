// application/x-www-form-urlencoded, pair by pair, as its bytes come: "a=1&b=x%20y+z".
//
// Units    bytes. Memory: a window of 16 KiB, whatever the size of a value.
// Forms    "a" is "a="; empty pieces ("a=1&&b=2") are dropped; '+' is a blank; values may be any
//          bytes.
// Errors   next(): kMalformed: '%' without two hexadecimal digits, or broken framing; kTooLarge: a
//          name past its limit; kCut. value().read(): kMalformed and kCut of the same meaning.
// Source   WHATWG URL, "application/x-www-form-urlencoded".
// Threads  one reader.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/result.hpp>
#include <string>

#include "core/body_io.h"

namespace resumulator {

class UrlencodedReader {
 public:
  static constexpr std::size_t kNameMax = 4096;

  /// `body` must outlive the reader.
  explicit UrlencodedReader(BodySource& body) : body_(body) {}
  UrlencodedReader(const UrlencodedReader&) = delete;
  UrlencodedReader& operator=(const UrlencodedReader&) = delete;

  /// Goes to the next pair, past what was not read of the value before. False: the body has ended.
  [[nodiscard]] Result<bool> next();
  [[nodiscard]] const std::string& name() const { return name_; }
  /// The value, decoded: kEnd where the next pair begins.
  [[nodiscard]] BodySource& value() { return value_; }

 private:
  class Value final : public BodySource {
   public:
    explicit Value(UrlencodedReader& reader) : reader_(reader) {}
    BodyRead read(std::span<std::byte> into) override { return reader_.read_value(into); }
    [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
      return std::nullopt;
    }
    [[nodiscard]] std::uint64_t received() const override { return reader_.value_received_; }
    [[nodiscard]] std::shared_ptr<BodyControl> control() override {
      return reader_.body_.control();
    }

   private:
    UrlencodedReader& reader_;
  };
  struct Char {
    enum class Kind : std::uint8_t { kByte, kEquals, kAmpersand, kEnd, kCut, kMalformed };
    Kind kind = Kind::kEnd;
    char byte = 0;
  };

  BodyRead read_value(std::span<std::byte> into);
  /// The next byte of the body as sent; kByte, kEnd, kCut or kMalformed.
  Char raw();
  /// The next character, decoded.
  Char take();

  BodySource& body_;
  Value value_{*this};
  std::array<std::byte, 16384> window_{};
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  Char last_{};              ///< what ended the body, once it has
  bool over_ = false;        ///< last_ holds for good
  bool in_value_ = false;    ///< the current pair's value has bytes left, perhaps
  std::string name_;
  std::uint64_t value_received_ = 0;
};

}  // namespace resumulator
