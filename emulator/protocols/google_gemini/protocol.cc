#include "protocols/google_gemini/protocol.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "protocols/google_gemini/files.h"
#include "protocols/google_gemini/uploads.h"
#include "protocols/google_problem.h"
#include "protocols/x_goog_upload/answers.h"
#include "protocols/x_goog_upload/browser.h"
#include "protocols/x_goog_upload/open.h"

namespace resumulator::google_gemini {
namespace {

using google_api::Checked;
using google_api::Problem;

constexpr std::string_view kUpload = "/upload";
constexpr std::array<std::string_view, 3> kVersions = {"/v1beta", "/v1alpha", "/v1"};
constexpr std::size_t kPageDefault = 10;
constexpr std::size_t kPageMax = 100;

struct Request {
  RequestHead head;  ///< a copy: a Call outlives open()
  std::shared_ptr<World> world;
  Query query;
  std::string base_url;
  std::string id;
};
using Operate = Checked<Response> (*)(const Request& request);

// Rule gemini.file.unknown: what is not there may be somebody else's.
Problem no_permission(std::string_view id) {
  return {403, "You do not have permission to access the File " + std::string(id.substr(0, 40)) +
                   " or it may not exist."};
}

// Rule gemini.file.get.
Checked<Response> get_file(const Request& request) {
  const ObjectPtr file = find_file(*request.world, request.id);
  if (!file) return no_permission(request.id);
  return google_api::json_answer(file_json(*request.world, *file, request.base_url) + "\n");
}

// Rule gemini.file.delete.
Checked<Response> delete_file(const Request& request) {
  if (!find_file(*request.world, request.id)) return no_permission(request.id);
  const auto removed = request.world->objects().remove(kBucket, request.id, {}, {});
  if (!removed && removed.error().kind != ErrorKind::kNotFound) return google_api::unavailable();
  if (!removed) return no_permission(request.id);
  return google_api::json_answer("{}\n");
}

// Rule gemini.file.list.
Checked<Response> list_files(const Request& request) {
  std::size_t size = kPageDefault;
  if (const std::string* text = request.query.find("pageSize"); text != nullptr && !text->empty()) {
    const auto number = parse_u64(*text);
    if (!number) return google_api::invalid("Invalid value at 'page_size' (TYPE_INT32).");
    if (*number > 0) size = static_cast<std::size_t>(std::min<std::uint64_t>(*number, kPageMax));
  }
  const auto files = all_files(*request.world);
  std::size_t from = 0;
  if (const std::string_view token = request.query.get("pageToken"); !token.empty()) {
    const auto last = base64url_decode(token);
    const auto found = std::find_if(files.begin(), files.end(), [&](const ObjectPtr& file) {
      return last && file->name == *last;
    });
    if (found == files.end()) return google_api::invalid("Invalid page token.");
    from = static_cast<std::size_t>(found - files.begin()) + 1;
  }
  const std::size_t to = std::min(files.size(), from + size);
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (std::size_t i = from; i < to; ++i) {
    json["files"].push_back(nlohmann::ordered_json::parse(
        file_json(*request.world, *files[i], request.base_url), nullptr, false));
  }
  if (to < files.size()) json["nextPageToken"] = base64url_encode(files[to - 1]->name);
  return google_api::json_answer(json.dump(2) + "\n");
}

class FileCall final : public Call {
 public:
  FileCall(Request request, Operation operation, const char* rule, Operate operate)
      : request_(std::move(request)), operate_(operate) {
    info_.operation = operation;
    info_.rule = rule;
    info_.bucket = kBucket;
    info_.object = request_.id;
  }

  Response run(BodySource& body) override {
    drain(body);
    auto outcome = operate_(request_);
    Response response = std::holds_alternative<Response>(outcome)
                            ? std::move(std::get<Response>(outcome))
                            : google_api::problem_answer(std::get<Problem>(outcome), false);
    x_goog_upload::add_browser_headers(request_.head, response.headers);
    return response;
  }

 private:
  Request request_;
  Operate operate_;
};

Checked<Response> preflight(const Request& request) {
  return x_goog_upload::preflight_answer(request.head);
}
Checked<Response> no_such_page(const Request& request) {
  return google_api::no_such_page(request.head.path());
}

/// Takes "/v1beta/files" off the front of `path`: what is left is "" or "/id". Rule
/// gemini.route.versions
bool take_files(std::string_view& path) {
  for (const std::string_view version : kVersions) {
    std::string_view rest = path;
    const bool fits = take_prefix(rest, version) && take_prefix(rest, "/files") &&
                      (rest.empty() || rest.front() == '/');
    if (!fits) continue;
    path = rest;
    return true;
  }
  return false;
}

std::unique_ptr<Call> open_files(const RequestHead& head, const std::shared_ptr<World>& world) {
  std::string_view rest = head.path();
  if (!take_files(rest)) return nullptr;
  Request request;
  request.head = head;
  request.world = world;
  if (auto query = Query::parse(head.query())) request.query = *std::move(query);
  request.base_url = x_goog_upload::base_url(head, world->options());
  request.id = rest.empty() ? std::string_view() : rest.substr(1);
  const auto make = [&](Operation operation, const char* rule, Operate operate) {
    return std::make_unique<FileCall>(std::move(request), operation, rule, operate);
  };
  if (head.method == "OPTIONS") return make(Operation::kOther, "gemini.files.other", preflight);
  const bool one = !request.id.empty();
  if (head.method == "GET") {
    return one ? make(Operation::kStat, "gemini.files.get", get_file)
               : make(Operation::kList, "gemini.files.list", list_files);
  }
  if (head.method == "DELETE" && one) {
    return make(Operation::kDelete, "gemini.files.delete", delete_file);
  }
  return make(Operation::kOther, "gemini.files.other", no_such_page);
}

Response error_form(const RequestHead& head, const Options& /*options*/, int status,
                    std::string_view text) {
  return head.headers.has("X-Goog-Upload-Command")
             ? x_goog_upload::sentence_answer(status, text)
             : google_api::problem_answer({status, std::string(text)}, false);
}

}  // namespace

Protocol make_google_gemini_protocol(const Options&) {
  Protocol protocol;
  protocol.name = "gemini";
  protocol.error = error_form;
  protocol.open = [uploads = make_gemini_uploads()](
                      const RequestHead& head,
                      const std::shared_ptr<World>& world) -> std::unique_ptr<Call> {
    std::string_view path = head.path();
    if (take_prefix(path, kUpload) && take_files(path) && path.empty()) {
      return x_goog_upload::open_upload(x_goog_upload::make_request(head, world, uploads));
    }
    return open_files(head, world);
  };
  return protocol;
}

}  // namespace resumulator::google_gemini
