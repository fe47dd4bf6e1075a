// JSON with places: a tree in which every key and value knows where it stood in the file.
//
// Units    byte offsets into the text; lines and columns from 1 (columns count bytes).
// Errors   `Problem`s: syntax (one, the first) and duplicate keys (all).
// Source   read through the event interface of the JSON library over an iterator that counts bytes,
//          because a tree parse keeps only the last of two equal keys and forgets places.
// Threads  plain values.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;  ///< one past the last byte
};

struct Node {
  enum class Kind : std::uint8_t { kNull, kBool, kUnsigned, kSigned, kReal, kText, kList, kObject };
  struct Member;
  Kind kind = Kind::kNull;
  bool boolean = false;
  std::uint64_t whole = 0;      ///< kUnsigned
  double real = 0;              ///< kSigned, kReal (and kUnsigned)
  std::string text;             ///< kText
  std::vector<Node> items;      ///< kList
  std::vector<Member> members;  ///< kObject, in order, first of equal keys only
  TextSpan span;
  bool reported = false;  ///< its mistake is told already: a reader tells no other of it

  [[nodiscard]] const Node* find(std::string_view key) const;
  [[nodiscard]] bool is_text() const { return kind == Kind::kText; }
  [[nodiscard]] bool is_object() const { return kind == Kind::kObject; }
  [[nodiscard]] bool is_list() const { return kind == Kind::kList; }
};
struct Node::Member {
  std::string key;
  TextSpan key_span;
  Node value;
};

struct Problem {
  enum class Kind : std::uint8_t { kSyntax, kTrailingComma, kComment, kDuplicateKey, kTooDeep };
  Kind kind = Kind::kSyntax;
  TextSpan span;
  std::string message;
  std::string pointer;
};

struct PlacedJson {
  std::optional<Node> root;  ///< empty after a syntax error
  std::vector<Problem> problems;
};
/// Comments are accepted unless `strict`. Depth is bounded (64).
[[nodiscard]] PlacedJson parse_placed(std::string_view text, bool strict);
/// The value as compact JSON.
[[nodiscard]] std::string to_json(const Node& node);

/// Line and column of a byte.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};
[[nodiscard]] LineColumn locate(std::string_view text, std::size_t byte);

}  // namespace resumulator
