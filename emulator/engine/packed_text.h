// Many short strings in one allocation: written once in order, read back in the same order.
//
// Wire     each string is its length (four bytes, the machine's order) and its bytes. In memory
// only. Threads  plain values.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace resumulator {

class PackedText {
 public:
  void reserve(std::size_t bytes) { bytes_.reserve(bytes); }
  void add(std::string_view text) {
    add_number(static_cast<std::uint32_t>(text.size()));
    bytes_.append(text.data(), static_cast<std::uint32_t>(text.size()));
  }
  void add_number(std::uint32_t number) {
    char raw[sizeof number];
    std::memcpy(raw, &number, sizeof number);
    bytes_.append(raw, sizeof raw);
  }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

  /// Reads from the beginning. Valid as long as the text is.
  class Reader {
   public:
    explicit Reader(const PackedText& text) : rest_(text.bytes_) {}
    std::uint32_t next_number() {
      std::uint32_t number = 0;
      if (rest_.size() < sizeof number) {
        return 0;
      }
      std::memcpy(&number, rest_.data(), sizeof number);
      rest_.remove_prefix(sizeof number);
      return number;
    }
    std::string_view next() {
      const std::size_t size = next_number();
      const auto text = rest_.substr(0, size);
      rest_.remove_prefix(text.size());
      return text;
    }

   private:
    std::string_view rest_;
  };

 private:
  std::string bytes_;
};

}  // namespace resumulator
