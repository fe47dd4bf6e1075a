// Identifiers, all from one seed and counters: the same seed and the same requests give the same
// ids.
//
// Threads  every call may come from any thread; each call gives a fresh id.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace resumulator {

class IdMaker {
 public:
  explicit IdMaker(std::uint64_t seed) : seed_(seed) {}

  /// An upload id as Cloud Storage makes them: "ABPtcP" and more, URL-safe, 107 characters. Rule
  /// gcs.identity.upload-id.
  [[nodiscard]] std::string upload_id();
  /// Id of a serving request (X-GUploader-UploadID): the same alphabet and length, other prefix.
  [[nodiscard]] std::string request_id();
  /// An opaque token of `length` characters of [A-Za-z0-9_-], from the stream called `purpose`.
  [[nodiscard]] std::string token(std::string_view purpose, std::size_t length);
  [[nodiscard]] std::uint64_t seed() const { return seed_; }

 private:
  std::uint64_t seed_;
  std::atomic<std::uint64_t> uploads_{0};
  std::atomic<std::uint64_t> requests_{0};
  std::atomic<std::uint64_t> tokens_{0};
};

}  // namespace resumulator
