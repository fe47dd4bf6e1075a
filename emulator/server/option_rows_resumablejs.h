// The switches of the Resumable.js family: a table, readable as documentation.
//
// Source   docs/protocols/resumablejs.md, "Where servers differ"
// Threads  constants.
#pragma once

#include <array>
#include <resumulator/options_resumablejs.hpp>

#include "server/option_row.h"

namespace resumulator {

template <template <auto> typename Kind, auto Member>
constexpr OptionRow<ResumableJsSwitches> resumablejs_row(std::string_view name,
                                                         std::string_view words,
                                                         std::string_view meaning) {
  return {name, words, meaning, &Kind<Member>::template set<ResumableJsSwitches>,
          &Kind<Member>::template show<ResumableJsSwitches>};
}

namespace resumablejs_rows {
using namespace option_kinds;
using R = ResumableJsSwitches;

/// Any text, empty allowed.
template <auto Member>
struct Text {
  template <typename T>
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    target.*Member = value;
    return {};
  }
  template <typename T>
  static std::string show(const T& target, std::string_view /*words*/) {
    return target.*Member;
  }
};

/// A path of the server: "/", then anything but a blank; empty: none.
template <auto Member>
struct Path {
  template <typename T>
  static Result<void> set(T& target, std::string_view value, std::string_view /*words*/) {
    const bool path = value.starts_with('/') && value.find_first_of("?# ") == value.npos;
    if (!value.empty() && (!path || value == "/")) return not_a_value();
    target.*Member = value;
    return {};
  }
  template <typename T>
  static std::string show(const T& target, std::string_view /*words*/) {
    return target.*Member;
  }
};

inline constexpr std::array kSwitches = {
    resumablejs_row<Path, &R::mount>("resumable.mount", "/PATH", "where the target is"),
    resumablejs_row<Path, &R::filepond_mount>("resumable.filepond_mount", "/PATH",
                                              "where FilePond's server is"),
    resumablejs_row<Word, &R::dialect>(
        "resumable.dialect", "auto resumable flow simple dropzone plupload fineuploader",
        "whose parameter names and answers; auto: by the names seen"),
    resumablejs_row<Status, &R::absent_status>("resumable.absent_status", "204 404 202 400 500",
                                               "to a test of a chunk that is not there"),
    resumablejs_row<Word, &R::test_list>("resumable.test_list", "off on",
                                         "a test is answered 200 {\"uploaded_chunks\":[1,3]}"),
    resumablejs_row<Status, &R::success_status>("resumable.success_status", "200 201 202 204",
                                                "to a chunk that is"),
    resumablejs_row<Word, &R::duplicate>("resumable.duplicate", "keep overwrite error409",
                                         "a chunk that is there already"),
    resumablejs_row<Word, &R::on_param_change>("resumable.on_param_change", "409 reset ignore",
                                               "an identifier that comes with other sizes"),
    resumablejs_row<Word, &R::check_sizes>("resumable.check_sizes", "off strict",
                                           "whether a chunk has the size its number asks for"),
    resumablejs_row<Status, &R::bad_size_status>("resumable.bad_size_status", "400 422 500 503",
                                                 "to one that has not"),
    resumablejs_row<Status, &R::too_large_status>("resumable.too_large_status", "413 400 403",
                                                  "to a file over the maximum"),
    resumablejs_row<Size, &R::max_file_size>("resumable.max_file_size", "SIZE", "that maximum"),
    resumablejs_row<Word, &R::allow_empty>("resumable.allow_empty", "off on",
                                           "a file of no bytes"),
    resumablejs_row<Word, &R::after_complete>("resumable.after_complete", "remember forget",
                                              "whether a finished file's chunks are still there"),
    resumablejs_row<Word, &R::assemble>("resumable.assemble", "auto manual",
                                        "the last chunk makes the file, or POST MOUNT/assemble"),
    resumablejs_row<Word, &R::cleanup>("resumable.cleanup", "auto manual",
                                       "chunks go with completion, or with POST MOUNT/cleanup"),
    resumablejs_row<Word, &R::collision>("resumable.collision", "overwrite rename fail",
                                         "a file whose name is taken"),
    resumablejs_row<Word, &R::chunk_format>("resumable.chunk_format", "auto blob base64",
                                            "what a text field of bytes is"),
    resumablejs_row<Word, &R::param_precedence>("resumable.param_precedence", "form query",
                                                "who is right where the two differ"),
    resumablejs_row<Word, &R::body>("resumable.body", "python empty node",
                                    "whose sample server the bodies of answers are like"),
    resumablejs_row<Word, &R::require_total_chunks>("resumable.require_total_chunks", "off on",
                                                    "off: it follows from the two sizes"),
    resumablejs_row<Word, &R::use_relative_path>("resumable.use_relative_path", "off on",
                                                 "finished files keep their directories"),
    resumablejs_row<Word, &R::disk_layout>("resumable.disk_layout", "opaque python",
                                           "python: chunks lie in the upload directory as well"),
    resumablejs_row<Time, &R::session_ttl>("resumable.session_ttl", "DURATION",
                                           "how long an unfinished upload lives; 0s: as sessions do"),
    resumablejs_row<Text, &R::test_methods>("resumable.test_methods", "METHOD+METHOD",
                                            "of requests that test"),
    resumablejs_row<Text, &R::upload_methods>("resumable.upload_methods", "METHOD+METHOD",
                                              "of requests that bring chunks"),
    resumablejs_row<Text, &R::parameter_namespace>("resumable.parameter_namespace", "TEXT",
                                                   "before every parameter's name"),
    resumablejs_row<Text, &R::chunk_number_parameter>("resumable.chunk_number_parameter", "NAME",
                                                      "instead of resumableChunkNumber"),
    resumablejs_row<Text, &R::chunk_size_parameter>("resumable.chunk_size_parameter", "NAME",
                                                    "instead of resumableChunkSize"),
    resumablejs_row<Text, &R::current_chunk_size_parameter>(
        "resumable.current_chunk_size_parameter", "NAME", "instead of resumableCurrentChunkSize"),
    resumablejs_row<Text, &R::total_size_parameter>("resumable.total_size_parameter", "NAME",
                                                    "instead of resumableTotalSize"),
    resumablejs_row<Text, &R::total_chunks_parameter>("resumable.total_chunks_parameter", "NAME",
                                                      "instead of resumableTotalChunks"),
    resumablejs_row<Text, &R::type_parameter>("resumable.type_parameter", "NAME",
                                              "instead of resumableType"),
    resumablejs_row<Text, &R::identifier_parameter>("resumable.identifier_parameter", "NAME",
                                                    "instead of resumableIdentifier"),
    resumablejs_row<Text, &R::filename_parameter>("resumable.filename_parameter", "NAME",
                                                  "instead of resumableFilename"),
    resumablejs_row<Text, &R::relative_path_parameter>("resumable.relative_path_parameter", "NAME",
                                                       "instead of resumableRelativePath"),
    resumablejs_row<Text, &R::file_parameter>("resumable.file_parameter", "NAME",
                                              "instead of file, the field with the bytes"),
};

}  // namespace resumablejs_rows
}  // namespace resumulator
