#include "app/serve.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <map>
#include <memory>
#include <resumulator/server.hpp>
#include <utility>

#include "app/app.h"
#include "app/ca_file.h"
#include "app/end_reports.h"
#include "app/journal_file.h"
#include "app/log_sink.h"
#include "app/ready.h"
#include "app/run_scenarios.h"
#include "app/scenario_watch.h"
#include "app/startup_code.h"
#include "app/stop_signals.h"
#include "app/token_files.h"
#include "core/base/units.h"
#include "server/lane_case.h"
#include "server/server_access.h"

namespace resumulator::app {
namespace {

using std::chrono::milliseconds;

void greet(const Server& server, const Options& options, const std::string& ca_file, LogSink& err) {
  const auto& store = options.store_dir;
  err.write("resumulator " + std::string(version()) + " answers at " + server.url() + " (seed " +
            hex_seed(server.seed()) + ", " + (store.empty() ? "memory store" : "store " + store) +
            ")");
  err.write("  export STORAGE_EMULATOR_HOST=" + server.url());
  if (const auto url = server.tls_url(); !url.empty()) {
    err.write("  HTTPS at " + url +
              (ca_file.empty() ? ", with your certificate" : ", by the authority in " + ca_file));
  }
  if (const auto url = server.proxy_url(); !url.empty()) {
    err.write("  export HTTPS_PROXY=" + url + (ca_file.empty() ? "" : " SSL_CERT_FILE=" + ca_file));
  }
}

Result<void> announce(const Server& server, const ServeSettings& settings,
                      const std::string& ca_file, const Urls& lanes) {
  const auto line = ready_line(server, ca_file, lanes);
  const std::array<std::pair<std::string, std::string>, 4> files = {{
      {settings.env_file, env_lines(server, ca_file)},
      {settings.token_files.token, token_file_text(server)},
      {settings.token_files.client_secrets, client_secrets_text(server)},
      {settings.ready_file, line},
  }};
  for (const auto& [path, text] : files) {
    if (path.empty()) continue;
    if (auto done = write_file(path, text); !done) return done;
  }
  if (settings.ready_fd) {
    if (auto done = write_descriptor(*settings.ready_fd, line); !done) {
      return done;
    }
    ::close(*settings.ready_fd);
  }
  (void)write_descriptor(STDOUT_FILENO, line);  // who closed it does not want it
  return {};
}

/// The scenario of the flags, one case of it; nothing where none was asked for.
Result<std::optional<Scenario>> scenario_to_serve(const ServeSettings& settings) {
  if (settings.common.scenarios.empty()) return std::optional<Scenario>();
  auto cases = load_cases(settings.common.scenarios, settings.common.case_name);
  if (!cases) return Unexpected(cases.error());
  if (cases->size() != 1) {
    return Unexpected(ErrorKind::kUsage, "--scenario: there are " + std::to_string(cases->size()) +
                                             " cases; pick one with --case " +
                                             cases->front().case_name);
  }
  return std::optional<Scenario>(std::move(cases->front()));
}

std::string counted(std::uint64_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// The files have changed: the new scenario is in force, or what is wrong with it is told.
void read_again(const Server& server, const ServeSettings& settings, const Stopping& stopping,
                ScenarioWatch& watch, LogSink& err) {
  const auto scenario = scenario_to_serve(settings);
  if (!scenario) {
    err.write(scenario.error().text + "\nresumulator: nothing was changed");
    return;
  }
  if (const auto loaded = ServerAccess::load(server, **scenario, stopping); !loaded) {
    err.write(loaded.error().text + "\nresumulator: nothing was changed");
    return;
  }
  // What is included now may not have been before.
  if (const auto added = watch.add(files_of(settings.common.scenarios, **scenario)); !added) {
    err.write(added.error().text);
  }
  err.write("resumulator: scenario \"" + (*scenario)->name +
            "\" was read again: " + counted((*scenario)->rules.size(), "rule"));
}

/// Objects are planted until somebody wants an end.
Stopping until_told(const StopSignals& signals, const ServeSettings& settings) {
  return [&signals, &settings] { return signals.pending(settings.exit_with_parent); };
}

std::string wait_for_end(StopSignals& signals, const Server& server, const ServeSettings& settings,
                         ScenarioWatch& watch, LogSink& err) {
  std::optional<milliseconds> timeout = settings.idle_exit;
  const int watched = settings.watch ? watch.descriptor() : -1;
  for (;;) {
    switch (signals.wait(settings.exit_with_parent, timeout, watched)) {
      case StopSignals::Woke::kSignal:
        return "told to stop";
      case StopSignals::Woke::kParentGone:
        return "the parent has gone";
      case StopSignals::Woke::kReadable:
        if (watch.changed()) {
          read_again(server, settings, until_told(signals, settings), watch, err);
        }
        break;
      case StopSignals::Woke::kTimeout: {
        const auto totals = server.totals();
        const auto idle = std::chrono::duration_cast<milliseconds>(totals.idle_for);
        if (totals.active == 0 && idle >= *settings.idle_exit) {
          return "idle";
        }
        timeout =
            totals.active > 0 ? *settings.idle_exit : *settings.idle_exit - idle + milliseconds(1);
      }
    }
  }
}

std::string summary(const std::string& why, const Totals& totals, const Options& options) {
  std::string text = "resumulator ends (" + why + "): " + counted(totals.requests, "request") +
                     ", " + counted(totals.sessions, "session") + ", " +
                     counted(totals.objects, "object") + ", " + format_size(totals.bytes_received) +
                     " received";
  if (!options.store_dir.empty()) {
    text += "; kept in " + options.store_dir;
  }
  return text;
}

/// What is wrong whatever happens next.
Result<void> check_flags(const ServeSettings& settings) {
  const CommonSettings& common = settings.common;
  if (common.scenarios.empty() && !common.case_name.empty()) {
    return Unexpected(ErrorKind::kUsage, "--case needs a --scenario to pick from");
  }
  return check_reports(common.judge);
}

Result<void> begin_watch(const ServeSettings& settings, ScenarioWatch& watch) {
  if (!settings.watch) {
    return {};
  }
  if (settings.common.scenarios.empty()) {
    return Unexpected(ErrorKind::kUsage, "--watch needs a --scenario to watch");
  }
  return watch.add(settings.common.scenarios);
}

/// All that is to be there before the first request, and then the ready line.
Result<void> furnish(const Server& server, const ServeSettings& settings,
                     const std::optional<Scenario>& scenario, const Stopping& stopping,
                     const std::string& ca_file, ScenarioWatch& watch) {
  if (scenario) {
    if (auto loaded = ServerAccess::load(server, *scenario, stopping); !loaded) {
      return loaded;
    }
    if (settings.watch) {
      if (auto added = watch.add(files_of(settings.common.scenarios, *scenario)); !added) {
        return added;
      }
    }
  }
  Urls lanes;
  for (const LaneSettings& lane : settings.lanes) {
    auto url = ServerAccess::open_lane(server, lane.name, lane.port);
    if (!url) {
      return Unexpected(ErrorKind::kUsage, "--lane " + lane.name + ": " + url.error().text);
    }
    lanes[lane.name] = *std::move(url);
  }
  release_startup_code();
  return announce(server, settings, ca_file, lanes);
}

/// Exit code.
int end(const Server& server, const CommonSettings& settings, const std::string& summary,
        LogSink& err) {
  const auto reported = report_end(server, settings.judge, settings.quiet ? nullptr : &err);
  if (!settings.quiet) err.write(summary);
  if (!reported) complain(reported.error().text);
  return reported ? kFine : kUsage;
}

}  // namespace

int serve(ServeSettings settings) {
  StopSignals signals;
  const auto err = std::make_shared<LogSink>(STDERR_FILENO);
  Options options = server_options(settings.common);
  if (const auto level = settings.common.log_level(LogLevel::kInfo); level != LogLevel::kNone) {
    options.log = [err](const std::string& line) { err->write(line); };
    options.log_headers = level == LogLevel::kDebug;
  }
  if (const auto fine = check_flags(settings); !fine) {
    complain(fine.error().text);
    return kUsage;
  }
  JournalFile journal;
  if (!settings.common.journal.empty()) {
    if (const auto opened = journal.open(settings.common.journal); !opened) {
      complain(opened.error().text);
      return kUsage;
    }
    options.journal = [&journal](const std::string& line) { journal.write(line); };
  }
  // Before they are read: what changes from now on is seen.
  ScenarioWatch watch;
  if (const auto watched = begin_watch(settings, watch); !watched) {
    complain(watched.error().text);
    return kUsage;
  }
  const auto scenario = scenario_to_serve(settings);
  if (!scenario) {
    complain(scenario.error().text);
    return kUsage;
  }
  if (*scenario) options = options_for((*scenario)->given, std::move(options));
  auto server = Server::try_start(options);
  if (!server) {
    complain(server.error().text);
    return server.error().kind == ErrorKind::kInternal ? kInternal : kUsage;
  }
  const auto ca = CaFile::of(*server);
  if (!ca) {
    complain(ca.error().text);
    return kUsage;
  }
  // As the signal does: the call is answered, then the end comes in order.
  ServerAccess::shut_down_by(*server, [] { static_cast<void>(::kill(::getpid(), SIGTERM)); });
  const auto stopping = until_told(signals, settings);
  const auto furnished = furnish(*server, settings, *scenario, stopping, ca->path(), watch);
  const bool told_early =
      !furnished && furnished.error().kind == ErrorKind::kUnavailable && stopping();
  if (!furnished && !told_early) {
    complain(furnished.error().text);
    return kUsage;
  }
  if (furnished && !settings.common.quiet) greet(*server, options, ca->path(), *err);
  if (const auto warning = open_host_warning(options); !warning.empty()) err->write(warning);
  const auto why = wait_for_end(signals, *server, settings, watch, *err);
  signals.let_through();
  const auto totals = server->totals();
  server->stop();
  return end(*server, settings.common, summary(why, totals, options), *err);
}

}  // namespace resumulator::app
