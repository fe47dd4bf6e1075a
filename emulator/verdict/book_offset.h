// Rules that hold for every protocol in which a client sends bytes from an offset the server names:
// tus, and the protocol of the IETF. Each is judged for the requests of one protocol.
//
// A client is never blamed for what a fault told it: an offset counts as told when its answer was
// sent, whatever was stored.
//
// Threads  pure functions.
#pragma once

#include <string_view>

#include "verdict/checks.h"

namespace resumulator::book {

void starts_where_told(const CheckInput& input, std::string_view protocol, CheckResult& result);
void nothing_to_the_dead(const CheckInput& input, std::string_view protocol, CheckResult& result);
void asks_first(const CheckInput& input, std::string_view protocol, CheckResult& result);
void quiet_after_completion(const CheckInput& input, std::string_view protocol,
                            CheckResult& result);
void permanent_is_permanent(const CheckInput& input, std::string_view protocol,
                            CheckResult& result);
/// Of one upload, whatever its protocol. A client may come again with other credentials after 401.
void refused_is_not_repeated(const SessionStory& session, CheckResult& result);
/// Retry-After of whatever failed.
void waits_as_told(const CheckInput& input, CheckResult& result);

/// Calls `judge(turn)` for every request of the protocol.
template <typename Judge>
void each_request(const CheckInput& input, std::string_view protocol, const Judge& judge) {
  for (const Turned& turn : input.story.all) {
    if (turn.exchange->protocol == protocol) judge(turn);
  }
}
/// Calls `judge(story)` for every upload of the protocol.
template <typename Judge>
void each_upload(const CheckInput& input, std::string_view protocol, const Judge& judge) {
  for (const SessionStory& session : input.story.sessions) {
    if (session.turns.front().exchange->protocol == protocol) judge(session);
  }
}

}  // namespace resumulator::book
