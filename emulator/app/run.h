// `resumulator run`: a client, hurt as the scenarios say, and judged.
//
// Output       progress to stderr; the client's own output goes through (with several at a time,
//              each line under the name of its case); verdicts and the card to stdout.
// Exit codes   those of a verdict (verdict/verdict.h); of several the gravest. kUsage: an option, a
//              scenario, a file that cannot be.
// Source       docs/verdict.md, "Running a client".
#pragma once

#include <string>
#include <vector>

#include "app/run_case.h"

namespace resumulator::app {

struct RunSettings {
  CommonSettings common;  ///< its scenarios are put together, or are one suite
  std::string suite;
  std::vector<std::string> tags;  ///< only scenarios with one of these; empty: all
  std::string again;              ///< the folder of an earlier run
  std::size_t jobs = 1;
  std::string keep_dir;
  std::string card;      ///< gets the card as JSON
  std::string baseline;  ///< an earlier card
  std::string known;     ///< list of known failures
  RunRecord record;      ///< its seed is the one of `common`
  bool timeout_given = false;
  bool form_given = false;
};

/// Cases have a server each: a fixed port is not for several at a time.
[[nodiscard]] Result<void> check_ports(const RunSettings& settings);

[[nodiscard]] int run_client(RunSettings settings);

}  // namespace resumulator::app
