// A request of the JSON API as a Call.
//
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>

#include "protocols/gcs/common/api_call.h"
#include "protocols/gcs/json/request.h"

namespace resumulator::gcs::json {

/// An operation: pulls the body where it has one, acts, answers.
using Operate = Response (*)(const Request& request, BodySource& body);

/// A Call that runs `operate`. `rule` is the operation's own id, "gcs.json.get".
[[nodiscard]] std::unique_ptr<Call> make_call(Request request, Operation operation,
                                              const char* rule, Operate operate);

using JsonCall = ApiCall<Request>;

}  // namespace resumulator::gcs::json
