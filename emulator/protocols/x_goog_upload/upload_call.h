// What the Calls of the protocol share.
//
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "protocols/x_goog_upload/command.h"
#include "protocols/x_goog_upload/service.h"

namespace resumulator::x_goog_upload {

using SessionPtr = std::shared_ptr<UploadSession>;

class UploadCall : public Call {
 public:
  [[nodiscard]] Response run(BodySource& body) final;
  [[nodiscard]] std::optional<Response> answer_again() final;

 protected:
  /// `rule` without the name of the protocol: "upload.start".
  UploadCall(Request request, Operation operation, std::string_view rule);
  [[nodiscard]] virtual Response answer(BodySource& body) = 0;
  [[nodiscard]] virtual std::optional<Response> again() { return std::nullopt; }
  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] World& world() const { return *request_.world; }
  [[nodiscard]] const Service& service() const { return *request_.service; }
  [[nodiscard]] const Profile& profile() const { return request_.profile; }

 private:
  void before_answer() {
    request_.info = &info_;
    request_.report = &report_;
  }
  Request request_;
};

[[nodiscard]] std::unique_ptr<Call> open_start(Request request, Commands commands);
[[nodiscard]] std::unique_ptr<Call> open_whole(Request request, UploadForm form);
[[nodiscard]] std::unique_ptr<Call> open_session(Request request, SessionPtr session,
                                                 Commands commands);
/// A Call that answers one refusal of what was asked of `session`, which stays as it is.
[[nodiscard]] std::unique_ptr<Call> refuse_session(Request request, SessionPtr session,
                                                   Commands commands, Refusal refusal);

/// Data of a request put behind what a session has, and the session ended where it says so: one
/// turn. Fills `info`.
struct DataRequest {
  Commands commands;
  std::uint64_t offset = 0;
  bool offset_given = false;
};
[[nodiscard]] Response take_data(const Request& request, UploadSession& session,
                                 const DataRequest& data, BodySource& body, CallInfo& info);
/// What `data` says it carries.
[[nodiscard]] std::optional<ClaimedRange> claimed_by(const DataRequest& data,
                                                     const RequestHead& head,
                                                     std::optional<std::uint64_t> total);

[[nodiscard]] Refusal bad_request(std::string message);
[[nodiscard]] Refusal unavailable();

}  // namespace resumulator::x_goog_upload
