// Identifiers, all from one seed: the same seed and the same requests give the same ids.
//
// Order    an id is made from the seed, from what it is for, and from how-manieth of that it is;
//          what other threads ask for in between changes nothing.
// Threads  every call may come from any thread; each call gives a fresh id.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/mutex.h"

namespace resumulator {

/// A field of an answer with this value wants the id of the request there. The engine puts it in:
/// it knows the request (IdMaker::request_id).
inline constexpr std::string_view kRequestIdHere = "{request id}";

class IdMaker {
 public:
  /// So many kinds of things are counted at a time. When there are more, all counts begin again,
  /// and the ids from then on are other ones: an id never comes twice.
  static constexpr std::size_t kCountedMax = 10'000;

  explicit IdMaker(std::uint64_t seed) : seed_(seed) {}

  /// The id of the `nth` upload of that kind, as Cloud Storage makes them: "ABPtcP" and more,
  /// URL-safe, 107 characters. Rule gcs.identity.upload-id.
  [[nodiscard]] std::string upload_id(std::string_view of, std::uint64_t nth) const;
  /// Id of a serving request (X-GUploader-UploadID): the same alphabet and length, other prefix.
  /// `of` says what the request asks for; equal ones are counted.
  [[nodiscard]] std::string request_id(std::string_view of) EXCLUDES(mutex_);
  /// An opaque token of `length` characters of [A-Za-z0-9_-], for that purpose and for `of`: equal
  /// ones are counted.
  [[nodiscard]] std::string token(std::string_view purpose, std::size_t length,
                                  std::string_view of = {}) EXCLUDES(mutex_);
  [[nodiscard]] std::uint64_t seed() const { return seed_; }

 private:
  [[nodiscard]] std::uint64_t count(std::uint64_t stream) EXCLUDES(mutex_);

  const std::uint64_t seed_;
  Mutex mutex_;
  std::unordered_map<std::uint64_t, std::uint64_t> counts_ GUARDED_BY(mutex_);
  std::uint64_t begun_again_ GUARDED_BY(mutex_) = 0;
};

}  // namespace resumulator
