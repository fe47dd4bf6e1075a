#include "app/rules.h"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/ready.h"
#include "verdict/verdict.h"

namespace resumulator::app {
namespace {

std::string as_text() {
  std::string out;
  for (const BookRule& rule : rule_book()) {
    std::string level = to_string(rule.level);
    level.resize(7, ' ');
    out += rule.id + "  " + level + rule.text + "\n                 " + rule.source + "\n";
  }
  return out;
}

std::string as_json() {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const BookRule& rule : rule_book()) {
    list.push_back({{"id", rule.id},
                    {"protocol", rule.protocol},
                    {"level", to_string(rule.level)},
                    {"text", rule.text},
                    {"source", rule.source}});
    if (!rule.also.empty()) list.back()["also"] = rule.also;
  }
  return list.dump(2) + "\n";
}

}  // namespace

int list_rules(bool json) {
  return write_descriptor(STDOUT_FILENO, json ? as_json() : as_text()) ? kFine : kInternal;
}

}  // namespace resumulator::app
