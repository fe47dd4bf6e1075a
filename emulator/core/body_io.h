// The body of a request as protocols read it: pulled in blocks, never held whole.
//
// Threads  one reader. interrupt() and peer_gone() may be called from other threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/result.hpp>
#include <span>
#include <string>

#include "core/upload/keep.h"
#include "core/wire/http_message.h"

namespace resumulator {

/// What one read brought.
enum class BodyState : std::uint8_t {
  kMore,       ///< `size` bytes came, there may be more
  kEnd,        ///< the body is whole; `size` is 0
  kCut,        ///< the peer left, fell silent, or a fault ends the request here; `size` is 0
  kMalformed,  ///< chunk framing or length broken; `size` is 0; answer 400 and close
};
struct BodyRead {
  BodyState state = BodyState::kEnd;
  std::size_t size = 0;
};

/// What brought a body to an early end, where the connection knows it.
enum class CutReason : std::uint8_t {
  kNone,         ///< nothing did, or a rule
  kEnded,        ///< the peer sends no more; it may still listen
  kReset,        ///< the connection broke
  kSilent,       ///< no byte for as long as is allowed
  kInterrupted,  ///< a later request took over
  kStopped,      ///< the server stops
};

/// Lets another thread end a read that waits, and see whether its peer has left. Outlives the body.
class BodyControl {
 public:
  virtual ~BodyControl() = default;
  /// Makes the reader see kCut soon. For takeover by a later request.
  virtual void interrupt() = 0;
  /// The same because the server stops.
  virtual void stop() { interrupt(); }
  [[nodiscard]] virtual CutReason cut_reason() const { return CutReason::kNone; }
  /// The peer closed its side (what it sent before may still be unread).
  [[nodiscard]] virtual bool peer_gone() const = 0;
  /// From now on the peer's bytes are taken in a few at a time, so that it does not run far ahead
  /// of a reader who will stop; false: as they come again.
  virtual void hold_back(bool /*few*/) {}
};

class BodySource {
 public:
  virtual ~BodySource() = default;
  /// Blocks until at least one byte, the end or a cut. `into` must not be empty. Sends 100 Continue
  /// first where asked for.
  virtual BodyRead read(std::span<std::byte> into) = 0;
  /// Content-Length, where the request has one; 0 for a request with neither length nor chunked
  /// coding.
  [[nodiscard]] virtual std::optional<std::uint64_t> declared_length() const = 0;
  /// Body bytes handed out so far.
  [[nodiscard]] virtual std::uint64_t received() const = 0;
  [[nodiscard]] virtual std::shared_ptr<BodyControl> control() = 0;
  /// What of this body is to be kept, where a fault says so; nullptr: what the policy says. Asked
  /// when the body has ended.
  [[nodiscard]] virtual const Keep* keep() const { return nullptr; }
  /// The fields behind the last chunk, once the end was read; nullptr: there were none.
  [[nodiscard]] virtual const Headers* trailers() const { return nullptr; }
  /// Sends an interim answer (1xx) now, while the body may still come. False: none can be sent, as
  /// to HTTP/1.0 or to a peer that has left.
  virtual bool send_interim(int /*status*/, const Headers& /*fields*/) { return false; }
};

/// A body held in memory (tests, batch parts, the in-process helpers).
class MemoryBody final : public BodySource {
 public:
  explicit MemoryBody(std::string bytes, bool cut_at_end = false)
      : bytes_(std::move(bytes)), cut_(cut_at_end) {}
  BodyRead read(std::span<std::byte> into) override;
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override {
    return cut_ ? std::nullopt : std::optional<std::uint64_t>(bytes_.size());
  }
  [[nodiscard]] std::uint64_t received() const override { return at_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override;

 private:
  std::string bytes_;
  bool cut_;
  std::size_t at_ = 0;
};

/// Reads a whole body of at most `limit` bytes. kTooLarge past it, kCut or kMalformed as the source
/// says.
[[nodiscard]] Result<std::string> read_all(BodySource& body, std::uint64_t limit);

/// Reads on and throws away until the end. False when the body did not end cleanly.
bool drain(BodySource& body);

}  // namespace resumulator
