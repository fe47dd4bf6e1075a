#include <algorithm>
#include <array>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/signature.h"

namespace resumulator::gcs {
namespace {

constexpr std::uint64_t kSecondsMax = 604'800;
/// Clocks may differ so much.
constexpr auto kSkew = std::chrono::minutes(15);
constexpr std::string_view kScopeEnd = "/storage/goog4_request";

using Read = std::variant<UrlSignature, SignatureProblem>;

SignatureProblem malformed(std::string_view parameter, std::string details) {
  return {.status = 400,
          .code = "MalformedSecurityHeader",
          .parameter = std::string(parameter),
          .details = std::move(details)};
}
SignatureProblem bad_query(std::string details) {
  return {.status = 400,
          .code = "AuthenticationQueryParametersError",
          .parameter = {},
          .details = std::move(details)};
}

bool all_digits(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty();
}

/// The value of a parameter that must be there once.
std::optional<std::string_view> only_one(const Query& query, std::string_view name,
                                         SignatureProblem& problem) {
  std::optional<std::string_view> found;
  for (const auto& [key, value] : query.pairs()) {
    if (!iequals(key, name)) continue;
    if (found) {
      problem = bad_query(std::string(name) + " is there more than once.");
      return std::nullopt;
    }
    found = value;
  }
  if (!found) problem = bad_query(std::string(name) + " is missing.");
  return found;
}

std::optional<SignatureProblem> read_algorithm(std::string_view text, UrlSignature& out) {
  if (text == "GOOG4-RSA-SHA256") {
    out.algorithm = SignatureAlgorithm::kRsa;
  } else if (text == "GOOG4-HMAC-SHA256") {
    out.algorithm = SignatureAlgorithm::kHmac;
  } else {
    return malformed("X-Goog-Algorithm", "No such algorithm: " + std::string(text));
  }
  return std::nullopt;
}

std::optional<SignatureProblem> read_times(std::string_view date, std::string_view seconds,
                                           UrlSignature& out) {
  const auto time = parse_basic_time(date);
  if (!time) return malformed("X-Goog-Date", "Date is not of the form YYYYMMDD'T'HHMMSS'Z'.");
  const auto number = all_digits(seconds) ? parse_u64(seconds) : Result<std::uint64_t>(0);
  if (!number || *number == 0 || *number > kSecondsMax) {
    return bad_query("X-Goog-Expires must be a number of seconds from 1 to 604800.");
  }
  out.date = date;
  out.signed_at = *time;
  out.expires = *time + std::chrono::seconds(*number);
  return std::nullopt;
}

Read read_v4(const Query& query) {
  constexpr std::array<std::string_view, 6> kNames = {"X-Goog-Algorithm",     "X-Goog-Credential",
                                                      "X-Goog-Date",          "X-Goog-Expires",
                                                      "X-Goog-SignedHeaders", "X-Goog-Signature"};
  std::array<std::string_view, kNames.size()> values;
  SignatureProblem problem;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const auto value = only_one(query, kNames.at(i), problem);
    if (!value) return problem;
    values.at(i) = *value;
  }
  UrlSignature out;
  if (auto bad = read_algorithm(values[0], out)) return *std::move(bad);
  if (auto bad = read_times(values[2], values[3], out)) return *std::move(bad);
  auto credential = read_credential(values[1], values[2]);
  if (!credential) {
    return malformed("X-Goog-Credential",
                     "Credential is not ACCOUNT/YYYYMMDD/REGION/storage/goog4_request of the day "
                     "in X-Goog-Date.");
  }
  out.account = std::move(credential->account);
  out.scope = std::move(credential->scope);
  for (const auto name : split(values[4], ';')) out.names.emplace_back(name);
  auto bytes = hex_decode(values[5]);
  if (!bytes || bytes->empty())
    return malformed("X-Goog-Signature", "Signature is not hexadecimal.");
  out.bytes = *std::move(bytes);
  return out;
}

Read read_v2(const Query& query) {
  constexpr std::array<std::string_view, 3> kNames = {"GoogleAccessId", "Expires", "Signature"};
  std::array<std::string_view, kNames.size()> values;
  SignatureProblem problem;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    const auto value = only_one(query, kNames.at(i), problem);
    if (!value) return problem;
    values.at(i) = *value;
  }
  UrlSignature out;
  out.version = SignatureVersion::kV2;
  out.account = values[0];
  out.expires_text = values[1];
  // Past the year 9999 no clock here can be.
  constexpr std::uint64_t kSecondsOfAllYears = 253'402'300'799;
  const auto seconds =
      all_digits(values[1]) ? parse_u64(values[1]) : Result<std::uint64_t>(UINT64_MAX);
  if (!seconds || *seconds > kSecondsOfAllYears) {
    return malformed("Expires", "Expires is not a number of seconds since 1970.");
  }
  out.expires = TimePoint(std::chrono::seconds(*seconds));
  // A '+' that nobody has encoded reads as a blank.
  std::string text(values[2]);
  for (char& c : text) c = c == ' ' ? '+' : c;
  auto bytes = base64_decode(text);
  if (!bytes || bytes->empty()) return malformed("Signature", "Signature is not base64.");
  out.bytes = *std::move(bytes);
  return out;
}

bool has_v4(const Query& query) {
  constexpr std::array kNames = {"X-Goog-Signature", "X-Goog-Algorithm", "X-Goog-Credential",
                                 "X-Goog-SignedHeaders"};
  return std::any_of(kNames.begin(), kNames.end(),
                     [&](const char* name) { return query.find_ignoring_case(name) != nullptr; });
}

/// With AWSAccessKeyId the signature is of the kind of S3, which is not read here.
bool has_v2(const Query& query) {
  if (query.find_ignoring_case("AWSAccessKeyId") != nullptr) return false;
  return query.find_ignoring_case("GoogleAccessId") != nullptr ||
         query.find_ignoring_case("Signature") != nullptr;
}

}  // namespace

std::optional<TimePoint> parse_basic_time(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z' || !all_digits(text.substr(0, 8)) ||
      !all_digits(text.substr(9, 6))) {
    return std::nullopt;
  }
  const auto part = [&](std::size_t at, std::size_t size) {
    return std::string(text.substr(at, size));
  };
  const auto time = parse_rfc3339(part(0, 4) + "-" + part(4, 2) + "-" + part(6, 2) + "T" +
                                  part(9, 2) + ":" + part(11, 2) + ":" + part(13, 2) + "Z");
  return time ? std::optional(*time) : std::nullopt;
}

std::optional<Credential> read_credential(std::string_view text, std::string_view date) {
  std::string_view rest = text;
  if (!take_suffix(rest, kScopeEnd)) return std::nullopt;
  const auto region = rest.rfind('/');
  if (region == std::string_view::npos || region + 1 == rest.size() || region == 0) {
    return std::nullopt;
  }
  const auto day = rest.rfind('/', region - 1);
  if (day == std::string_view::npos || day == 0) return std::nullopt;
  const auto day_text = rest.substr(day + 1, region - day - 1);
  if (day_text != date.substr(0, 8)) return std::nullopt;
  return Credential{std::string(rest.substr(0, day)), std::string(text.substr(day + 1))};
}

SignatureProblem expired_at(TimePoint time) {
  return {
      .status = 400,
      .code = "ExpiredToken",
      .parameter = {},
      .details = "Request signature expired at: " + format_rfc3339(time).substr(0, 19) + "+00:00"};
}

// One of its parameters is enough to be a signature, so that one that lost a part on its way is
// refused and not taken for none. Of dates and lifetimes alone nothing follows: they are others'
// words, too. Rules gcs.signature.shape, gcs.signature.names
bool has_url_signature(const Query& query) { return has_v4(query) || has_v2(query); }

Read read_url_signature(const Query& query) {
  return has_v4(query) ? read_v4(query) : read_v2(query);
}

std::optional<SignatureProblem> check_signed_parts(const UrlSignature& signature,
                                                   const SignableRequest& request, TimePoint now) {
  if (now >= signature.expires) return expired_at(signature.expires);
  if (signature.version == SignatureVersion::kV2) return std::nullopt;  // signs what there is
  if (signature.signed_at > now + kSkew) {
    return SignatureProblem{.status = 403,
                            .code = "RequestTimeTooSkewed",
                            .parameter = {},
                            .details = "The time in X-Goog-Date is too far from now."};
  }
  const auto is_signed = [&](std::string_view name) {
    for (const auto& each : signature.names) {
      if (iequals(each, name)) return true;
    }
    return false;
  };
  if (!is_signed("host")) return malformed("host", "Host header not signed");
  for (const auto& name : signature.names) {
    if (!request.headers.has(name)) {
      return malformed(name, "Header was included in signedheaders, but not in the request.");
    }
  }
  for (const auto& [name, value] : request.headers.fields()) {
    if (istarts_with(name, "x-goog-") && !is_signed(name)) {
      return malformed(lower(std::string_view(name)), "Header must be signed.");
    }
  }
  return std::nullopt;
}

}  // namespace resumulator::gcs
