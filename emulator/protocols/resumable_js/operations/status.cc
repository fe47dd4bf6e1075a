// GET MOUNT/status?resumableIdentifier=…: how far an upload is, for tests that drive us by hand.
//
//   {"identifier":…, "complete":false, "missing":[2,3], "chunks":[{"number":1,"size":…,
//    "crc32c":…,"arrived":1,"at":…}], "object":…}
//
// Rule rjs.complete.status
#include <nlohmann/json.hpp>

#include "core/wire/times.h"
#include "protocols/resumable_js/completion.h"
#include "protocols/resumable_js/request.h"

namespace resumulator::resumable_js {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMissingShown = 1000;

Json chunk_json(const Part& part) {
  return {{"number", part.number},
          {"size", part.size},
          {"crc32c", crc32c_base64(part.digests.crc32c)},
          {"arrived", part.sequence},
          {"at", format_rfc3339(part.stored)}};
}

class Status final : public FamilyCall {
 public:
  explicit Status(Request from)
      : FamilyCall(std::move(from), Operation::kStat, std::string(kProtocol) + ".status") {}

 private:
  Response answer(BodySource&) override {
    const Fields fields(request().query);
    const Names names = fields.dialect(switches());
    const auto identifier = fields.get(names.identifier, switches());
    if (!identifier) return error_answer(switches(), names.dialect, identifier.error());
    if (!*identifier || (*identifier)->empty()) {
      return error_answer(switches(), names.dialect,
                          {ErrorKind::kMalformed, names.identifier + " is missing.",
                           "missing_parameter"});
    }
    // What hinders it shows: nothing is missing and the upload is not complete.
    static_cast<void>(complete_again(world(), **identifier));
    const SessionPtr session = find_session(world(), **identifier);
    if (!session) {
      return error_answer(switches(), names.dialect,
                          {ErrorKind::kNotFound, "There is no such upload.", "unknown_upload"});
    }
    info_.session = session;
    info_.object = session->spec().object;
    return json_answer(200, tell(**identifier, *session));
  }

  [[nodiscard]] std::string tell(const std::string& identifier, UploadSession& session) const {
    const SessionSnapshot now = session.snapshot();
    Json json = {{"identifier", identifier},
                 {"complete", now.state == SessionState::kComplete},
                 {"state", to_string(now.state)},
                 {"missing", Json::array()},
                 {"chunks", Json::array()}};
    const auto place = place_of(first_chunk(session), world().options());
    if (place && now.state == SessionState::kActive) {
      json["missing"] =
          session.parts()->missing(static_cast<std::uint32_t>(place->count), kMissingShown);
    }
    for (const PartPtr& part : session.parts()->list()) json["chunks"].push_back(chunk_json(*part));
    if (now.result) json["object"] = now.result->name;
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
};

}  // namespace

std::unique_ptr<Call> open_status(Request request) {
  return std::make_unique<Status>(std::move(request));
}

}  // namespace resumulator::resumable_js
