#include "app/explore_plan.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/random.h"
#include "core/base/strings.h"
#include "core/base/units.h"

namespace resumulator::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kGranule = 256 * 1024;
constexpr std::uint64_t kUsualPayload = 9ULL << 20;
constexpr std::uint64_t kSmallPayloads[] = {kGranule, 1ULL << 20, 3ULL << 20};

// Within the status line: a head that ends early is taken for a whole one by some HTTP libraries.
constexpr std::uint64_t kCutAnswer = 10;

/// A request of the run in which nothing was broken.
struct Seen {
  Operation operation;
  std::uint64_t nth;  // among those of its operation
  std::uint64_t body;
  bool can_begin_anew;  // its protocol says what to do about a session that is gone
  [[nodiscard]] std::string text() const {
    return std::string(to_string(operation)) + " " + std::to_string(nth);
  }
  [[nodiscard]] bool carries() const {
    return operation == Operation::kAppend || operation == Operation::kFinalize ||
           operation == Operation::kSimple;
  }
};

/// Numbered parts and chunks belong to no session that a client could be told to open again.
bool has_sessions(const RecordedExchange& exchange) {
  return exchange.session != 0 && exchange.protocol != "resumablejs" &&
         exchange.rule.find("part") == std::string::npos;
}

/// What an upload is made of. How reads are tried again is no matter of it.
bool is_of_an_upload(Operation operation) {
  return operation != Operation::kDownload && operation != Operation::kStat &&
         operation != Operation::kList && operation != Operation::kDelete;
}

/// The first, the second and the last of each operation: those between are like the second.
std::vector<Seen> telling(const std::vector<RecordedExchange>& exchanges) {
  std::map<Operation, std::vector<Seen>> by_operation;
  for (const RecordedExchange& each : exchanges) {
    if (!is_of_an_upload(each.operation)) continue;
    auto& list = by_operation[each.operation];
    list.push_back({each.operation, list.size() + 1, each.received, has_sessions(each)});
  }
  std::vector<Seen> out;
  for (const auto& [operation, list] : by_operation) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i < 2 || i + 1 == list.size()) out.push_back(list[i]);
    }
  }
  return out;
}

/// Lists of one pair read differently by different compilers.
Json object(const char* key, Json value) {
  Json out = Json::object();
  out[key] = std::move(value);
  return out;
}

Json rule_at(const Seen& seen, const std::string& at) {
  Json rule = object("when", {{"operation", to_string(seen.operation)}, {"nth", seen.nth}});
  rule["at"] = at;
  return rule;
}

class Places {
 public:
  explicit Places(const std::vector<std::string>& kinds) : kinds_(kinds) {}

  void of(const Seen& seen) {
    const std::string half = "body:" + std::to_string(seen.body / 2);
    add("status", 0, seen, "headers", object("answer", 503), "503");
    add("status", 3, seen, "headers", object("answer", {{"status", 429}, {"retry_after", "1s"}}),
        "429 with Retry-After");
    add("cut", 0, seen, "headers", "reset", "reset");
    add("lost-answer", 1, seen, "stored", "reset", "reset");
    add("answer", 2, seen, "stored", object("truncate_answer", kCutAnswer), "half a status line");
    if (seen.body < 2 || !seen.carries()) return;
    add("status", 2, seen, half, object("answer", 503), "503");
    add("cut", 1, seen, half, "reset", "reset");
    add("cut", 2, seen, half, "close", "close");
    for (const std::uint64_t byte : edges(seen.body)) {
      add("cut", 3, seen, "body:" + std::to_string(byte), "reset", "reset");
    }
    if (seen.operation == Operation::kSimple) return;
    if (seen.operation == Operation::kAppend) {
      add("progress", 2, seen, "headers", Json(), "half of the bytes kept", seen.body / 2);
    }
    if (seen.can_begin_anew) {
      add("session", 3, seen, "headers", object("session", "gone"), "the session gone");
    }
    of_questions(seen, half);
  }
  [[nodiscard]] std::vector<Place> take() { return std::move(places_); }

 private:
  [[nodiscard]] static std::set<std::uint64_t> edges(std::uint64_t body) {
    std::set<std::uint64_t> all = {1, kGranule - 1, kGranule, kGranule + 1, body - 1};
    std::erase_if(all, [body](std::uint64_t byte) { return byte >= body || byte == body / 2; });
    return all;
  }
  [[nodiscard]] bool wanted(const std::string& kind) const {
    return kinds_.empty() || std::find(kinds_.begin(), kinds_.end(), kind) != kinds_.end();
  }
  void add(const char* kind, int rank, const Seen& seen, const std::string& at, const Json& action,
           const std::string& words, std::uint64_t keep = 0) {
    if (!wanted(kind)) return;
    Json rule = rule_at(seen, at);
    if (!action.is_null()) rule["do"] = action;
    if (keep != 0) rule["keep"] = keep;
    places_.push_back({words + " at " + at + " of " + seen.text(), kind, rank, {rule.dump()}});
  }
  /// What a client asks only after something broke.
  void of_questions(const Seen& seen, const std::string& half) {
    if (!wanted("query")) return;
    Json cut = rule_at(seen, half);
    cut["do"] = "reset";
    const std::pair<Json, const char*> kTroubles[] = {
        {object("answer", 503), "503"}, {"hide_progress", "no progress shown"}, {"reset", "reset"}};
    for (const auto& [action, words] : kTroubles) {
      Json question = object("when", object("operation", "query"));
      question["do"] = action;
      places_.push_back(
          {"reset at " + half + " of " + seen.text() + ", then " + words + " for the question",
           "query",
           4,
           {cut.dump(), question.dump()}});
    }
  }

  const std::vector<std::string>& kinds_;
  std::vector<Place> places_;
};

void without_a_rule(const Json& document, std::vector<std::string>& out) {
  const auto rules = document.find("rules");
  if (rules == document.end() || rules->size() < 2) return;
  for (std::size_t i = rules->size(); i > 0; --i) {
    Json less = document;
    less["rules"].erase(i - 1);
    out.push_back(less.dump());
  }
}

std::uint64_t payload_size(const Json& document) {
  const Json size = document.value(Json::json_pointer("/given/payload/size"), Json(kUsualPayload));
  if (size.is_number_unsigned()) return size.get<std::uint64_t>();
  return size.is_string() ? parse_size(size.get<std::string>()).value_or(0) : 0;
}

void with_less_payload(const Json& document, std::vector<std::string>& out) {
  const std::uint64_t size = payload_size(document);
  for (const std::uint64_t less : kSmallPayloads) {
    if (less >= size) break;
    Json small = document;
    small["given"]["payload"]["size"] = less;
    out.push_back(small.dump());
  }
}

void with_rounder_bytes(const Json& document, std::vector<std::string>& out) {
  static const std::vector<std::string> kRound = {"body:1", "body:1 KiB", "body:100 KiB"};
  const auto rules = document.find("rules");
  for (std::size_t i = 0; rules != document.end() && i < rules->size(); ++i) {
    const std::string at = (*rules)[i].value("at", "");
    if (!at.starts_with("body:")) continue;
    const auto end = std::find(kRound.begin(), kRound.end(), at);
    for (auto round = kRound.begin(); round != end; ++round) {
      Json rounder = document;
      rounder["rules"][i]["at"] = *round;
      out.push_back(rounder.dump());
    }
  }
}

}  // namespace

const std::vector<std::string_view>& place_kinds() {
  static const std::vector<std::string_view> kinds = {"cut",      "status", "lost-answer", "answer",
                                                      "progress", "query",  "session"};
  return kinds;
}

std::vector<Place> places_of(const std::vector<RecordedExchange>& unharmed,
                             const std::vector<std::string>& kinds, std::uint64_t seed) {
  Places all(kinds);
  for (const Seen& seen : telling(unharmed)) all.of(seen);
  std::vector<Place> places = all.take();
  const auto turn = [seed](const Place& place) {
    return std::pair(place.rank, draw(seed, place.title, 0));
  };
  std::sort(places.begin(), places.end(),
            [&](const Place& a, const Place& b) { return turn(a) < turn(b); });
  return places;
}

std::string explored_document(const std::string& base, const Place& place) {
  Json document = Json::parse(base);
  document["scenario"] = place.title;
  Json& rules = document["rules"];
  if (rules.is_null()) rules = Json::array();
  for (const std::string& rule : place.rules) rules.push_back(Json::parse(rule));
  return document.dump();
}

std::vector<std::string> simpler_documents(const std::string& document) {
  const Json json = Json::parse(document);
  std::vector<std::string> out;
  without_a_rule(json, out);
  with_less_payload(json, out);
  with_rounder_bytes(json, out);
  return out;
}

std::string finished(const std::string& document, const std::string& name,
                     const std::string& about) {
  const Json found = Json::parse(document);
  Json out = {{"scenario", name}, {"about", about}};
  for (const auto& [key, value] : found.items()) {
    if (key != "scenario" && key != "about") out[key] = value;
  }
  return out.dump(2) + "\n";
}

}  // namespace resumulator::app
