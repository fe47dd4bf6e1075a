// Requests by the names that Google's storage testbench gives them: "storage.objects.get".
//
// Source   docs/retry-test-api.md, "Methods". They are not quite the names of the API's own
// discovery document. Uploads of every kind, and each request of a session, are one method; the
// cancel of a session is a delete.
// Threads  pure functions over constant tables.
#pragma once

#include <string_view>
#include <vector>

#include "core/wire/http_message.h"

namespace resumulator::gcs::json {

/// The 48 names a retry test may give instructions for, whether or not the operation is served.
[[nodiscard]] const std::vector<std::string_view>& retry_methods();
[[nodiscard]] bool is_retry_method(std::string_view name);
/// What a request is called; moveTo has two names, what no method stands for has none.
[[nodiscard]] std::vector<std::string_view> retry_methods_of(const RequestHead& head);

}  // namespace resumulator::gcs::json
