// Switches of the server for the IETF's draft. Source: docs/protocols/ietf-resumable-upload.md,
// "Switches".
#include <array>

#include "server/option_rows.h"

namespace resumulator {
namespace {

using namespace option_kinds;
using T = IetfOptions;

template <template <auto> typename Kind, auto Member>
constexpr OptionRow<T> ietf(std::string_view name, std::string_view words,
                            std::string_view meaning) {
  return row<T, Kind, Member>(name, words, meaning);
}

/// Interop versions, separated by '+'.
struct Versions {
  static Result<void> set(T& target, std::string_view value, std::string_view words) {
    std::vector<int> chosen;
    if (value == "all") chosen = T().versions;
    for (const auto word : split(value, '+')) {
      if (value == "all") break;
      bool known = false;
      for (const auto each : split(words, ' ')) known = known || (each == word && each != "all");
      if (!known) return not_a_value();
      chosen.push_back(static_cast<int>(*parse_u64(word)));
    }
    target.versions = std::move(chosen);
    return {};
  }
  static std::string show(const T& target, std::string_view /*words*/) {
    if (target.versions == T().versions) return "all";
    std::string out;
    for (const int each : target.versions) out += (out.empty() ? "" : "+") + std::to_string(each);
    return out;
  }
};

/// A status, or the one of the version.
template <int T::*Member>
struct StatusByVersion {
  static Result<void> set(T& target, std::string_view value, std::string_view words) {
    for (const auto word : split(words, ' ')) {
      if (word != value) continue;
      target.*Member = value == "by_version" ? 0 : static_cast<int>(*parse_u64(value));
      return {};
    }
    return not_a_value();
  }
  static std::string show(const T& target, std::string_view /*words*/) {
    return target.*Member == 0 ? "by_version" : std::to_string(target.*Member);
  }
};

/// A size that may be none.
template <std::uint64_t T::*Member>
struct MaybeSize {
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    const auto bytes =
        value == "none" ? Result<std::uint64_t>(std::uint64_t{0}) : parse_size(value);
    if (!bytes || (*bytes == 0 && value != "none")) return not_a_value();
    target.*Member = *bytes;
    return {};
  }
  static std::string show(const T& target, std::string_view /*words*/) {
    return target.*Member == 0 ? "none" : format_size(target.*Member);
  }
};

/// Bytes or service time between two 104.
struct Progress {
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    const auto time = parse_duration(value);
    const auto bytes = parse_size(value);
    const bool none = value == "none";
    if (!none && !(time && *time > Duration(0)) && !(bytes && *bytes > 0)) return not_a_value();
    target.progress_time = time && !none ? *time : Duration(0);
    target.progress = bytes && !none ? *bytes : 0;
    return {};
  }
  static std::string show(const T& target, std::string_view /*words*/) {
    if (target.progress > 0) return format_size(target.progress);
    return target.progress_time > Duration(0) ? format_duration(target.progress_time) : "none";
  }
};

/// A duration that may be none.
template <Duration T::*Member>
struct MaybeTime {
  static Result<void> set(T& target, std::string_view value, std::string_view words) {
    if (value == split(words, ' ').front()) {
      target.*Member = Duration(0);
      return {};
    }
    const auto time = parse_duration(value);
    if (!time || *time <= Duration(0)) return not_a_value();
    target.*Member = *time;
    return {};
  }
  static std::string show(const T& target, std::string_view words) {
    return target.*Member == Duration(0) ? std::string(split(words, ' ').front())
                                         : format_duration(target.*Member);
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

template <typename Kind>
constexpr OptionRow<T> own(std::string_view name, std::string_view words,
                           std::string_view meaning) {
  return {name, words, meaning, &Kind::set, &Kind::show};
}

constexpr std::array kRows = {
    own<Mount>("ietf.mount", "PATH", "the target of uploads; tus may live there, too"),
    own<Versions>("ietf.versions", "all 3 4 5 6 7 8 9 10",
                  "interop versions that are spoken; several are joined by '+'"),
    ietf<Word, &T::unknown_version>("ietf.unknown_version", "plain 400",
                                    "another version: a plain upload, or refused"),
    ietf<Word, &T::rfc_mode>("ietf.rfc_mode", "off on", "104 also to requests without a version"),
    ietf<Word, &T::echo_version>("ietf.echo_version", "off on",
                                 "final answers carry the version of the request"),
    own<StatusByVersion<&T::final_status>>("ietf.final_status", "by_version 200 201 204",
                                           "the answer to a whole upload"),
    own<StatusByVersion<&T::append_status>>("ietf.append_status", "by_version 200 201 204",
                                            "the answer to an append that is not the last"),
    ietf<Word, &T::lock>("ietf.lock", "interrupt 409 423 wait",
                         "a request for an upload on which a transfer is running"),
    own<MaybeTime<&T::replay_for>>("ietf.replay_for", "for_ever DURATION",
                                   "how long a finished upload answers"),
    ietf<Status, &T::gone_status>("ietf.gone_status", "404 410", "an upload that has ended"),
    ietf<Word, &T::overrun>("ietf.overrun", "by_version invalidate keep",
                            "content past the length: ends the upload, or is kept up to it"),
    ietf<Status, &T::bad_media_type_status>("ietf.bad_media_type_status", "415 400",
                                            "an append of another media type"),
    own<Progress>("ietf.progress", "none SIZE DURATION",
                  "104 with Upload-Offset every so many bytes, or so often"),
    ietf<Word, &T::strict_head>("ietf.strict_head", "off on",
                                "HEAD and OPTIONS with fields of an upload are 400"),
    ietf<Word, &T::missing_complete>("ietf.missing_complete", "complete 400",
                                     "an append of versions 4 to 6 without Upload-Complete"),
    ietf<Word, &T::digests>("ietf.digests", "off on", "Content-Digest and Repr-Digest are checked"),
    own<MaybeSize<&T::max_size>>("ietf.max_size", "none SIZE", "max-size of Upload-Limit"),
    own<MaybeSize<&T::min_size>>("ietf.min_size", "none SIZE",
                                 "min-size of Upload-Limit; smaller ones cannot be resumed"),
    own<MaybeSize<&T::max_append_size>>("ietf.max_append_size", "none SIZE",
                                        "max-append-size of Upload-Limit"),
    own<MaybeSize<&T::min_append_size>>("ietf.min_append_size", "none SIZE",
                                        "min-append-size of Upload-Limit"),
    own<MaybeTime<&T::max_age>>("ietf.max_age", "none DURATION", "max-age of Upload-Limit"),
};

}  // namespace

std::span<const OptionRow<IetfOptions>> ietf_rows() { return kRows; }

}  // namespace resumulator
