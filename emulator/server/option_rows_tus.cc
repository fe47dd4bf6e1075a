// Switches of the tus server. Source: docs/protocols/tus.md, "Switches".
#include <algorithm>
#include <array>

#include "server/option_rows.h"

namespace resumulator {
namespace {

using namespace option_kinds;
using T = TusOptions;

template <template <auto> typename Kind, auto Member>
constexpr OptionRow<T> tus(std::string_view name, std::string_view words,
                           std::string_view meaning) {
  return row<T, Kind, Member>(name, words, meaning);
}

/// Extensions, separated by '+' (a comma separates switches); "none": the core alone.
struct Extensions {
  static Result<void> set(T& target, std::string_view value, std::string_view words) {
    std::vector<std::string> chosen;
    if (value == "all") chosen = T().extensions;
    const auto known = split(words, ' ');
    for (const auto word : split(value, '+')) {
      if (value == "all" || value == "none") break;
      const bool whole = word == "all" || word == "none";
      if (whole || std::find(known.begin(), known.end(), word) == known.end()) {
        return not_a_value();
      }
      if (std::find(chosen.begin(), chosen.end(), word) == chosen.end()) chosen.emplace_back(word);
    }
    target.extensions = std::move(chosen);
    return {};
  }
  static std::string show(const T& target, std::string_view /*words*/) {
    if (target.extensions == T().extensions) return "all";
    std::string out;
    for (const auto& each : target.extensions) out += (out.empty() ? "" : "+") + each;
    return out.empty() ? "none" : out;
  }
};

/// A path that is not the root.
struct Mount {
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    while (value.ends_with('/')) value.remove_suffix(1);
    if (!value.starts_with('/') || value.find_first_of("?# ") != std::string_view::npos) {
      return not_a_value();
    }
    target.mount = value;
    return {};
  }
  static std::string show(const T& target, std::string_view /*words*/) { return target.mount; }
};

/// A size that may be none.
struct MaxSize {
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    if (value == "none") {
      target.max_size = 0;
      return {};
    }
    const auto bytes = parse_size(value);
    if (!bytes || *bytes == 0) return not_a_value();
    target.max_size = *bytes;
    return {};
  }
  static std::string show(const T& target, std::string_view /*words*/) {
    return target.max_size == 0 ? "none" : format_size(target.max_size);
  }
};

/// A duration that may be that of every session.
struct Expiry {
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    if (value == "session_lifetime") {
      target.expiry = Duration(0);
      return {};
    }
    const auto time = parse_duration(value);
    if (!time || *time <= Duration(0)) return not_a_value();
    target.expiry = *time;
    return {};
  }
  static std::string show(const T& target, std::string_view /*words*/) {
    return target.expiry == Duration(0) ? "session_lifetime" : format_duration(target.expiry);
  }
};

/// What a cut body leaves.
struct Persist {
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    if (value == "all" || value == "none") {
      target.persist_multiple = value == "all" ? 1 : 0;
      return {};
    }
    const auto bytes = take_prefix(value, "multiple:") ? parse_size(value)
                                                       : Result<std::uint64_t>(std::uint64_t{0});
    if (!bytes || *bytes == 0) return not_a_value();
    target.persist_multiple = *bytes;
    return {};
  }
  static std::string show(const T& target, std::string_view /*words*/) {
    if (target.persist_multiple == 0) return "none";
    if (target.persist_multiple == 1) return "all";
    return "multiple:" + std::to_string(target.persist_multiple);
  }
};

template <typename Kind>
constexpr OptionRow<T> own(std::string_view name, std::string_view words,
                           std::string_view meaning) {
  return {name, words, meaning, &Kind::set, &Kind::show};
}

constexpr std::array kRows = {
    own<Mount>("tus.mount", "PATH", "where uploads are created"),
    own<Extensions>(
        "tus.extensions",
        "all none creation creation-with-upload creation-defer-length expiration checksum "
        "checksum-trailer termination concatenation concatenation-unfinished",
        "what is offered beside the core; several are joined by '+'"),
    own<MaxSize>("tus.max_size", "none SIZE", "Tus-Max-Size"),
    own<Expiry>("tus.expiry", "session_lifetime DURATION", "life of an unfinished upload"),
    tus<Word, &T::head_version_check>("tus.head_version_check", "off on",
                                      "HEAD without Tus-Resumable is 412"),
    tus<Status, &T::options_status>("tus.options_status", "200 204", "the answer to OPTIONS"),
    tus<Status, &T::bad_media_type_status>("tus.bad_media_type_status", "415 400 403",
                                           "a PATCH with another Content-Type"),
    tus<Word, &T::post_other_body>("tus.post_other_body", "415 ignore",
                                   "a POST with a body of another Content-Type"),
    tus<Word, &T::metadata>("tus.metadata", "strict lenient",
                            "Upload-Metadata that is not well formed: 400, or the bad pairs go"),
    tus<Time, &T::gone_for>("tus.gone_for", "DURATION",
                            "how long an expired upload answers 410, not 404"),
    tus<Word, &T::lock>("tus.lock", "interrupt 423 wait",
                        "a request for an upload on which another one is still running"),
    tus<Time, &T::lock_timeout>("tus.lock_timeout", "DURATION",
                                "how long a request waits for another one (real time), then 500"),
    tus<Status, &T::patch_complete_status>("tus.patch_complete", "413 204 400",
                                           "bytes for a finished upload"),
    tus<Word, &T::conflict_offset>("tus.conflict_offset", "off on", "409 carries Upload-Offset"),
    tus<Word, &T::overrun>("tus.overrun", "keep discard",
                           "a chunked body past the length: kept up to it, or not at all"),
    tus<Status, &T::unsupported_status>("tus.unsupported_status", "400 501",
                                        "an extension that is off and used"),
    tus<Word, &T::location>("tus.location", "absolute relative", "the form of Location"),
    tus<Word, &T::keep_failed_creation>("tus.keep_failed_creation", "off on",
                                        "an upload whose first bytes had a wrong checksum stays"),
    tus<Word, &T::expires_on_head>("tus.expires_on_head", "off on", "HEAD carries Upload-Expires"),
    tus<Word, &T::expiry_mode>("tus.expiry_mode", "fixed sliding",
                               "an upload lives from its creation, or from its last PATCH"),
    tus<Word, &T::override_any>("tus.override_any", "off on",
                                "X-HTTP-Method-Override counts on every method"),
    tus<Word, &T::crc32_order>("tus.crc32_order", "big little", "byte order of crc32 digests"),
    own<Persist>("tus.persist", "all none multiple:SIZE", "what a body that breaks off leaves"),
    tus<Word, &T::concat_any>("tus.concat_any", "off on",
                              "uploads that are not partial may be concatenated"),
};

}  // namespace

std::span<const OptionRow<TusOptions>> tus_rows() { return kRows; }

}  // namespace resumulator
