// SHA-256 of a stream of bytes: payloads, objects and scenarios are told apart by it.
//
// Source   FIPS 180-4; OpenSSL computes.
// Threads  one owner each.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace resumulator {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  /// Lower-case hexadecimal; ends the stream.
  [[nodiscard]] std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

[[nodiscard]] std::string sha256_hex(std::string_view bytes);

}  // namespace resumulator
