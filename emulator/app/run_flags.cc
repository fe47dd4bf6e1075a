#include "app/run_flags.h"

#include "app/flag.h"
#include "core/base/units.h"

namespace resumulator::app {
namespace {

Result<std::chrono::milliseconds> parse_timeout(const std::string& text) {
  const auto time = parse_duration(text);
  if (!time) return Unexpected(time.error());
  const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(*time);
  if (rounded.count() < 1 || rounded > std::chrono::hours(24 * 7)) {
    return takes("a duration from 1ms to 7d", text);
  }
  return rounded;
}

void add_what(CLI::App& command, RunSettings& settings) {
  FlagGroup group(command, "Scenario");
  group.text("--suite", "SUITE", "a file, a folder or builtin:NAME; ends with a card",
             settings.suite);
  group.values("--tag", "TAG", "only scenarios that have it (repeatable: one of them)",
               [&settings](const std::string& text) -> Result<void> {
                 settings.tags.push_back(text);
                 return {};
               });
  group.text("--again", "DIR",
             "repeat the run of that folder, and say where the client first behaves differently",
             settings.again);
}

void add_results(CLI::App& command, RunSettings& settings) {
  FlagGroup group(command, "Results");
  group.text("--keep-dir", "DIR",
             "folders of all runs go there; without it only those that did not pass are kept",
             settings.keep_dir);
  group.text("--card", "FILE", "gets the card as JSON, to be kept as a baseline", settings.card);
  group.text("--baseline", "FILE", "an earlier card: the run fails only where it got worse",
             settings.baseline);
  group.text("--known", "FILE",
             R"(known failures: [{"scenario","case","reason","until":"2027-01-31"}])",
             settings.known);
}

}  // namespace

void add_client_flags(CLI::App& command, RunSettings& settings) {
  FlagGroup group(command, "Client");
  group.value(
      "--jobs", "N", "cases at a time [1]",
      keep([](const std::string& text) { return parse_number(text, 64, 1); }, settings.jobs));
  group.value(
      "--timeout", "DURATION", "the client is ended then, and the run fails [120s]",
      keep(parse_timeout, settings.record.timeout, [&settings] { settings.timeout_given = true; }));
  group.value("--emulator-host-form", "FORM",
              "what STORAGE_EMULATOR_HOST holds: url or host:port [url]",
              [&settings](const std::string& text) -> Result<void> {
                if (text != "url" && text != "host:port") return takes("url or host:port", text);
                settings.record.emulator_host_form = text;
                settings.form_given = true;
                return {};
              });
}

void add_run_flags(CLI::App& command, RunSettings& settings) {
  add_what(command, settings);
  add_client_flags(command, settings);
  add_results(command, settings);
  add_common_flags(command, settings.common);
}

}  // namespace resumulator::app
