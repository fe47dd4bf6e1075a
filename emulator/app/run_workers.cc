#include "app/run_workers.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>

#include "app/log_sink.h"
#include "core/base/strings.h"
#include "verdict/report.h"

namespace resumulator::app {
namespace {

// How soon the end of the last worker is seen. A signal is seen at once.
constexpr std::chrono::milliseconds kTick{10};

std::string seconds(std::chrono::microseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(time.count()) / 1e6);
  return text;
}

/// The prefix in front of every line.
std::string prefixed(std::string_view lines, const std::string& prefix) {
  if (prefix.empty()) return std::string(lines);
  std::string out;
  for (const auto line : split(lines, '\n')) {
    if (!out.empty()) out += '\n';
    out.append(prefix).append(line);
  }
  return out;
}

class Workers {
 public:
  Workers(const std::vector<Scenario>& cases, const CaseSettings& settings, std::size_t jobs)
      : cases_(cases), settings_(settings), jobs_(jobs), results_(cases.size()) {}

  std::vector<CaseResult> run(StopSignals& signals) {
    open_ = std::min(jobs_, cases_.size());
    std::vector<std::jthread> threads;
    for (std::size_t i = open_; i > 0; --i) threads.emplace_back([this] { work(); });
    while (open_ > 0) {
      if (signals.wait(false, kTick) != StopSignals::Woke::kSignal) continue;
      err_.write("resumulator run: stopping");
      stop_.raise();
    }
    threads.clear();
    std::vector<CaseResult> done;
    for (auto& each : results_) {
      if (each) done.push_back(*std::move(each));
    }
    return done;
  }

 private:
  void work() {
    for (std::size_t i = next_++; i < cases_.size() && !stop_.raised(); i = next_++) {
      const std::string title = case_title(cases_[i]);
      tell(place(i) + title + " …");
      results_[i] = run_case(cases_[i], with_output(title), stop_);
      tell(place(i) + title + ": " + to_string(results_[i]->verdict.outcome) + " (" +
           seconds(results_[i]->ran) + ")");
    }
    --open_;
  }

  void tell(const std::string& progress) {
    if (!settings_.common.quiet) err_.write(progress);
  }

  [[nodiscard]] std::string place(std::size_t i) const {
    if (cases_.size() == 1) return {};
    return "[" + std::to_string(i + 1) + "/" + std::to_string(cases_.size()) + "] ";
  }

  CaseSettings with_output(const std::string& title) {
    CaseSettings settings = settings_;
    const std::string prefix = jobs_ > 1 ? title + "| " : "";
    settings.on_lines = [this, prefix](std::string_view lines, bool is_error) {
      (is_error ? err_ : out_).write(prefixed(lines, prefix));
    };
    return settings;
  }

  const std::vector<Scenario>& cases_;
  const CaseSettings& settings_;
  const std::size_t jobs_;
  std::vector<std::optional<CaseResult>> results_;
  std::atomic<std::size_t> next_{0};
  std::atomic<std::size_t> open_{0};
  StopFlag stop_;
  LogSink out_{STDOUT_FILENO};
  LogSink err_{STDERR_FILENO};
};

}  // namespace

std::string case_title(const Scenario& scenario) {
  return printable(
      scenario.name + (scenario.case_name.empty() ? "" : " [" + scenario.case_name + "]"), true);
}

std::vector<CaseResult> run_all(const std::vector<Scenario>& cases, const CaseSettings& settings,
                                std::size_t jobs, StopSignals& signals) {
  return Workers(cases, settings, jobs).run(signals);
}

}  // namespace resumulator::app
