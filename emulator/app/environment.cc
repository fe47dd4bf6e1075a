#include "app/environment.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "app/app.h"
#include "core/base/did_you_mean.h"

namespace resumulator::app {

void warn_of_unknown_variables(const CLI::App& command) {
  // What --env-file writes and `run` sets; whoever has them may well start another server.
  std::vector<std::string> known = {
      "RESUMULATOR_URL",      "RESUMULATOR_GCS_JSON_URL", "RESUMULATOR_GCS_XML_URL",
      "RESUMULATOR_TUS_URL",  "RESUMULATOR_PHOTOS_URL",   "RESUMULATOR_RESUMABLEJS_URL",
      "RESUMULATOR_IETF_URL", "RESUMULATOR_FILEPOND_URL", "RESUMULATOR_ADMIN_URL",
      "RESUMULATOR_LANE",     "RESUMULATOR_PID",          "RESUMULATOR_VERSION",
      "RESUMULATOR_BUCKET",   "RESUMULATOR_PAYLOAD",      "RESUMULATOR_PAYLOAD_SHA256",
      "RESUMULATOR_CASE",     "RESUMULATOR_SEED",         "RESUMULATOR_CA",
      "RESUMULATOR_TLS_URL",  "RESUMULATOR_PROXY_URL"};
  for (const auto* option : command.get_options()) {
    if (!option->get_envname().empty()) {
      known.push_back(option->get_envname());
    }
  }
  const std::vector<std::string_view> views(known.begin(), known.end());
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable(*entry);
    const auto name = variable.substr(0, variable.find('='));
    if (name.substr(0, 12) != "RESUMULATOR_" ||
        std::find(views.begin(), views.end(), name) != views.end()) {
      continue;
    }
    if (const auto meant = did_you_mean(name, views); !meant.empty()) {
      complain("the variable " + std::string(name) + " is not known" + meant);
    }
  }
}

}  // namespace resumulator::app
