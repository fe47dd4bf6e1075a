// What `run` and `judge` have in common: how severely to judge, and where reports go.
//
// Errors   of reading: CLI::ParseError, caught in app.cc; third-party types stay in .cc files.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <vector>

#include "verdict/report.h"

namespace CLI {
class App;
}

namespace resumulator::app {

struct JudgeFlags {
  JudgeOptions options;
  bool no_timing = false;
  double timing_slack = 0.95;
  std::string report_json;
  std::string report_junit;
  std::string report_md;
};

/// `flags` must outlive the parsing.
void add_judge_flags(CLI::App& command, JudgeFlags& flags);
/// Before anything is run: whether they can be written.
[[nodiscard]] Result<void> check_reports(const JudgeFlags& flags);
/// The files that were asked for; each is there whole or not at all.
[[nodiscard]] Result<void> write_reports(const JudgeFlags& flags,
                                         const std::vector<NamedVerdict>& verdicts);
/// How timing is judged goes with the evidence, so that a run folder judges alike.
void apply(const JudgeFlags& flags, Evidence& evidence);

}  // namespace resumulator::app
