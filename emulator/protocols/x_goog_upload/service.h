// What a service adds to the protocol: who may upload, what an upload becomes, and its words.
//
// The engine owns sessions, offsets, commands and their headers; it never knows what a finished
// upload is good for. A service has no state.
//
// Threads  every call from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "core/upload/session.h"
#include "core/wire/url.h"
#include "protocols/protocol.h"
#include "protocols/x_goog_upload/profile.h"
#include "protocols/x_goog_upload/upload_head.h"

namespace resumulator::x_goog_upload {

class Service;

/// One request on its way through the engine.
struct Request {
  RequestHead head;  ///< a copy: a Call outlives open()
  std::shared_ptr<World> world;
  Query query;
  std::string base_url;  ///< "http://host:port", and the mount
  std::shared_ptr<const Service> service;
  Profile profile;
  CallInfo* info = nullptr;
  const Report* report = nullptr;
};

/// A refusal in the words of google.rpc: the service gives it its form.
struct Refusal {
  int status = 400;
  int code = 3;  ///< google.rpc.Code
  std::string message;
  bool ends = false;  ///< for good: the upload status is final
  bool own = false;   ///< the service's, not the protocol's: it may have another form
};

class Service {
 public:
  virtual ~Service() = default;
  [[nodiscard]] virtual Profile profile(const Options& options) const = 0;
  /// Bucket and object of a new upload, as far as its head tells them.
  virtual void describe(const Request& request, CallInfo& info) const = 0;
  /// Empty: go on. `of_session`: the request has a session URL, which is a credential of its own.
  [[nodiscard]] virtual std::optional<Refusal> authorize(const Request& request,
                                                         bool of_session) const = 0;
  /// What a new upload is to become; its bucket is there when this returns a spec. `metadata` is
  /// the body of `start`, or the first part of a multipart upload.
  [[nodiscard]] virtual std::variant<SessionSpec, Refusal> prepare(
      const Request& request, const UploadHead& head, std::string_view metadata) const = 0;
  /// All bytes are there: empty, or the answer this upload ends with and repeats.
  [[nodiscard]] virtual std::optional<Termination> refuse_end(const Request& request,
                                                              const SessionSpec& spec,
                                                              std::uint64_t size) const;
  /// Content type and body of the answer to a finished upload.
  virtual void write_result(const Request& request, const SessionSpec& spec,
                            const ObjectPtr& object, Response& response) const = 0;
  /// The same for an upload that ended in refuse_end().
  virtual void write_ended(const Termination& end, Response& response) const = 0;
  virtual void write_refusal(const Request& request, const Refusal& refusal,
                             Response& response) const = 0;
};

}  // namespace resumulator::x_goog_upload
