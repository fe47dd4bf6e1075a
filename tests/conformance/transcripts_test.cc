// Goal: whole conversations, byte for byte. Method: play each file below tests/transcripts and
// compare it with what came. RESUMULATOR_UPDATE_TRANSCRIPTS=1 writes what came into the file; the
// difference is for review.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "core/base/strings.h"
#include "support/places.h"
#include "support/transcript.h"

namespace resumulator::testing_support {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> transcripts() {
  std::vector<std::string> names;
  const fs::path root = fs::path(source_path("tests/transcripts"));
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (entry.path().extension() != ".http") continue;
    names.push_back(fs::relative(entry.path(), root).replace_extension().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Transcripts : public ::testing::TestWithParam<std::string> {};

TEST_P(Transcripts, ArePlayedByteForByte) {
  const fs::path path = fs::path(source_path("tests/transcripts")) / (GetParam() + ".http");
  std::ifstream file(path, std::ios::binary);
  const std::string told((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  const std::string came = replay_transcript(told);
  if (std::getenv("RESUMULATOR_UPDATE_TRANSCRIPTS") != nullptr) {
    std::ofstream(path, std::ios::binary) << came;
    return;
  }
  const auto told_lines = split(told, '\n');
  const auto came_lines = split(came, '\n');
  for (std::size_t i = 0; i < std::min(told_lines.size(), came_lines.size()); ++i) {
    ASSERT_EQ(told_lines[i], came_lines[i]) << GetParam() << ".http:" << i + 1;
  }
  EXPECT_EQ(told_lines.size(), came_lines.size());
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) {
    if (!is_digit(c) && (lower(c) < 'a' || lower(c) > 'z')) c = '_';
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(Files, Transcripts, ::testing::ValuesIn(transcripts()), test_name);

}  // namespace
}  // namespace resumulator::testing_support
