// The verdict as a terminal shows it.
#include <algorithm>
#include <cstdio>

#include "core/base/units.h"
#include "verdict/checks.h"
#include "verdict/report.h"

namespace resumulator {
namespace {

constexpr std::size_t kRowsMax = 60;
constexpr std::size_t kCitedMax = 8;
constexpr std::size_t kIdWidth = 22;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

/// Characters, not bytes: what is shown may be more than ASCII.
std::string padded(std::string text, std::size_t width) {
  const auto shown = static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
  if (shown < width) text.append(width - shown, ' ');
  return text;
}

std::string seconds(std::chrono::microseconds time) {
  char out[32];
  std::snprintf(out, sizeof out, "%.3fs", static_cast<double>(time.count()) / 1e6);
  return out;
}

std::string request_of(const RecordedExchange& exchange) {
  std::string out = padded(to_string(exchange.operation), 9);
  if (!exchange.claimed) return out;
  const ClaimedRange& claimed = *exchange.claimed;
  return out + " " + std::to_string(claimed.from) + "-" +
         (claimed.to ? std::to_string(*claimed.to - 1) : "");
}

std::string outcome_of(const RecordedExchange& exchange) {
  const auto ending = ending_word(exchange);
  std::string out = ending.empty() ? std::to_string(exchange.status) : upper(ending);
  if (!ending.empty() && exchange.status != 0) out += " of " + std::to_string(exchange.status);
  if (exchange.persisted_after) out += "  stored " + std::to_string(*exchange.persisted_after);
  for (const FiredFault& fault : exchange.faults) {
    out += "   <- rule \"" + fault.rule + "\" (" + fault.did + ")";
  }
  return out;
}

std::string row_of(const RecordedExchange& exchange) {
  const std::string seq = std::to_string(exchange.seq);
  return std::string(4 - std::min<std::size_t>(4, seq.size()), ' ') + seq + "  " +
         padded("c" + std::to_string(exchange.connection), 4) + "  " +
         padded(seconds(exchange.started), 8) + " " + padded(request_of(exchange), 32) + " " +
         printable(outcome_of(exchange), true) + "\n";
}

std::string journal_rows(const Evidence& evidence) {
  std::string out = "   #  conn  t        request                          outcome\n";
  const std::size_t total = evidence.exchanges.size();
  if (evidence.exchanges_dropped > 0) {
    out += "      (" + counted(evidence.exchanges_dropped, "earlier exchange") +
           " no longer in the journal)\n";
  }
  for (std::size_t i = 0; i < total; ++i) {
    if (total > kRowsMax && i == kRowsMax / 2) {
      out += "      (" + std::to_string(total - kRowsMax) + " more in the journal)\n";
      i = total - kRowsMax / 2;
    }
    out += row_of(evidence.exchanges[i]);
  }
  return out;
}

std::string cited(const CheckResult& check) {
  std::string out;
  for (std::size_t i = 0; i < check.evidence.size() && i < kCitedMax; ++i) {
    out += (i == 0 ? "  (#" : ", #") + std::to_string(check.evidence[i]);
  }
  if (check.evidence.size() > kCitedMax) out += ", …";
  return out + (out.empty() ? "" : ")");
}

const char* word_of(const CheckResult& check) {
  switch (check.outcome) {
    case CheckOutcome::kPass:
      return "pass";
    case CheckOutcome::kSkipped:
      return "skipped";
    case CheckOutcome::kInconclusive:
      return check.decides ? "OPEN" : "open";
    case CheckOutcome::kFail:
      break;
  }
  return check.decides ? "FAIL" : to_string(check.level);
}

std::string check_rows(const CheckResult& check) {
  const std::string indent(10 + kIdWidth, ' ');
  std::string out = "  " + padded(word_of(check), 8) + padded(check.id, kIdWidth);
  const bool quiet =
      check.outcome == CheckOutcome::kPass || check.outcome == CheckOutcome::kSkipped;
  const std::string seen = printable(check.seen, true);
  if (quiet)
    return out + printable(check.expected, true) + (seen.empty() ? "" : ": " + seen) + "\n";
  out += "expected  " + printable(check.expected, true) + "\n";
  out += indent + "seen      " + seen + cited(check) + "\n";
  if (!check.because.empty()) out += indent + "because   " + printable(check.because, true) + "\n";
  if (!check.blame.empty()) {
    out += indent + "blame     " + check.blame +
           (check.hint.empty() ? "" : "; likely cause: " + check.hint) + "\n";
  }
  return out;
}

std::string totals_row(const Verdict& verdict) {
  return "  seed " + hex_number(verdict.seed) + "   lane " + verdict.lane + "   " +
         counted(verdict.sessions, "session") + ", " + counted(verdict.requests, "request") + ", " +
         format_size(verdict.bytes_sent) + " sent for " + format_size(verdict.object_bytes) +
         " of object (" + format_size(verdict.resent_bytes) + " twice), " +
         counted(verdict.faults, "fault") + "\n";
}

std::string near_misses(const Verdict& verdict) {
  std::string out;
  for (const RuleFacts& rule : verdict.rules) {
    if (rule.fired > 0) continue;
    out += "  unfired " + padded("\"" + rule.name + "\"", kIdWidth) + " " +
           (rule.nearest.empty() ? "no request came near" : rule.nearest) +
           (rule.shadowed > 0 ? "; shadowed " + counted(rule.shadowed, "time") : "") + "\n";
  }
  return out;
}

}  // namespace

std::string to_text(const Verdict& verdict, const Evidence& evidence) {
  std::string out = "resumulator verdict: " + upper(to_string(verdict.outcome)) + "   scenario \"" +
                    printable(title_of(verdict), true) + "\"   " +
                    printable(verdict.headline, true) + "\n" + totals_row(verdict) + "\n";
  if (!verdict.trouble.empty()) out += "  " + printable(verdict.trouble, true) + "\n\n";
  if (!evidence.exchanges.empty()) out += journal_rows(evidence) + "\n";
  // What went wrong stands first.
  for (const bool passed : {false, true}) {
    for (const CheckResult& check : verdict.checks) {
      if ((check.outcome == CheckOutcome::kPass) == passed) out += check_rows(check);
    }
  }
  out += near_misses(verdict);
  if (!verdict.again.empty()) out += "\n  again:  " + verdict.again + "\n";
  return out;
}

}  // namespace resumulator
