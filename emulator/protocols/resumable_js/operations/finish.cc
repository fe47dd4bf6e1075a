// What ends an upload by word instead of by its last chunk.
//
//   POST MOUNT/assemble   makes the file of chunks that are all there (switch assemble=manual),
//   under
//                         another name where `filename` says so
//   POST MOUNT/cleanup    forgets an upload, finished or not
//   POST MOUNT/success    Fine Uploader: asks whether the file is there
//
// Rules rjs.complete.manual, rjs.complete.cleanup, rjs.dialect.fine-success
#include <nlohmann/json.hpp>

#include "core/wire/media_type.h"
#include "protocols/resumable_js/chunk_files.h"
#include "protocols/resumable_js/completion.h"
#include "protocols/resumable_js/request.h"
#include "protocols/resumable_js/safe_name.h"
#include "protocols/resumable_js/upload_body.h"

namespace resumulator::resumable_js {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kFormMax = 64 * 1024;

class Finish final : public FamilyCall {
 public:
  explicit Finish(Request from)
      : FamilyCall(std::move(from), Operation::kFinalize, std::string(kProtocol) + ".assemble"),
        fields_(request().query) {
    if (request().below == "cleanup") info_ = described(Operation::kCancel, "cleanup");
    if (request().below == "success") info_ = described(Operation::kStat, "success");
    find();
  }

 private:
  [[nodiscard]] CallInfo described(Operation operation, const char* what) const {
    CallInfo info = info_;
    info.operation = operation;
    info.rule = std::string(kProtocol) + "." + what;
    return info;
  }

  void find() {
    names_ = fields_.dialect(switches());
    const auto identifier = fields_.get(names_.identifier, switches());
    if (!identifier || !*identifier) return;
    identifier_ = **identifier;
    info_.session = find_session(world(), identifier_);
    if (info_.session) info_.object = info_.session->spec().object;
  }

  Response answer(BodySource& body) override {
    const auto type = request().head.headers.get("Content-Type");
    if (parse_media_type(type).value_or(MediaType()).is("application", "json")) {
      if (const auto read = read_json(body); !read) return failed(read.error());
      find();
    } else if (!type.empty()) {
      const auto form = read_upload(world(), body, type, kFormMax, fields_);
      if (!form) return error_answer(switches(), names_.dialect, form.error());
      find();
    }
    if (identifier_.empty()) {
      return failed({ErrorKind::kMalformed, "The identifier is missing.", "missing_parameter"});
    }
    if (request().below == "cleanup") return clean_up();
    return request().below == "success" ? success() : assemble();
  }

  /// The members of an object as fields; what is neither text nor number says nothing to us.
  Result<void> read_json(BodySource& body) {
    const Result<std::string> text = read_all(body, kFormMax);
    const Json json = text ? Json::parse(*text, nullptr, false) : Json();
    if (!json.is_object()) {
      return Unexpected(ErrorKind::kMalformed, "The body is no JSON object.", "malformed_body");
    }
    for (const auto& [name, value] : json.items()) {
      if (value.is_string()) fields_.add_form_field(name, value.get<std::string>());
      if (value.is_number()) fields_.add_form_field(name, value.dump());
    }
    return {};
  }

  Response assemble() {
    if (!info_.session) return unknown();
    PartSet& parts = *info_.session->parts();
    info_.persisted_before = info_.persisted_after = parts.bytes();
    const auto place = place_of(first_chunk(*info_.session), world().options());
    if (!place) return failed(place.error());
    std::string name;
    if (const auto wanted = fields_.get("filename", switches()); wanted && *wanted) {
      name = safe_file_name(**wanted, identifier_);
    }
    const auto done = complete(world(), *info_.session, *place, name);
    if (!done) return failed(done.error());
    if (!done->whole) {
      return failed({ErrorKind::kConflict, "Not all chunks are there.", "chunks_missing"});
    }
    if (done->made) {
      info_.generation = done->made->generation;
      info_.object = done->made->name;
    }
    return stored_answer(switches(), names_.dialect, identifier_, true);
  }

  Response clean_up() {
    if (!info_.session) return unknown();
    Turn turn = info_.session->begin_turn(nullptr);
    // The copies of chunks first: those that come now are of the next upload, and stay.
    remove_chunk_files(world(), identifier_);
    if (turn.state() == SessionState::kActive) static_cast<void>(turn.cancel());
    // A finished upload is forgotten as well; its file stays.
    world().sessions().forget_key(*info_.session);
    return json_answer(200, R"({"cleanup":true})");
  }

  Response success() {
    if (info_.session && is_complete(*info_.session)) {
      return stored_answer(switches(), names_.dialect, identifier_, true);
    }
    return unknown();
  }

  Response unknown() {
    return failed({ErrorKind::kNotFound, "There is no such upload.", "unknown_upload"});
  }
  Response failed(const Error& error) { return error_answer(switches(), names_.dialect, error); }

  Fields fields_;
  Names names_;
  std::string identifier_;
};

}  // namespace

std::unique_ptr<Call> open_finish(Request request) {
  return std::make_unique<Finish>(std::move(request));
}

}  // namespace resumulator::resumable_js
