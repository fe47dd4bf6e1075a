#include "app/scenario_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace resumulator::app {
namespace {

constexpr std::uint32_t kWritten = IN_CLOSE_WRITE | IN_MOVED_TO;

}  // namespace

ScenarioWatch::ScenarioWatch() : descriptor_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {}

ScenarioWatch::~ScenarioWatch() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> ScenarioWatch::add(const std::vector<std::string>& paths) {
  for (const std::string& path : paths) {
    if (path.starts_with("builtin:")) continue;
    const std::filesystem::path file(path);
    const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
    auto& watched = folders_.try_emplace(folder, -1).first->second;
    if (watched < 0) watched = ::inotify_add_watch(descriptor_, folder.c_str(), kWritten);
    if (watched < 0) {
      return Unexpected(ErrorKind::kUsage,
                        "--watch: " + folder + " cannot be watched: " + std::strerror(errno),
                        folder);
    }
    files_.emplace(watched, file.filename().string());
  }
  return {};
}

bool ScenarioWatch::changed() {
  bool ours = false;
  alignas(inotify_event) std::array<char, 16 * 1024> block;
  for (;;) {
    const auto got = ::read(descriptor_, block.data(), block.size());
    if (got <= 0) return ours;
    for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
      inotify_event event{};
      std::memcpy(&event, block.data() + at, sizeof event);
      const char* const name = block.data() + at + sizeof event;
      // The queue has run over: what was lost may have been ours.
      ours = ours || (event.mask & IN_Q_OVERFLOW) != 0;
      if (event.len > 0) ours = ours || files_.contains({event.wd, std::string(name)});
      at += sizeof event + event.len;
    }
  }
}

std::vector<std::string> files_of(const std::vector<std::string>& named, const Scenario& scenario) {
  std::set<std::string> files(named.begin(), named.end());
  for (const Rule& rule : scenario.rules) {
    if (!rule.place.file.empty()) files.insert(rule.place.file);
  }
  for (const Expectation& each : scenario.expect) {
    if (!each.place.file.empty()) files.insert(each.place.file);
  }
  return {files.begin(), files.end()};
}

}  // namespace resumulator::app
