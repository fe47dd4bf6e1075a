// What Cloud Storage says when something is wrong: one value, one table of makers, and the forms of
// the JSON API on the wire. The XML API has a form of its own, see xml/errors.h.
//
//   JSON        {"error":{"code":404,"message":"…","errors":[{"message":"…","domain":"global",
//               "reason":"notFound"}]}} in production's member order, compact
//   JSON as HTML the same text under text/html: metadata refused by the upload front end
//   text        one bare sentence: errors of the transfer session, and of media reads
//
// Source   docs/protocols/gcs-json.md, rules gcs.error.*
// Threads  plain values.
#pragma once

#include <cassert>
#include <cstdint>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace resumulator::gcs {

struct ApiError {
  int status = 400;
  std::string message;
  std::string reason = "invalid";
  std::string domain = "global";
  std::string location_type;  ///< empty: the member is left out; so for the next two
  std::string location;
  std::string extended_help;
  /// The upload front end's own refusal: JSON under text/html. Rule gcs.error.html-json.
  bool as_html = false;
  /// What the XML API calls it, where status and reason do not tell.
  std::string xml_code;

  friend bool operator==(const ApiError&, const ApiError&) = default;
};

/// A value, or the error the client gets instead.
template <typename T>
class [[nodiscard]] ApiResult {
 public:
  ApiResult(T value) : state_(std::move(value)) {}         // NOLINT(google-explicit-constructor)
  ApiResult(ApiError error) : state_(std::move(error)) {}  // NOLINT(google-explicit-constructor)
  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& operator*() & {
    assert(has_value());
    return std::get<0>(state_);
  }
  const T& operator*() const& {
    assert(has_value());
    return std::get<0>(state_);
  }
  T&& operator*() && {
    assert(has_value());
    return std::get<0>(std::move(state_));
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }
  [[nodiscard]] const ApiError& error() const {
    assert(!has_value());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, ApiError> state_;
};

/// The JSON form, compact.
[[nodiscard]] std::string error_json(const ApiError& error);

// 400
[[nodiscard]] ApiError invalid(std::string message);
[[nodiscard]] ApiError required(std::string message);
[[nodiscard]] ApiError bad_request(std::string message);
[[nodiscard]] ApiError parse_error(std::string detail);  ///< "Parse Error: …", as_html
/// "Invalid long value: '1.5'." with the parameter's name. Rule gcs.error.invalid-long.
[[nodiscard]] ApiError invalid_long(std::string_view parameter, std::string_view value);
/// "Invalid value '…'. …" for a query parameter of another kind.
[[nodiscard]] ApiError invalid_parameter(std::string_view parameter, std::string message);
[[nodiscard]] ApiError wrong_url_for_upload();
[[nodiscard]] ApiError cors_with_x_origin();
// 401
[[nodiscard]] ApiError login_required();
[[nodiscard]] ApiError invalid_credentials();
// 403
[[nodiscard]] ApiError denied(std::string reason, std::string message);
// 404, 405
[[nodiscard]] ApiError no_such_bucket();
[[nodiscard]] ApiError no_such_object(std::string_view bucket, std::string_view object);
[[nodiscard]] ApiError no_such_upload();
[[nodiscard]] ApiError not_found(std::string message);
[[nodiscard]] ApiError method_not_allowed();
// 408, 409, 410, 412, 413, 500, 503
[[nodiscard]] ApiError broken_connection();
[[nodiscard]] ApiError conflict(std::string message);
[[nodiscard]] ApiError gone(std::string message);
[[nodiscard]] ApiError condition_not_met();
/// 304: goes out without a body. Rule gcs.precondition.not-modified.
[[nodiscard]] ApiError not_modified();
[[nodiscard]] ApiError too_large(std::string message);
[[nodiscard]] ApiError internal_error();
[[nodiscard]] ApiError backend_unavailable();

/// The error of a store in the API's words. `bucket` and `object` name what was asked for;
/// kNotFound looks at Error::where ("bucket" or "object"), kDenied takes its reason from there.
[[nodiscard]] ApiError from_store_error(const Error& error, std::string_view bucket,
                                        std::string_view object);

}  // namespace resumulator::gcs
