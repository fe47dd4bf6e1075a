#include "protocols/filepond/request.h"

#include <algorithm>

#include "core/base/strings.h"
#include "core/base/utf8.h"
#include "protocols/filepond/protocol.h"
#include "protocols/mount_bucket.h"
#include "protocols/page_access.h"

namespace resumulator::filepond {
namespace {

/// All its bytes are there, and no object is.
bool is_whole(const SessionSnapshot& shot) {
  return shot.state == SessionState::kActive && shot.total == shot.offset;
}

/// The object it became; nullptr: it is not whole, or is finished.
Result<ObjectPtr> finish_transfer(World& world, Turn& turn, std::string_view name) {
  if (!is_whole(turn.glance())) return ObjectPtr();
  if (auto ready = ensure_bucket(world, kBucket); !ready) return Unexpected(ready.error());
  std::map<std::string, std::string> custom;
  // An object's metadata is text. Rule fpd.patch.name
  name = trim(name);
  if (!name.empty() && is_valid_utf8(name)) custom.emplace("filename", name);
  return turn.finalize({}, custom);
}

}  // namespace

std::optional<std::uint64_t> number_of(const Headers& headers, std::string_view name) {
  const auto values = headers.all(name);
  if (values.size() != 1) return std::nullopt;
  const auto number = parse_u64(values.front());
  return number ? std::optional(*number) : std::nullopt;
}

std::uint64_t size_max(const World& world) {
  const Options& options = world.options();
  return std::min(options.resumablejs.max_file_size, options.limits.object_bytes_max);
}

Response text_answer(int status, std::string text) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain; charset=utf-8");
  response.body = std::move(text);
  return response;
}

SessionPtr find_transfer(const World& world, const std::optional<std::string>& id) {
  if (!id) return nullptr;
  SessionPtr session = world.sessions().find(*id);
  return session && session->spec().protocol == kProtocol ? session : nullptr;
}

FilePondCall::FilePondCall(Request request, Operation operation, const char* rule)
    : request_(std::move(request)) {
  info_.operation = operation;
  info_.rule = std::string(kProtocol) + "." + rule;
  info_.bucket = kBucket;
  if (request_.id) info_.object = *request_.id;
}

void FilePondCall::name_session(SessionPtr session) {
  if (session) info_.object = session->spec().object;
  info_.session = std::move(session);
}

// Rule fpd.cors.answers
void FilePondCall::dress(Response& response) const {
  share_with_page(request_.head, response);
  if (!request_.head.headers.has("Origin")) return;
  response.headers.set("Access-Control-Expose-Headers", "Upload-Offset, Upload-Length");
}

Response FilePondCall::run(BodySource& body) {
  Response response = answer(body);
  response.close = !drain(body) || response.close;
  dress(response);
  return response;
}

std::optional<Response> FilePondCall::answer_again() {
  std::optional<Response> response;
  if (!refused_) {
    response = again();
  } else if (info_.session) {
    // A refusal stays what it was, unless the transfer has ended meanwhile.
    if (const auto gone = absence(info_.session->glance())) {
      response = text_answer(*gone, "There is no such transfer.");
    }
  }
  if (response) dress(*response);
  return response;
}

Response FilePondCall::refuse(int status, std::string text) {
  refused_ = true;
  return text_answer(status, std::move(text));
}

std::optional<int> FilePondCall::absence(const SessionSnapshot& shot) {
  switch (shot.state) {
    case SessionState::kActive:
    case SessionState::kComplete:
      return std::nullopt;
    case SessionState::kTerminated:
      return shot.termination.status == 410 ? 410 : 404;
    case SessionState::kCancelled:
    case SessionState::kExpired:
      break;
  }
  return 404;
}

Response FilePondCall::progress(int status, const SessionSnapshot& shot) const {
  const SessionSnapshot told = reported(report_, shot);
  const bool whole = shot.state == SessionState::kComplete;
  Response response;
  response.status = status;
  response.headers.add("Upload-Offset", std::to_string(whole ? shot.result->size : told.offset));
  if (whole || shot.total) {
    response.headers.add("Upload-Length", std::to_string(whole ? shot.result->size : *shot.total));
  }
  return response;
}

Result<void> FilePondCall::finish_if_whole(Turn& turn) {
  const auto object = finish_transfer(world(), turn, request_.head.headers.get("Upload-Name"));
  if (!object) return Unexpected(object.error());
  if (!*object) return {};
  info_.generation = (*object)->generation;
  info_.operation = Operation::kFinalize;
  return {};
}

Result<void> FilePondCall::catch_up(const SessionPtr& session) {
  if (!session || !is_whole(session->glance())) return {};
  Turn turn = session->begin_turn(nullptr);
  const auto object = finish_transfer(world(), turn, {});
  return object ? Result<void>() : Unexpected(object.error());
}

// Rule fpd.transfer.caught-up
void finish_interrupted(World& world) {
  for (const SessionPtr& session : world.sessions().all()) {
    if (session->spec().protocol != kProtocol || !is_whole(session->glance())) continue;
    Turn turn = session->begin_turn(nullptr);
    static_cast<void>(finish_transfer(world, turn, {}));
  }
}

}  // namespace resumulator::filepond
