#include <algorithm>
#include <map>
#include <utility>

#include "verdict/evidence.h"

namespace resumulator {
namespace {

/// Whether one of the faults changed what was stored or what was said of it.
bool did_damage(const RecordedExchange& exchange) {
  return std::any_of(exchange.faults.begin(), exchange.faults.end(), [](const FiredFault& fault) {
    return fault.did.find("flip a bit") != std::string::npos ||
           fault.did.find("checksum") != std::string::npos;
  });
}

bool makes_object(const RecordedExchange& exchange) {
  if (exchange.object.empty()) return false;
  if (exchange.generation != 0) return true;
  // A journal that does not know generations: an upload that was answered as done.
  const bool upload =
      exchange.operation == Operation::kFinalize || exchange.operation == Operation::kSimple;
  return upload && (exchange.status == 200 || exchange.status == 201);
}

/// Facts by object, in the order of their generations.
class Facts {
 public:
  void see(const RecordedExchange& exchange) {
    const bool deletes = exchange.operation == Operation::kDelete && exchange.status / 100 == 2;
    if (!deletes && !makes_object(exchange)) return;
    std::vector<Fact>& all = by_name_[{exchange.bucket, exchange.object}];
    if (deletes) {
      for (Fact& each : all) each.fact.deleted = true;
    } else if (!told_again(all, exchange)) {
      add(all, exchange);
    }
  }

  void join(const LiveObject& live) {
    std::vector<Fact>& all = by_name_[{live.bucket, live.name}];
    Fact* made = nullptr;
    for (Fact& each : all) {
      const bool exact = each.fact.generation == live.generation || each.fact.generation == 0;
      if (exact && !each.fact.deleted && !each.fact.replaced) made = &each;
    }
    if (made == nullptr) {
      made = &all.emplace_back();
      made->order = count_++;
      made->fact.bucket = live.bucket;
      made->fact.name = live.name;
      made->fact.planted = live.planted;
    }
    made->fact.size = live.size;
    made->fact.generation = live.generation;
    made->fact.sha256 = live.sha256;
  }

  [[nodiscard]] std::vector<ObjectFact> in_order() const {
    std::vector<std::pair<std::size_t, ObjectFact>> all;
    for (const auto& [name, facts] : by_name_) {
      for (const Fact& each : facts) all.emplace_back(each.order, each.fact);
    }
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<ObjectFact> out;
    out.reserve(all.size());
    for (auto& [order, fact] : all) out.push_back(std::move(fact));
    return out;
  }

 private:
  struct Fact {
    ObjectFact fact;
    std::uint64_t session = 0;
    std::size_t order = 0;
  };

  /// Only the first answer of a session makes its object; later ones say so again.
  static bool told_again(const std::vector<Fact>& all, const RecordedExchange& exchange) {
    return std::any_of(all.begin(), all.end(), [&](const Fact& each) {
      const bool generation =
          exchange.generation != 0 && each.fact.generation == exchange.generation;
      const bool session = exchange.session != 0 && each.session == exchange.session;
      return generation || session;
    });
  }

  void add(std::vector<Fact>& all, const RecordedExchange& exchange) {
    for (Fact& each : all) each.fact.replaced = true;
    Fact& made = all.emplace_back();
    made.session = exchange.session;
    made.order = count_++;
    made.fact.bucket = exchange.bucket;
    made.fact.name = exchange.object;
    made.fact.generation = exchange.generation;
    made.fact.finalized_by = exchange.seq;
    made.fact.damaged = did_damage(exchange);
    made.fact.size = exchange.persisted_after.value_or(0);
    if (exchange.claimed && exchange.claimed->total) made.fact.size = *exchange.claimed->total;
  }

  std::map<std::pair<std::string, std::string>, std::vector<Fact>> by_name_;
  std::size_t count_ = 0;
};

}  // namespace

std::vector<ObjectFact> object_facts(const std::vector<RecordedExchange>& exchanges,
                                     const std::vector<LiveObject>& live) {
  Facts facts;
  for (const RecordedExchange& exchange : exchanges) facts.see(exchange);
  for (const LiveObject& each : live) facts.join(each);
  return facts.in_order();
}

}  // namespace resumulator
