// The switches of Google Photos: a table, readable as documentation.
//
// Source   docs/protocols/google-photos.md, "Where sources are silent"
// Threads  constants.
#pragma once

#include <array>
#include <resumulator/options_photos.hpp>

#include "server/option_row.h"

namespace resumulator {

template <template <auto> typename Kind, auto Member>
constexpr OptionRow<PhotosSwitches> photos_row(std::string_view name, std::string_view words,
                                               std::string_view meaning) {
  return {name, words, meaning, &Kind<Member>::template set<PhotosSwitches>,
          &Kind<Member>::template show<PhotosSwitches>};
}

namespace photos_rows {
using namespace option_kinds;
using P = PhotosSwitches;

inline constexpr std::array kSwitches = {
    photos_row<Word, &P::auth>("photos.auth", "any_bearer strict off",
                               "who may ask: any token, tokens this server issued, everybody"),
    photos_row<Word, &P::session_url_auth>("photos.session_url_auth", "optional required ignored",
                                           "credentials on the URL of an upload session"),
    photos_row<Size, &P::granularity>("photos.granularity", "SIZE",
                                      "what a chunk must be a multiple of"),
    photos_row<Word, &P::granularity_policy>("photos.granularity_policy", "reject truncate accept",
                                             "a chunk, not the last, that is not whole granules"),
    photos_row<Word, &P::partial_commit>("photos.partial_commit", "granule byte none",
                                         "what is kept of a chunk that was cut off"),
    photos_row<Word, &P::size_received_on_upload>("photos.size_received_on_upload", "off on",
                                                  "answers to chunks say how much is stored"),
    photos_row<Status, &P::offset_error_status>("photos.offset_error_status", "400 409",
                                                "a chunk that begins elsewhere than at the end"),
    photos_row<Word, &P::error_upload_status>("photos.error_upload_status", "omit active auto",
                                              "X-Goog-Upload-Status on refusals; auto: to clients "
                                              "that cannot go on without it"),
    photos_row<Status, &P::unknown_session_status>("photos.unknown_session_status", "404 400 410",
                                                   "an upload session nobody opened, or expired"),
    photos_row<Status, &P::cancelled_query_status>("photos.cancelled_query_status", "200 410",
                                                   "a query of a cancelled session"),
    photos_row<Word, &P::concurrent_chunk>("photos.concurrent_chunk", "wait reject_409 abort_first",
                                           "data while other data of the session is coming"),
    photos_row<Word, &P::query_final_size>("photos.query_final_size", "off on",
                                           "a query of a finished upload tells its size"),
    photos_row<Word, &P::query_final_body>("photos.query_final_body", "off on",
                                           "a query of a finished upload repeats its answer"),
    photos_row<Word, &P::overrun>("photos.overrun", "reject accept", "more bytes than declared"),
    photos_row<Word, &P::short_finalize>("photos.short_finalize", "reject accept",
                                         "finalize with fewer bytes than declared"),
    photos_row<Word, &P::zero_size_is_empty>("photos.zero_size_means", "unknown empty",
                                             "a declared size of 0"),
    photos_row<Word, &P::empty_payload>("photos.empty_payload", "reject accept",
                                        "an upload without a byte"),
    photos_row<Word, &P::refinalize_rejected>("photos.refinalize", "replay reject_400",
                                              "finalize on a finished session"),
    photos_row<Word, &P::combined_start>("photos.combined_start", "off on",
                                         "start, upload and finalize in one request"),
    photos_row<Word, &P::restart_opens_new>("photos.restart_on_session_url", "reject new_session",
                                            "start on the URL of a session"),
    photos_row<Word, &P::protocol_default_raw>("photos.protocol_default", "reject raw",
                                               "a body without X-Goog-Upload-Protocol"),
    photos_row<Word, &P::violation_body>("photos.violation_body", "json text empty",
                                         "the body of a refused upload request"),
    photos_row<Word, &P::token_content_type_html>("photos.token_content_type", "plain html",
                                                  "the type an upload token is sent as"),
    photos_row<Time, &P::token_ttl>("photos.token_ttl", "DURATION",
                                    "how long an upload token is good"),
    photos_row<Word, &P::bad_token>("photos.bad_token", "item_3 item_5 batch_400",
                                    "an unknown or expired token in batchCreate"),
    photos_row<Word, &P::token_reuse>("photos.token_reuse", "same_item already_exists invalid",
                                      "an upload token used again"),
    photos_row<Status, &P::batch_partial_status>("photos.batch_partial_status", "200 207",
                                                 "batchCreate where some items failed"),
    photos_row<Word, &P::batch_base_url>("photos.batch_base_url", "off on",
                                         "items in answers of batchCreate have a baseUrl"),
    photos_row<Word, &P::item_status_details>("photos.item_status_details", "off on",
                                              "statuses of items that failed have details"),
    photos_row<Word, &P::serial_writes>("photos.serial_writes", "off 429 500",
                                        "a batchCreate while another one is under way"),
    photos_row<Word, &P::legacy_quota_errors>(
        "photos.upload_quota_style", "429 legacy_400",
        "how the upload front end says that a quota is used up"),
    photos_row<Word, &P::legacy_errors_array>(
        "photos.legacy_errors_array", "auto on off",
        "the array errors in error bodies; auto: with alt=json"),
    photos_row<Word, &P::legacy_sharing>("photos.legacy_sharing", "off on",
                                         "albums can be shared, as before 2025-03-31"),
    photos_row<Status, &P::unknown_item_status>("photos.unknown_item_status", "404 403 400",
                                                "an item or album that is not there"),
    photos_row<Word, &P::ignore_unknown_json>("photos.unknown_json_fields", "reject ignore",
                                              "members of a body that the API does not know"),
    photos_row<Word, &P::validate_media>("photos.validate_media", "off sniff",
                                         "bytes that begin like no picture or film fail"),
    photos_row<Word, &P::size_cap_at>("photos.size_cap_at", "batch finalize start never",
                                      "where a file that is too large is refused"),
    photos_row<Size, &P::photo_bytes_max>("photos.photo_bytes_max", "SIZE", "of a picture"),
    photos_row<Size, &P::video_bytes_max>("photos.video_bytes_max", "SIZE", "of a film"),
    photos_row<Time, &P::video_processing_delay>("photos.video_processing_delay", "DURATION",
                                                 "so long a new film is PROCESSING"),
    photos_row<Word, &P::video_status>("photos.video_status", "ready failed sniff",
                                       "what a film is then; sniff: FAILED where its bytes begin "
                                       "like no film"),
    photos_row<Number, &P::album_items_max>("photos.album_items_max", "NUMBER",
                                            "items an album holds"),
    photos_row<Time, &P::base_url_ttl>("photos.base_url_ttl", "DURATION",
                                       "how long a baseUrl is good"),
};

}  // namespace photos_rows
}  // namespace resumulator
