#include "app/arm.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/ready.h"

namespace resumulator::app {

int arm(const ArmSettings& settings) {
  using Json = nlohmann::ordered_json;
  const auto reply =
      ask_lane(settings.server, "POST", "/rules", Json{{"rule", settings.rule}}.dump());
  if (!reply) {
    complain("arm: " + reply.error().text);
    return reply.error().kind == ErrorKind::kUsage ? kUsage : kUnhealthy;
  }
  const auto json = Json::parse(*reply, nullptr, false);
  const std::string name = json.is_object() ? json.value("armed", std::string()) : "";
  const auto said = write_descriptor(
      STDOUT_FILENO, "armed \"" + name + "\" in lane " + settings.server.lane + "\n");
  return said ? kFine : kInternal;
}

}  // namespace resumulator::app
