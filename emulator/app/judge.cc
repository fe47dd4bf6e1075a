#include "app/judge.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "app/app.h"
#include "app/flag.h"
#include "app/ready.h"
#include "app/run_folder.h"
#include "app/run_scenarios.h"
#include "core/base/sha256.h"
#include "core/wire/exchange_json.h"
#include "server/file_digests.h"

namespace resumulator::app {
namespace {

struct Material {
  Evidence evidence;
  Scenario scenario;
};

Result<Material> from_folder(const JudgeSettings& settings) {
  auto run = read_run_folder(settings.run_folder);
  if (!run) return Unexpected(run.error());
  return Material{std::move(run->evidence), std::move(run->scenario)};
}

/// A journal alone: what became of objects is read from it, their bytes are not known.
Result<Material> from_journal(const JudgeSettings& settings) {
  auto cases = load_cases({settings.scenario}, settings.case_name);
  if (!cases) return Unexpected(cases.error());
  if (cases->size() != 1) {
    return Unexpected(ErrorKind::kUsage, settings.scenario + " has " +
                                             std::to_string(cases->size()) +
                                             " cases; name one with --case");
  }
  auto text = read_whole_file(settings.journal);
  if (!text) return Unexpected(text.error());
  auto exchanges = journal_from_json(*text);
  if (!exchanges) {
    return Unexpected(ErrorKind::kUsage, settings.journal + ": " + exchanges.error().text);
  }
  Material material;
  material.scenario = std::move(cases->front());
  Evidence& evidence = material.evidence;
  evidence.exchanges = *std::move(exchanges);
  evidence.scenario = material.scenario.name;
  evidence.case_name = material.scenario.case_name;
  evidence.seed = settings.seed;
  evidence.wire_scale = settings.wire_scale;
  std::sort(evidence.exchanges.begin(), evidence.exchanges.end(),
            [](const auto& a, const auto& b) { return a.seq < b.seq; });
  if (!evidence.exchanges.empty()) {
    evidence.exchanges_dropped = evidence.exchanges.front().seq - 1;
    evidence.lane = evidence.exchanges.front().lane;
  }
  evidence.objects = object_facts(evidence.exchanges, {});
  evidence.files = digests_of_files(material.scenario);
  return material;
}

}  // namespace

void add_judge_command_flags(CLI::App& command, JudgeSettings& settings) {
  command.add_option("folder", settings.run_folder, "what a run has left")->type_name("DIR");
  FlagGroup alone(command, "A journal alone");
  alone.text("--journal", "FILE", "exchanges, one a line, or as the API has them",
             settings.journal);
  alone.text("--scenario", "FILE", "a file, or builtin:NAME", settings.scenario);
  alone.text("--case", "K=V,…", "which case, where there are several", settings.case_name);
  alone.value("--seed", "N", "the server's, to be told with the verdict [0]",
              keep(parse_seed, settings.seed));
  alone.value("--wire-scale", "X", "the server's: what the verdict wants of waits [1]",
              keep(parse_scale, settings.wire_scale));
  add_judge_flags(command, settings.flags);
}

int judge_again(const JudgeSettings& settings) {
  const bool folder = !settings.run_folder.empty();
  const bool journal = !settings.journal.empty() && !settings.scenario.empty();
  if (folder == journal || (folder && !(settings.journal + settings.scenario).empty())) {
    complain("judge takes the folder of a run, or --journal FILE and --scenario FILE");
    return kUsage;
  }
  if (auto fine = check_reports(settings.flags); !fine) {
    complain(fine.error().text);
    return kUsage;
  }
  auto material = folder ? from_folder(settings) : from_journal(settings);
  if (!material) {
    complain(material.error().text);
    return kUsage;
  }
  apply(settings.flags, material->evidence);
  Verdict verdict = judge(material->evidence, material->scenario, settings.flags.options);
  if (folder) verdict.again = "resumulator run --again " + settings.run_folder;
  const auto& client = material->evidence.client;
  const auto ran = client ? client->ran : std::chrono::microseconds(0);
  if (auto written = write_reports(settings.flags, {{"judge", verdict, ran}}); !written) {
    complain(written.error().text);
    return kUsage;
  }
  if (!write_descriptor(STDOUT_FILENO, to_text(verdict, material->evidence))) return kInternal;
  return exit_code(verdict);
}

}  // namespace resumulator::app
