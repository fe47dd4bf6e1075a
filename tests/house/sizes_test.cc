// Goal: nothing outgrows a reader. Method: count lines of files and of functions. Whatever must be
// longer stands in a list here, with its reason.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "house/tree.h"

namespace resumulator::house {
namespace {

constexpr std::size_t kHeaderMax = 200;
constexpr std::size_t kSourceMax = 400;
constexpr std::size_t kTestMax = 500;
constexpr std::size_t kFunctionMax = 70;

/// Files allowed past their bound, and why.
const std::map<std::string, std::string>& long_files() {
  static const std::map<std::string, std::string> kFiles = {};
  return kFiles;
}

/// Functions ("path name") allowed past the bound, and why.
const std::map<std::string, std::string>& long_functions() {
  static const std::map<std::string, std::string> kFunctions = {};
  return kFunctions;
}

struct Function {
  std::string name;
  std::size_t line = 0;
  std::size_t length = 0;
};

enum class Scope { kOuter, kType, kFunction, kOther };

/// What a brace opens, judged by the words before it and by what it stands in.
Scope scope_of(std::string_view before, Scope outer) {
  if (outer == Scope::kFunction || outer == Scope::kOther) return Scope::kOther;
  if (!find_word(before, "namespace").empty() || before.find("extern ") == 0) return Scope::kOuter;
  const bool call = before.find('(') != std::string_view::npos;
  const bool assigned = before.find(" = ") != std::string_view::npos &&
                        before.find(" = ") < std::min(before.find('('), before.size());
  if (call && !assigned) return Scope::kFunction;
  for (const std::string_view word : {"class", "struct", "union", "enum"}) {
    if (!find_word(before, word).empty()) return Scope::kType;
  }
  return Scope::kOther;
}

/// The word before the first parenthesis of a signature.
std::string name_in(std::string_view signature) {
  std::size_t end = std::min(signature.find('('), signature.size());
  while (end > 0 && signature[end - 1] == ' ') --end;
  std::size_t begin = end;
  while (begin > 0 && (is_word(signature[begin - 1]) || signature[begin - 1] == ':' ||
                       signature[begin - 1] == '~')) {
    --begin;
  }
  return std::string(signature.substr(begin, end - begin));
}

std::string without_directives(std::string code) {
  std::size_t at = 0;
  while (at < code.size()) {
    std::size_t end = std::min(code.find('\n', at), code.size());
    if (code[at] == '#') {
      while (end < code.size() && code[end - 1] == '\\')
        end = std::min(code.find('\n', end + 1), code.size());
      for (std::size_t i = at; i < end; ++i) {
        if (code[i] != '\n') code[i] = ' ';
      }
    }
    at = end + 1;
  }
  return code;
}

/// Functions defined at namespace or class scope; lambdas belong to the function they stand in.
std::vector<Function> functions_of(std::string_view text) {
  const std::string code = without_directives(only(text, Part::kCode));
  struct Open {
    Scope scope;
    std::string name;
    std::size_t line;
  };
  std::vector<Open> stack = {{Scope::kOuter, "", 0}};
  std::vector<Function> found;
  std::size_t statement = 0;
  int parentheses = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == '(') ++parentheses;
    if (c == ')') --parentheses;
    if (c == '{') {
      std::size_t from = statement;
      while (from < i && (code[from] == ' ' || code[from] == '\n')) ++from;
      const std::string_view before = std::string_view(code).substr(from, i - from);
      const Scope scope = parentheses > 0 ? Scope::kOther : scope_of(before, stack.back().scope);
      stack.push_back(
          {scope, scope == Scope::kFunction ? name_in(before) : "", line_at(code, from)});
      statement = i + 1;
    } else if (c == '}' && stack.size() > 1) {
      const Open open = stack.back();
      stack.pop_back();
      if (open.scope == Scope::kFunction) {
        found.push_back({open.name, open.line, line_at(code, i) - open.line + 1});
      }
      statement = i + 1;
    } else if (c == ';' && parentheses == 0) {
      statement = i + 1;
    }
  }
  return found;
}

std::vector<SourceFile> all_sources() {
  std::vector<SourceFile> files = cpp_below("emulator");
  for (SourceFile& file : cpp_below("tests")) files.push_back(std::move(file));
  return files;
}

TEST(Sizes, OfFilesStayWithinTheirBounds) {
  for (const SourceFile& file : all_sources()) {
    const std::size_t length = lines_of(file.text).size();
    const std::size_t bound = file.below("tests/") ? kTestMax
                              : file.ends(".cc")   ? kSourceMax
                                                   : kHeaderMax;
    const bool allowed = long_files().contains(file.path);
    EXPECT_TRUE(allowed || length <= bound)
        << file.path << " has " << length << " lines, the bound is " << bound;
    EXPECT_FALSE(allowed && length <= bound) << file.path << " needs no exception any more";
  }
}

TEST(Sizes, OfProgramsInOtherLanguagesStayWithinTheirBound) {
  std::size_t seen = 0;
  for (const SourceFile& file : files_below("tests")) {
    const std::size_t dot = file.path.rfind('.');
    const std::string ending = dot == std::string::npos ? "" : file.path.substr(dot);
    // A script without an ending says what it is in its first line.
    const bool script = file.text.starts_with("#!");
    if (!script && ending != ".py" && ending != ".mjs" && ending != ".go" && ending != ".java") {
      continue;
    }
    ++seen;
    const std::size_t length = lines_of(file.text).size();
    EXPECT_LE(length, kSourceMax) << file.path << " has " << length << " lines";
  }
  EXPECT_GT(seen, 20U);
}

TEST(Sizes, OfFunctionsFitOneScreen) {
  std::size_t seen = 0;
  for (const SourceFile& file : all_sources()) {
    for (const Function& function : functions_of(file.text)) {
      ++seen;
      if (long_functions().contains(file.path + " " + function.name)) continue;
      EXPECT_LE(function.length, kFunctionMax)
          << place(file, function.line) << " " << function.name;
    }
  }
  EXPECT_GT(seen, 100U);
}

TEST(Sizes, AreMeasuredOnWholeFunctions) {
  const std::string text =
      "namespace a {\n"
      "struct S {\n"
      "  int one() const { return 1; }\n"
      "  int table[2] = {1, 2};\n"
      "};\n"
      "/* int not_me() { */\n"
      "S::S(int x)\n"
      "    : x_{x} {\n"
      "  auto f = [](int y) { return y; };\n"
      "  puts(\"}{\");\n"
      "}\n"
      "const std::vector<int> kTable = {f(1), g(2)};\n"
      "}  // namespace a\n";
  const std::vector<Function> found = functions_of(text);
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found.front().name, "one");
  EXPECT_EQ(found.front().length, 1U);
  EXPECT_EQ(found.back().name, "S::S");
}

}  // namespace
}  // namespace resumulator::house
