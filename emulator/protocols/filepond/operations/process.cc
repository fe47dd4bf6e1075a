// POST: a transfer begins, or a small file comes whole. Rules fpd.process.*
//
// With Upload-Length the body has at most FilePond's metadata, which are read and left alone; else
// it is a form with the file.
#include <utility>

#include "core/base/utf8.h"
#include "core/wire/form_reader.h"
#include "protocols/filepond/request.h"
#include "protocols/mount_bucket.h"

namespace resumulator::filepond {
namespace {

constexpr std::size_t kIdLength = 32;
constexpr std::size_t kFieldsMax = 100;

/// The first file of a form.
struct FormFile {
  ReceivedObject received;
  std::string name;
  std::string type;
};

class Process final : public FilePondCall {
 public:
  explicit Process(Request from) : FilePondCall(std::move(from), Operation::kCreate, "create") {
    chunked_ = request().head.headers.has("Upload-Length");
    if (chunked_) return;
    info_.operation = Operation::kSimple;
    info_.rule = std::string(kProtocol) + ".simple";
    info_.framed = true;
  }

 private:
  Response answer(BodySource& body) override { return chunked_ ? begin() : take_whole(body); }
  std::optional<Response> again() override {
    return id_.empty() ? std::nullopt : std::optional(text_answer(200, id_));
  }
  Response begin();
  Response take_whole(BodySource& body);
  Result<std::optional<FormFile>> read_form(BodySource& body);
  [[nodiscard]] std::string new_id() const;
  [[nodiscard]] Response failed(const Error& error);

  bool chunked_ = false;
  std::string id_;
};

// A store that was kept may hold ids of an earlier run with the same seed.
std::string Process::new_id() const {
  std::string id;
  do {
    id = world().ids().token(kProtocol, kIdLength);
  } while (world().sessions().find(id) || world().objects().get(kBucket, id));
  return id;
}

Response Process::failed(const Error& error) {
  const int status = error.kind == ErrorKind::kTooLarge      ? 413
                     : error.kind == ErrorKind::kUnavailable ? 503
                     : error.kind == ErrorKind::kCut         ? 408
                                                             : 400;
  return refuse(status, error.text);
}

// Rules fpd.process.begin, fpd.process.length
Response Process::begin() {
  const auto total = number_of(request().head.headers, "Upload-Length");
  if (!total) return refuse(400, "Upload-Length is not a number.");
  if (*total > size_max(world())) return refuse(413, "The file is larger than allowed.");
  if (auto ready = ensure_bucket(world(), kBucket); !ready) return failed(ready.error());
  SessionSpec spec;
  spec.protocol = kProtocol;
  spec.bucket = kBucket;
  spec.id = spec.object = new_id();
  spec.declared_total = *total;
  spec.origin = request().head.headers.get("Origin");
  spec.metadata.content_type = "application/octet-stream";
  auto made = world().sessions().create(std::move(spec));
  if (!made) return refuse(503, made.error().text);
  name_session(*made);
  info_.claimed = ClaimedRange{0, {}, *total};
  id_ = (*made)->id();
  // Rule fpd.process.empty: there is no chunk to wait for.
  if (*total == 0) {
    Turn turn = (*made)->begin_turn(nullptr);
    if (!finish_if_whole(turn)) {
      // Nobody is told its id: it must not become a file later.
      static_cast<void>(turn.cancel());
      id_.clear();
      return refuse(503, "The file cannot be stored.");
    }
    info_.operation = Operation::kCreate;
  }
  return text_answer(200, id_);
}

Result<std::optional<FormFile>> Process::read_form(BodySource& body) {
  const auto type = parse_media_type(request().head.headers.get("Content-Type"));
  if (!type || !FormReader::reads(*type)) {
    return Unexpected(ErrorKind::kMalformed, "The body is to be a form with a file.");
  }
  FormReader form(body, *type);
  std::optional<FormFile> file;
  for (std::size_t seen = 0;; ++seen) {
    const Result<bool> more = form.next();
    if (!more) return Unexpected(more.error());
    if (!*more) return file;
    if (seen > kFieldsMax) {
      return Unexpected(ErrorKind::kMalformed, "The form has too many fields.");
    }
    if (!form.filename() || file) continue;  // next() passes over it
    auto received = receive_object(world(), form.value(), size_max(world()));
    if (!received) return Unexpected(received.error());
    file = FormFile{*std::move(received), *form.filename(), std::string(form.content_type())};
  }
}

// Rule fpd.process.whole
Response Process::take_whole(BodySource& body) {
  auto file = read_form(body);
  if (!file) return failed(file.error());
  if (!*file) return refuse(400, "The form has no file, and Upload-Length is missing.");
  if (auto ready = ensure_bucket(world(), kBucket); !ready) return failed(ready.error());
  id_ = new_id();
  NewObject object;
  object.bucket = kBucket;
  object.name = id_;
  object.blob = (*file)->received.blob;
  object.digests = (*file)->received.digests;
  const bool typed = parse_media_type((*file)->type).has_value();
  object.metadata.content_type = typed ? (*file)->type : "application/octet-stream";
  // An object's metadata is text.
  if (is_valid_utf8((*file)->name)) object.metadata.custom["filename"] = (*file)->name;
  const std::uint64_t size = object.size = object.blob->size();
  auto made = world().objects().insert(std::move(object), {});
  if (!made) {
    id_.clear();
    return failed(made.error());
  }
  info_.object = id_;
  info_.generation = (*made)->generation;
  info_.media_length = size;
  info_.persisted_after = size;
  return text_answer(200, id_);
}

}  // namespace

std::unique_ptr<Call> open_process(Request request) {
  return std::make_unique<Process>(std::move(request));
}

}  // namespace resumulator::filepond
