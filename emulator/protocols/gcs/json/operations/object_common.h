// What the operations on buckets and objects share: opening, bodies, answers, errors.
//
// Source   docs/protocols/gcs-json-objects.md
// Threads  pure functions but for the world they are given.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/common/object_resource.h"
#include "protocols/gcs/json/json_call.h"

namespace resumulator::gcs::json {

/// A Call that checks `fields` and `alt` before `operate` may change anything, and sends no body
/// for HEAD. Rules gcs.fields.malformed, gcs.object.alt
[[nodiscard]] std::unique_ptr<Call> open_operation(Request request, Operation operation,
                                                   const char* rule, Operate operate);

/// The JSON object a request carries; "{}" when it carries none. Inflated where Content-Encoding
/// says gzip, bounded by Limits::metadata_bytes_max and json_depth_max.
[[nodiscard]] ApiResult<std::string> read_json_body(const Request& request, BodySource& body);

[[nodiscard]] Response fail(const Request& request, const ApiError& error);
/// The error of a store as a write answers it: a failed …NotMatch guard is 304 or, by the switch
/// notmatch_write_status, 412.
[[nodiscard]] Response fail_write(const Request& request, const Error& error);
/// The same for another object than the one the path begins with.
[[nodiscard]] Response fail_write(const Request& request, const Error& error,
                                  std::string_view bucket, std::string_view object);
[[nodiscard]] Response fail_write(const Request& request, const ApiError& error);

/// How this request wants to see objects: query, retention of the bucket, lists of access.
[[nodiscard]] ResourceView view_of(const Request& request, BucketPtr bucket);
/// Digests of an object under a customer's key are shown to whoever has the key. Rule
/// gcs.object.csek-digests
[[nodiscard]] bool may_see_digests(const Request& request, const ObjectVersion& object);
/// 200 with one object.
[[nodiscard]] Response object_answer(const Request& request, const ObjectVersion& object,
                                     CacheSet set, bool owner = false);
/// 200 with a document given as compact JSON: cut to `fields`, laid out by prettyPrint.
[[nodiscard]] Response document_answer(const Request& request, CacheSet set, std::string json,
                                       std::string_view etag = {});

/// "true" of a query parameter; everything else is false.
[[nodiscard]] bool is_true(const Request& request, std::string_view parameter);
/// An unsigned query parameter; `otherwise` when absent. 400 invalidParameter.
[[nodiscard]] ApiResult<std::uint64_t> number_parameter(const Request& request,
                                                        std::string_view name,
                                                        std::uint64_t otherwise);

}  // namespace resumulator::gcs::json
