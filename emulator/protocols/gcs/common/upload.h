// What uploads of both APIs have in common once their heads are read: the bucket, the guards, the
// digests, and the object.
//
// Source   docs/protocols/gcs-json.md, rules gcs.init.*, gcs.finalize.*
// Threads  pure functions but for the world they change.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/upload/world.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

/// What is to be stored, all but the bytes.
struct Upload {
  std::string name;
  ObjectMetadata metadata;
  DeclaredDigests digests;
  Preconditions guards;
};

/// The bucket an upload goes to: it must be there, unless the switch says to make it. Rule
/// gcs.init.bucket
[[nodiscard]] ApiResult<BucketPtr> upload_bucket(World& world, const std::string& name);

/// Guards looked at before anything is stored, where the switch precondition_check wants that. Rule
/// gcs.init.precondition
[[nodiscard]] std::optional<ApiError> check_guards_early(World& world, const SessionSpec& spec);

/// Checks the digests of `upload` against what came and stores the object in `request.bucket`; or
/// why not, and then nothing is left behind.
[[nodiscard]] ApiResult<ObjectPtr> keep_upload(const Request& request, Upload upload,
                                               ReceivedObject received);
/// The object this request has made, as it is now and as the answer is to tell it; nullptr: none.
[[nodiscard]] ObjectPtr kept_upload(const Request& request);

/// An error of a store as a write answers it: a failed …NotMatch guard is 304 or, by the switch
/// notmatch_write_status, 412.
[[nodiscard]] ApiError from_write_error(const World& world, const Error& error,
                                        std::string_view bucket, std::string_view object);
/// An error of reading a body in the API's words.
[[nodiscard]] ApiError from_read_error(const Error& error);

}  // namespace resumulator::gcs
