// Fuzz target of base64 texts: the first byte is the size of the pieces in which the text comes, the
// second the size of the reads and whether blanks are pluses. Any split gives the same bytes; what
// the strict decoder takes comes out the same; bytes encoded as a data URL come back.
#include <string>

#include "core/base/claim.h"
#include "core/wire/base64.h"
#include "core/wire/base64_body.h"

using namespace resumulator;

namespace {

class PieceBody final : public BodySource {
 public:
  PieceBody(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}
  BodyRead read(std::span<std::byte> into) override {
    std::size_t size = 0;
    while (size < piece_ && size < into.size() && at_ < bytes_.size()) {
      into[size++] = static_cast<std::byte>(bytes_[at_++]);
    }
    return {size == 0 ? BodyState::kEnd : BodyState::kMore, size};
  }
  std::optional<std::uint64_t> declared_length() const override { return bytes_.size(); }
  std::uint64_t received() const override { return at_; }
  std::shared_ptr<BodyControl> control() override { return nullptr; }

 private:
  std::string_view bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

std::optional<std::string> decoded(std::string_view text, std::size_t piece, std::size_t read_size,
                                   Base64Body::Blanks blanks) {
  PieceBody source(text, piece);
  Base64Body body(source, blanks);
  std::string block(read_size, '\0');
  std::string all;
  for (;;) {
    const BodyRead got = body.read(std::as_writable_bytes(std::span(block)));
    if (got.state == BodyState::kEnd) return all;
    if (got.state != BodyState::kMore) return std::nullopt;
    claim(got.size > 0 && got.size <= read_size);
    all.append(block, 0, got.size);
    claim(body.received() == all.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text = fuzz_text(data, size).substr(2);
  const auto blanks = data[1] % 2 == 0 ? Base64Body::Blanks::kIgnored : Base64Body::Blanks::kPlus;
  const auto whole = decoded(text, text.size() + 1, 4096, blanks);
  claim(decoded(text, 1 + data[0], 1 + data[1], blanks) == whole);
  claim(!whole || whole->size() <= text.size());
  if (const auto strict = base64_decode(text)) claim(whole == *strict);
  const std::string url = "data:text/plain;charset=x;base64," + base64_encode(text);
  claim(decoded(url, 1 + data[0], 7, blanks) == std::string(text));
  return 0;
}
