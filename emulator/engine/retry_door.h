// The Retry Test API of Google's storage testbench: its endpoints, over the retry tests of a lane.
//
//   POST /retry_test   GET /retry_test/ID   DELETE /retry_test/ID   GET /retry_tests
//   GET /start_grpc
//
// Errors   {"error":{"code":…,"message":…}}; 501 for everything about gRPC, which is not served.
// Rules    never recorded, never faulted. A creation is refused whole. As with the admin API, no
//          web page of another site may ask (403).
// Threads  any.
// Source   docs/retry-test-api.md
#pragma once

#include <cstdint>
#include <string_view>

#include "core/body_io.h"
#include "core/wire/http_message.h"
#include "engine/control.h"
#include "engine/retry_tests.h"

namespace resumulator {

class RetryDoor {
 public:
  using KnowsMethod = std::function<bool(std::string_view name)>;
  RetryDoor(RetryTests& tests, const Control& control, KnowsMethod knows_method,
            std::uint64_t body_bytes_max)
      : tests_(tests),
        control_(control),
        knows_method_(std::move(knows_method)),
        body_bytes_max_(body_bytes_max) {}

  /// Whether a path is one of these endpoints, slashes too many aside.
  [[nodiscard]] static bool owns(std::string_view path);
  [[nodiscard]] Response answer(const RequestHead& head, BodySource& body) const;

 private:
  [[nodiscard]] bool may_ask(const RequestHead& head) const;
  [[nodiscard]] Response create(BodySource& body) const;
  [[nodiscard]] Response one(std::string_view method, std::string_view id) const;

  RetryTests& tests_;
  const Control& control_;
  const KnowsMethod knows_method_;
  const std::uint64_t body_bytes_max_;
};

/// {"error":{"code":…,"message":…}}
[[nodiscard]] Response retry_error(int status, std::string_view message);

}  // namespace resumulator
