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

/// Learns the length from Upload-Length, and from the content's length where it is the last.
/// Indications that disagree are a problem.
[[nodiscard]] std::optional<Problem> settle_length(const Request& request, Turn& turn,
                                                   bool complete);
/// Limits that Upload-Limit announces. `offset`: where the content begins.
[[nodiscard]] std::optional<Problem> check_limits(const Request& request, std::uint64_t offset,
                                                  bool complete);

struct Receipt {
  Appended done;
  std::optional<Problem> problem;
};
/// Appends the content at the offset of the turn. `complete`: its end is that of the
/// representation. `report`: how answers tell what is stored.
[[nodiscard]] Receipt receive(const Request& request, Turn& turn, BodySource& body, bool complete,
                              const Report& report);
/// Makes the object of what is stored, if its Repr-Digest holds.
[[nodiscard]] std::optional<Problem> finish(const Request& request, Turn& turn, ObjectPtr& object);

}  // namespace resumulator::ietf
