#include "app/running_server.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "app/flag.h"
#include "app/http_call.h"

namespace resumulator::app {
namespace {

using Json = nlohmann::json;

std::string variable(const char* name) {
  const char* told = std::getenv(name);
  return told == nullptr ? "" : told;
}

/// STORAGE_EMULATOR_HOST may come without its scheme.
std::string url_of(const RunningServer& server) {
  if (!server.url.empty()) return server.url;
  if (auto admin = variable("RESUMULATOR_ADMIN_URL"); !admin.empty()) return admin;
  const auto host = variable("STORAGE_EMULATOR_HOST");
  return host.empty() || host.find("://") != std::string::npos ? host : "http://" + host;
}

/// What the server found wrong, one line each.
std::string mistakes(const HttpReply& reply) {
  const auto json = Json::parse(reply.body, nullptr, false);
  if (!json.is_object() || !json.contains("error")) return reply.status_line;
  const auto& error = json["error"];
  std::string text = error.value("message", reply.status_line);
  for (const auto& each : error.value("diagnostics", Json::array())) {
    text += "\n  " + each.value("message", std::string());
  }
  return text;
}

}  // namespace

void add_running_server_flags(CLI::App& command, const char* lane_help, RunningServer& server) {
  FlagGroup group(command, "Server");
  group.text("--url", "URL", "the server [RESUMULATOR_ADMIN_URL, STORAGE_EMULATOR_HOST]",
             server.url);
  group.text("--lane", "NAME", lane_help, server.lane);
  group.text("--admin-token", "TOKEN", "what its admin API asks for", server.token);
}

Result<std::string> ask_lane(const RunningServer& server, std::string_view method,
                             const std::string& path, const std::string& body) {
  const std::string url = url_of(server);
  if (url.empty()) {
    return Unexpected(ErrorKind::kUsage,
                      "say which server: --url http://HOST:PORT, or set STORAGE_EMULATOR_HOST");
  }
  auto reply = http_call({.url = url,
                          .method = method,
                          .path = "/_emu/v1/lanes/" + server.lane + path,
                          .body = body,
                          .token = server.token});
  if (!reply) return Unexpected(reply.error());
  if (reply->status / 100 != 2) return Unexpected(ErrorKind::kUsage, mistakes(*reply));
  return std::move(reply->body);
}

}  // namespace resumulator::app
