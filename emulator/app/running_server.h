// A server that runs elsewhere, asked over its admin API: what `arm` and `show --lane` share.
//
// Errors   kUsage: no server is named, or it refuses what it is asked for, in its words.
//          kUnavailable: nobody answers.
// Threads  one.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace resumulator::app {

struct RunningServer {
  /// Empty: RESUMULATOR_ADMIN_URL, then STORAGE_EMULATOR_HOST.
  std::string url;
  std::string lane;
  std::string token;  ///< of the admin API
};

/// --url, --lane and --admin-token. `server` must outlive the parsing.
void add_running_server_flags(CLI::App& command, const char* lane_help, RunningServer& server);

/// The body of a good answer to a request for `path` below the lane, "/rules".
[[nodiscard]] Result<std::string> ask_lane(const RunningServer& server, std::string_view method,
                                           const std::string& path, const std::string& body = {});

}  // namespace resumulator::app
