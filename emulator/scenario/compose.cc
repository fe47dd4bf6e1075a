// Several scenario files as one set.
#include <algorithm>
#include <set>

#include "scenario/load.h"

namespace resumulator {
namespace {

constexpr std::size_t kCasesMax = 10'000;

std::string shown(const SourcePlace& place) {
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

void contradiction(const std::string& file, std::string message, std::vector<Diagnostic>& out) {
  Diagnostic diagnostic;
  diagnostic.code = "E008";
  diagnostic.file = file;
  diagnostic.line = diagnostic.column = diagnostic.end_line = diagnostic.end_column = 1;
  diagnostic.message = std::move(message);
  out.push_back(std::move(diagnostic));
}

/// Takes over `from` where `into` says nothing; two different values are an error.
template <typename Value>
void merge(std::optional<Value>& into, const std::optional<Value>& from, const char* key,
           const std::string& file, const std::string& other, std::vector<Diagnostic>& out) {
  if (!from) return;
  if (into && !(*into == *from)) {
    contradiction(
        file,
        "\"given\" says something else of \"" + std::string(key) + "\" than " + other + " does",
        out);
    return;
  }
  into = from;
}

bool operator==(const Payload& a, const Payload& b) {
  return a.size == b.size && a.seed == b.seed && a.name == b.name;
}

template <typename Item>
void append_new(std::vector<Item>& into, const std::vector<Item>& from) {
  for (const Item& each : from) {
    if (std::find(into.begin(), into.end(), each) == into.end()) into.push_back(each);
  }
}

void merge_payload(Given& into, const Given& from, const std::string& file,
                   const std::string& other, std::vector<Diagnostic>& out) {
  if (!from.payload) return;
  if (into.payload && !(*into.payload == *from.payload)) {
    contradiction(file, "\"given\" says something else of \"payload\" than " + other + " does",
                  out);
    return;
  }
  into.payload = from.payload;
}

bool operator==(const GivenObject& a, const GivenObject& b) {
  return a.size == b.size && a.seed == b.seed && a.content_type == b.content_type;
}

void merge_objects(Given& into, const Given& from, const std::string& file,
                   const std::string& other, std::vector<Diagnostic>& out) {
  for (const GivenObject& object : from.objects) {
    const auto twin =
        std::find_if(into.objects.begin(), into.objects.end(), [&](const GivenObject& each) {
          return each.bucket == object.bucket && each.name == object.name;
        });
    if (twin == into.objects.end()) {
      into.objects.push_back(object);
    } else if (!(*twin == object)) {
      contradiction(file,
                    "\"given\" says something else of the object \"" + object.name + "\" than " +
                        other + " does",
                    out);
    }
  }
}

void merge_given(Given& into, const Given& from, const std::string& file, const std::string& other,
                 std::vector<Diagnostic>& out) {
  append_new(into.protocols, from.protocols);
  append_new(into.buckets, from.buckets);
  merge_objects(into, from, file, other, out);
  merge_payload(into, from, file, other, out);
  merge(into.clock, from.clock, "clock", file, other, out);
  merge(into.clock_manual, from.clock_manual, "clock_mode", file, other, out);
  merge(into.session_lifetime, from.session_lifetime, "session_lifetime", file, other, out);
  merge(into.granularity, from.granularity, "granularity", file, other, out);
  if (from.profiles.contains("tus")) into.tus = from.tus;
  for (const auto& [name, text] : from.profiles) {
    const auto [at, fresh] = into.profiles.emplace(name, text);
    if (!fresh && at->second != text)
      contradiction(
          file, "\"given\" says something else of \"" + name + "\" than " + other + " does", out);
  }
}

bool same(const Heal& a, const Heal& b) {
  return a.after_faults == b.after_faults && a.after == b.after;
}

/// The numbers a count check allows; sessions: 1 and sessions: { at_least: 2 } cannot both hold.
bool contradict(const Expectation& a, const Expectation& b) {
  const auto* first = std::get_if<CheckSessions>(&a.check);
  const auto* second = std::get_if<CheckSessions>(&b.check);
  if (first != nullptr && second != nullptr) {
    const auto low =
        std::max(first->count.at_least.value_or(0), second->count.at_least.value_or(0));
    const auto high = std::min(first->count.at_most.value_or(UINT64_MAX),
                               second->count.at_most.value_or(UINT64_MAX));
    return low > high;
  }
  const auto* one = std::get_if<CheckCompletes>(&a.check);
  const auto* two = std::get_if<CheckCompletes>(&b.check);
  return one != nullptr && two != nullptr && one->objects && two->objects &&
         one->objects != two->objects;
}

void join(Scenario& into, const Scenario& from, const std::string& file,
          std::vector<Diagnostic>& out) {
  if (into.name == from.name && !into.name.empty())
    contradiction(file, "another loaded file is called \"" + from.name + "\" too; names are unique",
                  out);
  merge_given(into.given, from.given, file, "an earlier file", out);
  into.rules.insert(into.rules.end(), from.rules.begin(), from.rules.end());
  for (const Expectation& each : from.expect) {
    for (const Expectation& earlier : into.expect) {
      if (!contradict(earlier, each)) continue;
      contradiction(file,
                    "the expectation at " + shown(each.place) + " contradicts the one at " +
                        shown(earlier.place),
                    out);
    }
  }
  into.expect.insert(into.expect.end(), from.expect.begin(), from.expect.end());
  append_new(into.tags, from.tags);
  if (into.heal && from.heal && !same(*into.heal, *from.heal))
    contradiction(file, "\"heal\" says something else than in an earlier file", out);
  if (!into.heal) into.heal = from.heal;
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
      contradiction(part.cases.front().name, "these files together make more than 10000 cases",
                    all.diagnostics);
      break;
    }
    std::vector<Scenario> product;
    for (const Scenario& left : all.cases) {
      for (const Scenario& right : part.cases) {
        Scenario joined = left;
        const std::string file = right.rules.empty() ? right.name : right.rules.front().place.file;
        join(joined, right, file, all.diagnostics);
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
