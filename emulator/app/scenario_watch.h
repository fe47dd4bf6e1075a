// Tells when a file of a scenario was written anew: in place, or by another one put in its place.
//
// Method   inotify on the folders, because editors replace files; what has not to do with our files
//          is passed over. Nothing is read before it is closed, so never in part.
// Errors   kUsage: a folder cannot be watched; the text names it.
// Threads  one.
#pragma once

#include <map>
#include <resumulator/result.hpp>
#include <set>
#include <string>
#include <vector>

#include "scenario/scenario.h"

namespace resumulator::app {

class ScenarioWatch {
 public:
  ScenarioWatch();
  ~ScenarioWatch();
  ScenarioWatch(const ScenarioWatch&) = delete;
  ScenarioWatch& operator=(const ScenarioWatch&) = delete;

  /// From now on these too. What ships with the program does not change.
  [[nodiscard]] Result<void> add(const std::vector<std::string>& paths);
  /// Readable when something has happened in a folder.
  [[nodiscard]] int descriptor() const { return descriptor_; }
  /// Takes what has happened; whether one of the files has changed.
  [[nodiscard]] bool changed();

 private:
  int descriptor_;
  std::map<std::string, int> folders_;
  std::set<std::pair<int, std::string>> files_;  // by folder and name
};

/// The files a scenario was read from: those that were named, and those they include.
[[nodiscard]] std::vector<std::string> files_of(const std::vector<std::string>& named,
                                                const Scenario& scenario);

}  // namespace resumulator::app
