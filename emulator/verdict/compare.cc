#include "verdict/compare.h"

#include <algorithm>
#include <map>

namespace resumulator {
namespace {

using List = std::vector<const RecordedExchange*>;

/// Sessions by ordinal; requests without one by their object.
std::map<std::string, List> told(const std::vector<RecordedExchange>& journal) {
  List all;
  for (const RecordedExchange& exchange : journal) all.push_back(&exchange);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto* a, const auto* b) { return a->started < b->started; });
  std::map<std::string, List> stories;
  for (const auto* each : all) {
    const std::string key = each->session != 0 ? "session " + std::to_string(each->session)
                                               : "object " + each->bucket + "/" + each->object;
    stories[key].push_back(each);
  }
  return stories;
}

bool same(const RecordedExchange& a, const RecordedExchange& b) {
  return a.operation == b.operation && a.method == b.method && a.bucket == b.bucket &&
         a.object == b.object && a.claimed == b.claimed;
}

std::string words(const RecordedExchange& exchange) {
  std::string out = to_string(exchange.operation);
  if (exchange.claimed) {
    out += " from " + std::to_string(exchange.claimed->from);
    if (exchange.claimed->to) out += " to " + std::to_string(*exchange.claimed->to);
  }
  return out;
}

Difference differs(const RecordedExchange* before, const RecordedExchange* now,
                   const std::string& key) {
  Difference out;
  if (before != nullptr) out.before = before->seq;
  if (now != nullptr) out.now = now->seq;
  const std::string had =
      before == nullptr ? "nothing" : "#" + std::to_string(before->seq) + " " + words(*before);
  const std::string has =
      now == nullptr ? "nothing" : "#" + std::to_string(now->seq) + " " + words(*now);
  out.text = "in " + key + " the client sent " + has + "; before it sent " + had;
  return out;
}

}  // namespace

std::optional<Difference> first_difference(const std::vector<RecordedExchange>& before,
                                           const std::vector<RecordedExchange>& now) {
  const auto old_stories = told(before);
  auto new_stories = told(now);
  for (const auto& [key, list] : old_stories) new_stories.try_emplace(key);
  std::optional<Difference> first;
  auto when = std::chrono::microseconds::max();
  for (const auto& [key, list] : new_stories) {
    const auto found = old_stories.find(key);
    const List old_list = found == old_stories.end() ? List() : found->second;
    for (std::size_t i = 0; i < std::max(list.size(), old_list.size()); ++i) {
      const auto* was = i < old_list.size() ? old_list[i] : nullptr;
      const auto* is = i < list.size() ? list[i] : nullptr;
      if (was != nullptr && is != nullptr && same(*was, *is)) continue;
      const auto* shown = is != nullptr ? is : was;
      if (shown != nullptr && shown->started < when) {
        when = shown->started;
        first = differs(was, is, key);
      }
      break;
    }
  }
  return first;
}

}  // namespace resumulator
