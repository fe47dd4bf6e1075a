// resumulator::Custom: what a rule does is said by code, each time it fires. For the odd case that
// the words of the language do not reach; allowed in code, never in files.
//
//   lane.rule("odd offsets").when(append).at(body(100_KiB)).always().custom(
//       [](const Custom::Request& request, Custom::Session& session) {
//         if (request.claimed->from % 2 == 0) return Custom::Action();   // goes on as usual
//         return Custom::Action().stall(50ms).answer(503);
//       });
//
// When, where and how often the rule fires, and that it decides at its point before rules behind
// it, is said as of every rule.
//
// Errors   a function that throws, and an action that cannot be at that point: the request is
//          answered with 500 where it still can be, and the journal says why.
// Threads  calls of one Custom come one after another, on the server's threads. It may ask lane and
//          server what it likes, and must return soon: a wait is an action.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <resumulator/actions.hpp>
#include <resumulator/hold.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator {

class Custom {
 public:
  /// The request, as far as it has come.
  using Request = HeldRequest;

  /// Actions in their order; none: the request goes on as usual.
  class Action : public ActionWords<Action> {
   public:
    /// Any action of the language but `enter`: action("flip_bit", {R"({"byte":1000,"bit":3})"}).
    Action& action(std::string_view word) { return action(word, JsonText{"null"}); }
    Action& action(std::string_view word, JsonText value) {
      words_.emplace_back(word, std::move(value.text));
      return *this;
    }
    [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& words() const {
      return words_;
    }

   private:
    std::vector<std::pair<std::string, std::string>> words_;
  };

  /// The upload session of the request, and what becomes of it beside the answer.
  class Session {
   public:
    Session(std::uint64_t ordinal, std::optional<std::uint64_t> persisted)
        : ordinal_(ordinal), persisted_(persisted) {}
    /// From 1; 0: the request is of no session.
    [[nodiscard]] std::uint64_t ordinal() const { return ordinal_; }
    /// Bytes of the object that were stored when the request came.
    [[nodiscard]] std::optional<std::uint64_t> persisted() const { return persisted_; }
    /// "forget", "gone", "expire".
    void end(std::string_view how) { changes_.end_session(how); }
    /// Drops so much of the stored tail.
    void forget_bytes(std::uint64_t bytes) { changes_.forget_bytes(bytes); }
    [[nodiscard]] const Action& changes() const { return changes_; }

   private:
    std::uint64_t ordinal_;
    std::optional<std::uint64_t> persisted_;
    Action changes_;
  };

  using Function = std::function<Action(const Request&, Session&)>;
  Custom(Function function) : function_(std::move(function)) {}  // NOLINT: a lambda is one
  [[nodiscard]] const Function& function() const { return function_; }

 private:
  Function function_;
};

}  // namespace resumulator
