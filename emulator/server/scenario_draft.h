// A scenario as it is built in code: pieces of JSON, put together and read like any file.
//
// Errors   std::runtime_error with all mistakes; the draft is then as it was before.
// Threads  every call from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/mutex.h"
#include "scenario/load.h"

namespace resumulator {

class ScenarioDraft {
 public:
  explicit ScenarioDraft(std::string name) : name_(std::move(name)) {}

  /// One item of "rules", of "expect"; a file that was read, of which `case_name` is meant.
  void add_rule(std::string json) EXCLUDES(mutex_);
  void add_expectation(std::string json) EXCLUDES(mutex_);
  void add_loaded(Loaded loaded, std::string_view case_name) EXCLUDES(mutex_);
  /// A rule on one line.
  void add_line(std::string_view line) EXCLUDES(mutex_);

  /// Everything together.
  [[nodiscard]] Scenario scenario() const EXCLUDES(mutex_);
  /// As one file.
  [[nodiscard]] std::string document() const EXCLUDES(mutex_);

 private:
  struct Parts {
    std::vector<std::string> rules;
    std::vector<std::string> expectations;
    std::vector<Scenario> loaded;
  };
  [[nodiscard]] std::string own_document(const Parts& parts) const;
  [[nodiscard]] Scenario read(const Parts& parts) const;
  void change(Parts next) EXCLUDES(mutex_);
  [[nodiscard]] Parts parts() const EXCLUDES(mutex_);

  const std::string name_;
  mutable Mutex mutex_;
  Parts parts_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
