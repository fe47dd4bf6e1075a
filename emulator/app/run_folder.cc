#include "app/run_folder.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/ready.h"
#include "scenario/files.h"
#include "scenario/load.h"
#include "verdict/report.h"

namespace resumulator::app {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr std::uintmax_t kFileMax = 1ULL << 30;
constexpr int kFolders = 1'000'000;

std::string record_json(const RunRecord& record) {
  const Json json = {{"client", record.client},
                     {"seed", record.seed},
                     {"version", record.version},
                     {"timeout_ms", record.timeout.count()},
                     {"emulator_host_form", record.emulator_host_form},
                     {"options", record.options}};
  return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<RunRecord> read_record(const std::string& text) {
  RunRecord record;
  try {
    const Json json = Json::parse(text);
    record.client = json.at("client").get<std::vector<std::string>>();
    record.seed = json.at("seed").get<std::uint64_t>();
    record.version = json.at("version").get<std::string>();
    record.timeout = std::chrono::milliseconds(json.at("timeout_ms").get<std::int64_t>());
    record.emulator_host_form = json.at("emulator_host_form").get<std::string>();
    record.options = json.value("options", record.options);
  } catch (const Json::exception& problem) {
    return Unexpected(ErrorKind::kUsage, "this is no record of a run: " + json_problem(problem));
  }
  return record;
}

std::string first_error(const Loaded& loaded) {
  for (const Diagnostic& each : loaded.diagnostics) {
    if (each.severity == Diagnostic::Severity::kError) return each.message;
  }
  return "there is no scenario in it";
}

Unexpected in_file(const std::string& path, const Error& error) {
  return {ErrorKind::kUsage, path + ": " + error.text, path};
}

/// The highest number among the folders there, 0 for none.
int last_number(const std::string& parent) {
  int last = 0;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(parent, problem)) {
    const std::string name = entry.path().filename().string();
    int number = 0;
    const auto read = std::from_chars(name.data(), name.data() + name.size(), number);
    if (read.ec == std::errc() && read.ptr == name.data() + name.size()) {
      last = std::max(last, number);
    }
  }
  return last;
}

}  // namespace

Result<std::string> read_whole_file(const std::string& path) {
  std::error_code problem;
  const bool folder = fs::is_directory(path, problem);
  std::ifstream in(path, std::ios::binary);
  if (!in || folder) {
    return Unexpected(ErrorKind::kUsage,
                      path + " cannot be read: " + std::strerror(folder ? EISDIR : errno), path);
  }
  if (const auto size = fs::file_size(path, problem); !problem && size > kFileMax) {
    return Unexpected(ErrorKind::kUsage, path + " is larger than 1 GiB", path);
  }
  return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<std::string> make_run_folder(const std::string& parent) {
  std::error_code problem;
  fs::create_directories(parent, problem);
  if (problem) {
    return Unexpected(ErrorKind::kUsage,
                      "the folder " + parent + " cannot be made: " + problem.message(), parent);
  }
  for (int number = last_number(parent) + 1; number < kFolders; ++number) {
    std::string name = std::to_string(number);
    if (name.size() < 4) name.insert(0, 4 - name.size(), '0');
    const std::string folder = std::string(parent).append("/").append(name);
    if (fs::create_directory(folder, problem)) return folder;
    if (problem) {
      return Unexpected(ErrorKind::kUsage,
                        "the folder " + folder + " cannot be made: " + problem.message(), folder);
    }
  }
  return Unexpected(ErrorKind::kUsage, parent + " holds a million runs; take another folder",
                    parent);
}

Result<void> write_run_folder(const std::string& folder, const RunFolder& run,
                              const Verdict& verdict) {
  const std::string output = run.evidence.client ? run.evidence.client->output : "";
  const std::pair<const char*, std::string> files[] = {
      {"/run.json", record_json(run.record)},
      {"/scenario.json", run.scenario.expanded + "\n"},
      {"/journal.ndjson", journal_lines(run.evidence)},
      {"/evidence.json", facts_json(run.evidence)},
      {"/verdict.json", to_json(verdict)},
      {"/output.txt", output}};
  for (const auto& [name, text] : files) {
    if (auto written = write_file(folder + name, text); !written) return written;
  }
  return {};
}

Result<RunFolder> read_run_folder(const std::string& folder) {
  RunFolder run;
  std::string texts[4];
  const char* const names[] = {"/run.json", "/scenario.json", "/evidence.json", "/journal.ndjson"};
  for (std::size_t i = 0; i < std::size(names); ++i) {
    auto text = read_whole_file(folder + names[i]);
    if (!text) {
      return Unexpected(ErrorKind::kUsage, folder + " is no folder of a run: " + text.error().text,
                        folder);
    }
    texts[i] = *std::move(text);
  }
  auto record = read_record(texts[0]);
  if (!record) return in_file(folder + names[0], record.error());
  run.record = *std::move(record);
  Loaded loaded = load_scenario(texts[1], folder + names[1]);
  if (!loaded.ok() || loaded.cases.size() != 1) {
    return in_file(folder + names[1], {ErrorKind::kUsage, first_error(loaded), {}});
  }
  run.scenario = std::move(loaded.cases.front());
  auto evidence = evidence_from_json(texts[2], texts[3]);
  if (!evidence) return in_file(folder, evidence.error());
  run.evidence = *std::move(evidence);
  run.scenario.case_name = run.evidence.case_name;
  return run;
}

}  // namespace resumulator::app
