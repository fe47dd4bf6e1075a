// What every answer has in common, and problem documents.
//
// Source   docs/protocols/ietf-resumable-upload.md, rules ietf.problem.*, ietf.common.*
// Threads  pure functions.
#pragma once

#include <optional>

#include "core/upload/session.h"
#include "protocols/ietf/errors.h"
#include "protocols/ietf/request.h"

namespace resumulator::ietf {

[[nodiscard]] Response plain_answer(int status);
/// What a mismatch of offsets is told with.
struct Offsets {
  std::uint64_t expected = 0;
  std::uint64_t provided = 0;
};
/// A problem document; a type only where the version has it. `complete`: what is said of an upload
/// that may not go on.
[[nodiscard]] Response problem_answer(const Request& request, const Problem& problem,
                                      std::optional<Offsets> offsets = {}, bool complete = false);
/// Adds the version and what lets a web page read the answer.
void dress(const Request& request, Response& response);
void add_limit(const Request& request, Headers& headers);

/// The answer of the target to a whole upload.
[[nodiscard]] Response target_answer(const Request& request, const UploadSession& session,
                                     const ObjectPtr& object, std::uint64_t told_offset);

}  // namespace resumulator::ietf
