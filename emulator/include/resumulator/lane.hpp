// resumulator::Lane: a world of its own on a running server, with faults and expectations.
//
//   resumulator::Server server;
//   auto lane = server.lane("lost-answer");
//   lane.rule("lose the last answer").when(resumulator::finalize).at(resumulator::stored).reset();
//   lane.expect(resumulator::completes(1));
//   my_upload(lane.url(), "bucket", "a.raw", bytes);
//   EXPECT_TRUE(lane.verdict().passed()) << lane.verdict().text();
//
// Rules and expectations are those of scenario files: what is built here can be printed as one
// (to_scenario()) and a file can be loaded (load()).
//
// Threads  every call from any thread. A Lane must not outlive its Server.
// Errors   std::runtime_error with all mistakes and their places; nothing was changed then.
// Source   docs/scenario-format.md
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/exchange.hpp>
#include <resumulator/hold.hpp>
#include <resumulator/result.hpp>
#include <resumulator/rule.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

class StoredObject;

/// What a lane's client is judged to have done.
class LaneVerdict {
 public:
  [[nodiscard]] bool passed() const { return outcome == "pass"; }
  std::string outcome;                ///< "pass", "fail", "inconclusive", "error"
  std::string headline;               ///< "1 must broken, 2 should broken, 6 checks"
  std::vector<std::string> failures;  ///< one sentence a check that did not hold
  [[nodiscard]] const std::string& text() const {
    return text_;
  }  ///< as `resumulator run` shows it
  [[nodiscard]] const std::string& json() const { return json_; }

 private:
  friend struct LaneAccess;
  std::string text_;
  std::string json_;
};

/// The exchanges of a lane, oldest first.
class Journal : public std::vector<RecordedExchange> {
 public:
  using std::vector<RecordedExchange>::vector;
  /// Those of one operation.
  [[nodiscard]] Journal of(Operation operation) const;
  /// The same in the language's words, resumulator::query; `upload` are append and finalize. Throws
  /// std::runtime_error where there is no such word.
  [[nodiscard]] Journal of(std::string_view operation) const;
  /// Why the operations of its sessions do not fit a conversation pattern ("create append* query");
  /// empty: they do.
  [[nodiscard]] std::string mismatch(std::string_view pattern) const;
};

class Lane {
 public:
  Lane(Lane&&) noexcept;
  Lane& operator=(Lane&&) noexcept;
  /// Closes the lane. Expectations nobody asked the verdict of are judged now; a failure goes to
  /// report_unasked_verdicts_to().
  ~Lane();

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] std::uint64_t seed() const;
  /// Base URL for clients: everything below it is this lane's.
  [[nodiscard]] std::string url() const;
  [[nodiscard]] Clock& clock() const;

  /// Adds a scenario file ("builtin:NAME": one that ships) to what the lane has. `case_name` picks
  /// one of several ("code=503,cut=0").
  void load(const std::string& path, std::string_view case_name = {});
  /// The same from text; `name` is for messages.
  void load_text(std::string_view json, const std::string& name = "scenario");
  /// Begins a rule; it is in force at the end of the full expression.
  [[nodiscard]] RuleBuilder rule(std::string name);
  /// A rule on one line: "append@body:100KiB=503".
  void arm(std::string_view one_line);
  /// Takes the first request of this lane that fits out of the server's hands: as Server::hold().
  [[nodiscard]] Hold hold(std::string_view what);
  void expect(Expect expectation);
  /// The scenario the lane has, as a file.
  [[nodiscard]] std::string to_scenario() const;

  [[nodiscard]] Journal journal() const;
  /// Waits until an exchange fits, also an earlier one. Empty after `timeout` (real time).
  [[nodiscard]] std::optional<RecordedExchange> wait_for(
      const std::function<bool(const RecordedExchange&)>& fits,
      std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;
  Result<void> create_bucket(std::string_view name);
  Result<StoredObject> put_object(std::string_view bucket, std::string_view name,
                                  std::string_view bytes);
  [[nodiscard]] std::optional<StoredObject> object(std::string_view bucket,
                                                   std::string_view name) const;

  /// Judges what has happened so far.
  [[nodiscard]] LaneVerdict verdict() const;
  /// Nobody wants this lane's verdict.
  void dismiss();

  class State;

 private:
  friend struct LaneAccess;
  explicit Lane(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Whether this rule (by name) acted on an exchange: for wait_for().
[[nodiscard]] std::function<bool(const RecordedExchange&)> fired(std::string rule);

/// `size` bytes made from `seed`: the payload `resumulator run` writes for the same numbers.
[[nodiscard]] std::string payload(std::uint64_t size, std::uint64_t seed);

/// The names of a scenario's cases; one empty name where it has no `vary`. Throws
/// std::runtime_error with the mistakes of the file.
[[nodiscard]] std::vector<std::string> case_names(const std::string& path);

/// Where failed verdicts go that nobody asked for. At first: stderr. <resumulator/gtest.hpp> makes
/// them failures of the test that runs. nullptr: nowhere.
void report_unasked_verdicts_to(void (*handler)(const std::string& text));

/// Who names lanes that are opened without a name. <resumulator/gtest.hpp> takes that of the
/// running test. nullptr, as at first: nobody.
void name_lanes_by(std::string (*namer)());

}  // namespace resumulator
