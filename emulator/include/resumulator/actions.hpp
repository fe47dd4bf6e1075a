// The actions of the fault language as calls: of rules written in code, and of what a Custom says.
//
// Units    bytes; durations of <chrono>.
// Source   docs/scenario-format.md, docs/faults.md: the words are the same.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace resumulator {

/// A word of the language with its value, as JSON.
struct JsonText {
  std::string text;
};

/// `Self` has action(word) and action(word, value); both give itself, to go on with.
template <typename Self>
class ActionWords {
 public:
  Self& answer(int status) { return say("answer", std::to_string(status)); }
  Self& answer(int status, std::chrono::seconds retry_after) {
    return say("answer", R"({"status":)" + std::to_string(status) + R"(,"retry_after":")" +
                             std::to_string(retry_after.count()) + "s\"}");
  }
  Self& reset() { return self().action("reset"); }
  Self& close() { return self().action("close"); }
  Self& hang() { return self().action("hang"); }
  Self& stall(std::chrono::milliseconds time) {
    return say("stall", '"' + std::to_string(time.count()) + "ms\"");
  }
  Self& hide_progress() { return self().action("hide_progress"); }
  Self& forget_bytes(std::uint64_t bytes) { return say("forget_bytes", std::to_string(bytes)); }
  Self& claim_bytes(std::int64_t bytes) {
    return say("claim_bytes", (bytes < 0 ? "\"" : "\"+") + std::to_string(bytes) + '"');
  }
  /// "forget", "gone", "expire"
  Self& end_session(std::string_view how) { return say("session", '"' + std::string(how) + '"'); }
  Self& advance_clock(std::chrono::seconds by) {
    return say("advance_clock", '"' + std::to_string(by.count()) + "s\"");
  }

 private:
  friend Self;
  ActionWords() = default;
  Self& self() { return static_cast<Self&>(*this); }
  Self& say(std::string_view word, std::string value) {
    return self().action(word, JsonText{std::move(value)});
  }
};

}  // namespace resumulator
