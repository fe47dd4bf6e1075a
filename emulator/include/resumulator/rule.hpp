// Fault rules and expectations written in code; each is one member of a scenario file.
//
//   lane.rule("busy").when(append).nth(1).at(body(100_KiB)).keep(aligned).answer(503);
//   lane.expect(resent_bytes().at_most(256_KiB));
//
// Units    bytes; durations of <chrono>. Threads  a builder belongs to one thread.
// Source   docs/scenario-format.md: the words are the same.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/actions.hpp>
#include <resumulator/custom.hpp>
#include <resumulator/exchange.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator {

inline namespace literals {
constexpr std::uint64_t operator""_KiB(unsigned long long n) { return n << 10; }
constexpr std::uint64_t operator""_MiB(unsigned long long n) { return n << 20; }
constexpr std::uint64_t operator""_GiB(unsigned long long n) { return n << 30; }
}  // namespace literals

// Operations, for when().
inline constexpr std::string_view create = "create";
inline constexpr std::string_view append = "append";
inline constexpr std::string_view finalize = "finalize";
inline constexpr std::string_view upload = "upload";
inline constexpr std::string_view query = "query";
inline constexpr std::string_view cancel = "cancel";
inline constexpr std::string_view simple = "simple";
inline constexpr std::string_view download = "download";

/// A place in the life of a request, for at().
struct FaultPoint {
  std::string text;
};
inline const FaultPoint headers{"headers"};
inline const FaultPoint stored{"stored"};
inline const FaultPoint answered{"answered"};
[[nodiscard]] inline FaultPoint body() { return {"body"}; }
[[nodiscard]] inline FaultPoint body(std::uint64_t byte) {
  return {"body:" + std::to_string(byte)};
}
[[nodiscard]] inline FaultPoint object_byte(std::uint64_t byte) {
  return {"object:" + std::to_string(byte)};
}
[[nodiscard]] inline FaultPoint answer_byte(std::uint64_t byte) {
  return {"answer:" + std::to_string(byte)};
}

/// What survives of a body, for keep().
inline constexpr std::string_view received = "received";
inline constexpr std::string_view aligned = "aligned";
inline constexpr std::string_view nothing = "nothing";

class Lane;

class RuleBuilder : public ActionWords<RuleBuilder> {
 public:
  RuleBuilder(RuleBuilder&&) noexcept;
  RuleBuilder& operator=(RuleBuilder&&) = delete;
  /// Puts the rule in force. Throws std::runtime_error with its mistakes.
  ~RuleBuilder() noexcept(false);

  RuleBuilder& when(std::string_view operation);
  /// Any other condition: when("covers", {"8388608"}).
  RuleBuilder& when(std::string_view key, const JsonText& value);
  RuleBuilder& nth(std::uint64_t n);
  RuleBuilder& session(std::uint64_t ordinal);
  RuleBuilder& bucket(std::string_view glob);
  RuleBuilder& object(std::string_view glob);
  RuleBuilder& at(const FaultPoint& point);
  RuleBuilder& keep(std::string_view word);
  RuleBuilder& keep(std::uint64_t bytes);
  RuleBuilder& times(std::uint64_t n);
  RuleBuilder& always();
  RuleBuilder& skip(std::uint64_t n);
  RuleBuilder& chance(double probability);
  RuleBuilder& because(std::string_view reason);

  /// Any other action: action("flip_bit", {R"({"byte":1000,"bit":3})"}).
  RuleBuilder& action(std::string_view word);
  RuleBuilder& action(std::string_view word, const JsonText& value);
  /// Code says each time. In to_scenario() it stands as `pass`.
  RuleBuilder& custom(Custom what);
  RuleBuilder& custom(Custom::Function what) { return custom(Custom(std::move(what))); }

 private:
  friend class Lane;
  struct Draft;
  explicit RuleBuilder(std::unique_ptr<Draft> draft);
  std::unique_ptr<Draft> draft_;
};

/// One item of `expect`. `must` unless told otherwise.
class Expect {
 public:
  /// Any check of the language: Expect("sessions", {"1"}).
  Expect(std::string check, JsonText value) : check_(std::move(check)), value_(std::move(value)) {}
  Expect& should();
  Expect& info();
  Expect& because(std::string_view reason);
  [[nodiscard]] std::string json() const;

 private:
  std::string check_;
  JsonText value_;
  std::string level_;
  std::string because_;
};

[[nodiscard]] Expect completes(std::uint64_t objects);
[[nodiscard]] Expect bytes_agree();
[[nodiscard]] Expect asks_before_resuming();
[[nodiscard]] Expect resumes_at_reported();
[[nodiscard]] Expect sessions(std::uint64_t count);
[[nodiscard]] Expect conversation(std::string_view pattern);
[[nodiscard]] Expect retries_at_most(std::uint64_t count, std::string_view per = "run");
[[nodiscard]] Expect object_equals_sha256(std::string_view bucket, std::string_view name,
                                          std::string_view sha256);

/// Begins `resent_bytes`; at_most() makes it an expectation.
struct ResentBytes {
  [[nodiscard]] Expect at_most(std::uint64_t bytes) const;
};
[[nodiscard]] inline ResentBytes resent_bytes() { return {}; }

}  // namespace resumulator
