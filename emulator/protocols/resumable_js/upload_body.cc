#include "protocols/resumable_js/upload_body.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "core/upload/part_set.h"
#include "core/wire/base64_body.h"
#include "core/wire/form_reader.h"
#include "protocols/resumable_js/names.h"

namespace resumulator::resumable_js {
namespace {

constexpr std::uint64_t kFieldMax = 64 * 1024;
constexpr std::size_t kFieldsMax = 1000;
/// Of the values of all fields together.
constexpr std::uint64_t kFieldBytesMax = 1024 * 1024;

Unexpected malformed(std::string text) {
  return {ErrorKind::kMalformed, std::move(text), "malformed_body"};
}

/// The same error, as the answer tells it.
Unexpected body_error(Error error) {
  const bool client = error.kind == ErrorKind::kMalformed || error.kind == ErrorKind::kTooLarge;
  return client ? malformed(std::move(error.text)) : Unexpected(std::move(error));
}

class BlobBody final : public BodySource {
 public:
  explicit BlobBody(const Blob& blob) : blob_(blob) {}
  BodyRead read(std::span<std::byte> into) override {
    const Result<std::size_t> got = blob_.read(at_, into);
    if (!got) return {BodyState::kCut, 0};
    at_ += *got;
    return {*got == 0 ? BodyState::kEnd : BodyState::kMore, *got};
  }
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return blob_.size();
  }
  [[nodiscard]] std::uint64_t received() const override { return at_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return nullptr; }

 private:
  const Blob& blob_;
  std::uint64_t at_ = 0;
};

class UploadForm {
 public:
  UploadForm(World& world, BodySource& body, const MediaType& type, std::uint64_t limit,
             Fields& fields)
      : world_(world),
        form_(body, type),
        limit_(limit),
        fields_(fields),
        file_names_(file_names(world.options().resumablejs)) {}

  Result<std::optional<ChunkBytes>> read() {
    while (true) {
      const Result<bool> more = form_.next();
      if (!more) return body_error(more.error());
      if (!*more) return std::move(bytes_);
      if (++seen_ > kFieldsMax) return malformed("The form has too many fields.");
      const bool bytes =
          std::find(file_names_.begin(), file_names_.end(), form_.name()) != file_names_.end();
      Result<void> taken = bytes ? take_bytes() : take_field();
      if (!taken) return Unexpected(taken.error());
    }
  }

 private:
  Result<void> take_field() {
    if (form_.filename()) return {};  // some other file of the page: next() passes over it
    Result<std::string> value = read_all(form_.value(), std::min(kFieldMax, room_));
    if (!value) return body_error(std::move(value).error());
    room_ -= value->size();
    fields_.add_form_field(form_.name(), *std::move(value));
    return {};
  }

  Result<void> take_bytes() {
    if (bytes_) {
      return Unexpected(ErrorKind::kMalformed, form_.name() + " is given more than once.",
                        "repeated_parameter");
    }
    Result<ReceivedObject> received = receive_part(world_, form_.value(), limit_, false);
    if (!received) {
      const bool too_large = received.error().kind == ErrorKind::kTooLarge;
      return too_large ? Unexpected(ErrorKind::kTooLarge, received.error().text, "wrong_chunk_size")
                       : body_error(received.error());
    }
    bytes_ = ChunkBytes{*std::move(received), form_.filename(), !form_.filename(),
                        form_.is_urlencoded(), form_.name()};
    return {};
  }

  World& world_;
  FormReader form_;
  const std::uint64_t limit_;
  Fields& fields_;
  const std::vector<std::string> file_names_;
  std::size_t seen_ = 0;
  std::uint64_t room_ = kFieldBytesMax;
  std::optional<ChunkBytes> bytes_;
};

std::string beginning(const Blob& blob) {
  std::string text(Base64Body::kHeadMax, '\0');
  text.resize(blob.read(0, std::as_writable_bytes(std::span(text))).value_or(0));
  return text;
}

Result<ReceivedObject> decode(World& world, const ChunkBytes& bytes) {
  BlobBody text(*bytes.received.blob);
  Base64Body decoded(text,
                     bytes.urlencoded ? Base64Body::Blanks::kPlus : Base64Body::Blanks::kIgnored);
  Result<ReceivedObject> received = receive_part(world, decoded, UINT64_MAX, false);
  if (!received && received.error().kind == ErrorKind::kMalformed) {
    return Unexpected(ErrorKind::kMalformed, "The chunk is not base64.", "invalid_base64");
  }
  return received;
}

}  // namespace

Result<std::optional<ChunkBytes>> read_upload(World& world, BodySource& body,
                                              std::string_view content_type, std::uint64_t limit,
                                              Fields& fields) {
  const auto type = parse_media_type(content_type);
  if (type && FormReader::reads(*type)) {
    return UploadForm(world, body, *type, limit, fields).read();
  }
  if (type && type->is("multipart", "form-data")) {
    return malformed("The multipart body has no boundary.");
  }
  if (!type || !type->is("application", "octet-stream")) {
    return Unexpected(ErrorKind::kUnsupported,
                      "The body is none of multipart/form-data, "
                      "application/x-www-form-urlencoded and application/octet-stream.",
                      "unsupported_media_type");
  }
  Result<ReceivedObject> received = receive_part(world, body, limit, false);
  if (!received) {
    const bool too_large = received.error().kind == ErrorKind::kTooLarge;
    if (!too_large) return body_error(std::move(received).error());
    return Unexpected(ErrorKind::kTooLarge, received.error().text, "wrong_chunk_size");
  }
  return std::optional<ChunkBytes>(ChunkBytes{*std::move(received), {}, false, false, {}});
}

// Rule rjs.body.base64-or-raw.
Result<ReceivedObject> chunk_bytes(World& world, ChunkBytes bytes,
                                   std::optional<std::uint64_t> expected) {
  using Format = ResumableJsSwitches::ChunkFormat;
  const Format format = world.options().resumablejs.chunk_format;
  if (format == Format::kBase64) return decode(world, bytes);
  if (format == Format::kBlob || !bytes.text) return std::move(bytes.received);
  if (begins_as_base64_url(beginning(*bytes.received.blob))) return decode(world, bytes);
  Result<ReceivedObject> decoded = decode(world, bytes);
  const bool storage = !decoded && decoded.error().kind == ErrorKind::kUnavailable;
  if (storage) return decoded;
  if (decoded && (!expected || decoded->blob->size() == *expected)) return decoded;
  if (!expected || bytes.received.blob->size() == *expected) return std::move(bytes.received);
  if (!decoded) return decoded;
  return Unexpected(ErrorKind::kMalformed,
                    "The chunk has its size neither as base64 nor as it came.", "invalid_base64");
}

}  // namespace resumulator::resumable_js
