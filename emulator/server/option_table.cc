#include "server/option_table.h"

#include <algorithm>
#include <array>
#include <span>
#include <type_traits>

#include "core/base/did_you_mean.h"
#include "protocols/gcs/common/names.h"
#include "scenario/load.h"
#include "server/option_row.h"
#include "server/option_rows.h"
#include "server/option_rows_firebase.h"
#include "server/option_rows_photos.h"
#include "server/option_rows_resumablejs.h"

namespace resumulator {
namespace {

using namespace option_kinds;

using G = GcsSwitches;
template <template <auto> typename Kind, auto Member>
constexpr OptionRow<G> gcs(std::string_view name, std::string_view words,
                           std::string_view meaning) {
  return row<G, Kind, Member>(name, words, meaning);
}

// `auth` is a word or a token.
struct Auth {
  static Result<void> set(G& target, std::string_view value, std::string_view /*words*/) {
    constexpr std::string_view kToken = "require-token=";
    const bool token = value.substr(0, kToken.size()) == kToken && value.size() > kToken.size();
    if (value != "none" && value != "require-any" && !token) {
      return not_a_value();
    }
    target.auth = value;
    return {};
  }
  static std::string show(const G& target, std::string_view /*words*/) { return target.auth; }
};

// `virtual_hosts` is a list of host names, or "none".
struct VirtualHosts {
  static Result<void> set(G& target, std::string_view value, std::string_view /*words*/) {
    constexpr std::string_view kHostChars = "abcdefghijklmnopqrstuvwxyz0123456789-.,";
    const bool fine = !value.empty() && value.find_first_not_of(kHostChars) == value.npos;
    if (!fine) return not_a_value();
    target.virtual_hosts = value == "none" ? std::string_view() : value;
    return {};
  }
  static std::string show(const G& target, std::string_view /*words*/) {
    return target.virtual_hosts.empty() ? "none" : target.virtual_hosts;
  }
};

constexpr std::array kSwitches = {
    gcs<Status, &G::expired_session_status>("expired_session_status", "400 404 410",
                                            "what a session answers after its lifetime"),
    gcs<Status, &G::unknown_session_status>("unknown_session_status", "404 410 400",
                                            "what an upload_id nobody opened answers"),
    gcs<Status, &G::cancelled_session_status>("cancelled_session_status", "499 404",
                                              "what a session answers after it was cancelled"),
    gcs<Status, &G::cancel_finalised_status>("cancel_finalised_status", "499 405",
                                             "DELETE on a session that is complete"),
    gcs<Word, &G::misaligned_chunk>("misaligned_chunk", "gcs accept reject floor",
                                    "a chunk, not the last, that is not whole granules; gcs: "
                                    "shorter than one is refused, longer is floored"),
    gcs<Word, &G::poison_on_400>("poison_on_400", "off on", "a refused chunk ends its session"),
    gcs<Word, &G::poison_replay>("poison_replay", "same 410 404 off",
                                 "what a session ended so answers from then on"),
    gcs<Word, &G::offset_gap>("offset_gap", "503 400 append",
                              "a chunk that begins behind what is persisted"),
    gcs<Word, &G::overlap>("overlap", "skip verify reject",
                           "a chunk that begins before what is persisted"),
    gcs<Word, &G::total_change_is_error>("total_change", "ignore 400",
                                         "a chunk that names another total than before"),
    gcs<Word, &G::range_hash_headers>("range_hash_headers", "off on",
                                      "X-Range-MD5 and X-Goog-Running-Hash on 308"),
    gcs<Status, &G::post_final>("post_final", "200 404",
                                "any request after completion: the object again, or not found"),
    gcs<Word, &G::init_body_resource>("init_body", "empty resource",
                                      "the body of the answer that opens a session"),
    gcs<Word, &G::location_query_echo>("location_query_echo", "off on",
                                       "the session URL repeats the whole query"),
    gcs<Word, &G::post_chunk_requires_upload_type>("post_chunk_requires_upload_type", "off on",
                                                   "a chunk sent by POST must say uploadType"),
    gcs<Word, &G::allow_put_initiation>("allow_put_initiation", "off on",
                                        "PUT opens a session as POST does"),
    gcs<Word, &G::wrong_upload_path_rewrite>("wrong_upload_path", "400 rewrite",
                                             "an upload sent to /storage/v1 instead of /upload"),
    gcs<Word, &G::content_range_missing_total_is_star>("content_range_missing_total", "reject star",
                                                       "Content-Range without \"/TOTAL\""),
    gcs<Status, &G::checksum_mismatch_status>("checksum_mismatch_status", "400 412",
                                              "bytes that do not have their declared digest"),
    gcs<Status, &G::notmatch_write_status>("notmatch_write_status", "304 412",
                                           "a write whose ...NotMatch guard does not hold"),
    gcs<Word, &G::precondition_check>("precondition_check", "finalize start_and_finalize",
                                      "when the guards of a resumable upload are checked"),
    gcs<Word, &G::no_content_range_on_resume>("no_content_range_on_resume", "from_zero append",
                                              "where a chunk without Content-Range begins"),
    gcs<Word, &G::partial_persist>("partial_persist", "granule exact none",
                                   "what is kept of a chunk that was cut off"),
    gcs<Time, &G::persist_delay>("persist_delay", "DURATION",
                                 "received bytes show in Range only so much later"),
    gcs<Word, &G::complete_on_declared_length>(
        "complete_on_declared_length", "off on",
        "the upload is complete when X-Upload-Content-Length bytes are there"),
    gcs<Word, &G::media_error_json>("media_error_format", "text json",
                                    "errors of downloads: a sentence, or JSON"),
    gcs<Word, &G::session_error_json>("session_error_body", "text json",
                                      "errors of sessions: a sentence, or JSON"),
    gcs<Word, &G::lenient_init_body>("lenient_init_body", "off on",
                                     "a body that is not JSON is ignored when a session opens"),
    gcs<Word, &G::content_md5_scope>("content_md5_scope", "object request",
                                     "what Content-MD5 on a chunk is a digest of"),
    gcs<Word, &G::auto_create_buckets>("auto_create_buckets", "off on",
                                       "an upload to a missing bucket makes it"),
    gcs<Word, &G::bucket_insert_requires_project>("bucket_insert_requires_project", "off on",
                                                  "making a bucket needs ?project="),
    gcs<Number, &G::batch_limit>("batch_limit", "NUMBER", "calls in one batch request"),
    gcs<Word, &G::cors>("cors", "bucket allow-all off",
                        "who may read answers from a web page: as the bucket says, everybody, "
                        "nobody"),
    OptionRow<G>{"auth", "none require-any require-token=TOKEN", "what Authorization must hold",
                 &Auth::set, &Auth::show},
    gcs<Word, &G::signed_url_check>("signed_url_check", "off shape full",
                                    "what signed URLs and policy documents are held to: nothing, "
                                    "their form and time, or the key of --verify-signatures too"),
    gcs<Size, &G::granularity>("granularity", "SIZE", "what a chunk must be a multiple of"),
    gcs<Status, &G::xml_cancel_status>("xml_cancel_status", "499 204",
                                       "DELETE on a session of the XML API"),
    gcs<Word, &G::xml_crc_has_own_code>(
        "xml_crc_mismatch", "BadDigest CrcMismatch",
        "what a CRC-32C that does not fit is called by the XML API"),
    gcs<Word, &G::requester_pays>("requester_pays", "off on",
                                  "a bucket that lets requesters pay wants a user project"),
    gcs<Size, &G::xml_part_size_min>("xml_part_size_min", "SIZE",
                                     "a part of an XML multipart upload that is not the last"),
    OptionRow<G>{"virtual_hosts", "HOST,HOST",
                 "hosts below which a name is a bucket, as in B.storage.googleapis.com; none: none",
                 &VirtualHosts::set, &VirtualHosts::show},
    gcs<Word, &G::md5>("md5", "off on",
                       "objects carry an MD5; off: only crc32c, as composite objects do"),
};

using L = Limits;
template <template <auto> typename Kind, auto Member>
constexpr OptionRow<L> limit(std::string_view name, std::string_view words,
                             std::string_view meaning) {
  return row<L, Kind, Member>(name, words, meaning);
}

constexpr std::array kLimits = {
    limit<Size, &L::head_bytes_max>("head_bytes_max", "SIZE",
                                    "request line and header fields together; past it 431"),
    limit<Number, &L::header_fields_max>("header_fields_max", "NUMBER",
                                         "header fields; past it 431"),
    limit<Size, &L::uri_bytes_max>("uri_bytes_max", "SIZE", "request target; past it 414"),
    limit<Size, &L::metadata_bytes_max>("metadata_bytes_max", "SIZE", "a JSON body"),
    limit<Number, &L::json_depth_max>("json_depth_max", "NUMBER", "nesting of a JSON body"),
    limit<Size, &L::batch_bytes_max>("batch_bytes_max", "SIZE", "a whole batch request"),
    limit<Size, &L::xml_bytes_max>("xml_bytes_max", "SIZE", "an XML body"),
    limit<Number, &L::connections_max>("connections_max", "NUMBER",
                                       "connections open at once; one more is answered 503"),
    limit<Number, &L::sessions_max>("sessions_max", "NUMBER",
                                    "open upload sessions; one more is answered 503"),
    limit<Number, &L::parts_max>("parts_max", "NUMBER", "parts of one upload; one more is refused"),
    limit<Number, &L::exchanges_kept_max>("exchanges_kept_max", "NUMBER",
                                          "recorded exchanges; the oldest go first"),
    limit<Size, &L::object_bytes_max>("object_bytes_max", "SIZE", "one object"),
    limit<Time, &L::read_timeout>("read_timeout", "DURATION", "silence inside a request; then 408"),
    limit<Time, &L::idle_timeout>("idle_timeout", "DURATION",
                                  "silence between requests; then the connection closes"),
    limit<Time, &L::takeover_after>(
        "takeover_after", "DURATION",
        "silence after which a second request on a session takes over from the first"),
};

std::string joined(std::string_view words) {
  std::string out;
  for (const auto word : split(words, ' ')) {
    out.append(out.empty() ? "" : " | ").append(word);
  }
  return out;
}

template <typename T>
std::vector<NamedOption> list(std::span<const OptionRow<T>> table) {
  const T defaults{};
  std::vector<NamedOption> out;
  for (const auto& row : table) {
    out.push_back({std::string(row.name), joined(row.words), row.show(defaults, row.words),
                   std::string(row.meaning)});
  }
  return out;
}

Unexpected unknown(const char* what, std::string_view name, const std::vector<NamedOption>& all) {
  std::vector<std::string_view> known;
  known.reserve(all.size());
  for (const auto& option : all) known.push_back(option.name);
  std::string text = std::string("no ") + what + " is called \"" + std::string(name) + "\"";
  const auto meant = did_you_mean(name, known);
  text += meant.empty() ? "; `resumulator switches` lists them all" : meant;
  return {ErrorKind::kUsage, text, std::string(name)};
}

template <typename T>
Result<void> set(std::span<const OptionRow<T>> table, const char* what, T& target,
                 std::string_view name, std::string_view value) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.name == name; });
  if (found == table.end()) {
    return unknown(what, name, std::is_same_v<T, Limits> ? limit_list() : switch_list());
  }
  if (const auto done = found->set(target, value, found->words); !done) {
    std::string text = std::string(what) + " " + std::string(name) + " takes " +
                       joined(found->words) + ", not \"" + std::string(value) + "\"";
    const bool explained = !done.error().text.empty();
    text += explained ? ": " + done.error().text : did_you_mean(value, split(found->words, ' '));
    return Unexpected(ErrorKind::kUsage, text, std::string(name));
  }
  return {};
}

/// "name=value" for whoever sets it.
template <typename Target>
Result<void> assign(const char* what, Target& target, std::string_view assignment,
                    Result<void> (*by_name)(Target&, std::string_view, std::string_view)) {
  const auto halves = split_once(assignment, '=');
  if (!halves.found) {
    return Unexpected(ErrorKind::kUsage, std::string("a ") + what +
                                             " is written NAME=VALUE, not \"" +
                                             std::string(assignment) + "\"");
  }
  return by_name(target, halves.first, halves.second);
}

template <typename T>
void add(std::vector<NamedOption>& all, std::span<const OptionRow<T>> table) {
  const auto more = list(table);
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::vector<NamedOption> switch_list() {
  std::vector<NamedOption> all = list<G>(kSwitches);
  add<PhotosSwitches>(all, photos_rows::kSwitches);
  add<FirebaseSwitches>(all, firebase_rows::kSwitches);
  add<GeminiSwitches>(all, gemini_rows::kSwitches);
  add<ResumableJsSwitches>(all, resumablejs_rows::kSwitches);
  add(all, tus_rows());
  add(all, ietf_rows());
  return all;
}
std::vector<NamedOption> limit_list() { return list<L>(kLimits); }

Result<void> set_limit(Limits& limits, std::string_view name, std::string_view value) {
  return set<L>(kLimits, "limit", limits, name, value);
}
Result<void> set_limit(Limits& limits, std::string_view assignment) {
  return assign<Limits>("limit", limits, assignment, &set_limit);
}
// The name says whose switch it is; those of Cloud Storage stand without a protocol.
Result<void> set_switch(Options& options, std::string_view name, std::string_view value) {
  if (name.starts_with("tus.")) return set(tus_rows(), "switch", options.tus, name, value);
  if (name.starts_with("ietf.")) return set(ietf_rows(), "switch", options.ietf, name, value);
  if (name.starts_with("photos.")) {
    return set<PhotosSwitches>(photos_rows::kSwitches, "switch", options.photos, name, value);
  }
  if (name.starts_with("firebase.")) {
    return set<FirebaseSwitches>(firebase_rows::kSwitches, "switch", options.firebase, name, value);
  }
  if (name.starts_with("gemini.")) {
    return set<GeminiSwitches>(gemini_rows::kSwitches, "switch", options.gemini, name, value);
  }
  if (name.starts_with("resumable.")) {
    return set<ResumableJsSwitches>(resumablejs_rows::kSwitches, "switch", options.resumablejs,
                                    name, value);
  }
  return set<G>(kSwitches, "switch", options.gcs, name, value);
}
Result<void> set_switch(Options& options, std::string_view assignment) {
  return assign<Options>("switch", options, assignment, &set_switch);
}
Result<void> add_bucket(Options& options, std::string_view name) {
  if (const auto problem = gcs::check_bucket_name(name)) {
    return Unexpected(ErrorKind::kUsage, problem->message);
  }
  options.buckets.emplace_back(name);
  return {};
}
Result<void> add_protocol(Options& options, std::string_view name) {
  const auto& known = protocol_words();
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    std::string all;
    for (const std::string_view each : known) all.append(all.empty() ? "" : " ").append(each);
    return Unexpected(ErrorKind::kUsage, "there is no protocol \"" + std::string(name) + "\"" +
                                             did_you_mean(name, known) + " (one of: " + all + ")");
  }
  options.protocols.emplace_back(name);
  return {};
}

}  // namespace resumulator
