// What the two APIs say differently about one and the same kind of session: how a finished object
// and an error about it look, and by which names the journal knows the requests.
//
// Everything else of a session (308, sentences, ends, the order of checks) is the upload server's
// and the same for both.
//
// Threads  constant; every call from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/upload/session.h"
#include "core/wire/http_message.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

class SessionDialect {
 public:
  virtual ~SessionDialect() = default;
  /// SessionSpec::protocol of the sessions this API knows; an id of another one's is unknown here.
  [[nodiscard]] virtual std::string_view protocol() const = 0;
  struct Rules {
    const char* chunk;
    const char* finalize;
    const char* query;
    const char* cancel;
    const char* other;
  };
  [[nodiscard]] virtual Rules rules() const = 0;
  /// 200 with the finished object, as the answer is to tell it.
  [[nodiscard]] virtual Response completed(const Request& request, const UploadSession& session,
                                           const ObjectVersion& told) const = 0;
  /// An error in the API's own form; under the session's id where there is a session.
  [[nodiscard]] virtual Response failed(const Request& request, const UploadSession* session,
                                        const ApiError& error) const = 0;
  /// The body of such an error: what a session that was ended by it repeats.
  [[nodiscard]] virtual std::string failure_body(const ApiError& error) const = 0;
  /// The headers such a body goes out with.
  [[nodiscard]] virtual Headers failure_headers(const Request& request,
                                                const UploadSession& session) const = 0;
  /// What a DELETE of an open session is answered.
  [[nodiscard]] virtual int cancel_status(const GcsSwitches& switches) const = 0;
  /// Why digests declared with bytes for a session are none, before a byte is read. Empty: they
  /// are fine, or looked at when the object is made.
  [[nodiscard]] virtual std::optional<ApiError> refuse_digests(const Headers& /*headers*/) const {
    return std::nullopt;
  }
  /// Why bytes of this size may not become the object; empty: they may.
  [[nodiscard]] virtual std::optional<ApiError> refuse_size(const UploadSession& session,
                                                            std::uint64_t size) const = 0;
};

}  // namespace resumulator::gcs
