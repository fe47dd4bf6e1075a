// Options of the tus 1.0.0 server.
//
//   resumulator::Server server({.tus = {.max_size = 10 << 20}});
//
// Units    bytes and durations of the service clock.
// Source   names and defaults: the table of switches in docs/protocols/tus.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <resumulator/clock.hpp>
#include <string>
#include <vector>

namespace resumulator {

struct TusOptions {
  enum class Lock : std::uint8_t { kInterrupt, k423, kWait };
  enum class OtherBody : std::uint8_t { k415, kIgnore };
  enum class Metadata : std::uint8_t { kStrict, kLenient };
  enum class Overrun : std::uint8_t { kKeep, kDiscard };
  enum class Location : std::uint8_t { kAbsolute, kRelative };
  enum class ExpiryMode : std::uint8_t { kFixed, kSliding };
  enum class Crc32Order : std::uint8_t { kBig, kLittle };

  std::string mount = "/files";  ///< path of the collection
  /// What the server can do beside the core; a feature that is not in the list is refused.
  std::vector<std::string> extensions = {"creation",
                                         "creation-with-upload",
                                         "creation-defer-length",
                                         "expiration",
                                         "checksum",
                                         "checksum-trailer",
                                         "termination",
                                         "concatenation",
                                         "concatenation-unfinished"};
  std::uint64_t max_size = 0;           ///< Tus-Max-Size; 0: none
  Duration expiry{0};                   ///< 0: Options::session_lifetime
  bool head_version_check = true;       ///< HEAD without Tus-Resumable is 412
  int options_status = 200;             ///< 200 or 204
  int bad_media_type_status = 415;      ///< of a PATCH: 415, 400 or 403
  OtherBody post_other_body = OtherBody::k415;
  Metadata metadata = Metadata::kStrict;
  Duration gone_for = std::chrono::hours(24);  ///< an expired upload is 410 so long, then 404
  Lock lock = Lock::kInterrupt;
  /// How long a request waits for another one to let go of the upload (real time), then it is 500.
  std::chrono::milliseconds lock_timeout{20'000};
  int patch_complete_status = 413;  ///< bytes for a finished upload: 413, 204 or 400
  bool conflict_offset = false;     ///< 409 carries Upload-Offset
  Overrun overrun = Overrun::kKeep;
  int unsupported_status = 400;  ///< an extension that is off: 400 or 501
  Location location = Location::kAbsolute;
  bool keep_failed_creation = false;  ///< after a wrong checksum on creation-with-upload
  bool expires_on_head = true;
  ExpiryMode expiry_mode = ExpiryMode::kFixed;
  bool override_any = false;  ///< X-HTTP-Method-Override counts on every method, not on POST alone
  Crc32Order crc32_order = Crc32Order::kBig;
  /// What a body that breaks off leaves: whole multiples of this; 1: all of it, 0: nothing.
  std::uint64_t persist_multiple = 1;
  bool concat_any = false;  ///< uploads that are not partial may be concatenated
};

}  // namespace resumulator
