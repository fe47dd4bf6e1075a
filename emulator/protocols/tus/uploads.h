// Uploads as requests find them: there or not, how far, whose turn, and what follows when the last
// byte is there.
//
// Finished uploads become objects of bucket "tus" under their id. A partial upload stays a session:
// its bytes are there for a final one.
//
// Source   docs/protocols/tus.md, rules tus.state.*, tus.lock.*, tus.concat.*
// Threads  the session's turn is what makes these safe.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/upload/session.h"
#include "protocols/protocol.h"
#include "protocols/tus/errors.h"
#include "protocols/tus/memory.h"
#include "protocols/tus/request.h"

namespace resumulator::tus {

using SessionPtr = std::shared_ptr<UploadSession>;

/// The upload the path names; nullptr: there never was one.
[[nodiscard]] SessionPtr find_upload(const Request& request);

/// The turn as the switch `lock` says; empty: somebody else has it, answer lock_problem().
[[nodiscard]] std::optional<Turn> take_turn(const Request& request, UploadSession& session,
                                            std::shared_ptr<BodyControl> control);
[[nodiscard]] const Problem& lock_problem(const Request& request);

/// Why an upload is not there any more; empty: it is.
[[nodiscard]] std::optional<Problem> absence(const Request& request, const UploadSession& session,
                                             const SessionSnapshot& shot);

[[nodiscard]] std::uint64_t offset_of(const SessionSnapshot& shot);
[[nodiscard]] std::optional<std::uint64_t> length_of(const SessionSnapshot& shot);
/// Nothing is missing. A final upload is complete once it is assembled.
[[nodiscard]] bool is_complete(const SessionSnapshot& shot, Kind kind);

/// Where the last byte is there, the upload becomes an object.
[[nodiscard]] Result<void> finish_if_whole(const Request& request, Turn& turn, CallInfo& info);
/// The lifetime of an upload made now.
[[nodiscard]] Duration lifetime(const Request& request);

/// Assembles a final upload if all its parts are complete; nothing happens while one is not.
[[nodiscard]] Result<void> assemble(const Request& request, Turn& turn, CallInfo& info);
/// Ends now what a stop or a full store kept from its end: for whoever asks for the upload. An
/// upload of all bytes that cannot be finished is a problem; a final one goes on waiting.
/// Rules tus.state.caught-up, tus.concat.caught-up
[[nodiscard]] std::optional<Problem> catch_up(const Request& request, Turn& turn, CallInfo& info);
/// The same of the final uploads among `ids` and among their parts (switch concat_any), before
/// anybody looks at them. Holds no turn but theirs, one at a time.
void catch_up_finals(const Request& request, std::vector<std::string> ids);
/// Assembles the final uploads that waited for the part `id`.
void assemble_waiting(const Request& request, std::string_view id);

}  // namespace resumulator::tus
