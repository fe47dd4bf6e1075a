// Goal: promises that no reviewer should have to check by eye. Method: search the code, comments
// and literals apart from each other.
#include <gtest/gtest.h>

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "house/tree.h"

namespace resumulator::house {
namespace {

struct Ban {
  std::string_view word;
  std::string_view reason;
  std::set<std::string> allowed = {};
};

const std::vector<Ban>& bans() {
  static const std::vector<Ban> kBans = {
      {"sleep_for", "waits must end when the server stops"},
      {"sleep_until", "waits must end when the server stops"},
      {"usleep", "waits must end when the server stops"},
      {"nanosleep", "waits must end when the server stops"},
      {"system_clock::now", "time comes from a Clock", {"emulator/include/resumulator/clock.hpp"}},
      {"rand", "chance comes from the seed"},
      {"srand", "chance comes from the seed"},
      {"random_device", "chance comes from the seed", {"emulator/core/base/random.cc"}},
      {"std::regex", "parsers are written by hand and bounded"},
      {"strtol", "std::from_chars"},
      {"strtoul", "std::from_chars"},
      {"strtoll", "std::from_chars"},
      {"strtoull", "std::from_chars"},
      {"atoi", "std::from_chars"},
      {"atol", "std::from_chars"},
      {"std::stoi", "std::from_chars"},
      {"std::stoul", "std::from_chars"},
      {"std::stoull", "std::from_chars"},
      {"sprintf", "bounded formatting"},
      {"strcpy", "std::string"},
      {"strcat", "std::string"},
  };
  return kBans;
}

TEST(Habits, NoBannedCallInTheProduct) {
  for (const SourceFile& file : cpp_below("emulator")) {
    const std::string code = only(file.text, Part::kCode);
    for (const Ban& ban : bans()) {
      if (ban.allowed.contains(file.path)) continue;
      for (const std::size_t at : find_word(code, ban.word)) {
        ADD_FAILURE() << place(file, line_at(code, at)) << ": " << ban.word << ": " << ban.reason;
      }
    }
  }
}

TEST(Habits, NoTestSleeps) {
  for (const SourceFile& file : cpp_below("tests")) {
    if (file.below("tests/bench/")) continue;
    const std::string code = only(file.text, Part::kCode);
    for (const std::string_view word : {"sleep_for", "sleep_until", "usleep", "nanosleep"}) {
      for (const std::size_t at : find_word(code, word)) {
        ADD_FAILURE() << place(file, line_at(code, at)) << ": " << word;
      }
    }
  }
}

/// A line that defines a variable of static storage which can change.
bool is_mutable_static(std::string_view line) {
  const bool indented = line.starts_with(' ');
  const bool is_static = line.starts_with("static ") || line.starts_with("inline ") ||
                         line.starts_with("thread_local ") ||
                         (indented && (!find_word(line, "static").empty() ||
                                       !find_word(line, "thread_local").empty()));
  if (!is_static) return false;
  for (const std::string_view word :
       {"const", "constexpr", "constinit", "static_assert", "operator", "namespace"}) {
    if (!find_word(line, word).empty()) return false;
  }
  const std::size_t end = line.find_first_of("=;{");
  const std::size_t call = line.find('(');
  return end != std::string_view::npos && call > end;
}

TEST(Habits, NothingOfStaticStorageChanges) {
  for (const SourceFile& file : cpp_below("emulator")) {
    std::size_t number = 0;
    for (const std::string& line : lines_of(only(file.text, Part::kCode))) {
      ++number;
      // The one a process may ask for; it guards itself.
      const bool shared_server = line == "  static Server server;";
      EXPECT_FALSE(is_mutable_static(line) && !shared_server)
          << place(file, number) << ": " << line;
    }
  }
}

/// A variable defined at namespace scope without `static` looks like "std::mutex name;".
TEST(Habits, NoVariableStandsAtNamespaceScope) {
  for (const SourceFile& file : cpp_below("emulator")) {
    std::size_t number = 0;
    for (const std::string& line : lines_of(only(file.text, Part::kCode))) {
      ++number;
      for (const std::string_view type : {"std::atomic", "std::mutex", "std::vector<", "std::map<",
                                          "std::string ", "int ", "bool ", "Mutex "}) {
        const bool variable =
            line.starts_with(type) && line.ends_with(';') && line.find('(') == std::string::npos;
        EXPECT_FALSE(variable) << place(file, number) << ": " << line;
      }
    }
  }
}

TEST(Habits, NothingIsLeftForLater) {
  const std::array<std::string, 4> marks = {std::string("TO") + "DO", std::string("FIX") + "ME",
                                            std::string("X") + "XX", std::string("HA") + "CK"};
  for (const std::string& folder : {std::string("emulator"), std::string("tests"),
                                    std::string("docker"), std::string("scenarios")}) {
    for (const SourceFile& file : files_below(folder)) {
      const bool text = is_cpp(file.path) || file.ends(".md") || file.ends(".txt") ||
                        file.ends(".py") || file.ends(".cmake") || file.ends(".sh");
      if (!text) continue;
      for (const std::string& mark : marks) {
        for (const std::size_t at : find_word(file.text, mark)) {
          ADD_FAILURE() << place(file, line_at(file.text, at)) << ": " << mark;
        }
      }
    }
  }
}

TEST(Habits, EveryTestFileBelongsToASuite) {
  const std::set<std::string> suites = {"unit", "conformance", "e2e", "house"};
  for (const SourceFile& file : cpp_below("tests")) {
    if (!file.ends("_test.cc")) continue;
    const std::string folder = file.path.substr(6, file.path.find('/', 6) - 6);
    EXPECT_TRUE(suites.contains(folder)) << file.path << " is built by no suite";
  }
}

TEST(Habits, LinesEndCleanly) {
  for (const std::string& folder : {std::string("emulator"), std::string("tests")}) {
    for (const SourceFile& file : cpp_below(folder)) {
      EXPECT_TRUE(file.text.ends_with('\n')) << file.path;
      EXPECT_EQ(file.text.find('\r'), std::string::npos) << file.path;
      EXPECT_EQ(file.text.find('\t'), std::string::npos) << file.path;
      EXPECT_EQ(file.text.find(" \n"), std::string::npos) << file.path;
    }
  }
}

}  // namespace
}  // namespace resumulator::house
