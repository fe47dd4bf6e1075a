// Matchers for GoogleTest, optional: nothing else of the library needs a test framework.
//
//   EXPECT_THAT(lane, resumulator::Passed());
//   EXPECT_THAT(lane.journal(), resumulator::Conversation("create append:503 query upload+"));
//   EXPECT_THAT(lane.object("b", "o"), resumulator::HasBytes(data));
//   INSTANTIATE_TEST_SUITE_P(MidChunk, Retry, resumulator::cases("overload.json"),
//                            resumulator::case_name);
//
// Including it makes failed verdicts nobody asked for failures of the test that runs, and names
// lanes after it.
//
// Threads  as GoogleTest: assertions on the test's thread.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <resumulator/lane.hpp>
#include <resumulator/server.hpp>
#include <string>
#include <vector>

namespace resumulator {

namespace gtest_detail {
inline void fail_test(const std::string& text) { ADD_FAILURE() << text; }
inline std::string running_test() {
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  return test == nullptr ? "" : std::string(test->test_suite_name()) + "." + test->name();
}
inline const bool kReportsToTests = (report_unasked_verdicts_to(&fail_test), true);
inline const bool kNamedByTests = (name_lanes_by(&running_test), true);
}  // namespace gtest_detail

/// The lane's verdict is `pass`. Prints the whole verdict where it is not.
MATCHER(Passed, "has passed its scenario") {
  static_cast<void>(gtest_detail::kReportsToTests);
  const LaneVerdict verdict = arg.verdict();
  *result_listener << "\n" << verdict.text();
  return verdict.passed();
}

/// The operations of each session of a journal fit the pattern.
MATCHER_P(Conversation, pattern, "fits the conversation \"" + std::string(pattern) + "\"") {
  const std::string why = arg.mismatch(pattern);
  *result_listener << why;
  return why.empty();
}

/// An object (std::optional<StoredObject>) that is there and has these bytes.
MATCHER_P(HasBytes, bytes,
          "has those " + std::to_string(std::string_view(bytes).size()) + " bytes") {
  if (!arg) {
    *result_listener << "there is no such object";
    return false;
  }
  const std::string have = arg->bytes();
  const std::string_view want(bytes);
  const auto size = std::min(have.size(), want.size());
  std::size_t same = 0;
  while (same < size && have[same] == want[same]) ++same;
  if (same == have.size() && same == want.size()) return true;
  *result_listener << "it has " << have.size() << " bytes and differs from byte " << same;
  return false;
}

/// One case of a scenario with `vary`.
struct Case {
  std::string scenario;  ///< path
  std::string name;      ///< "code=503,cut=0"; empty: the only one
};
inline std::ostream& operator<<(std::ostream& out, const Case& each) { return out << each.name; }

/// A list, and what INSTANTIATE_TEST_SUITE_P takes.
struct Cases : std::vector<Case> {
  operator testing::internal::ParamGenerator<Case>() const {  // NOLINT: a generator is wanted
    return testing::ValuesIn(begin(), end());
  }
};

/// All cases of a file. Throws std::runtime_error with its mistakes.
[[nodiscard]] inline Cases cases(const std::string& path) {
  Cases all;
  for (std::string& name : case_names(path)) all.push_back({path, std::move(name)});
  return all;
}

/// A case's name as GoogleTest allows it: letters and digits.
[[nodiscard]] inline std::string case_name(const testing::TestParamInfo<Case>& info) {
  std::string name = info.param.name.empty() ? "only" : info.param.name;
  for (char& c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!plain) c = '_';
  }
  return name + "_" + std::to_string(info.index);
}

}  // namespace resumulator
