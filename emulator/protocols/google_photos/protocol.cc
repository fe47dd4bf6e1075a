#include "protocols/google_photos/protocol.h"

#include <utility>

#include "core/base/strings.h"
#include "protocols/google_photos/library.h"
#include "protocols/google_photos/request.h"
#include "protocols/google_photos/uploads.h"
#include "protocols/service_hosts.h"
#include "protocols/x_goog_upload/browser.h"
#include "protocols/x_goog_upload/open.h"

namespace resumulator::google_photos {
namespace {

constexpr std::string_view kUploads = "/v1/uploads";

/// Whether `path` is `root` or lies below it.
bool below(std::string_view path, std::string_view root) {
  if (!path.starts_with(root)) return false;
  const std::string_view rest = path.substr(root.size());
  return rest.empty() || rest.front() == '/' || rest.front() == ':';
}

bool is_library(std::string_view path) {
  return below(path, "/v1/mediaItems") || below(path, "/v1/albums") ||
         below(path, "/v1/sharedAlbums") || path.starts_with("/v1/media/");
}

// Rule photos.error.legacy-array.
bool wants_errors_array(const Query& query, const Options& options) {
  switch (options.photos.legacy_errors_array) {
    case PhotosSwitches::ErrorsArray::kOn:
      return true;
    case PhotosSwitches::ErrorsArray::kOff:
      return false;
    case PhotosSwitches::ErrorsArray::kAuto:
      break;
  }
  return query.get("alt") == "json" || query.get("$alt") == "json";
}

class LibraryCall final : public Call {
 public:
  LibraryCall(Request request, const Route& route) : request_(std::move(request)), route_(route) {
    info_.operation = route.operation;
    info_.rule = route.rule;
    info_.bucket = kBucket;
  }

  Response run(BodySource& body) override {
    request_.info = &info_;
    Response response = answered(act(body));
    x_goog_upload::add_browser_headers(request_.head, response.headers);
    return response;
  }

 private:
  Checked<Response> act(BodySource& body);
  Response answered(Checked<Response> outcome) const {
    if (auto* response = std::get_if<Response>(&outcome)) return std::move(*response);
    return google_api::problem_answer(
        std::get<Problem>(outcome), wants_errors_array(request_.query, request_.world->options()));
  }

  Request request_;
  const Route& route_;
};

// Rules photos.auth.missing, photos.auth.scope.
std::optional<Problem> refusal(const Request& request, Needs needs) {
  const auto denied = check_access(*request.world, request.head, request.query, needs);
  if (!denied) return std::nullopt;
  if (*denied == Denied::kScope) {
    return Problem{403, "Request had insufficient authentication scopes."};
  }
  return Problem{401,
                 "Request had invalid authentication credentials. Expected OAuth 2 access token, "
                 "login cookie or other valid authentication credential. See "
                 "https://developers.google.com/identity/sign-in/web/devconsole-project."};
}

// Rule photos.batch.serial.
Problem another_write(const Options& options) {
  if (options.photos.serial_writes == PhotosSwitches::SerialWrites::k500) {
    return {500, "Internal error encountered."};
  }
  return {429,
          "Quota exceeded for quota 'concurrent write request' of service "
          "'photoslibrary.googleapis.com'."};
}

Checked<Response> LibraryCall::act(BodySource& body) {
  const Options& options = request_.world->options();
  const bool alone =
      route_.alone && options.photos.serial_writes != PhotosSwitches::SerialWrites::kOff;
  // Until it is answered, the time its body takes included.
  const auto reserved = alone ? request_.world->reservations().take(route_.rule) : std::nullopt;
  auto text = read_all(body, options.limits.metadata_bytes_max);
  drain(body);
  if (auto denied = refusal(request_, route_.needs)) return *std::move(denied);
  if (alone && !reserved) return another_write(options);
  if (!text && text.error().kind == ErrorKind::kTooLarge) {
    return Problem{413, "Request payload size exceeds the limit."};
  }
  if (!text) return invalid("The request was not received in full.");
  request_.body = *std::move(text);
  return route_.operate(request_);
}

// An address of the API that is none, or not by this method.
class NoSuchPage final : public Call {
 public:
  explicit NoSuchPage(RequestHead head) : head_(std::move(head)) { info_.rule = "photos.unknown"; }
  Response run(BodySource& body) override {
    drain(body);
    return head_.method == "OPTIONS" ? x_goog_upload::preflight_answer(head_)
                                     : google_api::no_such_page(head_.path());
  }

 private:
  RequestHead head_;
};

std::string effective_method(const RequestHead& head) {
  const std::string_view other = head.headers.get("X-HTTP-Method-Override");
  return head.method == "POST" && !other.empty() ? std::string(trim(other)) : head.method;
}

std::unique_ptr<Call> open_library(const RequestHead& head, const std::shared_ptr<World>& world) {
  bool any_method = false;
  Match match = find_route(effective_method(head), head.path(), any_method);
  if (match.route == nullptr) return std::make_unique<NoSuchPage>(head);
  Request request;
  request.head = head;
  request.world = world;
  if (auto query = Query::parse(head.query())) request.query = *std::move(query);
  request.base_url = x_goog_upload::base_url(head, world->options());
  request.id = std::move(match.id);
  return std::make_unique<LibraryCall>(std::move(request), *match.route);
}

// What rules make the upload front end say. Rule photos.upload.quota.
Response upload_fault(const Options& options, int status, std::string_view text) {
  if (status == 429 && options.photos.legacy_quota_errors) {
    return upload_error(400, 3,
                        "Insufficient tokens for quota 'photoslibrary.googleapis.com/"
                        "upload_requests' and limit 'UploadsPerMinute' of service "
                        "'photoslibrary.googleapis.com' for consumer 'project_number:1'.");
  }
  return upload_error(status, google_api::rpc_code(status), text);
}

Response error_form(const RequestHead& head, const Options& options, int status,
                    std::string_view text) {
  if (below(head.path(), kUploads)) return upload_fault(options, status, text);
  const auto query = Query::parse(head.query());
  const std::string message =
      status == 500   ? "Internal error encountered."
      : status == 503 ? "The service is currently unavailable."
      : status == 429
          ? "Quota exceeded for quota metric 'Write requests' and limit 'Write requests "
            "per minute per user' of service 'photoslibrary.googleapis.com'."
          : std::string(text);
  return google_api::problem_answer({status, message},
                                    query && wants_errors_array(*query, options));
}

}  // namespace

Protocol make_google_photos_protocol(const Options&) {
  Protocol protocol;
  protocol.name = "photos";
  protocol.error = error_form;
  protocol.open = [uploads = make_photos_uploads()](
                      const RequestHead& head,
                      const std::shared_ptr<World>& world) -> std::unique_ptr<Call> {
    if (head.path() == kUploads) {
      return x_goog_upload::open_upload(x_goog_upload::make_request(head, world, uploads));
    }
    const bool at_home = host_name(head.headers.get("Host")) == "photoslibrary.googleapis.com";
    return at_home || is_library(head.path()) ? open_library(head, world) : nullptr;
  };
  return protocol;
}

}  // namespace resumulator::google_photos
