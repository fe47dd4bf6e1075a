// Percent-encoding, path segments and queries.
//
// Errors   kMalformed: '%' without two hexadecimal digits.
// Note     '+' is a plus in a path and a blank in a query. Each text is decoded exactly once.
// Source   RFC 3986; WHATWG form encoding for queries. Rule gcs.route.encoding
// Threads  plain values.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator {

/// Decodes a path or a segment of one: '+' stays '+'.
[[nodiscard]] Result<std::string> percent_decode(std::string_view text);
/// Decodes a name or value of a query: '+' is a blank.
[[nodiscard]] Result<std::string> percent_decode_query(std::string_view text);
/// Whether every '%' is followed by two hexadecimal digits.
[[nodiscard]] bool has_valid_escapes(std::string_view text);
/// Encodes all but letters, digits and "-._~": '/' becomes %2F. For selfLink and the like.
[[nodiscard]] std::string percent_encode_segment(std::string_view text);
/// Encodes a name or value of a query, blanks as %20.
[[nodiscard]] std::string percent_encode_query(std::string_view text);
/// The segments of a path as sent, undecoded: "/a/b%2Fc/" gives "a", "b%2Fc", "". "/" gives one
/// empty segment, "" none.
[[nodiscard]] std::vector<std::string_view> split_path(std::string_view path);

/// A decoded query: pairs in the order they came, repeated names kept.
class Query {
 public:
  using Pair = std::pair<std::string, std::string>;
  Query() = default;
  /// `raw` without the leading '?'. Empty pieces ("a=1&&b=2") are dropped; "a" is "a=".
  [[nodiscard]] static Result<Query> parse(std::string_view raw);

  /// The first value of that name (case matters), or nullptr.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  /// The same without regard to the case of the name.
  [[nodiscard]] const std::string* find_ignoring_case(std::string_view name) const;
  [[nodiscard]] std::string_view get(std::string_view name) const;  ///< empty when absent
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] const std::vector<Pair>& pairs() const { return pairs_; }
  /// As sent, undecoded.
  [[nodiscard]] const std::string& raw() const { return raw_; }

 private:
  std::string raw_;
  std::vector<Pair> pairs_;
};

/// "a=1&b=x%20y": Query::parse(encode_query(pairs)) has the same pairs, those without a name and
/// value left out.
[[nodiscard]] std::string encode_query(const std::vector<Query::Pair>& pairs);

}  // namespace resumulator
