// Glob patterns over object names (matchGlob of a listing).
//
// Grammar  *      any characters but '/'          **     any characters
//          ?      one character but '/'           [abc] [a-z] [!a] [^a]  one of, none of; never '/'
//          {a,b}  one of the alternatives (may hold any of these, also nested)
//          \c     the character c itself
// Units    a character is a UTF-8 code point.
// Errors   kMalformed: an unclosed '[' or '{', an empty or reversed class, a final '\'.
//          kTooLarge: past 1024 bytes.
// Cost     pattern size times name size, whatever the pattern.
// Source   Cloud Storage "objects.list", matchGlob. Rules gcs.list.match-glob
// Threads  plain values; matches() may be called from many threads.
#pragma once

#include <cstdint>
#include <memory>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator {

class Glob {
 public:
  [[nodiscard]] static Result<Glob> parse(std::string_view pattern);
  /// The whole name fits the whole pattern.
  [[nodiscard]] bool matches(std::string_view name) const;
  /// What every matching name starts with, as far as that is plain: where a listing may begin.
  [[nodiscard]] const std::string& literal_prefix() const { return prefix_; }

  /// A step of the matcher; here so that the parser can build it.
  struct State {
    enum class Kind : std::uint8_t { kChar, kAny, kNoSlash, kClass, kSplit, kJump, kAccept };
    Kind kind = Kind::kAccept;
    bool negated = false;
    char32_t character = 0;
    std::uint32_t next = 0;
    std::uint32_t other = 0;                              ///< kSplit
    std::vector<std::pair<char32_t, char32_t>> ranges{};  ///< kClass
  };

 private:
  std::vector<State> states_;
  std::string prefix_;
};

}  // namespace resumulator
