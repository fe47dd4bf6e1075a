#include "protocols/gcs/common/object_gzip.h"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <vector>

namespace resumulator::gcs {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr std::size_t kBlock = std::size_t{64} * 1024;

// One zlib stream, ended when it goes.
class Inflater {
 public:
  enum class Step : std::uint8_t { kGoOn, kMemberEnd, kBroken };

  Inflater() { ready_ = inflateInit2(&stream_, kGzipOnly) == Z_OK; }
  ~Inflater() {
    if (ready_) inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  void give(const char* bytes, std::size_t size) {
    // zlib's interface is not const; it does not write to its input.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes));
    stream_.avail_in = static_cast<uInt>(size);
  }
  [[nodiscard]] bool hungry() const { return stream_.avail_in == 0; }

  // Inflates into [into, into + size); `made` says how much came.
  Step run(char* into, std::size_t size, std::size_t& made) {
    if (!ready_) return Step::kBroken;
    const std::size_t room = std::min<std::size_t>(size, std::numeric_limits<uInt>::max());
    stream_.next_out = reinterpret_cast<Bytef*>(into);
    stream_.avail_out = static_cast<uInt>(room);
    inside_ = inside_ || !hungry();
    const int state = inflate(&stream_, Z_NO_FLUSH);
    made = room - stream_.avail_out;
    if (state == Z_STREAM_END) {
      inside_ = false;
      inflateReset(&stream_);
      return Step::kMemberEnd;
    }
    return state == Z_OK || state == Z_BUF_ERROR ? Step::kGoOn : Step::kBroken;
  }
  /// A member has begun and not ended.
  [[nodiscard]] bool inside() const { return inside_; }

 private:
  z_stream stream_{};
  bool ready_ = false;
  bool inside_ = false;
};

class InflatingProducer final : public BodyProducer {
 public:
  explicit InflatingProducer(std::unique_ptr<BodyProducer> source)
      : source_(std::move(source)), block_(kBlock) {}

  std::int64_t produce(char* into, std::size_t size) override {
    while (true) {
      if (inflater_.hungry() && !ended_ && !fill()) return -1;
      if (inflater_.hungry() && ended_ && !inflater_.inside()) return 0;
      std::size_t made = 0;
      const Inflater::Step step = inflater_.run(into, size, made);
      if (step == Inflater::Step::kBroken) return -1;
      if (made > 0) return static_cast<std::int64_t>(made);
      if (inflater_.hungry() && ended_ && inflater_.inside()) return -1;  // ends in the middle
    }
  }

 private:
  bool fill() {
    const std::int64_t got = source_->produce(block_.data(), block_.size());
    if (got < 0) return false;
    if (got == 0) ended_ = true;
    inflater_.give(block_.data(), static_cast<std::size_t>(got));
    return true;
  }

  std::unique_ptr<BodyProducer> source_;
  std::vector<char> block_;
  Inflater inflater_;
  bool ended_ = false;
};

}  // namespace

Result<std::string> inflate_all(std::string_view gzip, std::uint64_t limit) {
  Inflater inflater;
  inflater.give(gzip.data(), gzip.size());
  std::string out;
  std::string block(kBlock, '\0');
  while (true) {
    std::size_t made = 0;
    const Inflater::Step step = inflater.run(block.data(), block.size(), made);
    out.append(block, 0, made);
    if (step == Inflater::Step::kBroken || (inflater.hungry() && made == 0 && inflater.inside())) {
      return Unexpected(ErrorKind::kMalformed, "The request body is not valid gzip.",
                        "Content-Encoding");
    }
    if (out.size() > limit) {
      return Unexpected(ErrorKind::kTooLarge, "The inflated request body is too large.",
                        "Content-Encoding");
    }
    if (inflater.hungry() && !inflater.inside()) return out;
  }
}

std::unique_ptr<BodyProducer> make_inflating_producer(std::unique_ptr<BodyProducer> source) {
  return std::make_unique<InflatingProducer>(std::move(source));
}

}  // namespace resumulator::gcs
