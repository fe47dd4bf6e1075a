// Result<T>: a value or an Error. A subset of std::expected's names, so that it can become an alias
// of it one day.
//
// Threads  plain values.
// Source   style of std::expected (C++23); Error kinds are this project's own and know nothing of
// HTTP.
#pragma once

#include <cassert>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace resumulator {

/// What went wrong, in words every layer shares. Protocols map a kind to a status and a body of
/// their own.
enum class ErrorKind : std::uint8_t {
  kMalformed,       ///< not the grammar
  kOutOfRange,      ///< the grammar, but a number or length past what is allowed
  kUnsupported,     ///< well formed, but a form we do not serve
  kNotFound,        ///< no such bucket, object, session, file
  kConflict,        ///< exists already, or differs from what was said before
  kPrecondition,    ///< a ...Match guard did not hold
  kNotModified,     ///< a ...NotMatch guard did not hold
  kDenied,          ///< holds, retention, permissions
  kDigestMismatch,  ///< bytes do not have the digest they were declared with
  kTooLarge,        ///< past a limit
  kGone,            ///< existed, ended for good
  kUnavailable,     ///< storage cannot take it now (disk full, unwritable): try again later
  kCut,             ///< the peer or the clock ended it in the middle
  kUsage,           ///< an option or a call that makes no sense
  kInternal,        ///< our own bug
};

/// One failure. `text` is a sentence for people; `where` names the file, parameter or header it is
/// about (may be empty).
struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string text;
  std::string where;

  friend bool operator==(const Error&, const Error&) = default;
};

/// Tag wrapper, so that `return Unexpected(error)` and `return value` never collide.
class Unexpected {
 public:
  explicit Unexpected(Error error) : error_(std::move(error)) {}
  Unexpected(ErrorKind kind, std::string text, std::string where = {})
      : error_{kind, std::move(text), std::move(where)} {}
  Error& error() & { return error_; }
  const Error& error() const& { return error_; }
  Error&& error() && { return std::move(error_); }

 private:
  Error error_;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = Error;

  Result(T value)
      : state_(std::in_place_index<0>, std::move(value)) {}  // NOLINT(google-explicit-constructor)
  Result(Unexpected error)
      : state_(std::in_place_index<1>, std::move(error).error()) {
  }  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  T& value() & {
    assert(has_value());
    return std::get<0>(state_);
  }
  const T& value() const& {
    assert(has_value());
    return std::get<0>(state_);
  }
  T&& value() && {
    assert(has_value());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  [[nodiscard]] const Error& error() const& {
    assert(!has_value());
    return std::get<1>(state_);
  }
  [[nodiscard]] Error&& error() && {
    assert(!has_value());
    return std::get<1>(std::move(state_));
  }
  template <typename U>
  [[nodiscard]] T value_or(U&& other) const& {
    return has_value() ? value() : static_cast<T>(std::forward<U>(other));
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Unexpected error)
      : error_(std::move(error).error()), failed_(true) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const { return !failed_; }
  explicit operator bool() const { return has_value(); }
  [[nodiscard]] const Error& error() const& {
    assert(failed_);
    return error_;
  }
  [[nodiscard]] Error&& error() && {
    assert(failed_);
    return std::move(error_);
  }

 private:
  Error error_;
  bool failed_ = false;
};

}  // namespace resumulator
