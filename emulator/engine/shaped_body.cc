#include "engine/shaped_body.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

namespace resumulator {
namespace {

class TextProducer final : public BodyProducer {
 public:
  explicit TextProducer(std::string text) : text_(std::move(text)) {}
  std::int64_t produce(char* into, std::size_t size) override {
    const std::size_t count = std::min(size, text_.size() - at_);
    std::memcpy(into, text_.data() + at_, count);
    at_ += count;
    return static_cast<std::int64_t>(count);
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

class ShapedProducer final : public BodyProducer {
 public:
  ShapedProducer(std::unique_ptr<BodyProducer> inner, std::optional<std::uint64_t> length,
                 BodyShape shape)
      : inner_(std::move(inner)), length_(length), shape_(std::move(shape)) {
    std::reverse(shape_.stops.begin(), shape_.stops.end());
  }

  std::int64_t produce(char* into, std::size_t size) override {
    while (!shape_.stops.empty() && shape_.stops.back() <= handed_) {
      if (!pass_stop()) return -1;
    }
    std::uint64_t want = size;
    if (!shape_.stops.empty()) want = std::min(want, shape_.stops.back() - handed_);
    const std::int64_t got = inner_->produce(into, static_cast<std::size_t>(want));
    if (got <= 0) return got;
    if (handed_ == 0 && shape_.other_first_byte) *into = another_byte(*into);
    handed_ += static_cast<std::uint64_t>(got);
    // Nobody asks again once the announced length is there; what the stop says is then done
    // behind the last byte.
    while (!shape_.stops.empty() && handed_ == length_ && shape_.stops.back() == handed_) {
      static_cast<void>(pass_stop());
    }
    return got;
  }

 private:
  bool pass_stop() {
    const std::uint64_t stop = shape_.stops.back();
    shape_.stops.pop_back();
    return shape_.at_stop(stop);
  }

  std::unique_ptr<BodyProducer> inner_;
  std::optional<std::uint64_t> length_;
  BodyShape shape_;  // stops still ahead, the next one last
  std::uint64_t handed_ = 0;
};

}  // namespace

char another_byte(char byte) { return byte == 'A' ? 'B' : 'A'; }

std::optional<std::uint64_t> body_length(const Response& response) {
  return response.producer ? response.producer_length
                           : std::optional<std::uint64_t>(response.body.size());
}

void shape_body(Response& response, BodyShape shape) {
  const auto length = body_length(response);
  if (!response.producer) {
    response.producer = std::make_unique<TextProducer>(std::exchange(response.body, {}));
    response.producer_length = length;
  }
  response.producer =
      std::make_unique<ShapedProducer>(std::move(response.producer), length, std::move(shape));
}

}  // namespace resumulator
