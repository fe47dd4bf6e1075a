// Appending a request's body to a session by policy: overlap, gap, granularity, what a cut keeps.
// The one place where offset protocols (Cloud Storage, X-Goog-Upload, tus, IETF) decide what
// becomes of bytes; each only maps the outcome to its words.
//
// Units    bytes; `at` and totals u64; no inclusive ends in here.
// Source   core model, "Operations"; rules gcs.append.* in docs/protocols/gcs-json.md.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>

#include "core/body_io.h"
#include "core/upload/session.h"

namespace resumulator {

/// What a protocol is, apart from syntax.
struct AppendPolicy {
  std::uint64_t granularity =
      1;  ///< only whole granules are kept of a request that is not the last
  enum class Cut : std::uint8_t {
    kAll,
    kGranules,
    kNothing
  } cut = Cut::kAll;  ///< what a broken request leaves
  enum class Misaligned : std::uint8_t {
    kRefuseShortFloorLong,
    kAccept,
    kReject,
    kFloor,
    kRejectLength,  ///< as kReject, by the length of the body wherever it starts
  } misaligned = Misaligned::kAccept;
  enum class Gap : std::uint8_t { kRefuse, kAppend } gap = Gap::kRefuse;
  enum class Overlap : std::uint8_t { kSkip, kVerify, kReject } overlap = Overlap::kReject;
  /// What makes a request the last one. kOnFlag: its own word alone (ends_object). Then a body of
  /// unknown length is whole at its clean end, bytes that reach the total finish nothing, and a
  /// last request that falls short of the total is kept and reported as kStored.
  enum class Completion : std::uint8_t { kOnLength, kOnFlag } completion = Completion::kOnLength;
  /// A body without a length of its own that goes past the known total.
  enum class Overrun : std::uint8_t {
    kRefuse,  ///< nothing of it is kept
    kKeep     ///< it is kept up to the total, which then is reached
  } overrun = Overrun::kRefuse;
  /// What a body that ends cleanly leaves when the request named no length: what a broken one would,
  /// or all.
  bool open_end_keeps_all = false;
};

struct AppendRequest {
  std::uint64_t at = 0;  ///< object offset of the first body byte
  std::optional<std::uint64_t> length =
      {};  ///< bytes the request says it carries (not Content-Length)
  std::optional<std::uint64_t> total = {};  ///< total known before or named by the request
  bool ends_object = false;                 ///< the clean end of this body is the end of the object
  std::uint64_t object_bytes_max = UINT64_MAX;  ///< beside Limits::object_bytes_max
};

struct Appended {
  enum class Outcome : std::uint8_t {
    kStored,        ///< persisted as far as the policy keeps; `offset` may be less than at + length
    kReachedTotal,  ///< all bytes of the object are persisted: finalize now
    kCut,           ///< the body broke off; what the policy keeps is persisted
    kGap,           ///< at > offset: nothing read
    kOverlapRefused,
    kTooSmall,        ///< not the last request and below one granule: nothing kept
    kMisaligned,      ///< refused by Misaligned::kReject or kRejectLength
    kLengthMismatch,  ///< body longer or shorter than `length`: nothing kept
    kTotalMismatch,   ///< the body ended past or before the known total: nothing kept
    kOverrun,         ///< AppendPolicy::Overrun::kKeep: kept up to the total, which is reached
    kBytesDiffer,     ///< Overlap::kVerify
    kTooLarge,        ///< the body went past Limits::object_bytes_max: nothing kept
    kMalformed,       ///< the body's framing broke: nothing kept
    kStorage,         ///< the store could not keep it: nothing kept; `error` says why
  };
  Outcome outcome = Outcome::kStored;
  std::uint64_t before = 0;
  std::uint64_t offset = 0;    ///< persisted after
  std::uint64_t received = 0;  ///< body bytes read
  Error error;
};

/// One append inside one turn. Does not finalize.
[[nodiscard]] Appended append_body(Turn& turn, const AppendRequest& request, const AppendPolicy& policy,
                              BodySource& body);

}  // namespace resumulator
