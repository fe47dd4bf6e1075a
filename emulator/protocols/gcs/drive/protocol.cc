#include "protocols/gcs/drive/protocol.h"

#include <utility>

#include "core/base/strings.h"
#include "core/wire/range.h"
#include "protocols/discard_body.h"
#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/api_call.h"
#include "protocols/gcs/common/media.h"
#include "protocols/gcs/common/session/session_call.h"
#include "protocols/gcs/drive/product.h"
#include "protocols/gcs/drive/uploads.h"

namespace resumulator::gcs::drive {
namespace {

using Operate = Response (*)(Product product, const Request& request);

ApiError no_such_file(const Request& request) {
  return not_found("File not found: " + request.object + ".");
}

class FileCall final : public ApiCall<Request> {
 public:
  FileCall(Product product, Request request, Operation operation, const char* rule, Operate operate)
      : ApiCall<Request>(std::move(request), operation, rule),
        product_(product),
        operate_(operate) {}

 private:
  Response answer(BodySource& body) override {
    discard_body(request().head, body);
    return operate_(product_, request());
  }

  Product product_;
  Operate operate_;
};

// Rule drive.file.get.
Response get_file(Product product, const Request& request) {
  const auto object = request.world->objects().get(request.bucket, request.object);
  if (!object) return error_answer(*request.world, no_such_file(request));
  return json_answer(*request.world, CacheSet::kRead,
                     resource_json(product, **object, request.query));
}

// Rule drive.file.media.
Response get_bytes(Product /*product*/, const Request& request) {
  const auto object = request.world->objects().get(request.bucket, request.object);
  if (!object || !(*object)->blob) return error_answer(*request.world, no_such_file(request));
  const auto range = resolve_range(request.head.headers.get("Range"), (*object)->size);
  Response response;
  response.headers = answer_headers(*request.world, CacheSet::kMedia, content_type_of(**object));
  if (range.outcome == RangeOutcome::kUnsatisfiable) {
    response.status = 416;
    response.headers.add("Content-Range", unsatisfied_content_range((*object)->size));
    return response;
  }
  send_stored(response, **object, range);
  return response;
}

// Rule drive.file.list, youtube.video.list: by id, or all there are.
Response list_files(Product product, const Request& request) {
  std::vector<ObjectPtr> found;
  if (const std::string* ids = request.query.find("id")) {
    for (const std::string_view id : split(*ids, ',')) {
      if (auto object = request.world->objects().get(request.bucket, id)) found.push_back(*object);
    }
  } else if (auto page = request.world->objects().list(request.bucket, {})) {
    found = std::move(page->items);
  }
  return json_answer(*request.world, CacheSet::kRead, list_json(product, found, request.query));
}

// Rule drive.file.delete.
Response delete_file(Product /*product*/, const Request& request) {
  const auto removed = request.world->objects().remove(request.bucket, request.object, {}, {});
  if (!removed && removed.error().kind == ErrorKind::kNotFound) {
    return error_answer(*request.world, no_such_file(request));
  }
  return removed ? no_content_answer(*request.world)
                 : error_answer(*request.world, backend_unavailable());
}

Response refuse_method(Product /*product*/, const Request& request) {
  return error_answer(*request.world, method_not_allowed());
}

/// Takes `root` off the front of `path`; then what is left is "" or "/id".
bool below(std::string_view& path, std::string_view root) {
  return take_prefix(path, root) && (path.empty() || path.front() == '/');
}

std::unique_ptr<Call> open_on_files(Product product, Request request) {
  const bool drive = product == Product::kDrive;
  const auto make = [&](Operation operation, const char* of_drive, const char* of_youtube,
                        Operate operate) -> std::unique_ptr<Call> {
    return std::make_unique<FileCall>(product, std::move(request), operation,
                                      drive ? of_drive : of_youtube, operate);
  };
  // YouTube names its video in the query.
  if (!drive && request.object.empty() && request.method == "DELETE") {
    request.object = request.query.get("id");
  }
  const bool one = !request.object.empty();
  if (request.method == "GET" && one && request.query.get("alt") == "media") {
    return make(Operation::kDownload, "drive.media", "youtube.media", get_bytes);
  }
  if (request.method == "GET" && one) {
    return make(Operation::kStat, "drive.get", "youtube.get", get_file);
  }
  if (request.method == "GET") {
    return make(Operation::kList, "drive.list", "youtube.list", list_files);
  }
  if (request.method == "DELETE" && one) {
    return make(Operation::kDelete, "drive.delete", "youtube.delete", delete_file);
  }
  return make(Operation::kOther, "drive.refused", "youtube.refused", refuse_method);
}

std::unique_ptr<Call> open_request(Product product, const RequestHead& head,
                                   const std::shared_ptr<World>& world) {
  std::string_view path = head.path();
  const bool upload = below(path, upload_root(product));
  if (!upload) path = head.path();
  if (!upload && !below(path, resource_root(product))) return nullptr;
  Request request;
  request.head = head;
  request.world = world;
  const std::string_view other = trim(head.headers.get("X-HTTP-Method-Override"));
  request.method = head.method == "POST" && !other.empty() ? std::string(other) : head.method;
  request.base_url = base_url(head, world->options());
  if (auto query = Query::parse(head.query())) request.query = *std::move(query);
  request.bucket = bucket_name(product);
  if (path.size() > 1) request.object = percent_decode(path.substr(1)).value_or("");
  return upload ? open_upload(product, std::move(request))
                : open_on_files(product, std::move(request));
}

Response error_form(const RequestHead&, const Options&, int status, std::string_view text) {
  ApiError error = status == 503   ? backend_unavailable()
                   : status == 500 ? internal_error()
                   : status == 408 ? broken_connection()
                                   : bad_request(std::string(text));
  error.status = status;
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=UTF-8");
  response.headers.add("Server", "UploadServer");
  response.body = error_json(error);
  return response;
}

Protocol make(Product product) {
  Protocol protocol;
  protocol.name = protocol_name(product);
  protocol.error = error_form;
  protocol.open = [product](const RequestHead& head, const std::shared_ptr<World>& world) {
    return open_request(product, head, world);
  };
  return protocol;
}

}  // namespace

Protocol make_drive_protocol(const Options&) { return make(Product::kDrive); }
Protocol make_youtube_protocol(const Options&) { return make(Product::kYoutube); }

}  // namespace resumulator::gcs::drive
