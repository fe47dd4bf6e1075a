// Goal: the scenarios with which the language was designed are good as they were written down.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "scenario/diagnostic.h"
#include "scenario/files.h"
#include "scenario/load.h"
#include "support/places.h"
#include "unit/scenario/json_schema.h"

namespace resumulator {
namespace {

std::vector<std::filesystem::path> printed() {
  const std::filesystem::path folder = testing_support::source_path("tests/data/language");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry);
  std::sort(files.begin(), files.end());
  return files;
}

TEST(PrintedScenarios, AreReadWithoutARemark) {
  const auto files = printed();
  EXPECT_EQ(files.size(), 13U);
  for (const auto& file : files) {
    const Loaded loaded = load_scenario_file(file.string());
    EXPECT_TRUE(loaded.ok()) << file;
    for (const Diagnostic& each : loaded.diagnostics) ADD_FAILURE() << render(each, {});
  }
}

TEST(PrintedScenarios, HaveTheCasesTheyVaryOver) {
  const auto cases = [](const char* name) {
    return load_scenario_file(testing_support::source_path("tests/data/language/") + name)
        .cases.size();
  };
  EXPECT_EQ(cases("overload-mid-chunk.json"), 20U);
  EXPECT_EQ(cases("session-gone.json"), 2U);
  EXPECT_EQ(cases("flipped-bit.json"), 2U);
}

TEST(PrintedScenarios, FitTheSchema) {
  using Json = nlohmann::json;
  const testing_support::JsonSchema schema(Json::parse(json_schema()));
  for (const auto& file : printed()) {
    EXPECT_EQ(schema.problem(Json::parse(read_scenario_text(file.string()).value_or(""))), "")
        << file;
  }
}

}  // namespace
}  // namespace resumulator
