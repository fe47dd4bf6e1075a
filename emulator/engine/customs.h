// What code says of rules of a lane (resumulator::Custom), by the rules' names: their matching,
// counting and order stay the rule set's.
//
// Threads  every call from any thread; the functions run without any lock of ours but their own.
// Source   docs/embedding.md
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <resumulator/custom.hpp>
#include <string>

#include "core/base/mutex.h"
#include "core/wire/http_message.h"
#include "faults/rule_set.h"

namespace resumulator {

/// One of them, called by one thread at a time.
class CustomRule {
 public:
  /// `stream`: names what is drawn for it.
  CustomRule(Custom custom, std::uint64_t seed, std::string stream)
      : function_(custom.function()), seed_(seed), stream_(std::move(stream)) {}
  /// Does at this point what the function says: into `effects`; the sentence for the journal.
  std::string act(const ExchangeView& exchange, const RequestHead& head, Effects& effects)
      EXCLUDES(mutex_);

 private:
  Mutex mutex_;
  const Custom::Function function_ GUARDED_BY(mutex_);
  std::uint64_t calls_ GUARDED_BY(mutex_) = 0;
  const std::uint64_t seed_;
  const std::string stream_;
};

class Customs {
 public:
  Customs(std::uint64_t seed, std::string lane) : seed_(seed), lane_(std::move(lane)) {}
  /// Before the rule is in force.
  void set(const std::string& rule, Custom custom) EXCLUDES(mutex_);
  /// nullptr: the rule is as its file says.
  [[nodiscard]] std::shared_ptr<CustomRule> find(const std::string& rule) EXCLUDES(mutex_);
  /// A passage in which they act. Costs nothing where there are none. The lane outlives it.
  [[nodiscard]] std::unique_ptr<Passage> around(std::unique_ptr<Passage> passage,
                                                const RequestHead& head);

 private:
  const std::uint64_t seed_;
  const std::string lane_;
  std::atomic<bool> any_{false};
  Mutex mutex_;
  std::map<std::string, std::shared_ptr<CustomRule>> rules_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
