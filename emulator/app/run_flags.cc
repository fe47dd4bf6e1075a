#include "app/run_flags.h"

#include <CLI/CLI.hpp>

#include "app/serve_flags.h"
#include "app/tls_flags.h"
#include "core/base/units.h"
#include "server/option_table.h"

namespace resumulator::app {
namespace {

[[noreturn]] void refuse(const char* flag, const std::string& text) {
  throw CLI::ValidationError(flag, text);
}

void add_what(CLI::App& command, RunSettings& settings) {
  command
      .add_option("--scenario", settings.scenarios,
                  "a file or builtin:NAME (repeatable: they are put together); or a suite")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group("What to run");
  const auto text = [&command](const char* flag, std::string& into, const char* value,
                               const char* help) {
    command.add_option(flag, into, help)->type_name(value)->group("What to run");
  };
  text("--suite", settings.suite, "SUITE", "a file, a folder or builtin:NAME; ends with a card");
  text("--case", settings.pick, "K=V,…", "only the cases of `vary` that have these values");
  command.add_option("--tag", settings.tags, "only scenarios that have it (repeatable: one of them)")
      ->type_name("TAG")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->group("What to run");
  text("--again", settings.again, "DIR",
       "repeat the run of that folder, and say where the client first behaves differently");
}

void add_how(CLI::App& command, RunSettings& settings) {
  command
      .add_option_function<std::string>(
          "--jobs",
          [&settings](const std::string& text) {
            const auto jobs = parse_number(text, 64);
            if (!jobs || *jobs == 0) refuse("--jobs", "takes a number from 1 to 64");
            settings.jobs = static_cast<std::size_t>(*jobs);
          },
          "cases at a time [1]")
      ->type_name("N")
      ->envname("RESUMULATOR_JOBS")
      ->group("How");
  command
      .add_option_function<std::string>(
          "--timeout",
          [&settings](const std::string& text) {
            const auto time = parse_duration(text);
            if (!time) refuse("--timeout", time.error().text);
            const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(*time);
            if (rounded.count() < 1 || rounded > std::chrono::hours(24 * 7)) {
              refuse("--timeout", "takes a duration from 1ms to 7d");
            }
            settings.each.record.timeout = rounded;
            settings.timeout_given = true;
          },
          "the client is ended then, and the run fails [120s]")
      ->type_name("DURATION")
      ->envname("RESUMULATOR_TIMEOUT")
      ->group("How");
  command
      .add_option_function<std::string>(
          "--seed",
          [&settings](const std::string& text) {
            const auto seed = parse_seed(text);
            if (!seed) refuse("--seed", seed.error().text);
            settings.each.record.seed = *seed;
            settings.seed_given = true;
          },
          "of ids and chance; decimal or 0x… [random]")
      ->type_name("N")
      ->envname("RESUMULATOR_SEED")
      ->group("How");
  command
      .add_option_function<std::string>(
          "--emulator-host-form",
          [&settings](const std::string& text) {
            if (text != "url" && text != "host:port") {
              refuse("--emulator-host-form", "takes url or host:port, not \"" + text + "\"");
            }
            settings.each.record.emulator_host_form = text;
          },
          "what STORAGE_EMULATOR_HOST holds: url or host:port [url]")
      ->type_name("FORM")
      ->group("How");
  command
      .add_option_function<std::string>(
          "--wire-scale",
          [&settings](const std::string& text) {
            const auto scale = parse_scale(text);
            if (!scale) refuse("--wire-scale", scale.error().text);
            settings.each.options.wire_scale = *scale;
          },
          "waits and rates of faults, and their Retry-After, take X times as long; what the "
          "verdict wants of waits, too [1]")
      ->type_name("X")
      ->envname("RESUMULATOR_WIRE_SCALE")
      ->group("How");
}

/// Options of the server, remembered as they were written.
void add_server(CLI::App& command, RunSettings& settings) {
  using Set = Result<void> (*)(Options&, const std::string&);
  const auto add = [&](const char* flag, const char* env, std::vector<std::string>& list,
                       const char* help, Set set) {
    command
        .add_option_function<std::vector<std::string>>(
            flag,
            [flag, set, &list, &settings](const std::vector<std::string>& texts) {
              for (const std::string& text : texts) {
                if (auto done = set(settings.each.options, text); !done) {
                  refuse(flag, done.error().text);
                }
                list.push_back(text);
              }
            },
            help)
        ->type_name("NAME=VALUE")
        ->envname(env)
        ->delimiter(',')
        ->allow_extra_args(false)
        ->group("Server");
  };
  add("--switch", "RESUMULATOR_SWITCHES", settings.each.record.switches,
      "behave otherwise where sources disagree (repeatable); `resumulator switches` lists them",
      [](Options& options, const std::string& text) { return set_switch(options, text); });
  add("--limit", "RESUMULATOR_LIMITS", settings.each.record.limits,
      "another bound (repeatable); `resumulator switches` lists them",
      [](Options& options, const std::string& text) { return set_limit(options.limits, text); });
}

void add_results(CLI::App& command, RunSettings& settings) {
  const auto text = [&command](const char* flag, std::string& into, const char* value,
                               const char* help) {
    command.add_option(flag, into, help)->type_name(value)->group("Results");
  };
  text("--keep-dir", settings.keep_dir, "DIR",
       "folders of all runs go there; without it only those that did not pass are kept");
  text("--card", settings.card, "FILE", "gets the card as JSON, to be kept as a baseline");
  text("--baseline", settings.baseline, "FILE",
       "an earlier card: the run fails only where it got worse");
  text("--known", settings.known, "FILE",
       R"(known failures: [{"scenario","case","reason","until":"2027-01-31"}])");
}

}  // namespace

void add_run_flags(CLI::App& command, RunSettings& settings) {
  add_what(command, settings);
  add_how(command, settings);
  add_server(command, settings);
  add_tls_run_flags(command, settings.each.options.tls);
  add_results(command, settings);
  add_judge_flags(command, settings.each.flags);
}

}  // namespace resumulator::app
