// The switches of Firebase Storage and of the Gemini API: tables, readable as documentation.
//
// Source   docs/protocols/firebase-storage.md, docs/protocols/google-gemini.md
// Threads  constants.
#pragma once

#include <array>
#include <resumulator/options_firebase.hpp>
#include <resumulator/options_gemini.hpp>

#include "server/option_row.h"

namespace resumulator::firebase_rows {

/// `rules` is a word or an address.
struct Rules {
  static Result<void> set(FirebaseSwitches& target, std::string_view value,
                          std::string_view /*words*/) {
    const bool address = value.find('@') != std::string_view::npos;
    if (value != "open" && value != "signed_in" && !address) return option_kinds::not_a_value();
    target.rules = value;
    return {};
  }
  static std::string show(const FirebaseSwitches& target, std::string_view /*words*/) {
    return target.rules;
  }
};

using Granularity = option_kinds::Size<&FirebaseSwitches::granularity>;
using UploadStatus = option_kinds::Word<&FirebaseSwitches::error_upload_status>;

inline constexpr std::array kSwitches = {
    OptionRow<FirebaseSwitches>{"firebase.rules", "open signed_in E-MAIL",
                                "whom the security rules let in, beside the project's owner",
                                &Rules::set, &Rules::show},
    OptionRow<FirebaseSwitches>{
        "firebase.granularity", "SIZE", "what a chunk must be a multiple of",
        &Granularity::set<FirebaseSwitches>, &Granularity::show<FirebaseSwitches>},
    OptionRow<FirebaseSwitches>{
        "firebase.error_upload_status", "omit active auto",
        "X-Goog-Upload-Status on refusals; auto: to clients that cannot go on without it",
        &UploadStatus::set<FirebaseSwitches>, &UploadStatus::show<FirebaseSwitches>},
};

}  // namespace resumulator::firebase_rows

namespace resumulator::gemini_rows {

using Granularity = option_kinds::Size<&GeminiSwitches::granularity>;
using UploadStatus = option_kinds::Word<&GeminiSwitches::error_upload_status>;
using Processing = option_kinds::Time<&GeminiSwitches::processing>;

inline constexpr std::array kSwitches = {
    OptionRow<GeminiSwitches>{"gemini.granularity", "SIZE", "what a chunk must be a multiple of",
                              &Granularity::set<GeminiSwitches>,
                              &Granularity::show<GeminiSwitches>},
    OptionRow<GeminiSwitches>{"gemini.processing", "DURATION",
                              "how long a new file is PROCESSING before it is ACTIVE",
                              &Processing::set<GeminiSwitches>, &Processing::show<GeminiSwitches>},
    OptionRow<GeminiSwitches>{
        "gemini.error_upload_status", "omit active auto",
        "X-Goog-Upload-Status on refusals; auto: to clients that cannot go on without it",
        &UploadStatus::set<GeminiSwitches>, &UploadStatus::show<GeminiSwitches>},
};

}  // namespace resumulator::gemini_rows
