// Conversation patterns: the order of operations of one session,
// `create append:503 query append+ finalize:2xx`.
//
// Grammar  words are operations; ":" adds the outcome (a status, a class "5xx", or reset close hang
//          cut garbage); ? * + repeat, | chooses, ( ) groups, "..." is anything, "~" in front of a
//          word: must not be next. "upload" is append or finalize.
// Errors   kMalformed: a sentence that names the place.
// Cost     pattern size times conversation length, whatever the pattern.
// Source   docs/scenario-format.md, "Conversation patterns".
// Threads  plain values; match() may be called from many threads.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/exchange.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

/// One request as a pattern sees it.
struct Utterance {
  Operation operation = Operation::kOther;
  int status = 0;      ///< 0: nothing was answered
  std::string ending;  ///< "reset", "close", "hang", "cut", "garbage"; empty: answered
  std::uint64_t seq = 0;
  friend bool operator==(const Utterance&, const Utterance&) = default;
};

class Conversation {
 public:
  [[nodiscard]] static Result<Conversation> parse(std::string_view pattern);

  struct Match {
    bool whole = false;
    std::size_t matched = 0;  ///< longest prefix that some way through the pattern takes
    std::string wanted;       ///< what could have come next
    std::string edit;         ///< the shortest change of the conversation that would make it fit
  };
  [[nodiscard]] Match match(const std::vector<Utterance>& utterances) const;

  /// A step of the matcher; here so that the parser can build it.
  struct State {
    enum class Kind : std::uint8_t { kWord, kNotWord, kAnything, kSplit, kJump, kAccept };
    Kind kind = Kind::kAccept;
    std::vector<Operation> operations;
    int status_first = 0, status_last = 0;  ///< 0, 0: any outcome
    std::string ending;
    std::string word;  ///< as written
    std::size_t next = 0, other = 0;
  };

 private:
  std::vector<State> states_;
};

/// `append:503`, as patterns and reports write it.
[[nodiscard]] std::string to_string(const Utterance& utterance);

}  // namespace resumulator
