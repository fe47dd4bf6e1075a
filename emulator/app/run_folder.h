// The folder a run leaves: all that is needed to judge it again, and to repeat it.
//
//   run.json        how it was run: client, seed, version, time limit, options of the server
//   scenario.json   the scenario as expanded: this case only
//   journal.ndjson  one exchange a line
//   evidence.json   what else the verdict is made from
//   verdict.json    the verdict
//   output.txt      what the client wrote
//
// Errors   kUsage: a folder or file that cannot be made or read; the text names it.
// Threads  make_run_folder() from any thread: two never get the same folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <resumulator/result.hpp>
#include <string>
#include <vector>

#include "verdict/verdict.h"

namespace resumulator::app {

/// What repeats a run beside its scenario.
struct RunRecord {
  std::vector<std::string> client;  ///< as given, placeholders not filled in
  std::uint64_t seed = 0;
  std::string version;
  std::chrono::milliseconds timeout{std::chrono::seconds(120)};
  std::string emulator_host_form = "url";
  std::vector<std::string> options;  ///< of the server, as given: "--switch=overlap=verify"
};

struct RunFolder {
  RunRecord record;
  Scenario scenario;
  Evidence evidence;
};

/// Makes the next free of PARENT/0001, PARENT/0002 …, and PARENT where it is not there.
[[nodiscard]] Result<std::string> make_run_folder(const std::string& parent);
[[nodiscard]] Result<void> write_run_folder(const std::string& folder, const RunFolder& run,
                                            const Verdict& verdict);
[[nodiscard]] Result<RunFolder> read_run_folder(const std::string& folder);
/// A whole file, at most 1 GiB of it.
[[nodiscard]] Result<std::string> read_whole_file(const std::string& path);

}  // namespace resumulator::app
