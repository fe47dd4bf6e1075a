#include "app/show_lane.h"

#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/ready.h"

namespace resumulator::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kSessionsTold = 50;

std::string text_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  return found->is_string() ? found->get<std::string>() : found->dump();
}
std::uint64_t number_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number() ? found->get<std::uint64_t>() : 0;
}

std::string heading(const Json& lane) {
  const std::string scenario = text_of(lane, "scenario");
  return "lane " + text_of(lane, "name") + "   " + text_of(lane, "url") + "   seed " +
         text_of(lane, "seed") + "   clock " + text_of(lane, "clock") + "\n  " +
         (scenario.empty() ? "no scenario" : "scenario \"" + scenario + "\"") + "   phase " +
         text_of(lane, "phase") + "   " + text_of(lane, "active") + " requests under way\n";
}

std::string rule_line(const Json& rule) {
  std::string line = "  \"" + text_of(rule, "name") + "\"  matched " + text_of(rule, "matched") +
                     ", fired " + text_of(rule, "fired");
  for (const char* key : {"shadowed", "unmet"}) {
    if (number_of(rule, key) > 0) line += std::string(", ") + key + " " + text_of(rule, key);
  }
  const std::string nearest = text_of(rule, "nearest");
  return line + (nearest.empty() ? "" : "\n    nearest: " + nearest) + "\n";
}

std::string session_line(const Json& session) {
  const std::string total = session.contains("total") && session["total"].is_number()
                                ? " of " + session["total"].dump()
                                : "";
  return "  s" + text_of(session, "ordinal") + "  " + text_of(session, "protocol") + "  " +
         text_of(session, "bucket") + "/" + text_of(session, "object") + "  " +
         text_of(session, "state") + ", " + text_of(session, "offset") + total + " bytes\n";
}

std::string list(const char* title, const Json& all, std::size_t told,
                 std::string (*line)(const Json&)) {
  std::string text = "\n" + std::string(title) + (all.empty() ? ": none" : "") + "\n";
  for (std::size_t i = 0; i < std::min(told, all.size()); ++i) text += line(all[i]);
  if (all.size() > told) text += "  and " + std::to_string(all.size() - told) + " more\n";
  return text;
}

/// A document of the admin API; kUnavailable where it is none.
Result<Json> document(const RunningServer& server, const std::string& path) {
  const auto body = ask_lane(server, "GET", path);
  if (!body) return Unexpected(body.error());
  auto json = Json::parse(*body, nullptr, false);
  if (json.is_object()) return json;
  return Unexpected(ErrorKind::kUnavailable, "the answer is not one of a resumulator");
}

Result<std::string> state_of(const RunningServer& server) {
  const auto lane = document(server, "");
  if (!lane) return Unexpected(lane.error());
  const auto rules = document(server, "/rules");
  if (!rules) return Unexpected(rules.error());
  const auto sessions = document(server, "/sessions");
  if (!sessions) return Unexpected(sessions.error());
  auto verdict = ask_lane(server, "GET", "/verdict?format=text");
  if (!verdict) return verdict;
  const Json none = Json::array();
  return heading(*lane) + list("rules", rules->value("rules", none), SIZE_MAX, rule_line) +
         list("sessions", sessions->value("sessions", none), kSessionsTold, session_line) + "\n" +
         *verdict;
}

}  // namespace

int show_lane(const RunningServer& server) {
  const auto state = state_of(server);
  if (!state) {
    complain("show: " + state.error().text);
    return state.error().kind == ErrorKind::kUsage ? kUsage : kUnhealthy;
  }
  return write_descriptor(STDOUT_FILENO, *state) ? kFine : kInternal;
}

}  // namespace resumulator::app
