#include "app/app.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <resumulator/server.hpp>
#include <vector>

#include "app/arm.h"
#include "app/check.h"
#include "app/environment.h"
#include "app/explore_flags.h"
#include "app/health.h"
#include "app/judge.h"
#include "app/ready.h"
#include "app/reaper.h"
#include "app/rules.h"
#include "app/run_flags.h"
#include "app/running_server.h"
#include "app/serve.h"
#include "app/serve_flags.h"
#include "app/show_lane.h"
#include "app/switches.h"
#include "app/trust.h"
#include "core/base/did_you_mean.h"
#include "core/wire/json_words.h"

namespace resumulator::app {
namespace {

// Every way to write an option of the command, as on the command line.
std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const auto* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) {
      names.push_back("--" + name);
    }
  }
  return names;
}

std::string unknown(const char* what, const std::string& word,
                    const std::vector<std::string>& known, const std::string& help) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  const auto bare = word.substr(0, word.find('='));
  const auto text = std::string("unknown ") + what + " \"" + bare + "\"";
  const auto meant = did_you_mean(bare, views);
  return text + (meant.empty() ? "; `" + help + " --help` lists them all" : meant);
}

/// What the parser says, with the flag in front and what it takes.
std::string in_our_words(const CLI::App& command, const CLI::ParseError& problem) {
  const std::string text = problem.what();
  for (const auto* option : command.get_options()) {
    const std::string& name = option->get_name();
    if (text.starts_with(name + ": 1 required")) {
      return name + ": a value is missing: " + name + " " + option->get_type_name();
    }
    if (text == name + " is required") {
      return command.get_name() + " needs " + option->get_type_name() + "; `resumulator " +
             command.get_name() + " --help` tells more";
    }
    const std::string converting = "Could not convert: " + name + " = ";
    if (text.starts_with(converting)) {
      return name + ": takes true or false, not \"" + text.substr(converting.size()) + "\"";
    }
  }
  return text;
}

struct Commands {
  CLI::App app{"A local server that speaks resumable-upload protocols as the real services do.",
               "resumulator"};
  ServeSettings settings;
  std::string health_url;
  CLI::App* serve = app.add_subcommand("serve", "Serve until told to stop; port 0 by default.");
  CLI::App* health =
      app.add_subcommand("health", "Exit 0 when the server at URL is ready, else 1.");
  CLI::App* switches =
      app.add_subcommand("switches", "List every switch and limit: values, default, meaning.");
  CheckSettings check_settings;
  std::string new_name, show_path;
  RunningServer show_server;
  CLI::App* check = app.add_subcommand("check", "Check scenario files; exit 2 when one is wrong.");
  CLI::App* schema =
      app.add_subcommand("schema", "Print the JSON Schema of scenario files, for editors.");
  CLI::App* fresh =
      app.add_subcommand("new", "Write NAME.json: a commented scenario to start from.");
  CLI::App* show = app.add_subcommand(
      "show",
      "Tell a scenario in sentences, or how a lane stands; without either, list those that ship.");
  RunSettings run_settings;
  JudgeSettings judge_settings;
  bool rules_as_json = false;
  CLI::App* run =
      app.add_subcommand("run", "Run a client, hurt as a scenario says: run … -- CLIENT ARGS…");
  ExploreSettings explore_settings;
  CLI::App* exploring = app.add_subcommand(
      "explore", "Find the places at which a client breaks: explore … -- CLIENT ARGS…");
  CLI::App* judge = app.add_subcommand("judge", "The verdict on a run again, offline.");
  CLI::App* rules = app.add_subcommand("rules", "List the rule book for clients.");
  ArmSettings arm_settings;
  CLI::App* arm =
      app.add_subcommand("arm", "One more rule in a running server: arm append@body:100KiB=503");
  std::string trust_dir;
  CLI::App* trusting = app.add_subcommand(
      "trust", "Print how clients are told to trust the certificate authority of --tls-dir.");
  CLI::App* version = app.add_subcommand("version", "Print the version.");

  Commands() {
    app.require_subcommand(1);
    app.set_version_flag("--version", resumulator::version());
    app.footer(
        "Each flag of each command can also be set as RESUMULATOR_…, for example "
        "RESUMULATOR_PORT=9000; flags win.");
    add_serve_flags(*serve, settings);
    health->add_option("url", health_url, "http://HOST:PORT")->required()->type_name("URL");
    add_scenario_commands();
    add_run_flags(*run, run_settings);
    add_explore_flags(*exploring, explore_settings);
    add_verdict_commands();
    add_arm_command();
    trusting->add_option("--tls-dir", trust_dir, "made there at first use")->type_name("DIR");
    for (auto* command : {serve, health, switches, check, schema, fresh, show, run, exploring,
                          judge, rules, arm, trusting, version}) {
      command->allow_extras();
    }
  }

  void add_scenario_commands() {
    check->add_option("files", check_settings.files, "files, or builtin:NAME")
        ->required()
        ->type_name("FILE");
    check->add_flag("--json", check_settings.json, "messages as one JSON list on stdout");
    check->add_flag("--explain", check_settings.explain, "each rule and expectation as a sentence");
    check->add_flag("--strict-json", check_settings.strict_json, "refuse comments");
    check->add_flag("--list-cases", check_settings.list_cases, "the cases that `vary` makes");
    fresh->add_option("name", new_name, "name of the scenario and its file")
        ->required()
        ->type_name("NAME");
    show->add_option("file", show_path, "a file, or builtin:NAME")->type_name("FILE");
    add_running_server_flags(*show, "no file, but how this lane of a running server stands",
                             show_server);
  }

  void add_arm_command() {
    arm->add_option("rule", arm_settings.rule, "WHEN@POINT=ACTION")->required()->type_name("RULE");
    add_running_server_flags(*arm, "which lane [main]", arm_settings.server);
  }

  void add_verdict_commands() {
    add_judge_command_flags(*judge, judge_settings);
    rules->add_flag("--json", rules_as_json, "as a JSON list");
  }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto* command : app.get_subcommands([](const CLI::App*) { return true; })) {
      all.push_back(command->get_name());
    }
    return all;
  }
};

// What stands behind "--" is the client's, whatever it looks like: the parser never sees it.
int take_client(Commands& commands, int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command != "run" && command != "explore") return argc;
  RunSettings& settings = command == "run" ? commands.run_settings : commands.explore_settings.run;
  for (int i = 2; i < argc; ++i) {
    if (std::string_view(argv[i]) != "--") continue;
    settings.record.client.assign(argv + i + 1, argv + argc);
    return i;
  }
  return argc;
}

// Exit code to end with, or nothing: go on.
std::optional<int> parse(Commands& commands, int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "";
  const auto names = commands.names();
  if (first.empty()) {
    complain(
        "say what to do: serve, check, show, new or another command; `resumulator --help` tells "
        "more");
    return kUsage;
  }
  if (first.front() != '-' && std::find(names.begin(), names.end(), first) == names.end()) {
    complain(unknown("command", first, names, "resumulator"));
    return kUsage;
  }
  const auto options = option_names(commands.app);
  if (first.front() == '-' && first != "-h" &&
      std::find(options.begin(), options.end(), first) == options.end()) {
    complain(unknown("option", first, options, "resumulator"));
    return kUsage;
  }
  argc = take_client(commands, argc, argv);
  if (first.front() != '-') take_variables(*commands.app.get_subcommand(first));
  try {
    commands.app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    commands.app.exit(done);  // help and version, to stdout
    return kFine;
  } catch (const CLI::ParseError& problem) {
    const auto* command = commands.app.get_subcommand(first);
    complain(name_variable(*command, {argv + 2, argv + argc}, in_our_words(*command, problem)));
    return kUsage;
  }
  const auto* command = commands.app.get_subcommands().front();
  if (const auto extra = command->remaining(); !extra.empty()) {
    const bool is_option = extra.front().size() > 1 && extra.front().front() == '-';
    if ((commands.run->parsed() || commands.exploring->parsed()) && !is_option) {
      complain("the client stands behind --: resumulator " + command->get_name() + " … -- " +
               extra.front());
      return kUsage;
    }
    complain(unknown(is_option ? "option" : "argument", extra.front(), option_names(*command),
                     "resumulator " + command->get_name()));
    return kUsage;
  }
  return std::nullopt;
}

int show_either(const std::string& path, const RunningServer& server) {
  if (server.lane.empty()) return show(path);
  if (path.empty()) return show_lane(server);
  complain("show takes a file, or --lane NAME of a running server");
  return kUsage;
}

int dispatch(Commands& commands) {
  if (commands.health->parsed()) {
    return health(commands.health_url);
  }
  if (commands.arm->parsed()) {
    return arm(commands.arm_settings);
  }
  if (commands.switches->parsed()) {
    return list_switches();
  }
  if (commands.check->parsed()) {
    return check(commands.check_settings);
  }
  if (commands.schema->parsed()) {
    return print_schema();
  }
  if (commands.fresh->parsed()) {
    return new_scenario(commands.new_name);
  }
  if (commands.show->parsed()) {
    return show_either(commands.show_path, commands.show_server);
  }
  if (commands.run->parsed()) {
    warn_of_unknown_variables(commands.app);
    forget_variables(commands.app);
    commands.run_settings.record.options = server_words(*commands.run);
    return run_client(std::move(commands.run_settings));
  }
  if (commands.exploring->parsed()) {
    warn_of_unknown_variables(commands.app);
    forget_variables(commands.app);
    commands.explore_settings.run.record.options = server_words(*commands.exploring);
    return explore(std::move(commands.explore_settings));
  }
  if (commands.judge->parsed()) {
    return judge_again(commands.judge_settings);
  }
  if (commands.rules->parsed()) {
    return list_rules(commands.rules_as_json);
  }
  if (commands.trusting->parsed()) {
    return trust(commands.trust_dir);
  }
  if (commands.version->parsed()) {
    return write_descriptor(STDOUT_FILENO, std::string(resumulator::version()) + "\n") ? kFine
                                                                                       : kInternal;
  }
  warn_of_unknown_variables(commands.app);
  return serve(std::move(commands.settings));
}

}  // namespace

void complain(const std::string& text) {
  (void)write_descriptor(STDERR_FILENO, "resumulator: " + text + "\n");
}

std::string json_problem(const std::exception& problem) { return json_words(problem); }

int run(int argc, char** argv) {
  try {
    // A word for ourselves, of which no help tells.
    if (argc > 2 && argv[1] == kReaperWord) return reap_client(argv + 2);
    Commands commands;
    if (const auto end = parse(commands, argc, argv)) {
      return *end;
    }
    return dispatch(commands);
  } catch (const std::exception& failure) {
    complain(std::string("internal error: ") + failure.what());
    return kInternal;
  }
}

}  // namespace resumulator::app
