#include "scenario/contradiction.h"

#include <algorithm>
#include <optional>

#include "core/base/append_new.h"

namespace resumulator {
namespace {

bool operator==(const Payload& a, const Payload& b) {
  return a.size == b.size && a.seed == b.seed && a.name == b.name;
}

SourcePlace place_of(const Given& given, const std::string& key) {
  const auto found = given.places.find(key);
  return found == given.places.end() ? SourcePlace() : found->second;
}

/// `key` has two values; `what` names it in the message.
void told_twice(const Given& into, const Given& from, const std::string& key,
                const std::string& what, std::vector<Diagnostic>& out) {
  contradiction(place_of(from, key),
                "\"given\" says something else of " + what + " than at " +
                    shown(place_of(into, key)) + "; say it in one of the two",
                out);
}

template <typename Value>
void merge(Given& into, const Given& from, std::optional<Value> Given::*member,
           const std::string& key, std::vector<Diagnostic>& out) {
  if (!(from.*member)) return;
  if (into.*member && !(*(into.*member) == *(from.*member))) {
    return told_twice(into, from, key, "\"" + key + "\"", out);
  }
  into.*member = from.*member;
}

template <typename Value>
void merge_tus(Given& into, const Given& from, std::optional<Value> GivenTus::*member,
               const char* name, std::vector<Diagnostic>& out) {
  if (!(from.tus.*member)) return;
  if (into.tus.*member && into.tus.*member != from.tus.*member) {
    return told_twice(into, from, "tus", std::string("\"tus\": \"") + name + "\"", out);
  }
  into.tus.*member = from.tus.*member;
}

void merge_profiles(Given& into, const Given& from, std::vector<Diagnostic>& out) {
  for (const auto& [profile, settings] : from.profiles) {
    for (const auto& [name, value] : settings) {
      const auto [at, fresh] = into.profiles[profile].emplace(name, value);
      if (fresh || at->second == value) continue;
      told_twice(into, from, profile, "\"" + profile + "\": \"" + name + "\"", out);
    }
  }
}

void merge_objects(Given& into, const Given& from, std::vector<Diagnostic>& out) {
  for (const GivenObject& object : from.objects) {
    const auto twin =
        std::find_if(into.objects.begin(), into.objects.end(), [&](const GivenObject& each) {
          return each.bucket == object.bucket && each.name == object.name;
        });
    if (twin == into.objects.end()) {
      into.objects.push_back(object);
    } else if (!same_object(*twin, object)) {
      told_twice(into, from, "objects", "the object \"" + object.name + "\"", out);
    }
  }
}

}  // namespace

bool same_object(const GivenObject& a, const GivenObject& b) {
  return a.size == b.size && a.seed == b.seed && a.content_type == b.content_type;
}

std::string shown(const SourcePlace& place) {
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

void contradiction(const SourcePlace& place, std::string message, std::vector<Diagnostic>& out) {
  mistake(place, "E008", std::move(message), out);
}

void mistake(const SourcePlace& place, std::string code, std::string message,
             std::vector<Diagnostic>& out) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.file = place.file;
  diagnostic.line = diagnostic.end_line = std::max<std::uint32_t>(place.line, 1);
  diagnostic.column = diagnostic.end_column = std::max<std::uint32_t>(place.column, 1);
  diagnostic.pointer = place.pointer;
  diagnostic.message = std::move(message);
  out.push_back(std::move(diagnostic));
}

void merge_given(Given& into, const Given& from, std::vector<Diagnostic>& out) {
  append_new(into.protocols, from.protocols);
  append_new(into.buckets, from.buckets);
  merge_objects(into, from, out);
  merge(into, from, &Given::payload, "payload", out);
  merge(into, from, &Given::clock, "clock", out);
  merge(into, from, &Given::clock_manual, "clock_mode", out);
  merge(into, from, &Given::session_lifetime, "session_lifetime", out);
  merge(into, from, &Given::granularity, "granularity", out);
  merge_tus(into, from, &GivenTus::extensions, "extensions", out);
  merge_tus(into, from, &GivenTus::max_size, "max_size", out);
  merge_tus(into, from, &GivenTus::expiry, "expiry", out);
  merge_profiles(into, from, out);
  into.places.insert(from.places.begin(), from.places.end());
}

}  // namespace resumulator
