#include "core/base/ids.h"

#include <string_view>

#include "core/base/random.h"

namespace resumulator {
namespace {

constexpr std::size_t kIdSize = 107;
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kCharactersPerDraw = 10;

/// Appends characters until `out` has `size`. The `nth` call of a stream draws from numbers no
/// other call of that stream uses.
void append_token(std::string& out, std::size_t size, std::uint64_t seed, std::string_view stream,
                  std::uint64_t nth) {
  std::uint64_t bits = 0;
  std::size_t held = 0;
  std::uint64_t index = nth << 20U;
  while (out.size() < size) {
    if (held == 0) {
      bits = draw(seed, stream, index++);
      held = kCharactersPerDraw;
    }
    out += kAlphabet[bits & 63U];
    bits >>= 6U;
    --held;
  }
}

std::string make_id(std::string_view prefix, std::uint64_t seed, std::string_view stream,
                    std::uint64_t nth) {
  std::string id;
  id.reserve(kIdSize);
  id = prefix;
  append_token(id, kIdSize, seed, stream, nth);
  return id;
}

}  // namespace

std::string IdMaker::upload_id() { return make_id("ABPtcP", seed_, "id.upload", uploads_++); }

std::string IdMaker::request_id() { return make_id("ABg5-U", seed_, "id.request", requests_++); }

std::string IdMaker::token(std::string_view purpose, std::size_t length) {
  std::string out;
  out.reserve(length);
  append_token(out, length, seed_, std::string("id.token.") + std::string(purpose), tokens_++);
  return out;
}

}  // namespace resumulator
