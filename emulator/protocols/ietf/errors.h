// What a request can be refused with. Those with a type are the draft's own problems.
//
// Source   docs/protocols/ietf-resumable-upload.md, rules ietf.problem.*
// Threads  constants.
#pragma once

#include <string_view>

namespace resumulator::ietf {

struct Problem {
  int status = 400;
  std::string_view title;
  std::string_view type = {};   ///< last part of the type's URI
  bool says_incomplete = true;  ///< the answer says that the upload is not complete
  bool says_limit = false;
};

inline constexpr Problem kNotFound{404, "Upload not found", {}, false};
inline constexpr Problem kUnsupportedVersion{400, "Interop version not supported", {}, false};
inline constexpr Problem kMethodNotAllowed{405, "Method not allowed", {}, false};
inline constexpr Problem kBadRetrieval{400, "An offset retrieval has no upload fields", {}, false};
inline constexpr Problem kBadOptions{400, "OPTIONS has no upload fields", {}, false};
inline constexpr Problem kBadCancellation{400, "A cancellation has no upload fields", {}, false};
inline constexpr Problem kBadMediaType{415, "An append is application/partial-upload"};
inline constexpr Problem kNoOffset{400, "Upload-Offset is missing or no integer"};
inline constexpr Problem kBadOffset{400, "A creation begins at offset 0"};
inline constexpr Problem kNoComplete{400, "Upload-Complete is missing or no boolean"};
inline constexpr Problem kBusy{409, "Another transfer is running"};
inline constexpr Problem kMismatchingOffset{409, "Mismatching upload offset",
                                            "mismatching-upload-offset"};
inline constexpr Problem kCompleted{400, "Upload is already completed", "completed-upload"};
inline constexpr Problem kInconsistentLength{400, "Inconsistent upload length",
                                             "inconsistent-upload-length"};
inline constexpr Problem kTooLong{400, "The content goes past the upload's length"};
inline constexpr Problem kTooLarge{413, "Past the limits of the upload", {}, true, true};
inline constexpr Problem kTooSmall{400, "Below the limits of the upload", {}, true, true};
inline constexpr Problem kDigestMismatch{400, "The digest is another one"};
inline constexpr Problem kInterrupted{400, "Another request has taken over"};
inline constexpr Problem kUnexpectedEnd{400, "The content ended early"};
inline constexpr Problem kReadTimeout{408, "The content did not arrive in time"};
inline constexpr Problem kBrokenFraming{400, "The framing of the content is broken"};
inline constexpr Problem kCannotStore{503, "The upload cannot be stored now"};

[[nodiscard]] constexpr Problem with_status(Problem problem, int status) {
  problem.status = status;
  return problem;
}

}  // namespace resumulator::ietf
