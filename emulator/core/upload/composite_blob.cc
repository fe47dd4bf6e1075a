#include "core/upload/composite_blob.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "core/base/strings.h"

namespace resumulator {
namespace {

constexpr std::string_view kScheme = "composite:";

struct Piece {
  std::shared_ptr<const Blob> blob;
  std::uint64_t start = 0;  // offset in the composite
  std::uint64_t size = 0;
};

class CompositeBlob final : public Blob {
 public:
  explicit CompositeBlob(std::vector<Piece> pieces)
      : pieces_(std::move(pieces)),
        size_(pieces_.empty() ? 0 : pieces_.back().start + pieces_.back().size) {}

  [[nodiscard]] std::uint64_t size() const override { return size_; }
  [[nodiscard]] Result<std::span<std::byte>> reserve(std::size_t /*want*/) override {
    return read_only();
  }
  [[nodiscard]] Result<void> commit(std::size_t /*n*/) override { return read_only(); }
  [[nodiscard]] Result<void> truncate(std::uint64_t /*size*/) override { return read_only(); }
  void release_room() override {}

  [[nodiscard]] Result<std::size_t> read(std::uint64_t at,
                                         std::span<std::byte> into) const override {
    std::size_t done = 0;
    while (done < into.size() && at + done < size_) {
      const Piece& piece = piece_at(at + done);
      const std::uint64_t from = at + done - piece.start;
      const auto want =
          static_cast<std::size_t>(std::min<std::uint64_t>(into.size() - done, piece.size - from));
      Result<std::size_t> got = piece.blob->read(from, into.subspan(done, want));
      if (!got) return got;
      if (*got == 0) return Unexpected(ErrorKind::kUnavailable, "a part has become shorter");
      done += *got;
    }
    return done;
  }

  [[nodiscard]] std::span<const std::byte> view(std::uint64_t at, std::size_t max) const override {
    if (at >= size_) return {};
    const Piece& piece = piece_at(at);
    const std::uint64_t from = at - piece.start;
    return piece.blob->view(
        from, static_cast<std::size_t>(std::min<std::uint64_t>(max, piece.size - from)));
  }

  // "composite:" and for each piece SIZE:LENGTH:KEY, where LENGTH is the key's own.
  [[nodiscard]] std::string key() const override {
    std::string all(kScheme);
    for (const Piece& piece : pieces_) {
      const std::string key = piece.blob->key();
      if (key.empty()) return {};  // in memory
      all += std::to_string(piece.size) + ":" + std::to_string(key.size()) + ":" + key;
    }
    return all;
  }

  void keep() const override {
    for (const Piece& piece : pieces_) piece.blob->keep();
  }

  [[nodiscard]] const std::vector<Piece>& pieces() const { return pieces_; }

 private:
  [[nodiscard]] static Unexpected read_only() {
    return {ErrorKind::kUsage, "an object made of parts is only read"};
  }
  // `at` lies below size_; no piece is empty.
  [[nodiscard]] const Piece& piece_at(std::uint64_t at) const {
    const auto after =
        std::upper_bound(pieces_.begin(), pieces_.end(), at,
                         [](std::uint64_t offset, const Piece& p) { return offset < p.start; });
    return *std::prev(after);
  }

  const std::vector<Piece> pieces_;
  const std::uint64_t size_;
};

void add_piece(std::vector<Piece>& pieces, std::shared_ptr<const Blob> blob, std::uint64_t size) {
  if (size == 0) return;
  const std::uint64_t start = pieces.empty() ? 0 : pieces.back().start + pieces.back().size;
  pieces.push_back({std::move(blob), start, size});
}

struct NamedPiece {
  std::uint64_t size = 0;
  std::string key;
};

std::optional<std::uint64_t> take_number(std::string_view& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto number = parse_u64(text.substr(0, colon));
  text.remove_prefix(colon + 1);
  if (!number) return std::nullopt;
  return *number;
}

std::optional<std::vector<NamedPiece>> pieces_of_key(std::string_view key) {
  key.remove_prefix(kScheme.size());
  std::vector<NamedPiece> pieces;
  while (!key.empty()) {
    const auto size = take_number(key);
    const auto length = size ? take_number(key) : std::nullopt;
    if (!length || *length > key.size()) return std::nullopt;
    pieces.push_back({*size, std::string(key.substr(0, static_cast<std::size_t>(*length)))});
    key.remove_prefix(static_cast<std::size_t>(*length));
  }
  return pieces;
}

}  // namespace

std::shared_ptr<const Blob> make_composite_blob(std::vector<std::shared_ptr<const Blob>> blobs) {
  if (blobs.size() == 1) return std::move(blobs.front());
  std::vector<Piece> pieces;
  for (std::shared_ptr<const Blob>& blob : blobs) {
    // A composite of composites has the pieces of all: its key stays one list.
    if (const auto* inner = dynamic_cast<const CompositeBlob*>(blob.get())) {
      for (const Piece& piece : inner->pieces()) add_piece(pieces, piece.blob, piece.size);
    } else {
      const std::uint64_t size = blob->size();
      add_piece(pieces, std::move(blob), size);
    }
  }
  return std::make_shared<CompositeBlob>(std::move(pieces));
}

Result<std::shared_ptr<const Blob>> open_blob(BlobStore& blobs, const std::string& key,
                                              std::uint64_t size) {
  if (!key.starts_with(kScheme)) {
    Result<std::shared_ptr<Blob>> plain = blobs.open(key, size);
    if (!plain) return Unexpected(std::move(plain).error());
    return std::shared_ptr<const Blob>(*std::move(plain));
  }
  const auto named = pieces_of_key(key);
  if (!named) return Unexpected(ErrorKind::kMalformed, "not the key of a blob: " + key, key);
  std::vector<Piece> pieces;
  for (const NamedPiece& piece : *named) {
    Result<std::shared_ptr<Blob>> opened = blobs.open(piece.key, piece.size);
    if (!opened) return Unexpected(std::move(opened).error());
    add_piece(pieces, *std::move(opened), piece.size);
  }
  auto whole = std::make_shared<const CompositeBlob>(std::move(pieces));
  if (whole->size() != size) {
    return Unexpected(ErrorKind::kMalformed, "the parts of an object do not add up", key);
  }
  return std::shared_ptr<const Blob>(std::move(whole));
}

void add_blob_keys(const std::string& key, std::set<std::string>& keys) {
  if (!key.starts_with(kScheme)) {
    keys.insert(key);
    return;
  }
  const auto named = pieces_of_key(key);
  if (!named) return;
  for (const NamedPiece& piece : *named) keys.insert(piece.key);
}

}  // namespace resumulator
