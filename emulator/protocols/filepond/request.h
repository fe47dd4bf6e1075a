// A request to the mount, and what every Call of FilePond's protocol shares.
//
// Threads  a Call belongs to one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "protocols/protocol.h"

namespace resumulator::filepond {

inline constexpr const char* kProtocol = "filepond";
inline constexpr const char* kBucket = "filepond";

using SessionPtr = std::shared_ptr<UploadSession>;

struct Request {
  RequestHead head;
  std::shared_ptr<World> world;
  /// The transfer's id, below the mount or in the query (patch, load, restore); empty: not named.
  std::optional<std::string> id;
};

/// The number of a field that is there once; empty: it is not, or is none.
[[nodiscard]] std::optional<std::uint64_t> number_of(const Headers& headers, std::string_view name);

/// The largest file that is taken.
[[nodiscard]] std::uint64_t size_max(const World& world);

/// Text, as FilePond reads it: the id of a transfer, or a word about what went wrong.
[[nodiscard]] Response text_answer(int status, std::string text);

class FilePondCall : public Call {
 public:
  [[nodiscard]] Response run(BodySource& body) final;
  [[nodiscard]] std::optional<Response> answer_again() final;

 protected:
  FilePondCall(Request request, Operation operation, const char* rule);
  [[nodiscard]] virtual Response answer(BodySource& body) = 0;
  /// What is true now, where answer() did not refuse. See Call::answer_again().
  [[nodiscard]] virtual std::optional<Response> again() { return std::nullopt; }

  [[nodiscard]] Response refuse(int status, std::string text);
  /// Why a transfer is not there any more; empty: it is. Rule fpd.transfer.gone
  [[nodiscard]] static std::optional<int> absence(const SessionSnapshot& shot);
  /// 200 or 204 with how far the transfer is, as the report tells it.
  [[nodiscard]] Response progress(int status, const SessionSnapshot& shot) const;
  void name_session(SessionPtr session);
  /// Where the last byte is there, the transfer becomes an object. Rule fpd.complete.object
  [[nodiscard]] Result<void> finish_if_whole(Turn& turn);
  /// The same for whoever asks for a transfer whose end was missed. Rule fpd.transfer.caught-up
  [[nodiscard]] Result<void> catch_up(const SessionPtr& session);
  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] World& world() const { return *request_.world; }

 private:
  void dress(Response& response) const;

  Request request_;
  bool refused_ = false;
};

/// The transfer a request names; nullptr: there never was one.
[[nodiscard]] SessionPtr find_transfer(const World& world, const std::optional<std::string>& id);

/// The operations. Each looks at the head alone.
[[nodiscard]] std::unique_ptr<Call> open_process(Request request);
[[nodiscard]] std::unique_ptr<Call> open_patch(Request request);
[[nodiscard]] std::unique_ptr<Call> open_head(Request request);
[[nodiscard]] std::unique_ptr<Call> open_revert(Request request);
[[nodiscard]] std::unique_ptr<Call> open_load(Request request);

}  // namespace resumulator::filepond
