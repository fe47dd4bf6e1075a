#include "core/upload/crc_combine.h"

namespace resumulator {
namespace {

// Polynomials over two elements in the order of the CRC's bits: the highest bit is x^0.
constexpr std::uint32_t kPolynomial = 0x82F63B78;
constexpr std::uint32_t kOne = 0x80000000;
constexpr std::uint32_t kX8 = kOne >> 8;  // a byte of zeros

std::uint32_t times(std::uint32_t a, std::uint32_t b) {
  std::uint32_t product = 0;
  for (std::uint32_t bit = kOne; bit != 0; bit >>= 1) {
    if ((a & bit) != 0) product ^= b;
    b = (b & 1) != 0 ? (b >> 1) ^ kPolynomial : b >> 1;
  }
  return product;
}

}  // namespace

std::uint32_t crc32c_of_both(std::uint32_t first, std::uint32_t second,
                             std::uint64_t second_length) {
  std::uint32_t shift = kOne;
  std::uint32_t power = kX8;
  for (std::uint64_t left = second_length; left != 0; left >>= 1) {
    if ((left & 1) != 0) shift = times(shift, power);
    power = times(power, power);
  }
  return times(shift, first) ^ second;
}

}  // namespace resumulator
