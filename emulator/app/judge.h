// `resumulator judge`: the verdict again, offline: of a run folder, or of a journal and a scenario.
//
// Exit codes   those of a verdict (verdict/verdict.h); kUsage: something cannot be read.
// Source       docs/verdict.md, "The verdict".
#pragma once

#include <cstdint>
#include <string>

#include "app/judge_flags.h"

namespace resumulator::app {

struct JudgeSettings {
  std::string run_folder;
  std::string journal;  ///< NDJSON, or what the admin API gives
  std::string scenario;
  std::string case_name;   ///< which case, where the scenario has several
  std::uint64_t seed = 0;  ///< what a journal alone does not tell of its server
  double wire_scale = 1;
  JudgeFlags flags;
};

/// `settings` must outlive the parsing.
void add_judge_command_flags(CLI::App& command, JudgeSettings& settings);

[[nodiscard]] int judge_again(const JudgeSettings& settings);

}  // namespace resumulator::app
