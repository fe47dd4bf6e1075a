#include "app/health.h"

#include "app/app.h"
#include "app/http_call.h"

namespace resumulator::app {

int health(const std::string& url) {
  const auto reply = http_call({.url = url, .path = "/_emu/v1/ready"});
  if (!reply) {
    const bool usage = reply.error().kind == ErrorKind::kUsage;
    complain((usage ? "health " : "") + reply.error().text);
    return usage ? kUsage : kUnhealthy;
  }
  if (reply->status != 200) {
    complain(url + " is not ready: " + reply->status_line);
    return kUnhealthy;
  }
  return kFine;
}

}  // namespace resumulator::app
