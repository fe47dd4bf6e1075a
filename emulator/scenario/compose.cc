// Several scenario files as one set.
#include "core/base/append_new.h"
#include "scenario/contradiction.h"
#include "scenario/load.h"

namespace resumulator {
namespace {

constexpr std::size_t kCasesMax = 10'000;

bool same(const Heal& a, const Heal& b) {
  return a.after_faults == b.after_faults && a.after == b.after;
}

void join(Scenario& into, const Scenario& from, std::vector<Diagnostic>& out) {
  if (into.name == from.name && !into.name.empty()) {
    contradiction(from.place,
                  "the file at " + shown(into.place) + " is called \"" + from.name +
                      "\" too; names are unique",
                  out);
  }
  merge_given(into.given, from.given, out);
  into.rules.insert(into.rules.end(), from.rules.begin(), from.rules.end());
  report_contradictions(into.expect, from.expect, into.given, out);
  into.expect.insert(into.expect.end(), from.expect.begin(), from.expect.end());
  append_new(into.tags, from.tags);
  if (into.heal && from.heal && !same(*into.heal, *from.heal)) {
    contradiction(from.heal_place,
                  "\"heal\" says something else than at " + shown(into.heal_place) +
                      "; say it in one of the two",
                  out);
  }
  if (!into.heal) {
    into.heal = from.heal;
    into.heal_place = from.heal_place;
  }
  into.name += "+" + from.name;
  if (!from.case_name.empty())
    into.case_name += (into.case_name.empty() ? "" : ",") + from.case_name;
}

}  // namespace

Loaded compose(const std::vector<Loaded>& parts) {
  Loaded all;
  for (const Loaded& part : parts) {
    all.diagnostics.insert(all.diagnostics.end(), part.diagnostics.begin(), part.diagnostics.end());
    if (&part == &parts.front()) {
      all.cases = part.cases;
      continue;
    }
    if (all.cases.size() * part.cases.size() > kCasesMax) {
      contradiction(part.cases.front().place, "these files together make more than 10000 cases",
                    all.diagnostics);
      break;
    }
    std::vector<Scenario> product;
    for (const Scenario& left : all.cases) {
      for (const Scenario& right : part.cases) {
        Scenario joined = left;
        join(joined, right, all.diagnostics);
        joined.expanded = "[" + left.expanded + "," + right.expanded + "]";
        product.push_back(std::move(joined));
      }
    }
    all.cases = std::move(product);
  }
  std::vector<Diagnostic> once;
  append_new(once, all.diagnostics);
  all.diagnostics = std::move(once);
  if (!all.ok()) all.cases.clear();
  return all;
}

}  // namespace resumulator
