// Options of a server: plain aggregates, every default explained. Use designated initialisers:
//
//   resumulator::Server server({.buckets = {"photos"}, .gcs = {.expired_session_status = 410}});
//
// Units    bytes unless the name or the type says otherwise.
// Source   switch names and defaults: the table "Disagreements between sources" in
// docs/protocols/gcs-json.md.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <resumulator/clock.hpp>
#include <resumulator/options_firebase.hpp>
#include <resumulator/options_gemini.hpp>
#include <resumulator/options_ietf.hpp>
#include <resumulator/options_photos.hpp>
#include <resumulator/options_resumablejs.hpp>
#include <resumulator/options_tus.hpp>
#include <string>
#include <vector>

namespace resumulator {

/// Bounds on everything a client, a file or a caller can make grow. Past a bound the answer is an
/// error, never a hang.
struct Limits {
  std::uint64_t head_bytes_max =
      64 * 1024;                           ///< request line and header fields together; past it 431
  std::uint32_t header_fields_max = 100;   ///< past it 431
  std::uint64_t uri_bytes_max = 8 * 1024;  ///< request target; past it 414
  std::uint64_t metadata_bytes_max =
      1024 * 1024;                    ///< a JSON body (metadata, compose request, bucket resource)
  std::uint32_t json_depth_max = 64;  ///< nesting of such a body
  std::uint64_t batch_bytes_max = 10 * 1024 * 1024;  ///< a whole batch request
  std::uint64_t xml_bytes_max = 4 * 1024 * 1024;     ///< an XML body; 10,000 parts take less
  std::uint32_t connections_max = 4096;              ///< open at once; one more is answered 503
  std::uint64_t sessions_max = 1'000'000;       ///< open upload sessions; one more is answered 503
  std::uint32_t parts_max = 100'000;            ///< of one upload; one more is refused
  std::uint64_t exchanges_kept_max = 10'000;    ///< recorded exchanges; the oldest go first
  std::uint64_t object_bytes_max = 5ULL << 40;  ///< 5 TiB, the service's own bound
  std::chrono::milliseconds read_timeout{
      std::chrono::minutes(5)};  ///< silence inside a request; then 408
  std::chrono::milliseconds idle_timeout{
      std::chrono::minutes(10)};  ///< silence between requests; then the connection closes
  std::chrono::milliseconds takeover_after{
      1000};  ///< silence after which a second request on a session takes over from the first
};

/// How Cloud Storage behaves where sources disagree. One member per switch of the protocol page,
/// under its name.
struct GcsSwitches {
  enum class Misaligned : std::uint8_t { kGcs, kAccept, kReject, kFloor };
  enum class OffsetGap : std::uint8_t { k503, k400, kAppend };
  enum class Overlap : std::uint8_t { kSkip, kVerify, kReject };
  enum class PoisonReplay : std::uint8_t { kSame, k410, k404, kOff };
  enum class PartialPersist : std::uint8_t { kGranule, kExact, kNone };
  enum class Cors : std::uint8_t { kBucket, kAllowAll, kOff };
  enum class Md5Scope : std::uint8_t { kObject, kRequest };
  enum class NoRange : std::uint8_t { kFromZero, kAppend };
  enum class PreconditionCheck : std::uint8_t { kFinalize, kStartAndFinalize };
  enum class SignedUrlCheck : std::uint8_t { kOff, kShape, kFull };

  int expired_session_status = 400;                ///< 400, 404 or 410
  int unknown_session_status = 404;                ///< 404, 410 or 400
  int cancelled_session_status = 499;              ///< 499 or 404: what follows a cancel
  int cancel_finalised_status = 499;               ///< DELETE on a finished session: 499 or 405
  Misaligned misaligned_chunk = Misaligned::kGcs;  ///< a non-final chunk that is not whole granules
  bool poison_on_400 = true;                       ///< a refused chunk ends its session
  PoisonReplay poison_replay =
      PoisonReplay::kSame;  ///< what a session ended so answers from then on
  OffsetGap offset_gap = OffsetGap::k503;
  Overlap overlap = Overlap::kSkip;
  bool total_change_is_error = true;  ///< `total_change`: 400 or ignore
  bool range_hash_headers = true;     ///< X-Range-MD5 and X-Goog-Running-Hash on 308
  int post_final = 200;  ///< any request after completion: 200 with the resource, or 404
  bool init_body_resource =
      false;  ///< `init_body`: false = empty (production), true = an object resource
  bool location_query_echo = true;
  bool post_chunk_requires_upload_type = false;
  bool allow_put_initiation = false;
  bool wrong_upload_path_rewrite = false;  ///< `wrong_upload_path`: false = 400, true = rewrite
  bool content_range_missing_total_is_star =
      false;                           ///< `content_range_missing_total`: false = reject
  int checksum_mismatch_status = 400;  ///< 400 or 412
  int notmatch_write_status = 304;     ///< 304 or 412
  PreconditionCheck precondition_check = PreconditionCheck::kFinalize;
  NoRange no_content_range_on_resume = NoRange::kFromZero;
  PartialPersist partial_persist = PartialPersist::kGranule;
  Duration persist_delay{0};  ///< received bytes show in Range only so much (service clock) later
  bool complete_on_declared_length = true;
  bool media_error_json = false;    ///< `media_error_format`: false = text/html sentence
  bool session_error_json = false;  ///< `session_error_body`: false = text
  bool lenient_init_body = false;   ///< a body that is not JSON at initiation is ignored
  Md5Scope content_md5_scope = Md5Scope::kObject;
  bool auto_create_buckets = false;
  bool bucket_insert_requires_project = false;
  std::uint32_t batch_limit =
      1000;  ///< calls in one batch (documented 100; Python's client lets 1000 through)
  Cors cors = Cors::kBucket;
  std::string auth = "none";  ///< none, require-any, require-token=TOKEN
  /// off: whatever a URL or a policy document is signed with; shape: well formed, not run out, what
  /// must be signed is; full: also by Options::signature_key.
  SignedUrlCheck signed_url_check = SignedUrlCheck::kOff;
  std::uint64_t granularity = 256 * 1024;
  bool md5 = true;              ///< false: objects carry only crc32c, as composite objects do
  int xml_cancel_status = 499;  ///< DELETE on a session of the XML API: 499 or 204
  /// `xml_crc_mismatch`: what a CRC-32C that does not fit is called there: false = BadDigest, true
  /// = CrcMismatch.
  bool xml_crc_has_own_code = false;
  /// Buckets whose billing is `requesterPays` want to be told whom to bill.
  bool requester_pays = true;
  std::uint64_t xml_part_size_min =
      5 * 1024 * 1024;  ///< a part of an XML multipart upload that is not the last; 1: any size
  /// Hosts below which a name is a bucket ("B.storage.googleapis.com"), separated by commas;
  /// empty: none.
  std::string virtual_hosts = "storage.googleapis.com,localhost";
};

/// HTTPS, and the hosts that clients have built in.
struct TlsOptions {
  bool on = false;         ///< HTTPS on a port of its own, beside the plain one
  std::uint16_t port = 0;  ///< that port; 0: the system picks a free one
  /// Where the certificate authority is kept; made there at first use. Empty: one of this server
  /// alone, in memory.
  std::string dir{};
  /// Files in PEM: a certificate of the user's own, chain behind it, and its key, in place of an
  /// authority and what it would sign. `key_file` empty: in the same file.
  std::string cert_file{};
  std::string key_file{};
  /// An HTTP proxy that stands in for storage.googleapis.com and the other hosts of docs/tls.md,
  /// and refuses all others; 0: a free port. Empty: none.
  std::optional<std::uint16_t> proxy_port{};
  std::vector<std::string> proxy_hosts{};  ///< more of them: "photos.test", "*.photos.test"
};

/// Everything a server can be told. Empty means: memory store, loopback, a free port, the machine's
/// clock, a random seed.
struct Options {
  std::string host =
      "localhost";         ///< localhost = 127.0.0.1 and [::1] on one port; or one numeric address
  std::uint16_t port = 0;  ///< 0: the system picks a free one
  std::string external_url{};  ///< origin in Location and links; empty: scheme + the request's Host
  std::vector<std::string> buckets{};  ///< made at start and after every reset
  std::string seed_dir{};   ///< folders become buckets, files objects, read when first asked for
  std::string store_dir{};  ///< empty: memory. Else a directory that survives a kill
  std::uint64_t memory_limit =
      256ULL << 20;  ///< memory store: bytes past it go to an unlinked temporary file
  /// Bytes kept in all, in each lane; one more is answered as a full disk is. 0: no bound.
  std::uint64_t max_store = 0;
  std::optional<std::uint64_t> seed{};  ///< of ids and chance; empty: random, printed at start
  std::shared_ptr<Clock> clock{};       ///< empty: the machine's clock
  Duration session_lifetime = std::chrono::hours(24 * 7);
  std::string project = "resumulator";  ///< project of buckets whose creation named none
  GcsSwitches gcs{};
  PhotosSwitches photos{};
  FirebaseSwitches firebase{};
  GeminiSwitches gemini{};
  ResumableJsSwitches resumablejs{};
  /// Which protocols are spoken, by their names in scenarios ("gcs-json", "tus" …); empty: all.
  /// "oauth", the sign-in of several, is always there.
  std::vector<std::string> protocols{};
  std::string upload_dir{};  ///< uploads of the Resumable.js family become files there as well
  TusOptions tus{};
  IetfOptions ietf{};
  Limits limits{};
  TlsOptions tls{};
  /// What signed URLs and policy documents must be signed by, with the switch signed_url_check on
  /// full: an RSA key in PEM, public or private, or the secret of an HMAC key.
  std::string signature_key{};
  /// A bearer token that is good for everything and for ever, also where only tokens of this server
  /// are; empty: none.
  std::string access_token{};
  std::string admin_token{};  ///< empty: the admin API asks for none, and answers on loopback only
  std::function<void(const std::string& line)>
      log{};  ///< one readable line per exchange; empty: silent. Called from many threads
  /// Gets each exchange as it ends, as one line of JSON: what the journal of the admin API shows.
  /// Called from many threads; empty: nothing is written.
  std::function<void(const std::string& line)> journal{};
  bool show_secrets = false;  ///< credentials are kept in journals and log lines instead of "***"
  bool log_headers = false;   ///< the header fields of both sides follow the line, one a line
  /// So much of each request's body is kept with its exchange, and its SHA-256 with it; 0: nothing.
  std::uint64_t body_limit = 0;
  /// Waits and rates of faults, and the Retry-After they send, take so many times as long: 0.1 for
  /// suites in a hurry. The service clock and our timeouts do not change.
  double wire_scale = 1;
  bool auto_lanes = false;  ///< a request that names a lane which is not there opens it
};

}  // namespace resumulator
