#include "app/switches.h"

#include <unistd.h>

#include <string>

#include "app/app.h"
#include "app/ready.h"
#include "server/option_table.h"

namespace resumulator::app {
namespace {

void append(std::string& out, const char* title, const char* usage,
            const std::vector<NamedOption>& options) {
  out.append(title).append("\n  ").append(usage).append("\n\n");
  for (const auto& option : options) {
    out += "  " + option.name + " = " + option.values + "\n      " + option.meaning + " [" +
           option.default_value + "]\n";
  }
}

}  // namespace

int list_switches() {
  std::string out;
  append(out, "Switches: what the service does where sources disagree.",
         "--switch NAME=VALUE, or RESUMULATOR_SWITCHES=NAME=VALUE,NAME=VALUE", switch_list());
  out += '\n';
  append(out, "Limits: bounds on everything that can grow.",
         "--limit NAME=VALUE, or RESUMULATOR_LIMITS=NAME=VALUE,NAME=VALUE", limit_list());
  return write_descriptor(STDOUT_FILENO, out) ? kFine : kInternal;
}

}  // namespace resumulator::app
