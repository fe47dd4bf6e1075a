// Fuzz target of forms: the first byte is the size of the pieces in which the body comes, the second
// the size of the reads; the rest is a body, taken as urlencoded and as multipart with the boundary
// "b", and a Content-Disposition. Any split gives the same fields; what the query parser takes comes
// out the same.
#include <string>
#include <vector>

#include "core/base/claim.h"
#include "core/wire/form_reader.h"
#include "core/wire/url.h"

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

struct Fields {
  std::vector<Query::Pair> pairs;
  std::optional<ErrorKind> error;
  bool broken = false;
  friend bool operator==(const Fields&, const Fields&) = default;
};

Fields fields_of(std::string_view text, const MediaType& type, std::size_t piece,
                 std::size_t read_size) {
  PieceBody body(text, piece);
  FormReader form(body, type);
  std::string block(read_size, '\0');
  Fields fields;
  for (;;) {
    const Result<bool> more = form.next();
    if (!more) fields.error = more.error().kind;
    if (!more || !*more) return fields;
    fields.pairs.emplace_back(form.name(), std::string());
    for (;;) {
      const BodyRead got = form.value().read(std::as_writable_bytes(std::span(block)));
      fields.broken = fields.broken || got.state == BodyState::kMalformed;
      if (got.state != BodyState::kMore) break;
      fields.pairs.back().second.append(block, 0, got.size);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text = fuzz_text(data, size).substr(2);
  const MediaType types[] = {parse_media_type("application/x-www-form-urlencoded").value(),
                             parse_media_type("multipart/form-data; boundary=b").value()};
  for (const MediaType& type : types) {
    const Fields whole = fields_of(text, type, text.size() + 1, 4096);
    claim(fields_of(text, type, 1 + data[0], 1 + data[1]) == whole);
  }
  const auto query = Query::parse(text);
  const Fields form = fields_of(text, types[0], 64, 64);
  const bool long_name = form.error == ErrorKind::kTooLarge;
  if (!long_name) claim(query.has_value() == (!form.error && !form.broken));
  const auto disposition = parse_form_disposition(text);
  if (disposition) claim(disposition->name.size() <= text.size());
  return 0;
}
