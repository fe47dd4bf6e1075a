// What a tus request can be refused with: status, code, sentence.
//
// Source   tusd's codes where it has one for the case; docs/protocols/tus.md.
// Threads  constants.
#pragma once

#include <string_view>

namespace resumulator::tus {

struct Problem {
  int status = 400;
  std::string_view code;  ///< "ERR_UPLOAD_NOT_FOUND"
  std::string_view text;
};

inline constexpr Problem kUnsupportedVersion{
    412, "ERR_UNSUPPORTED_VERSION", "missing, invalid or unsupported Tus-Resumable header"};
inline constexpr Problem kAmbiguousMethod{400, "ERR_AMBIGUOUS_METHOD",
                                          "different X-HTTP-Method-Override headers"};
inline constexpr Problem kMethodNotAllowed{405, "ERR_METHOD_NOT_ALLOWED", "method not allowed"};
inline constexpr Problem kNotFound{404, "ERR_UPLOAD_NOT_FOUND", "upload not found"};
inline constexpr Problem kGone{410, "ERR_UPLOAD_GONE", "upload has expired or was removed"};
inline constexpr Problem kLocked{423, "ERR_UPLOAD_LOCKED", "file currently locked"};
inline constexpr Problem kInvalidOffset{400, "ERR_INVALID_OFFSET",
                                        "missing or invalid Upload-Offset header"};
inline constexpr Problem kMismatchedOffset{409, "ERR_MISMATCHED_OFFSET", "mismatched offset"};
inline constexpr Problem kSizeExceeded{413, "ERR_UPLOAD_SIZE_EXCEEDED", "upload's size exceeded"};
inline constexpr Problem kMaxSizeExceeded{413, "ERR_MAX_SIZE_EXCEEDED", "maximum size exceeded"};
inline constexpr Problem kInvalidLength{400, "ERR_INVALID_UPLOAD_LENGTH",
                                        "missing or invalid Upload-Length header"};
inline constexpr Problem kAmbiguousLength{400, "ERR_AMBIGUOUS_UPLOAD_LENGTH",
                                          "provided both Upload-Length and Upload-Defer-Length"};
inline constexpr Problem kInvalidDefer{400, "ERR_INVALID_UPLOAD_DEFER_LENGTH",
                                       "invalid Upload-Defer-Length header"};
inline constexpr Problem kInvalidType{415, "ERR_INVALID_CONTENT_TYPE",
                                      "missing or invalid Content-Type header"};
inline constexpr Problem kInvalidMetadata{400, "ERR_INVALID_METADATA",
                                          "invalid Upload-Metadata header"};
inline constexpr Problem kInvalidConcat{400, "ERR_INVALID_CONCAT", "invalid Upload-Concat header"};
inline constexpr Problem kNotFinished{400, "ERR_UPLOAD_NOT_FINISHED",
                                      "one of the partial uploads is not finished"};
inline constexpr Problem kNotPartial{400, "ERR_UPLOAD_NOT_PARTIAL",
                                     "one of the uploads is not partial"};
inline constexpr Problem kModifyFinal{403, "ERR_MODIFY_FINAL",
                                      "modifying a final upload is not allowed"};
inline constexpr Problem kInvalidChecksum{400, "ERR_INVALID_CHECKSUM",
                                          "missing or invalid Upload-Checksum"};
inline constexpr Problem kChecksumMismatch{460, "ERR_CHECKSUM_MISMATCH",
                                           "the bytes do not have the checksum declared for them"};
inline constexpr Problem kUnsupportedExtension{400, "ERR_NOT_IMPLEMENTED",
                                               "the extension this needs is not offered"};
inline constexpr Problem kInterrupted{400, "ERR_UPLOAD_INTERRUPTED",
                                      "upload has been interrupted by another request"};
inline constexpr Problem kUnexpectedEnd{400, "ERR_UNEXPECTED_EOF", "the body ended early"};
inline constexpr Problem kReadTimeout{500, "ERR_READ_TIMEOUT", "timeout while reading the body"};
inline constexpr Problem kConnectionReset{500, "ERR_CONNECTION_RESET", "TCP connection reset"};
inline constexpr Problem kServerShutdown{503, "ERR_SERVER_SHUTDOWN", "server is shutting down"};
inline constexpr Problem kLockTimeout{500, "ERR_LOCK_TIMEOUT",
                                      "failed to acquire lock before timeout"};
inline constexpr Problem kBrokenFraming{400, "ERR_INVALID_BODY", "the body's framing is broken"};
inline constexpr Problem kCannotStore{503, "ERR_STORAGE_UNAVAILABLE",
                                      "the upload cannot be stored now"};

[[nodiscard]] constexpr Problem with_status(Problem problem, int status) {
  problem.status = status;
  return problem;
}

}  // namespace resumulator::tus
