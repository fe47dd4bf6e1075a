// Content into an upload: who may, how much, with which digest, and what the outcome is called.
//
// Source   docs/protocols/ietf-resumable-upload.md, rules ietf.append.*, ietf.lock.*
// Threads  inside the turn.
#pragma once

#include <memory>
#include <optional>

#include "core/upload/append.h"
#include "core/upload/session.h"
#include "protocols/ietf/content_digest.h"
#include "protocols/ietf/errors.h"
#include "protocols/ietf/request.h"
#include "protocols/protocol.h"

namespace resumulator::ietf {

using SessionPtr = std::shared_ptr<UploadSession>;

[[nodiscard]] SessionPtr find_upload(const Request& request);
/// The turn as the switch `lock` says, or what to answer instead.
[[nodiscard]] std::optional<Turn> take_turn(const Request& request, UploadSession& session,
                                            std::shared_ptr<BodyControl> control);
[[nodiscard]] Problem busy(const Request& request);
/// Whether the upload answers at all; an ended one does not.
[[nodiscard]] bool is_there(const Request& request, const UploadSession& session,
                            const SessionSnapshot& shot);
[[nodiscard]] std::uint64_t offset_of(const SessionSnapshot& shot);
[[nodiscard]] std::optional<std::uint64_t> length_of(const SessionSnapshot& shot);

/// What a request says of the upload's length, with Upload-Length or with the length of the last
/// content. Indications that disagree are a problem.
struct NamedLength {
  std::optional<std::uint64_t> length;
  std::optional<Problem> problem;
};
[[nodiscard]] NamedLength named_length(const Request& request, const Turn& turn, bool complete);
/// Limits that Upload-Limit announces. `offset`: where the content begins.
[[nodiscard]] std::optional<Problem> check_limits(const Request& request, std::uint64_t offset,
                                                  bool complete);

struct Receipt {
  Appended done;
  std::optional<Problem> problem;
};
/// How a content is taken.
struct Transfer {
  bool complete = false;                ///< its end is that of the representation
  std::optional<std::uint64_t> length;  ///< of the upload, as the request names it
  bool limited = true;                  ///< it is held to the limits of one append
};
/// Appends the content at the offset of the turn, and learns the length unless all of it is
/// refused. `report`: how answers tell what is stored.
[[nodiscard]] Receipt receive(const Request& request, Turn& turn, BodySource& body,
                              const Transfer& transfer, const Report& report);
/// Makes the object of what is stored, if its Repr-Digest holds.
[[nodiscard]] std::optional<Problem> finish(const Request& request, Turn& turn, ObjectPtr& object);

}  // namespace resumulator::ietf
