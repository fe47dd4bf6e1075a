// Requests of the upload protocol as Calls.
//
//   no upload_id in the query   opens something: start, raw, multipart
//   upload_id                   the session it names, whatever path and method say
//
// Source   docs/protocols/x-goog-upload.md
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>
#include <string>

#include "protocols/x_goog_upload/service.h"

namespace resumulator::x_goog_upload {

/// The request, as far as its head says; empty query where it is badly encoded.
[[nodiscard]] Request make_request(const RequestHead& head, const std::shared_ptr<World>& world,
                                   std::shared_ptr<const Service> service);
/// The origin the client used, port and mount included, unless the options name one.
[[nodiscard]] std::string base_url(const RequestHead& head, const Options& options);
/// A request to an upload address of the service.
[[nodiscard]] std::unique_ptr<Call> open_upload(Request request);
/// A Call that answers one refusal, its body read away.
[[nodiscard]] std::unique_ptr<Call> refuse_call(Request request, Operation operation,
                                                Refusal refusal);

}  // namespace resumulator::x_goog_upload
