// The upload session of a file: found by the identifier the client chose, made by its first chunk.
//
// Errors   kConflict (parameter_conflict): other sizes than before; kGone: ended for good;
//          kUnavailable: no more sessions.
// Source   docs/protocols/resumablejs.md, rules rjs.session.*
// Threads  every call from any thread.
#pragma once

#include <memory>
#include <resumulator/result.hpp>
#include <string_view>

#include "core/upload/part_set.h"
#include "core/upload/world.h"
#include "protocols/resumable_js/chunk.h"

namespace resumulator::resumable_js {

inline constexpr const char* kProtocol = "resumablejs";
inline constexpr const char* kBucket = "uploads";

using SessionPtr = std::shared_ptr<UploadSession>;

/// The session the identifier names now: receiving, finished and remembered, or ended for good.
/// nullptr: unknown, forgotten or expired, which are all one.
[[nodiscard]] SessionPtr find_session(World& world, std::string_view identifier);
/// Has it, or makes it. Checks that the request's sizes are those of the first (switch
/// on_param_change).
[[nodiscard]] Result<SessionPtr> session_for(World& world, const Chunk& chunk,
                                             std::string_view origin);
/// That the request's sizes are those of the session (switch on_param_change). False: it would
/// begin the upload anew.
[[nodiscard]] Result<bool> fits(const World& world, const UploadSession& session,
                                const Chunk& chunk);
/// Whether the first request did not say into how many chunks the file is cut: then the chunks that
/// are there may say it (rule rjs.layout.derived).
[[nodiscard]] bool is_cut_open(const UploadSession& session);
/// Fills in the number of chunks where the request does not say it and the session knows: an
/// earlier request said it, or a chunk that is there gives it away (rule rjs.layout.derived).
void recall_count(World& world, Chunk& chunk);
/// Whether the file of this session is finished.
[[nodiscard]] bool is_complete(UploadSession& session);
/// What is known of the file since the first request, as its chunk 1.
[[nodiscard]] Chunk first_chunk(const UploadSession& session);
/// Name of the object the file becomes, unless it is taken.
[[nodiscard]] std::string object_name(const Chunk& chunk, const ResumableJsSwitches& switches);

}  // namespace resumulator::resumable_js
