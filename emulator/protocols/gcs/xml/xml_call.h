// A request of the XML API as a Call.
//
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>

#include "protocols/gcs/common/api_call.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/signature.h"
#include "protocols/gcs/xml/request.h"

namespace resumulator::gcs::xml {

using XmlCall = ApiCall<Request>;
/// An operation: pulls the body where it has one, acts, answers.
using Operate = Response (*)(const Request& request, BodySource& body);

/// A Call that runs `operate`; a HEAD gets no body. `rule` is the operation's own id.
[[nodiscard]] std::unique_ptr<Call> open_operation(Request request, Operation operation,
                                                   const char* rule, Operate operate);
/// A Call that answers with this error.
[[nodiscard]] std::unique_ptr<Call> refuse(Request request, ApiError error);
[[nodiscard]] std::unique_ptr<Call> refuse(Request request, SignatureProblem problem);

}  // namespace resumulator::gcs::xml
