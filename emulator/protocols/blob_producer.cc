#include "protocols/blob_producer.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace resumulator {
namespace {

constexpr std::uint64_t kBlockMax = std::uint64_t{256} * 1024;

class BlobProducer final : public BodyProducer {
 public:
  BlobProducer(std::shared_ptr<const Blob> blob, ByteSpan left)
      : blob_(std::move(blob)), left_(left) {}

  std::int64_t produce(char* into, std::size_t size) override {
    const std::uint64_t want = std::min({std::uint64_t{size}, left_.size(), kBlockMax});
    if (want == 0) return 0;
    const std::span<char> room(into, static_cast<std::size_t>(want));
    const auto got = blob_->read(left_.begin, std::as_writable_bytes(room));
    if (!got || *got == 0) return -1;
    left_.begin += *got;
    return static_cast<std::int64_t>(*got);
  }

 private:
  std::shared_ptr<const Blob> blob_;
  ByteSpan left_;
};

}  // namespace

std::unique_ptr<BodyProducer> make_blob_producer(std::shared_ptr<const Blob> blob, ByteSpan span) {
  return std::make_unique<BlobProducer>(std::move(blob), span);
}

}  // namespace resumulator
