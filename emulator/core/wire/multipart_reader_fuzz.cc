// Fuzz target of multipart bodies: the first byte is the boundary's length, the second the size of
// the pieces in which the body comes and the third the size of the reads; boundary and body follow.
// Any split gives the same parts, through the window and past it, and together they are no longer
// than the body.
#include <algorithm>

#include "core/base/claim.h"
#include "core/wire/multipart_reader.h"

using namespace resumulator;

namespace {

class PieceBody final : public BodySource {
 public:
  PieceBody(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}
  BodyRead read(std::span<std::byte> into) override {
    const std::size_t size = std::min({piece_, into.size(), bytes_.size() - at_});
    if (size == 0) return {BodyState::kEnd, 0};
    for (std::size_t i = 0; i < size; ++i) into[i] = static_cast<std::byte>(bytes_[at_ + i]);
    at_ += size;
    return {BodyState::kMore, size};
  }
  std::optional<std::uint64_t> declared_length() const override { return bytes_.size(); }
  std::uint64_t received() const override { return at_; }
  std::shared_ptr<BodyControl> control() override { return nullptr; }

 private:
  std::string_view bytes_;
  std::size_t piece_;
  std::size_t at_ = 0;
};

struct Parts {
  std::vector<std::string> bytes;
  std::vector<Headers::Field> fields;
  bool whole = false;
  ErrorKind error = ErrorKind::kInternal;
  friend bool operator==(const Parts&, const Parts&) = default;
};

Parts parts_of(std::string_view text, std::string_view boundary, std::size_t piece,
               std::size_t read_size) {
  PieceBody body(text, piece);
  MultipartReader reader(body, boundary, {.part_head_bytes_max = 200, .part_fields_max = 5});
  std::vector<std::byte> block(read_size);
  Parts parts;
  for (;;) {
    const Result<bool> more = reader.next();
    if (!more) parts.error = more.error().kind;
    parts.whole = more && !*more;
    if (!more || !*more) return parts;
    const auto& fields = reader.headers().fields();
    parts.fields.insert(parts.fields.end(), fields.begin(), fields.end());
    std::string& bytes = parts.bytes.emplace_back();
    for (;;) {
      const BodyRead got = reader.part().read(block);
      if (got.state != BodyState::kMore) break;
      claim(got.size > 0 && got.size <= read_size);
      bytes.append(reinterpret_cast<const char*>(block.data()), got.size);
    }
    claim(reader.part().received() == bytes.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  const std::string_view text = fuzz_text(data, size).substr(3);
  const std::size_t length = std::min<std::size_t>(1 + data[0] % 70U, text.size());
  const std::string_view boundary = text.substr(0, length);
  if (boundary.empty() || boundary.find_first_of("\r\n") != std::string_view::npos) return 0;
  const std::string_view body = text.substr(length);
  const Parts whole = parts_of(body, boundary, body.size() + 1, 32'768);
  claim(parts_of(body, boundary, 1 + data[1], 1 + data[2]) == whole);
  std::size_t held = 0;
  for (const std::string& bytes : whole.bytes) held += bytes.size();
  claim(held <= body.size());
  claim(!whole.whole || whole.error == ErrorKind::kInternal);
  return 0;
}
