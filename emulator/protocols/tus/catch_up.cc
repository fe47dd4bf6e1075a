// What a stop, a kill or a full store kept from its end: ended by whoever asks for the upload, or
// by the server that opens the store again.
#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "core/upload/world.h"
#include "protocols/tus/protocol.h"
#include "protocols/tus/uploads.h"

namespace resumulator::tus {
namespace {

bool is_active(const UploadSession& session) {
  return session.spec().protocol == "tus" && session.glance().state == SessionState::kActive;
}

/// The final uploads that are not assembled among `ids`, their parts, the parts of those and so on:
/// the oldest first, so that each comes behind its parts.
std::vector<SessionPtr> waiting_among(const World& world, std::vector<std::string> ids) {
  std::vector<SessionPtr> found;
  std::set<std::string> seen;
  while (!ids.empty()) {
    const std::string id = std::move(ids.back());
    ids.pop_back();
    if (!seen.insert(id).second) continue;
    SessionPtr session = world.sessions().find(id);
    if (!session || !is_active(*session)) continue;
    Memory memory = memory_of(session->spec().adapter);
    if (memory.kind != Kind::kFinal) continue;
    std::move(memory.sources.begin(), memory.sources.end(), std::back_inserter(ids));
    found.push_back(std::move(session));
  }
  std::sort(found.begin(), found.end(),
            [](const SessionPtr& a, const SessionPtr& b) { return a->ordinal() < b->ordinal(); });
  return found;
}

}  // namespace

std::optional<Problem> catch_up(const Request& request, Turn& turn, CallInfo& info) {
  if (memory_of(turn.session().spec().adapter).kind == Kind::kFinal) {
    static_cast<void>(assemble(request, turn, info));
    return std::nullopt;
  }
  return finish_if_whole(request, turn, info) ? std::nullopt : std::optional(kCannotStore);
}

void catch_up_finals(const Request& request, std::vector<std::string> ids) {
  if (!request.options().concat_any) return;  // no part is a final upload
  for (const SessionPtr& session : waiting_among(*request.world, std::move(ids))) {
    CallInfo made;
    Turn turn = session->begin_turn(nullptr);
    static_cast<void>(assemble(request, turn, made));
  }
}

// Rules tus.state.caught-up, tus.concat.caught-up
void finish_interrupted(const std::shared_ptr<World>& world) {
  Request request;
  request.world = world;
  // The oldest first: parts before what is made of them.
  for (const SessionPtr& session : world->sessions().all()) {
    if (!is_active(*session)) continue;
    CallInfo made;
    Turn turn = session->begin_turn(nullptr);
    static_cast<void>(catch_up(request, turn, made));
  }
}

}  // namespace resumulator::tus
