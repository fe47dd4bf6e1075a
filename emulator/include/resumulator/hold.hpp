// resumulator::Hold: one exchange taken out of the server's hands.
//
//   auto hold = lane.hold("append@body:100KiB");     // or resumulator::query, or {"when":…,"at":…}
//   std::thread client([&] { my_upload(lane.url()); });
//   ASSERT_TRUE(hold.wait());                        // it stands there, and its client waits
//   EXPECT_EQ(hold.request().claimed->from, 0U);
//   hold.answer(503);                                // or release(), reset(), close()
//   client.join();
//
// The first request that fits stands still at its point until the test says how it goes on. No
// other is held. Letting go of the Hold releases it, and the server's end ends it.
//
// Units    bytes. Threads  every call from any thread.
// Source   docs/embedding.md
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <resumulator/exchange.hpp>
#include <string>

namespace resumulator {

/// The request that stands still, as far as it has come.
struct HeldRequest {
  Operation operation = Operation::kOther;
  std::string at;  ///< the point, "body:102400"
  std::string method;
  std::string target;
  HeaderList headers;
  std::string bucket;
  std::string object;
  std::uint64_t session = 0;  ///< ordinal of the upload session, from 1; 0: none
  std::optional<ClaimedRange> claimed;
  std::uint64_t body_received = 0;
};

class Hold {
 public:
  Hold(Hold&&) noexcept;
  Hold& operator=(Hold&&) noexcept;
  /// Releases it.
  ~Hold();

  /// Waits until a request stands there. False after `timeout` (real time), and when it stood there
  /// and is gone: its client left, or the server has stopped.
  [[nodiscard]] bool wait(std::chrono::milliseconds timeout = std::chrono::seconds(10));
  /// Throws std::logic_error before wait() was true.
  [[nodiscard]] const HeldRequest& request() const;

  // How it goes on. False: nobody stands there, or it was decided already.
  /// As though it had never been held.
  bool release();
  /// With this answer; without `body` in the service's own words for the status.
  bool answer(int status, HeaderList headers = {}, std::optional<std::string> body = {});
  bool reset();  ///< RST
  bool close();  ///< FIN, without an answer

 private:
  friend struct HoldAccess;
  struct State;
  explicit Hold(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace resumulator
