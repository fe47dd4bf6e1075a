#include "server/scenario_reading.h"

#include <algorithm>

#include "protocols/gcs/common/names.h"
#include "server/option_table.h"
#include "verdict/verdict.h"

namespace resumulator {

namespace {

std::string no_bucket(std::string_view name) {
  return "\"" + std::string(name) +
         "\" cannot name a bucket: 3 to 63 of a-z, 0-9, '-', '_' and '.', a letter or digit at "
         "both ends, nothing of Google's";
}

std::string no_object(std::string_view name) {
  return "\"" + std::string(name.substr(0, 40)) +
         "\" cannot name an object: 1 to 1024 bytes without line breaks";
}

}  // namespace

std::string switch_of(std::string_view profile, std::string_view setting) {
  const std::string_view prefix = profile == "resumablejs" ? "resumable" : profile;
  return std::string(prefix) + "." + std::string(setting);
}

LoadOptions reading(bool strict_json) {
  LoadOptions options;
  options.strict_json = strict_json;
  options.setting_problem = [](std::string_view profile, std::string_view name,
                               const std::string& value) {
    Options scratch;
    const auto set = set_switch(scratch, switch_of(profile, name), value);
    return set ? std::string() : set.error().text;
  };
  options.bucket_problem = [](std::string_view name) {
    return gcs::check_bucket_name(name) ? no_bucket(name) : std::string();
  };
  options.object_problem = [](std::string_view name) {
    return gcs::check_object_name(name) ? no_object(name) : std::string();
  };
  options.file_problem = [](const std::string&, const std::string& name) {
    return "a document without a file has no folder to look for \"" + name +
           "\" in; write \"sha256\" instead";
  };
  for (const BookRule& rule : rule_book()) options.book.push_back({rule.id, rule.protocol});
  return options;
}

Result<const Scenario*> chosen_case(const std::vector<Scenario>& cases, std::string_view wanted,
                                    std::string_view how) {
  const std::string& first = cases.front().case_name;
  if (wanted.empty()) {
    if (cases.size() == 1) return &cases.front();
    return Unexpected(ErrorKind::kNotFound,
                      "The scenario has several cases; name one: " + std::string(how) + first);
  }
  const auto found = std::find_if(cases.begin(), cases.end(), [wanted](const Scenario& each) {
    return each.case_name == wanted;
  });
  if (found != cases.end()) return &*found;
  return Unexpected(ErrorKind::kNotFound, "The scenario has no such case; there is: " +
                                              (first.empty() ? "only one, without a name" : first));
}

}  // namespace resumulator
