#include "app/serve_flags.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <functional>
#include <resumulator/result.hpp>

#include "app/signature_flag.h"
#include "app/tls_flags.h"
#include "core/base/strings.h"
#include "core/base/units.h"
#include "core/wire/times.h"
#include "server/option_table.h"

namespace resumulator::app {
namespace {

// "--memory-limit" → "RESUMULATOR_MEMORY_LIMIT"; the two lists have their plural there.
std::string env_name(std::string_view flag) {
  std::string name = "RESUMULATOR_";
  for (const char c : flag.substr(2)) {
    name += c == '-' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  }
  return name;
}

using Take = std::function<Result<void>(const std::string&)>;

[[noreturn]] void refuse(std::string_view flag, const Error& error) {
  throw CLI::ValidationError(std::string(flag), error.text);
}

CLI::Option* add(CLI::App& command, const char* flag, const char* value, const char* help,
                 Take take) {
  auto* option = command.add_option_function<std::string>(
      flag,
      [flag, take = std::move(take)](const std::string& text) {
        if (const auto taken = take(text); !taken) {
          refuse(flag, taken.error());
        }
      },
      help);
  return option->type_name(value)->envname(env_name(flag));
}

CLI::Option* add_list(CLI::App& command, const char* flag, const char* env, const char* value,
                      const char* help, Take take) {
  auto* option = command.add_option_function<std::vector<std::string>>(
      flag,
      [flag, take = std::move(take)](const std::vector<std::string>& texts) {
        for (const auto& text : texts) {
          if (const auto taken = take(text); !taken) {
            refuse(flag, taken.error());
          }
        }
      },
      help);
  return option->type_name(value)->envname(env)->delimiter(',')->allow_extra_args(false);
}

Take text_into(std::string& target) {
  return [&target](const std::string& text) {
    target = text;
    return Result<void>();
  };
}

Take size_into(std::uint64_t& target) {
  return [&target](const std::string& text) -> Result<void> {
    const auto size = parse_size(text);
    if (!size) {
      return Unexpected(size.error());
    }
    target = *size;
    return {};
  };
}

Result<std::string> parse_origin(std::string_view text) {
  auto rest = text;
  if (!take_prefix(rest, "http://") && !take_prefix(rest, "https://")) {
    rest = {};
  }
  (void)take_suffix(rest, "/");
  if (rest.empty() || rest.find_first_of("/?# ") != std::string_view::npos) {
    return Unexpected(ErrorKind::kUsage,
                      "takes an origin, http://HOST:PORT, not \"" + std::string(text) + "\"");
  }
  (void)take_suffix(text, "/");
  return std::string(text);
}

/// "a", "a:0", "a:9001"
Result<LaneSettings> parse_lane(const std::string& text) {
  LaneSettings lane;
  const auto halves = split_once(text, ':');
  lane.name = halves.first;
  if (!halves.found) return lane;
  const auto port = parse_number(halves.second, 65535);
  if (!port) {
    return Unexpected(ErrorKind::kUsage, "takes NAME or NAME:PORT, not \"" + text + "\"");
  }
  lane.port = static_cast<std::uint16_t>(*port);
  return lane;
}

void add_network(CLI::App& command, ServeSettings& settings) {
  auto& options = settings.options;
  add(command, "--host", "ADDRESS",
      "where to listen: localhost (IPv4 and IPv6), or one numeric address [localhost]",
      text_into(options.host))
      ->group("Network");
  add(command, "--port", "N", "0 picks a free one [0]",
      [&options](const std::string& text) -> Result<void> {
        const auto port = parse_number(text, 65535);
        if (!port) {
          return Unexpected(port.error());
        }
        options.port = static_cast<std::uint16_t>(*port);
        return {};
      })
      ->group("Network");
  add(command, "--admin-token", "TOKEN",
      "the admin API asks for it as a bearer; needed for it on other addresses than loopback",
      text_into(options.admin_token))
      ->group("Network");
  add(command, "--external-url", "URL",
      "origin in Location and links, when clients reach us by another name",
      [&options](const std::string& text) -> Result<void> {
        auto origin = parse_origin(text);
        if (!origin) {
          return Unexpected(origin.error());
        }
        options.external_url = std::move(origin).value();
        return {};
      })
      ->group("Network");
}

void add_content(CLI::App& command, ServeSettings& settings) {
  auto& options = settings.options;
  add_list(
      command, "--bucket", "RESUMULATOR_BUCKET", "NAME", "a bucket made at start (repeatable)",
      [&options](const std::string& text) -> Result<void> { return add_bucket(options, text); })
      ->group("Content");
  add(command, "--seed-dir", "DIR", "folders become buckets, files objects, read when asked for",
      text_into(options.seed_dir))
      ->group("Content");
  add(command, "--store", "DIR", "keep everything there, so that it survives a kill [memory]",
      text_into(options.store_dir))
      ->group("Content");
  add(command, "--upload-dir", "DIR",
      "what the Resumable.js family has finished becomes files there, too",
      text_into(options.upload_dir))
      ->group("Content");
  add(command, "--memory-limit", "SIZE",
      "bytes in memory; what is more goes to a temporary file [256 MiB]",
      size_into(options.memory_limit))
      ->group("Content");
  add(command, "--project", "ID", "project of buckets whose creation names none [resumulator]",
      text_into(options.project))
      ->group("Content");
}

void add_behaviour(CLI::App& command, ServeSettings& settings) {
  auto& options = settings.options;
  add(command, "--clock", "TIME", "the service's clock starts there: 2030-01-01T00:00:00Z",
      [&settings](const std::string& text) -> Result<void> {
        const auto time = parse_rfc3339(text);
        if (!time) {
          return Unexpected(ErrorKind::kUsage,
                            "takes a time, 2030-01-01T00:00:00Z, not \"" + text + "\"");
        }
        settings.clock_start = *time;
        return {};
      })
      ->group("Behaviour");
  add(command, "--clock-mode", "MODE", "real: it runs; manual: it stands until it is moved [real]",
      [&settings](const std::string& text) -> Result<void> {
        if (text != "real" && text != "manual") {
          return Unexpected(ErrorKind::kUsage, "takes real or manual, not \"" + text + "\"");
        }
        settings.clock_manual = text == "manual";
        return {};
      })
      ->group("Behaviour");
  add_list(
      command, "--protocols", "RESUMULATOR_PROTOCOLS", "NAME",
      "only these are spoken: gcs-json, gcs-xml, photos, resumablejs, tus … (repeatable) [all]",
      [&options](const std::string& text) { return add_protocol(options, text); })
      ->group("Behaviour");
  add(command, "--session-lifetime", "DURATION", "how long an upload session lives [7d]",
      [&options](const std::string& text) -> Result<void> {
        const auto lifetime = parse_duration(text);
        if (!lifetime) {
          return Unexpected(lifetime.error());
        }
        options.session_lifetime = *lifetime;
        return {};
      })
      ->group("Behaviour");
  add(command, "--seed", "N", "of ids and chance; decimal or 0x… [random]",
      [&options](const std::string& text) -> Result<void> {
        const auto seed = parse_seed(text);
        if (!seed) {
          return Unexpected(seed.error());
        }
        options.seed = *seed;
        return {};
      })
      ->group("Behaviour");
  add_list(
      command, "--switch", "RESUMULATOR_SWITCHES", "NAME=VALUE",
      "behave otherwise where sources disagree (repeatable); `resumulator switches` lists them",
      [&options](const std::string& text) { return set_switch(options, text); })
      ->group("Behaviour");
  add_list(command, "--limit", "RESUMULATOR_LIMITS", "NAME=VALUE",
           "another bound (repeatable); `resumulator switches` lists them",
           [&options](const std::string& text) { return set_limit(options.limits, text); })
      ->group("Behaviour");
}

void add_faults(CLI::App& command, ServeSettings& settings) {
  command
      .add_option("--scenario", settings.scenarios,
                  "rules in force from the start: a file, or "
                  "builtin:NAME (repeatable)")
      ->type_name("FILE")
      ->envname("RESUMULATOR_SCENARIO")
      ->allow_extra_args(false)
      ->group("Faults");
  add(command, "--case", "K=V,…", "which case of a scenario that has several",
      text_into(settings.case_name))
      ->group("Faults");
  command
      .add_flag("--watch", settings.watch,
                "when a file of the scenario changes, the new one is in force; one with mistakes "
                "changes nothing")
      ->envname("RESUMULATOR_WATCH")
      ->group("Faults");
  add(command, "--wire-scale", "X",
      "waits and rates of faults, and their Retry-After, take X times as long [1]",
      [&settings](const std::string& text) -> Result<void> {
        const auto scale = parse_scale(text);
        if (!scale) return Unexpected(scale.error());
        settings.options.wire_scale = *scale;
        return {};
      })
      ->group("Faults");
}

void add_journal(CLI::App& command, ServeSettings& settings) {
  add(command, "--journal", "FILE",
      "gets each exchange as it ends, one line of JSON each; - is stdout",
      text_into(settings.journal))
      ->group("Journal");
  add(command, "--body-limit", "SIZE",
      "so much of each request's body is kept in the journal, and its SHA-256 [0]",
      size_into(settings.options.body_limit))
      ->group("Journal");
  command
      .add_flag("--show-secrets", settings.options.show_secrets,
                "tokens, cookies and signatures stand in journal and log as they came")
      ->envname("RESUMULATOR_SHOW_SECRETS")
      ->group("Journal");
}

void add_lanes(CLI::App& command, ServeSettings& settings) {
  add_list(command, "--lane", "RESUMULATOR_LANES", "NAME[:PORT]",
           "a world of its own, at a port of its own where one is named; 0 picks a free one "
           "(repeatable)",
           [&settings](const std::string& text) -> Result<void> {
             auto lane = parse_lane(text);
             if (!lane) return Unexpected(lane.error());
             settings.lanes.push_back(*std::move(lane));
             return {};
           })
      ->group("Lanes");
  command
      .add_flag("--auto-lanes", settings.options.auto_lanes,
                "a request that names a lane which is not there opens it")
      ->envname("RESUMULATOR_AUTO_LANES")
      ->group("Lanes");
}

void add_process(CLI::App& command, ServeSettings& settings) {
  add(command, "--log", "LEVEL",
      "to stderr: none, info (a line an exchange), debug (and headers) [info]",
      [&settings](const std::string& text) -> Result<void> {
        if (text != "none" && text != "info" && text != "debug") {
          return Unexpected(ErrorKind::kUsage, "takes none, info or debug, not \"" + text + "\"");
        }
        settings.log = text == "none"   ? LogLevel::kNone
                       : text == "info" ? LogLevel::kInfo
                                        : LogLevel::kDebug;
        return {};
      })
      ->group("Process");
  add(command, "--ready-file", "FILE", "gets the ready line; never there in part",
      text_into(settings.ready_file))
      ->group("Process");
  add(command, "--ready-fd", "N", "an open descriptor that gets the ready line",
      [&settings](const std::string& text) -> Result<void> {
        const auto number = parse_number(text, 1'000'000);
        if (!number) {
          return Unexpected(number.error());
        }
        settings.ready_fd = static_cast<int>(*number);
        return {};
      })
      ->group("Process");
  add(command, "--env-file", "FILE", "gets KEY=value lines to source", text_into(settings.env_file))
      ->group("Process");
  command
      .add_flag("--exit-with-parent", settings.exit_with_parent,
                "end when standard input closes, so that no orphan stays")
      ->envname("RESUMULATOR_EXIT_WITH_PARENT")
      ->group("Process");
  add(command, "--idle-exit", "DURATION", "end after so long without a request",
      [&settings](const std::string& text) -> Result<void> {
        const auto idle = parse_duration(text);
        if (!idle) {
          return Unexpected(idle.error());
        }
        settings.idle_exit = std::chrono::ceil<std::chrono::milliseconds>(*idle);
        return {};
      })
      ->group("Process");
}

}  // namespace

Result<std::uint64_t> parse_number(std::string_view text, std::uint64_t max) {
  const auto number = parse_u64(text);
  if (!number || *number > max) {
    return Unexpected(ErrorKind::kUsage, "takes a number from 0 to " + std::to_string(max) +
                                             ", not \"" + std::string(text) + "\"");
  }
  return number;
}

Result<double> parse_scale(std::string_view text) {
  double scale = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), scale);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!whole || !(scale >= 0.001 && scale <= 1000)) {
    return Unexpected(ErrorKind::kUsage, "takes a number from 0.001 to 1000, as in 0.1, not \"" +
                                             std::string(text) + "\"");
  }
  return scale;
}

Result<std::uint64_t> parse_seed(std::string_view text) {
  auto digits = text;
  if (!take_prefix(digits, "0x")) {
    return parse_number(text, UINT64_MAX);
  }
  std::uint64_t seed = 0;
  bool fits = !digits.empty() && digits.size() <= 16;
  for (const char c : digits) {
    const int digit = hex_value(c);
    fits = fits && digit >= 0;
    seed = seed << 4 | static_cast<std::uint64_t>(digit & 15);
  }
  if (!fits) {
    return Unexpected(ErrorKind::kUsage,
                      "takes a 64-bit number, decimal or 0x…, not \"" + std::string(text) + "\"");
  }
  return seed;
}

void add_serve_flags(CLI::App& command, ServeSettings& settings) {
  add_network(command, settings);
  add_tls_serve_flags(command, settings.options.tls);
  add_content(command, settings);
  add_behaviour(command, settings);
  add_signature_flag(command, settings.options);
  add_faults(command, settings);
  add_journal(command, settings);
  add_judge_flags(command, settings.judge);
  add_lanes(command, settings);
  add_process(command, settings);
}

void finish_serve_flags(ServeSettings& settings) {
  if (settings.clock_manual) {
    settings.options.clock = settings.clock_start
                                 ? std::make_shared<ManualClock>(*settings.clock_start)
                                 : std::make_shared<ManualClock>();
  } else if (settings.clock_start) {
    settings.options.clock = std::make_shared<SystemClock>(*settings.clock_start);
  }
}

}  // namespace resumulator::app
