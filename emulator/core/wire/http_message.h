// HTTP messages as the rest of the house sees them: heads parsed, bodies streamed.
//
// Threads  plain values.
// Source   RFC 9110, RFC 9112.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator {

/// Header fields in the order they came or go, names compared without regard to case, repeated
/// names kept.
class Headers {
 public:
  using Field = std::pair<std::string, std::string>;
  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  void add(std::string name, std::string value) {
    fields_.emplace_back(std::move(name), std::move(value));
  }
  /// Replaces every field of that name by one.
  void set(std::string_view name, std::string value);
  void remove(std::string_view name);
  /// The first field of that name, or nullptr.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] std::string_view get(std::string_view name) const;  ///< empty when absent
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] std::vector<std::string_view> all(std::string_view name) const;
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  [[nodiscard]] std::size_t size() const { return fields_.size(); }

 private:
  std::vector<Field> fields_;
};

/// How the body of a request is delimited.
struct BodyFraming {
  enum class Kind : std::uint8_t { kNone, kLength, kChunked };
  Kind kind = Kind::kNone;   ///< kNone: neither Content-Length nor Transfer-Encoding was sent
  std::uint64_t length = 0;  ///< kLength only
  friend bool operator==(const BodyFraming&, const BodyFraming&) = default;
};

/// A request up to its body. Everything as sent: nothing is percent-decoded here.
struct RequestHead {
  std::string method;     ///< upper case, one of the methods the transport lets through
  std::string target;     ///< origin form "/path?query" (an absolute target is cut to it)
  int version_minor = 1;  ///< HTTP/1.x
  Headers headers;        ///< values without surrounding blanks
  BodyFraming framing;
  std::string scheme = "http";
  std::string mount;  ///< path under which the service is reached; URLs handed out begin with it
  bool expects_continue = false;

  [[nodiscard]] std::string_view path() const {
    return std::string_view(target).substr(0, target.find('?'));
  }
  /// What follows '?', without it; empty when there is none.
  [[nodiscard]] std::string_view query() const {
    const auto at = target.find('?');
    return at == std::string::npos ? std::string_view() : std::string_view(target).substr(at + 1);
  }
};

/// A body that is produced while it is sent. Not thread-safe; one owner.
class BodyProducer {
 public:
  virtual ~BodyProducer() = default;
  /// Fills `into` as far as it can; 0 means the end, negative a failure (the connection is then
  /// cut).
  virtual std::int64_t produce(char* into, std::size_t size) = 0;
};

/// An answer. `status` and `reason` go on the wire as they are.
struct Response {
  int status = 200;
  std::string reason;  ///< empty: the service's phrase for `status` (reason_phrase())
  Headers headers;     ///< without Content-Length, Date, Connection: the connection adds them
  std::string body;    ///< used when `producer` is empty
  std::unique_ptr<BodyProducer> producer;
  std::optional<std::uint64_t> producer_length;  ///< empty: sent chunked
  bool close = false;                            ///< close the connection after this answer
  bool head_only = false;                        ///< HEAD: announce the length, send no body
};

/// The status phrases of the services we stand in for: 308 is "Resume Incomplete", 499 "Client
/// Closed Request". Rule http.answer.reason.
[[nodiscard]] std::string_view reason_phrase(int status);

}  // namespace resumulator
