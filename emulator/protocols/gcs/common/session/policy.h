// The switches and a request's range in the words of the core's append.
//
// Units    bytes.
// Source   docs/protocols/gcs-json.md, rules gcs.append.*, gcs.range.*, gcs.session.total-*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>

#include "core/upload/append.h"
#include "protocols/gcs/common/session/session_range.h"

namespace resumulator::gcs {

[[nodiscard]] AppendPolicy append_policy(const GcsSwitches& switches);

/// The total a request names ("/N" of a chunk), if it does.
[[nodiscard]] std::optional<std::uint64_t> named_total(const SessionRange& range);

/// A total that contradicts what is known. `expected` is the known total or, where there is none,
/// what is persisted already.
struct TotalChange {
  std::uint64_t named = 0;
  std::uint64_t expected = 0;
};
[[nodiscard]] std::optional<TotalChange> total_change(const SessionRange& range,
                                                      std::optional<std::uint64_t> total,
                                                      std::uint64_t persisted);

/// `total` is what is known after the request was taken into account.
[[nodiscard]] AppendRequest append_request(const SessionRange& range,
                                           std::optional<std::uint64_t> total,
                                           std::uint64_t persisted, const GcsSwitches& switches);

/// Bytes the whole body has: reads the rest of one without a length.
[[nodiscard]] std::uint64_t whole_length(BodySource& body);

}  // namespace resumulator::gcs
