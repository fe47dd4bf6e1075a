// The source tree as the house tests read it: files with their lines, and the same text with
// comments or literals blanked out, so that a rule about code never trips over a sentence.
//
// Threads  plain values.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "support/places.h"

namespace resumulator::house {

struct SourceFile {
  std::string path;  ///< below the root of the repository, with slashes
  std::string text;
  [[nodiscard]] bool below(std::string_view folder) const { return path.starts_with(folder); }
  [[nodiscard]] bool ends(std::string_view suffix) const { return path.ends_with(suffix); }
};

inline bool is_cpp(std::string_view path) {
  return path.ends_with(".cc") || path.ends_with(".h") || path.ends_with(".hpp");
}

inline std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// Every regular file below `folder` of the repository, in order of its path.
inline std::vector<SourceFile> files_below(const std::string& folder) {
  namespace fs = std::filesystem;
  const fs::path root = testing_support::source_path("");
  std::vector<SourceFile> files;
  if (!fs::exists(root / folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
    const std::string path = entry.path().lexically_relative(root).generic_string();
    const bool foreign = path.find("/node_modules/") != std::string::npos ||
                         path.find("/__pycache__/") != std::string::npos;
    if (!entry.is_regular_file() || foreign) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files.push_back({path, std::string(std::istreambuf_iterator<char>(in), {})});
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

inline std::vector<SourceFile> cpp_below(const std::string& folder) {
  std::vector<SourceFile> files = files_below(folder);
  std::erase_if(files, [](const SourceFile& file) { return !is_cpp(file.path); });
  return files;
}

/// What each byte of a C++ file is.
enum class Part : char { kCode, kComment, kLiteral };

/// One Part for each byte of `text`. Quotes and comment marks themselves belong to what they open.
inline std::vector<Part> parts_of(std::string_view text) {
  std::vector<Part> parts(text.size(), Part::kCode);
  const auto mark = [&](std::size_t from, std::size_t to, Part part) {
    std::fill(parts.begin() + static_cast<std::ptrdiff_t>(from),
              parts.begin() + static_cast<std::ptrdiff_t>(std::min(to, text.size())), part);
    return std::min(to, text.size());
  };
  const auto past = [&](std::string_view what, std::size_t from) {
    const std::size_t at = text.find(what, from);
    return at == std::string_view::npos ? text.size() : at + what.size();
  };
  std::size_t i = 0;
  while (i < text.size()) {
    const std::string_view rest = text.substr(i);
    const bool in_word = i > 0 && (std::isalnum(static_cast<unsigned char>(text[i - 1])) != 0);
    if (rest.starts_with("//")) {
      i = mark(i, std::min(text.find('\n', i), text.size()), Part::kComment);
    } else if (rest.starts_with("/*")) {
      i = mark(i, past("*/", i + 2), Part::kComment);
    } else if (rest.starts_with("R\"") && !in_word) {
      const std::size_t open = std::min(text.find('(', i), text.size());
      std::string close = ")";
      close.append(text.substr(i + 2, open - i - 2)).append("\"");
      i = mark(i, past(close, open), Part::kLiteral);
    } else if (rest[0] == '"' || (rest[0] == '\'' && !in_word)) {  // 1'000 is a number
      std::size_t end = i + 1;
      while (end < text.size() && text[end] != rest[0]) end += text[end] == '\\' ? 2U : 1U;
      i = mark(i, end + 1, Part::kLiteral);
    } else {
      ++i;
    }
  }
  return parts;
}

/// `text` with everything blanked that is not `wanted`; lines stay where they are.
inline std::string only(std::string_view text, Part wanted) {
  const std::vector<Part> parts = parts_of(text);
  std::string kept(text);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (parts[i] != wanted && kept[i] != '\n') kept[i] = ' ';
  }
  return kept;
}

/// The line, from 1, on which byte `at` of `text` lies.
inline std::size_t line_at(std::string_view text, std::size_t at) {
  return 1 + static_cast<std::size_t>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

inline bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Where `word` stands in `text` with no letter, digit or underscore on either side.
inline std::vector<std::size_t> find_word(std::string_view text, std::string_view word) {
  std::vector<std::size_t> found;
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_word(word.front()) || !is_word(text[at - 1]);
    const std::size_t end = at + word.size();
    const bool stops = end == text.size() || !is_word(word.back()) || !is_word(text[end]);
    if (starts && stops) found.push_back(at);
  }
  return found;
}

inline std::string place(const SourceFile& file, std::size_t line) {
  return file.path + ":" + std::to_string(line);
}

}  // namespace resumulator::house
