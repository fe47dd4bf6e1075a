#include "verdict/book.h"

#include <algorithm>

namespace resumulator {
namespace {

/// JSON and XML are two dresses of one service: its rules are for both. Those of XML are its own.
bool is_for(const BookRule& rule, std::string_view protocol) {
  if (rule.protocol == "gcs-xml") return protocol == rule.protocol;
  const std::string_view family =
      std::string_view(rule.protocol).substr(0, rule.protocol.find('-'));
  return protocol.substr(0, family.size()) == family ||
         std::find(rule.also.begin(), rule.also.end(), protocol) != rule.also.end();
}

bool was_used(const CheckInput& input, const BookRule& rule) {
  return std::any_of(input.story.all.begin(), input.story.all.end(),
                     [&](const Turned& turn) { return is_for(rule, turn.exchange->protocol); });
}

/// The books, in the order in which results are told.
std::vector<const std::vector<BookEntry>*> books() {
  return {&gcs_rules(),         &xml_parts_rules(), &photos_rules(),
          &resumablejs_rules(), &tus_rules(),       &ietf_rules()};
}

}  // namespace

const std::vector<BookRule>& rule_book() {
  static const std::vector<BookRule> rules = [] {
    std::vector<BookRule> list;
    for (const auto* book : books()) {
      for (const BookEntry& entry : *book) list.push_back(entry.rule);
    }
    return list;
  }();
  return rules;
}

std::vector<CheckResult> run_book(const CheckInput& input) {
  std::vector<CheckResult> results;
  for (const auto* book : books()) {
    for (const BookEntry& entry : *book) {
      if (!was_used(input, entry.rule)) continue;
      CheckResult result = expecting(entry.rule.text);
      entry.judge(input, result);
      result.id = "rule " + entry.rule.id;
      result.level = entry.rule.level;
      results.push_back(std::move(result));
    }
  }
  return results;
}

}  // namespace resumulator
