#include "protocols/tus/new_upload.h"

#include "core/base/strings.h"
#include "core/base/utf8.h"
#include "core/upload/world.h"
#include "core/wire/media_type.h"
#include "protocols/mount_bucket.h"
#include "protocols/tus/upload_concat.h"
#include "protocols/tus/upload_metadata.h"

namespace resumulator::tus {
namespace {

constexpr std::size_t kIdLength = 32;

std::string joined(const std::vector<std::string_view>& values) {
  std::string out;
  for (const std::string_view value : values) {
    if (!out.empty()) out += ",";
    out += value;
  }
  return out;
}

// Rules tus.metadata.grammar, tus.metadata.empty, tus.metadata.lenient
std::optional<Problem> read_metadata(const Request& request, NewUpload& upload) {
  upload.memory.metadata = joined(request.head.headers.all("Upload-Metadata"));
  const bool lenient = request.options().metadata == TusOptions::Metadata::kLenient;
  const auto metadata = parse_upload_metadata(upload.memory.metadata, lenient);
  if (!metadata) return kInvalidMetadata;
  const std::string_view type = first_of(*metadata, {"filetype", "type"});
  if (parse_media_type(type)) upload.metadata.content_type = type;
  for (const auto& [key, value] : *metadata) {
    // An object's own metadata is text; what is not stays in Upload-Metadata alone.
    if (is_valid_utf8(key) && is_valid_utf8(value)) upload.metadata.custom.emplace(key, value);
  }
  return std::nullopt;
}

// Rules tus.create.length, tus.create.defer
std::optional<Problem> read_length(const Request& request, NewUpload& upload) {
  const Headers& headers = request.head.headers;
  const std::string* defer = headers.find("Upload-Defer-Length");
  const auto lengths = headers.all("Upload-Length");
  if (defer != nullptr && !lengths.empty()) return kAmbiguousLength;
  if (defer != nullptr) {
    if (!request.can("creation-defer-length")) {
      return with_status(kUnsupportedExtension, request.options().unsupported_status);
    }
    const bool once = headers.all("Upload-Defer-Length").size() == 1;
    return once && *defer == "1" ? std::nullopt : std::optional(kInvalidDefer);
  }
  if (lengths.size() != 1) return kInvalidLength;
  upload.length = parse_count(lengths.front());
  if (!upload.length) return kInvalidLength;
  if (*upload.length > size_max(request)) return kMaxSizeExceeded;
  return std::nullopt;
}

// Rules tus.concat.partial, tus.concat.malformed, tus.concat.off
std::optional<Problem> read_concat(const Request& request, NewUpload& upload) {
  const std::string* value = request.head.headers.find("Upload-Concat");
  if (value == nullptr) return std::nullopt;
  if (!request.can("concatenation")) {
    return with_status(kUnsupportedExtension, request.options().unsupported_status);
  }
  if (request.head.headers.all("Upload-Concat").size() > 1) return kInvalidConcat;
  const auto concat = parse_upload_concat(*value);
  if (!concat) return kInvalidConcat;
  upload.memory.kind = concat->final ? Kind::kFinal : Kind::kPartial;
  upload.memory.concat = *value;
  return std::nullopt;
}

}  // namespace

std::variant<NewUpload, Problem> read_new_upload(const Request& request, bool final) {
  NewUpload upload;
  if (auto problem = read_concat(request, upload)) return *problem;
  if (final) {
    const Headers& headers = request.head.headers;
    // Rule tus.concat.no-length
    if (headers.has("Upload-Length") || headers.has("Upload-Defer-Length")) return kInvalidLength;
  } else if (auto problem = read_length(request, upload)) {
    return *problem;
  }
  if (auto problem = read_metadata(request, upload)) return *problem;
  return upload;
}

Result<SessionPtr> make_upload(const Request& request, NewUpload upload) {
  World& world = *request.world;
  if (auto ready = ensure_bucket(world, kBucket); !ready) return Unexpected(ready.error());
  SessionSpec spec;
  spec.protocol = "tus";
  spec.bucket = kBucket;
  spec.metadata = std::move(upload.metadata);
  spec.declared_total = upload.length;
  spec.origin = request.head.headers.get("Origin");
  spec.adapter = to_json(upload.memory);
  spec.lifetime = lifetime(request);
  // A store that was kept may hold ids of an earlier run with the same seed.
  do {
    spec.id = world.ids().token("tus", kIdLength);
  } while (world.sessions().find(spec.id) || world.objects().get(kBucket, spec.id));
  spec.object = spec.id;
  return world.sessions().create(std::move(spec));
}

}  // namespace resumulator::tus
