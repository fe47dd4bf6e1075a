#include "app/run_case.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "app/ca_file.h"
#include "app/ready.h"
#include "app/run_payload.h"
#include "core/base/strings.h"
#include "server/case_server.h"

namespace resumulator::app {
namespace {

using Variables = std::map<std::string, std::string>;

/// Our own address must not go through a proxy; the rest of the proxies' variables stay.
void add_no_proxy(Variables& variables) {
  for (const char* name : {"NO_PROXY", "no_proxy"}) {
    std::string& value = variables[name];
    value += (value.empty() ? "" : ",") + std::string(kOwnHosts);
  }
}

Variables own_environment() {
  Variables variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const auto halves = split_once(*entry, '=');
    variables[std::string(halves.first)] = halves.second;
  }
  return variables;
}

std::vector<std::string> environment_for(const CaseServer& server, const std::string& ca_file,
                                         const PayloadFile& payload, const Scenario& scenario,
                                         const CaseSettings& settings) {
  Variables variables = own_environment();
  const std::string lines = env_lines(server.server(), ca_file);
  for (const auto line : split(lines, '\n')) {
    const auto halves = split_once(line, '=');
    if (halves.found) variables[std::string(halves.first)] = halves.second;
  }
  const std::string url = server.server().url();
  variables["CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE"] = url + "/storage/v1/";
  if (settings.record.emulator_host_form == "host:port") {
    variables["STORAGE_EMULATOR_HOST"] = url.substr(url.find("://") + 3);
  }
  variables["RESUMULATOR_BUCKET"] = server.bucket();
  variables["RESUMULATOR_PAYLOAD"] = payload.path;
  variables["RESUMULATOR_PAYLOAD_SHA256"] = payload.sha256;
  variables["RESUMULATOR_CASE"] = scenario.case_name;
  const std::string& token = settings.common.options.admin_token;
  if (!token.empty()) variables["RESUMULATOR_ADMIN_TOKEN"] = token;
  if (server.server().proxy_url().empty()) add_no_proxy(variables);
  std::vector<std::string> all;
  for (auto& [name, value] : variables) all.push_back(std::string(name).append("=").append(value));
  return all;
}

std::string filled_in(std::string text, const Variables& values) {
  for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos) break;
    const auto found = values.find(text.substr(at + 1, end - at - 1));
    if (found == values.end()) continue;
    text.replace(at, end - at + 1, found->second);
    at += found->second.size() - 1;
  }
  return text;
}

std::vector<std::string> arguments_for(const CaseServer& server, const PayloadFile& payload,
                                       const RunRecord& record) {
  const Variables values = {{"url", server.server().url()},
                            {"payload", payload.path},
                            {"bucket", server.bucket()},
                            {"lane", "main"},
                            {"tls_url", server.server().tls_url()},
                            {"proxy_url", server.server().proxy_url()}};
  std::vector<std::string> out;
  for (const std::string& each : record.client) out.push_back(filled_in(each, values));
  return out;
}

/// What the flags say, with a log that stands among the client's lines and directories of its own:
/// what an earlier case has left there would be in the way of this one.
Result<Options> options_of(const CaseSettings& settings) {
  Options options = server_options(settings.common);
  if (const auto level = settings.common.log_level(LogLevel::kNone); level != LogLevel::kNone) {
    options.log = [say = settings.on_lines](const std::string& line) { say(line, true); };
    options.log_headers = level == LogLevel::kDebug;
  }
  for (std::string* directory : {&options.store_dir, &options.upload_dir}) {
    if (directory->empty()) continue;
    auto own = make_run_folder(*directory);
    if (!own) return Unexpected(own.error());
    *directory = *std::move(own);
  }
  return options;
}

Unexpected stopped_by_signal() { return {ErrorKind::kCut, "the run was stopped by a signal"}; }

/// Everything between the folder and the verdict. What goes wrong here is our trouble.
Result<void> gather(const CaseSettings& settings, const StopFlag& stop, const std::string& folder,
                    CaseResult& result) {
  const Scenario& scenario = result.run.scenario;
  Evidence& evidence = result.run.evidence;
  auto payload = write_payload(payload_of(scenario), folder, stop, settings.record.timeout);
  if (!payload) {
    evidence.refused = payload.error().kind == ErrorKind::kUsage;
    return Unexpected(payload.error());
  }
  auto options = options_of(settings);
  if (!options) {
    evidence.refused = true;
    return Unexpected(options.error());
  }
  auto server = CaseServer::start(scenario, *std::move(options), settings.record.seed,
                                  [&stop] { return stop.raised(); });
  if (!server && stop.raised()) return stopped_by_signal();
  if (!server) {
    evidence.refused = server.error().kind == ErrorKind::kUsage;
    return Unexpected(server.error());
  }
  const auto ca = CaFile::of(server->server());
  if (!ca) return Unexpected(ca.error());
  ChildSpec spec;
  spec.arguments = arguments_for(*server, *payload, settings.record);
  spec.environment = environment_for(*server, ca->path(), *payload, scenario, settings);
  spec.timeout = settings.record.timeout;
  if (!settings.client_is_silent) spec.on_lines = settings.on_lines;
  ClientFact client = run_child(spec, stop);
  evidence = server->evidence();
  server->stop();
  evidence.client = std::move(client);
  evidence.payload_size = payload->size;
  evidence.payload_sha256 = payload->sha256;
  for (const auto& [name, digest] : settings.files) evidence.files[name] = digest;
  apply(settings.common.judge, evidence);
  std::error_code ignored;  // it can be made again from its seed
  std::filesystem::remove(payload->path, ignored);
  if (stop.raised()) return stopped_by_signal();
  return {};
}

}  // namespace

CaseResult run_case(const Scenario& scenario, const CaseSettings& settings, const StopFlag& stop) {
  CaseResult result;
  result.run.record = settings.record;
  result.run.scenario = scenario;
  result.run.evidence.seed = settings.record.seed;
  Evidence& evidence = result.run.evidence;
  const auto trouble = [&](const Error& error) {
    evidence.trouble = error.text;
    result.verdict = judge(evidence, scenario);
  };
  auto folder = make_run_folder(settings.parent);
  if (!folder) {
    trouble(folder.error());
    return result;
  }
  result.folder = *folder;
  // The absolute path: a client may go elsewhere before it reads the payload.
  std::error_code ignored;
  const auto absolute = std::filesystem::absolute(*folder, ignored).lexically_normal().string();
  auto gathered = gather(settings, stop, absolute, result);
  result.stopped = stop.raised();
  result.refused = evidence.refused;
  if (!gathered) {
    trouble(gathered.error());
  } else {
    result.verdict = judge(evidence, scenario, settings.common.judge.options);
    result.ran = evidence.client->ran;
  }
  result.verdict.again = "resumulator run --again " + result.folder;
  const auto written = write_run_folder(result.folder, result.run, result.verdict);
  if (!written && result.verdict.outcome != VerdictOutcome::kError) trouble(written.error());
  return result;
}

}  // namespace resumulator::app
