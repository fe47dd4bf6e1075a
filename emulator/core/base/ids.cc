#include "core/base/ids.h"

#include "core/base/random.h"

namespace resumulator {
namespace {

constexpr std::size_t kIdSize = 107;
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::size_t kCharactersPerDraw = 10;

/// Appends characters until `out` has `size`. The `nth` call for a stream draws from numbers no
/// other call for that stream uses. `stream`: the hash of its name, taken once.
void append_token(std::string& out, std::size_t size, std::uint64_t stream, std::uint64_t nth) {
  std::uint64_t bits = 0;
  std::size_t held = 0;
  std::uint64_t index = nth << 20U;
  while (out.size() < size) {
    if (held == 0) {
      bits = draw(stream, "id", index++);
      held = kCharactersPerDraw;
    }
    out += kAlphabet[bits & 63U];
    bits >>= 6U;
    --held;
  }
}

std::string make_id(std::string_view prefix, std::uint64_t stream, std::uint64_t nth) {
  std::string id;
  id.reserve(kIdSize);
  id = prefix;
  append_token(id, kIdSize, stream, nth);
  return id;
}

/// The hash of what an id is for.
std::uint64_t stream_of(std::uint64_t seed, std::string_view purpose, std::string_view of) {
  return draw(draw(seed, purpose, 0), of, 0);
}

}  // namespace

std::string IdMaker::upload_id(std::string_view of, std::uint64_t nth) const {
  return make_id("ABPtcP", stream_of(seed_, "id.upload", of), nth);
}

std::uint64_t IdMaker::count(std::uint64_t stream) {
  MutexLock hold(mutex_);
  if (counts_.size() >= kCountedMax && !counts_.contains(stream)) {
    counts_.clear();
    ++begun_again_;
  }
  return ++counts_[stream] + (begun_again_ << 24U);
}

std::string IdMaker::request_id(std::string_view of) {
  const std::uint64_t stream = stream_of(seed_, "id.request", of);
  return make_id("ABg5-U", stream, count(stream));
}

std::string IdMaker::token(std::string_view purpose, std::size_t length, std::string_view of) {
  const std::uint64_t stream = stream_of(seed_, purpose, of);
  std::string out;
  out.reserve(length);
  append_token(out, length, stream, count(stream));
  return out;
}

}  // namespace resumulator
