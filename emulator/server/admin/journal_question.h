// What a reader asks of a journal: which exchanges, how many, in which order and form.
//
// Units    seqs and counts from 1; `timeout` is real time.
// Errors   kMalformed with a sentence: a value that can fit nothing, which would look like an empty
//          journal.
// Source   docs/admin-api.md.
// Threads  plain values.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <resumulator/exchange.hpp>
#include <resumulator/result.hpp>
#include <string_view>
#include <vector>

#include "core/wire/url.h"

namespace resumulator {

struct JournalQuestion {
  enum class Format : std::uint8_t { kJson, kLines, kHar };
  using Filter = std::function<bool(const RecordedExchange& exchange)>;

  /// What a query may name; `waits`: `count` and `timeout`, too.
  [[nodiscard]] static std::vector<std::string_view> names(bool waits);
  /// Of a query that has none but these.
  [[nodiscard]] static Result<JournalQuestion> parse(const Query& query);
  /// Whether every filter holds.
  [[nodiscard]] bool fits(const RecordedExchange& exchange) const;

  std::vector<Filter> filters;
  std::uint64_t limit = UINT64_MAX;
  bool newest_first = false;
  Format format = Format::kJson;
  std::uint64_t count = 1;
  Duration timeout = std::chrono::seconds(10);
};

}  // namespace resumulator
