// MD5 of a growing byte string, alone: for who computes it beside other digests.
//
// Threads  one owner each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "core/upload/checksum.h"

namespace resumulator {

class Md5Stream {
 public:
  Md5Stream();
  ~Md5Stream();
  Md5Stream(Md5Stream&&) noexcept;
  Md5Stream& operator=(Md5Stream&&) noexcept;

  void update(std::span<const std::byte> bytes);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Md5 snapshot() const;
  [[nodiscard]] Md5Stream clone() const;
  void restart();

 private:
  struct State;
  std::unique_ptr<State> state_;  // made with the first byte
  std::uint64_t size_ = 0;
};

}  // namespace resumulator
