#include "app/arm.h"

#include <cstdlib>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/http_call.h"

namespace resumulator::app {
namespace {

using Json = nlohmann::ordered_json;

/// STORAGE_EMULATOR_HOST may come without its scheme.
std::string server_url(const ArmSettings& settings) {
  if (!settings.url.empty()) return settings.url;
  const char* told = std::getenv("STORAGE_EMULATOR_HOST");
  const std::string host = told == nullptr ? "" : told;
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

int arm(const ArmSettings& settings) {
  const std::string url = server_url(settings);
  if (url.empty()) {
    complain("say which server: --url http://HOST:PORT, or set STORAGE_EMULATOR_HOST");
    return kUsage;
  }
  const auto reply = http_call({.url = url,
                                .method = "POST",
                                .path = "/_emu/v1/lanes/" + settings.lane + "/rules",
                                .body = Json{{"rule", settings.rule}}.dump(),
                                .token = settings.token});
  if (!reply) {
    complain("arm: " + reply.error().text);
    return reply.error().kind == ErrorKind::kUsage ? kUsage : kUnhealthy;
  }
  if (reply->status != 201) {
    complain("arm: " + mistakes(*reply));
    return kUsage;
  }
  const auto json = Json::parse(reply->body, nullptr, false);
  std::cout << "armed \"" << json.value("armed", std::string()) << "\" in lane " << settings.lane
            << "\n";
  return kFine;
}

}  // namespace resumulator::app
