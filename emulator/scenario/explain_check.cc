// Expectations as English sentences: what a correct client does.
#include <string>

#include "core/base/units.h"
#include "scenario/explain.h"

namespace resumulator {
namespace {

std::string shown(const std::vector<StatusRange>& list) {
  std::string out;
  for (const StatusRange& each : list) {
    const bool whole_class = each.last - each.first == 99;
    out += (out.empty() ? "" : ", ") +
           (whole_class ? std::to_string(each.first / 100) + "xx" : std::to_string(each.first));
  }
  return out;
}

std::string after(const std::vector<StatusRange>& list) {
  return list.empty() ? "" : " after " + shown(list);
}

std::string within(const std::optional<Duration>& duration) {
  return duration ? " within " + format_duration(*duration) : "";
}

std::string bounds(const std::optional<std::uint64_t>& least,
                   const std::optional<std::uint64_t>& most) {
  if (least && least == most) return "exactly " + std::to_string(*least);
  std::string out = least ? "at least " + std::to_string(*least) : "";
  if (most) out += (out.empty() ? "" : " and ") + ("at most " + std::to_string(*most));
  return out;
}

/// One call operator for each check; the words follow "The client must ".
struct Sentence {
  std::string operator()(const CheckCompletes& check) const {
    const std::string count = check.objects ? bounds(check.objects, check.objects) : "all";
    return "complete " + count + " object(s)" + within(check.within);
  }
  std::string operator()(const CheckObject& check) const {
    std::string out = "leave " + (check.name.empty() ? "an object" : "object " + check.name);
    if (!check.bucket.empty()) out += " in bucket " + check.bucket;
    if (check.size) out += " of " + format_size(*check.size);
    if (check.equals_payload) out += " that equals the payload";
    if (!check.equals_file.empty()) out += " that equals the file " + check.equals_file;
    if (!check.equals_sha256.empty()) out += " with the SHA-256 " + check.equals_sha256;
    return out;
  }
  std::string operator()(const CheckBytesAgree& /*check*/) const {
    return "send the same bytes whenever it sends an offset again, and leave none out";
  }
  std::string operator()(const CheckSessions& check) const {
    return "open " + bounds(check.count.at_least, check.count.at_most) + " session(s)";
  }
  std::string operator()(const CheckRetries& check) const {
    const char* per = check.per == CheckRetries::Per::kRequest   ? "request"
                      : check.per == CheckRetries::Per::kSession ? "session"
                                                                 : "run";
    return "retry at most " + std::to_string(check.at_most) + " time(s) per " + per;
  }
  std::string operator()(const CheckBackoff& check) const {
    std::string out = "wait";
    if (check.at_least) out += " at least " + format_duration(*check.at_least);
    if (check.at_least_retry_after) out += " at least as long as Retry-After says";
    if (check.at_most) out += " at most " + format_duration(*check.at_most);
    if (check.grows) out += " longer each time";
    if (check.jitter) out += " not always the same";
    return out + (check.after.empty() ? " after a failure" : after(check.after));
  }
  std::string operator()(const CheckAsksBeforeResuming& /*check*/) const {
    return "ask what is stored before it goes on after a failure";
  }
  std::string operator()(const CheckQueries& check) const {
    return "ask at most " + std::to_string(check.at_most) + " time(s)" +
           (check.in_a_row ? " in a row" : "") +
           (check.after_no_progress ? " after an answer without progress" : "");
  }
  std::string operator()(const CheckResumesAtReported& /*check*/) const {
    return "go on at the offset the server reported last";
  }
  std::string operator()(const CheckRestarts& check) const {
    std::string out = "start over";
    if (check.new_session.value_or(false)) out += " in a new session";
    if (check.from) out += " from byte " + std::to_string(*check.from);
    return out + after(check.after);
  }
  std::string operator()(const CheckChunks& check) const {
    std::string out = "send chunks";
    if (check.multiple_of) out += " in multiples of " + format_size(*check.multiple_of);
    if (check.at_least) out += " of at least " + format_size(*check.at_least);
    if (check.at_most) out += " of at most " + format_size(*check.at_most);
    return out + (check.except_last ? ", but for the last one" : "");
  }
  std::string operator()(const CheckResentBytes& check) const {
    return "send at most " + format_size(check.at_most) + " a second time";
  }
  std::string operator()(const CheckConversation& check) const {
    return "talk in this order: " + check.pattern;
  }
  std::string operator()(const CheckNever& check) const {
    return "never send " + explain_requests(check.matcher) +
           (check.after.empty() ? "" : " after \"" + check.after + "\" fired");
  }
  std::string operator()(const CheckGivesUp& check) const {
    return "give up" + after(check.after) + " with at most " +
           std::to_string(check.extra_requests) + " more request(s)";
  }
  std::string operator()(const CheckNoticesCorruption& check) const {
    std::string how;
    if (check.by_exit) how += " exit code";
    if (check.by_delete) how += std::string(how.empty() ? "" : ",") + " delete";
    if (check.by_reupload) how += std::string(how.empty() ? "" : ",") + " new upload";
    return "notice the damage and show it by" + how;
  }
  std::string operator()(const CheckClient& check) const {
    std::string out = "end" + within(check.within);
    if (check.exit) out += " with exit code " + std::to_string(*check.exit);
    if (check.exit_nonzero) out += " with an exit code that is not 0";
    if (!check.output_has.empty()) out += " and print \"" + check.output_has + "\"";
    return out;
  }
  std::string operator()(const CheckProtocolRules& check) const {
    std::string list;
    for (const std::string& rule : check.rules) list += " " + rule;
    return "keep " + (list.empty() ? "all rules of the protocol" : "the rules" + list);
  }
  std::string operator()(const CheckFaultsMet& check) const {
    switch (check.need) {
      case CheckFaultsMet::Need::kAll:
        return "meet every fault";
      case CheckFaultsMet::Need::kSome:
        return "meet some of the faults";
      case CheckFaultsMet::Need::kNone:
        break;
    }
    return "meet the faults or not, as it comes";
  }
};

}  // namespace

std::string explain_check(const Check& check) { return std::visit(Sentence{}, check); }

}  // namespace resumulator
