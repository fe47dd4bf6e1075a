// What a verdict is made from: the journal and the facts at the end. Nothing else may be looked at.
//
// Units    bytes; times real, microseconds since the lane opened, but for what a journal entry
//          calls the service clock.
// Forms    a run folder holds the facts (one JSON document) and the journal (one line an exchange);
//          evidence_from_json(facts_json(e), journal_lines(e)) is e.
// Errors   kMalformed: a document that is not of this kind; the text names the member.
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <resumulator/exchange.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "faults/rule_set.h"

namespace resumulator {

/// One generation of an object that was there at some time.
struct ObjectFact {
  std::string bucket;
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t generation = 0;
  std::string sha256;              ///< empty: not known, the bytes are gone
  std::uint64_t finalized_by = 0;  ///< seq of the exchange; 0: planted, or no longer in the journal
  bool planted = false;            ///< it was there before the client came
  bool damaged = false;            ///< a fault changed its bytes or the checksum in its answer
  bool deleted = false;            ///< by the client
  bool replaced = false;           ///< by a later generation
};

struct ClientFact {
  std::optional<int> exit;
  std::optional<int> signal;  ///< that ended it, not ours
  bool timed_out = false;     ///< it was ended because its time was over
  bool flooded = false;       ///< it was ended because it wrote without end
  std::string failed_to_start;
  std::chrono::microseconds ran{0};
  std::chrono::microseconds time_limit{0};
  std::string output;  ///< stdout and stderr as they came, up to a limit
};

struct Evidence {
  std::string scenario;
  std::string case_name;
  std::string lane = "main";
  std::uint64_t seed = 0;
  std::string version;
  std::string trouble;   ///< ours, one sentence: the run came to nothing; empty: none
  bool refused = false;  ///< `trouble` is of what was asked for: there can be no such run
  std::vector<RecordedExchange> exchanges;  ///< by seq
  std::uint64_t exchanges_dropped = 0;  ///< the journal was full: so many of the oldest are gone
  std::vector<ObjectFact> objects;
  std::vector<RuleFacts> rules;
  std::optional<ClientFact> client;
  std::string payload_sha256;
  std::optional<std::uint64_t> payload_size;
  std::map<std::string, std::string> files;  ///< path to SHA-256, of files the scenario names
  std::optional<std::chrono::microseconds> healed_at;
  double wire_scale = 1;
  bool no_timing = false;
  double timing_slack = 0.95;  ///< share of a wanted time that is enough
};

/// All but the exchanges.
[[nodiscard]] std::string facts_json(const Evidence& evidence);
/// The exchanges, one a line.
[[nodiscard]] std::string journal_lines(const Evidence& evidence);
[[nodiscard]] Result<Evidence> evidence_from_json(std::string_view facts, std::string_view journal);

/// An object as a store shows it at the end.
struct LiveObject {
  std::string bucket;
  std::string name;
  std::uint64_t size = 0;
  std::uint64_t generation = 0;
  std::string sha256;
  bool planted = false;
};
/// The story of every object: those that live, and those the journal saw come and go.
[[nodiscard]] std::vector<ObjectFact> object_facts(const std::vector<RecordedExchange>& exchanges,
                                                   const std::vector<LiveObject>& live);

}  // namespace resumulator
