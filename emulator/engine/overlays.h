// What a request brings of its own to be done to it: three headers, each a source of rules that it
// meets before those of its lane.
//
//   x-retry-test-id                a retry test of this lane (engine/retry_tests.h)
//   x-goog-emulator-instructions   the older header of Google's testbench, also by its older name
//   X-Emu-Do                       rules in one line, "append@body:100KiB=503", for this request
//
// Threads  one exchange's.
// Source   docs/retry-test-api.md
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/wire/http_message.h"
#include "core/wire/url.h"
#include "engine/retry_plan.h"
#include "engine/retry_tests.h"
#include "faults/rule_set.h"
#include "protocols/protocol.h"

namespace resumulator {

struct Overlays {
  const std::string* retry_test = nullptr;
  const std::string* instructions = nullptr;
  std::vector<std::string_view> rules;
  [[nodiscard]] bool any() const {
    return retry_test != nullptr || instructions != nullptr || !rules.empty();
  }
};
[[nodiscard]] Overlays find_overlays(const Headers& headers);

/// What the plans of a request are made from.
struct OverlaidRequest {
  const RequestHead& head;
  const ExchangeView& view;
  const Query& query;
  std::vector<std::string_view> methods;  ///< what retry tests call it
  std::function<const CallInfo*()> info;  ///< null where no protocol wanted the request
};

/// The passage through what the request's retry test has for it; nullptr: nothing. The test is
/// known.
[[nodiscard]] std::unique_ptr<Passage> meet_retry_test(RetryTests& tests, const std::string& id,
                                                       const OverlaidRequest& request);
/// The same for the older header: as many passages as its value has parts.
[[nodiscard]] std::vector<std::unique_ptr<Passage>> meet_old_header(const std::string& value,
                                                                    const OverlaidRequest& request);
/// The damage that rules want done to the upload, if its body is one.
[[nodiscard]] bool begins_object(const CallInfo& info);
/// The boundary of a multipart upload; empty: the body is the object.
[[nodiscard]] std::string upload_boundary(const RequestHead& head, const CallInfo& info);

}  // namespace resumulator
