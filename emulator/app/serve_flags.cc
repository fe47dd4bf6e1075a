#include "app/serve_flags.h"

#include <resumulator/result.hpp>

#include "app/flag.h"
#include "app/token_files.h"
#include "core/base/strings.h"
#include "core/base/units.h"

namespace resumulator::app {
namespace {

/// "a", "a:0", "a:9001"
Result<LaneSettings> parse_lane(const std::string& text) {
  LaneSettings lane;
  const auto halves = split_once(text, ':');
  lane.name = halves.first;
  if (!halves.found) return lane;
  const auto port = parse_port(halves.second);
  if (!port) return takes("NAME or NAME:PORT", text);
  lane.port = *port;
  return lane;
}

void add_lanes(CLI::App& command, ServeSettings& settings) {
  FlagGroup group(command, "Lanes");
  group.values("--lane", "NAME[:PORT]",
               "a world of its own, at a port of its own where one is named; 0 picks a free one "
               "(repeatable)",
               [&settings](const std::string& text) -> Result<void> {
                 auto lane = parse_lane(text);
                 if (!lane) return Unexpected(lane.error());
                 settings.lanes.push_back(*std::move(lane));
                 return {};
               });
  group.on("--auto-lanes", "a request that names a lane which is not there opens it",
           settings.common.options.auto_lanes);
}

void add_life(CLI::App& command, ServeSettings& settings) {
  FlagGroup group(command, "Life");
  group.on("--watch",
           "when a file of the scenario changes, the new one is in force; one with mistakes "
           "changes nothing",
           settings.watch);
  group.text("--ready-file", "FILE", "gets the ready line; never there in part",
             settings.ready_file);
  group.value("--ready-fd", "N", "an open descriptor that gets the ready line",
              keep([](const std::string& text) { return parse_number(text, 1'000'000); },
                   settings.ready_fd));
  group.text("--env-file", "FILE", "gets KEY=value lines to source", settings.env_file);
  group.on("--exit-with-parent", "end when standard input closes, so that no orphan stays",
           settings.exit_with_parent);
  group.value("--idle-exit", "DURATION", "end after so long without a request",
              [&settings](const std::string& text) -> Result<void> {
                const auto idle = parse_duration(text);
                if (!idle) return Unexpected(idle.error());
                settings.idle_exit = std::chrono::ceil<std::chrono::milliseconds>(*idle);
                return {};
              });
}

}  // namespace

void add_serve_flags(CLI::App& command, ServeSettings& settings) {
  add_common_flags(command, settings.common);
  add_lanes(command, settings);
  add_token_file_flags(command, settings.token_files, settings.common.options);
  add_life(command, settings);
}

}  // namespace resumulator::app
