#include "protocols/gcs/common/inflate_body.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "core/base/strings.h"

namespace resumulator::gcs {

struct InflatedBody::Stream {
  z_stream z{};
  std::array<std::byte, 32 * 1024> window;
  bool good = false;
  bool between_members = false;  // a whole gzip member has ended; another may follow
  std::optional<BodyState> ended;

  Stream() { good = inflateInit2(&z, 16 + MAX_WBITS) == Z_OK; }
  ~Stream() { inflateEnd(&z); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
};

InflatedBody::InflatedBody(BodySource& body) : body_(body), stream_(std::make_unique<Stream>()) {}
InflatedBody::~InflatedBody() = default;

BodyRead InflatedBody::refill() {
  Stream& s = *stream_;
  const BodyRead got = body_.read(s.window);
  if (got.state == BodyState::kMore) {
    s.z.next_in = reinterpret_cast<Bytef*>(s.window.data());
    s.z.avail_in = static_cast<uInt>(got.size);
    return got;
  }
  const bool whole = s.between_members || s.z.total_in == 0;
  s.ended = got.state == BodyState::kEnd && !whole ? BodyState::kMalformed : got.state;
  return {*s.ended, 0};
}

BodyRead InflatedBody::read(std::span<std::byte> into) {
  Stream& s = *stream_;
  if (!s.good) return {BodyState::kMalformed, 0};
  const std::size_t room = std::min<std::size_t>(into.size(), 1U << 30);
  s.z.next_out = reinterpret_cast<Bytef*>(into.data());
  s.z.avail_out = static_cast<uInt>(room);
  while (!s.ended && s.z.avail_out == room) {
    if (s.z.avail_in == 0 && refill().state != BodyState::kMore) break;
    if (s.between_members) inflateReset(&s.z);
    const int step = inflate(&s.z, Z_NO_FLUSH);
    s.between_members = step == Z_STREAM_END;
    if (step != Z_OK && step != Z_STREAM_END && step != Z_BUF_ERROR) {
      s.ended = BodyState::kMalformed;
    }
  }
  const std::size_t got = room - s.z.avail_out;
  received_ += got;
  if (got > 0) return {BodyState::kMore, got};
  return {s.ended.value_or(BodyState::kMalformed), 0};
}

bool is_gzip_encoded(const Headers& headers) {
  return iequals(trim(headers.get("Content-Encoding")), "gzip");
}

}  // namespace resumulator::gcs
