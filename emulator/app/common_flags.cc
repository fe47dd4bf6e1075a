#include "app/common_flags.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <resumulator/result.hpp>
#include <string_view>

#include "app/flag.h"
#include "app/signature_flag.h"
#include "app/tls_flags.h"
#include "core/base/strings.h"
#include "core/base/units.h"
#include "core/wire/times.h"
#include "server/option_table.h"

namespace resumulator::app {
namespace {

constexpr const char* kNetwork = "Network";
constexpr const char* kContent = "Content";
constexpr const char* kBehaviour = "Behaviour";
// What makes a server what it is; the rest is about one start, or about what it has seen.
constexpr std::array<std::string_view, 4> kServerGroups = {kNetwork, kTlsGroup, kContent,
                                                           kBehaviour};

Result<std::string> parse_origin(std::string_view text) {
  auto rest = text;
  if (!take_prefix(rest, "http://") && !take_prefix(rest, "https://")) {
    rest = {};
  }
  (void)take_suffix(rest, "/");
  if (rest.empty() || rest.find_first_of("/?# ") != std::string_view::npos) {
    return takes("an origin, http://HOST:PORT", text);
  }
  (void)take_suffix(text, "/");
  return std::string(text);
}

Result<TimePoint> parse_time(std::string_view text) {
  const auto time = parse_rfc3339(text);
  if (!time) return takes("a time, 2030-01-01T00:00:00Z", text);
  return *time;
}

Result<bool> parse_clock_manual(std::string_view text) {
  if (text != "real" && text != "manual") return takes("real or manual", text);
  return text == "manual";
}

Result<LogLevel> parse_log_level(std::string_view text) {
  if (text == "none") return LogLevel::kNone;
  if (text == "info") return LogLevel::kInfo;
  if (text == "debug") return LogLevel::kDebug;
  return takes("none, info or debug", text);
}

void add_scenario(CLI::App& command, CommonSettings& settings) {
  FlagGroup group(command, "Scenario");
  group.paths("--scenario", "FILE",
              "a file, or builtin:NAME (repeatable: they are put together); `run` takes a suite, "
              "too",
              settings.scenarios);
  group.text("--case", "K=V,…", "only the cases of `vary` that have these values",
             settings.case_name);
}

void add_network(CLI::App& command, CommonSettings& settings) {
  auto& options = settings.options;
  FlagGroup group(command, kNetwork);
  group.text("--host", "ADDRESS",
             "where to listen: localhost (IPv4 and IPv6), or one numeric address [localhost]",
             options.host);
  group.value("--port", "N", "0 picks a free one [0]", keep(parse_port, options.port));
  group.value("--external-url", "URL",
              "origin in Location and links, when clients reach us by another name",
              keep(parse_origin, options.external_url));
}

void add_content(CLI::App& command, CommonSettings& settings) {
  auto& options = settings.options;
  FlagGroup group(command, kContent);
  group.values("--bucket", "NAME", "a bucket made at start (repeatable)",
               [&options](const std::string& text) { return add_bucket(options, text); });
  group.text("--seed-dir", "DIR", "folders become buckets, files objects, read when asked for",
             options.seed_dir);
  group.value("--store", "memory|DIR", "a directory keeps everything, through a kill, too [memory]",
              [&options](const std::string& text) -> Result<void> {
                options.store_dir = text == "memory" ? "" : text;
                return {};
              });
  group.size("--max-store", "bytes kept in all, in each lane; past it a disk is full [no bound]",
             options.max_store);
  group.text("--upload-dir", "DIR",
             "what the Resumable.js family has finished becomes files there, too",
             options.upload_dir);
  group.size("--memory-limit", "bytes in memory; what is more goes to a temporary file [256 MiB]",
             options.memory_limit);
  group.text("--project", "ID", "project of buckets whose creation names none [resumulator]",
             options.project);
}

void add_time(FlagGroup& group, CommonSettings& settings) {
  group.value("--clock", "TIME", "the service's clock starts there: 2030-01-01T00:00:00Z",
              keep(parse_time, settings.clock_start));
  group.value("--clock-mode", "MODE", "real: it runs; manual: it stands until it is moved [real]",
              keep(parse_clock_manual, settings.clock_manual));
  group.value("--session-lifetime", "DURATION", "how long an upload session lives [7d]",
              keep(parse_duration, settings.options.session_lifetime));
  group.value("--wire-scale", "X",
              "waits and rates of faults, their Retry-After, and what a verdict wants of waits, "
              "take X times as long [1]",
              keep(parse_scale, settings.options.wire_scale));
}

void add_behaviour(CLI::App& command, CommonSettings& settings) {
  auto& options = settings.options;
  FlagGroup group(command, kBehaviour);
  group.value("--seed", "N", "of ids and chance; decimal or 0x… [random]",
              keep(parse_seed, options.seed));
  group.values("--protocols", "NAME",
               "only these are spoken: gcs-json, gcs-xml, photos, resumablejs, tus … (repeatable) "
               "[all]",
               [&options](const std::string& text) { return add_protocol(options, text); });
  add_time(group, settings);
  group.values("--switch", "NAME=VALUE",
               "behave otherwise where sources disagree (repeatable); `resumulator switches` lists "
               "them",
               [&options](const std::string& text) { return set_switch(options, text); });
  group.values("--limit", "NAME=VALUE",
               "another bound (repeatable); `resumulator switches` lists them",
               [&options](const std::string& text) { return set_limit(options.limits, text); });
}

void add_journal(CLI::App& command, CommonSettings& settings) {
  FlagGroup group(command, "Journal");
  group.text("--journal", "FILE",
             "gets each exchange as it ends, one line of JSON each; - is stdout", settings.journal);
  group.size("--body-limit",
             "so much of each request's body is kept in the journal, and its SHA-256 [0]",
             settings.options.body_limit);
  group.on("--show-secrets", "tokens, cookies and signatures stand in journal and log as they came",
           settings.options.show_secrets);
}

void add_process(CLI::App& command, CommonSettings& settings) {
  FlagGroup group(command, "Process");
  group.value("--log", "LEVEL",
              "to stderr: none, info (a line an exchange), debug (and headers) [serve: info, run: "
              "none]",
              keep(parse_log_level, settings.log));
  group.on("--quiet", "no log and no progress: results, warnings and what is wrong",
           settings.quiet);
  group.text("--admin-token", "TOKEN",
             "the admin API asks for it as a bearer; needed for it on other addresses than "
             "loopback",
             settings.options.admin_token);
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.");
}

/// "--switch" of "--switch=overlap=skip".
std::string_view flag_of(std::string_view word) { return word.substr(0, word.find('=')); }

}  // namespace

LogLevel CommonSettings::log_level(LogLevel usual) const {
  return log.value_or(quiet ? LogLevel::kNone : usual);
}

void add_common_flags(CLI::App& command, CommonSettings& settings) {
  add_scenario(command, settings);
  add_network(command, settings);
  add_tls_flags(command, settings.options.tls);
  add_content(command, settings);
  add_behaviour(command, settings);
  add_signature_flag(command, settings.options);
  add_journal(command, settings);
  add_judge_flags(command, settings.judge);
  add_process(command, settings);
}

Options server_options(const CommonSettings& settings) {
  Options options = settings.options;
  if (settings.clock_manual) {
    options.clock = settings.clock_start ? std::make_shared<ManualClock>(*settings.clock_start)
                                         : std::make_shared<ManualClock>();
  } else if (settings.clock_start) {
    options.clock = std::make_shared<SystemClock>(*settings.clock_start);
  }
  return options;
}

std::string open_host_warning(const Options& options) {
  if (is_loopback(options.host)) return {};
  return "warning: bound to " + options.host +
         "; everybody who reaches this machine can read and write everything here";
}

std::vector<std::string> server_words(const CLI::App& command) {
  std::vector<std::string> words;
  for (const auto* option : command.get_options()) {
    const std::string& group = option->get_group();
    if (option->count() == 0 || option->check_lname("seed") ||
        std::find(kServerGroups.begin(), kServerGroups.end(), group) == kServerGroups.end()) {
      continue;
    }
    for (const std::string& value : option->results()) {
      words.push_back(option->get_name() + "=" + value);
    }
  }
  return words;
}

Result<void> apply_server_words(const std::vector<std::string>& words,
                                const std::vector<std::string>& given, CommonSettings& settings) {
  std::vector<std::string> missing;
  for (const std::string& word : words) {
    const bool is_given = std::any_of(given.begin(), given.end(), [&](const std::string& other) {
      return flag_of(other) == flag_of(word);
    });
    // The parser takes them from the last on.
    if (!is_given) missing.insert(missing.begin(), word);
  }
  CLI::App again;
  add_common_flags(again, settings);
  try {
    again.parse(missing);
  } catch (const CLI::ParseError& problem) {
    return Unexpected(ErrorKind::kUsage, problem.what());
  }
  return {};
}

}  // namespace resumulator::app
