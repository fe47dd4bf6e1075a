// How Google Photos behaves where sources disagree or are silent: one member per switch of the
// table in docs/protocols/google-photos.md, under its name ("photos.granularity").
#pragma once

#include <chrono>
#include <cstdint>
#include <resumulator/clock.hpp>
#include <resumulator/options_x_goog.hpp>

namespace resumulator {

struct PhotosSwitches {
  enum class Auth : std::uint8_t { kAnyBearer, kStrict, kOff };
  enum class SessionUrlAuth : std::uint8_t { kOptional, kRequired, kIgnored };
  enum class Granularity : std::uint8_t { kReject, kTruncate, kAccept };
  enum class PartialCommit : std::uint8_t { kGranule, kByte, kNone };
  enum class ViolationBody : std::uint8_t { kJson, kText, kEmpty };
  enum class BadToken : std::uint8_t { kItem3, kItem5, kBatch400 };
  enum class TokenReuse : std::uint8_t { kSameItem, kAlreadyExists, kInvalid };
  enum class SizeCap : std::uint8_t { kBatch, kFinalize, kStart, kNever };
  enum class ConcurrentChunk : std::uint8_t { kWait, kReject, kAbortFirst };
  enum class SerialWrites : std::uint8_t { kOff, k429, k500 };
  enum class ErrorsArray : std::uint8_t { kAuto, kOn, kOff };
  enum class VideoStatus : std::uint8_t { kReady, kFailed, kSniff };

  Auth auth = Auth::kAnyBearer;  ///< any token is a user with all scopes, but for those this server
                                 ///< issued: they have their own scopes and lifetime
  SessionUrlAuth session_url_auth = SessionUrlAuth::kOptional;
  std::uint64_t granularity = 256 * 1024;
  Granularity granularity_policy = Granularity::kReject;
  PartialCommit partial_commit = PartialCommit::kGranule;
  bool size_received_on_upload = true;  ///< X-Goog-Upload-Size-Received on answers to chunks, too
  int offset_error_status = 400;        ///< 400 or 409
  /// Refusals say "active": never, always, or to clients that cannot go on without it.
  UploadStatusOnErrors error_upload_status = UploadStatusOnErrors::kOmit;
  int unknown_session_status = 404;  ///< 404, 400 or 410
  int cancelled_query_status = 200;  ///< 200 or 410
  /// Data that comes while other data of the session is still coming: waits, is refused with 409,
  /// or ends the other.
  ConcurrentChunk concurrent_chunk = ConcurrentChunk::kWait;
  bool query_final_size = true;       ///< a query of a finished upload tells its size
  bool query_final_body = true;       ///< and repeats its answer
  bool overrun = false;               ///< more bytes than declared: false = reject, true = accept
  bool short_finalize = false;        ///< fewer bytes than declared: false = reject, true = accept
  bool zero_size_is_empty = false;    ///< a declared size of 0: false = unknown, true = no bytes
  bool empty_payload = false;         ///< an upload without a byte: false = reject, true = accept
  bool refinalize_rejected = false;   ///< `refinalize`: false = replay, true = 400
  bool combined_start = true;         ///< "start, upload, finalize" in one request
  bool restart_opens_new = false;     ///< `restart_on_session_url`: start on the URL of a session:
                                      ///< false = reject, true = a new session
  bool protocol_default_raw = false;  ///< no X-Goog-Upload-Protocol: false = reject, true = raw
  ViolationBody violation_body = ViolationBody::kJson;
  bool token_content_type_html = false;  ///< `token_content_type`: text/plain or text/html
  Duration token_ttl = std::chrono::hours(24);
  BadToken bad_token = BadToken::kItem3;
  TokenReuse token_reuse = TokenReuse::kSameItem;
  int batch_partial_status = 200;    ///< 200 or 207
  bool batch_base_url = false;       ///< items in answers of batchCreate have a baseUrl
  bool item_status_details = false;  ///< statuses of items that failed have `details`
  SerialWrites serial_writes = SerialWrites::kOff;  ///< a batchCreate beside another: 429 or 500
  bool legacy_quota_errors = false;  ///< `upload_quota_style`: false = 429, true = 400 as in 2018
  ErrorsArray legacy_errors_array = ErrorsArray::kAuto;  ///< `auto`: with alt=json
  bool legacy_sharing = false;       ///< albums can be shared, as before 2025-03-31
  int unknown_item_status = 404;     ///< an item or album that is not there: 404, 403 or 400
  bool ignore_unknown_json = false;  ///< `unknown_json_fields`: false = reject, true = ignore
  bool validate_media = false;  ///< bytes that look like no picture or film fail at batchCreate
  SizeCap size_cap_at = SizeCap::kBatch;  ///< where a file that is too large is refused
  std::uint64_t photo_bytes_max = 200'000'000;
  std::uint64_t video_bytes_max = 20'000'000'000;
  Duration video_processing_delay{0};  ///< so long a new film's status is PROCESSING
  /// What it is then: READY, FAILED, or FAILED where its bytes begin like no film.
  VideoStatus video_status = VideoStatus::kReady;
  std::uint32_t album_items_max = 20'000;
  Duration base_url_ttl = std::chrono::minutes(60);
};

}  // namespace resumulator
