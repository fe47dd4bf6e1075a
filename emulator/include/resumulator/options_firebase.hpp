// How Firebase Storage behaves where it is a matter of a project's own settings: one member per
// switch of docs/protocols/firebase-storage.md, under its name ("firebase.rules").
#pragma once

#include <cstdint>
#include <resumulator/options_x_goog.hpp>
#include <string>

namespace resumulator {

struct FirebaseSwitches {
  /// Whom the security rules let in: `open` everybody, `signed_in` who has any token, or the one
  /// e-mail address an ID token must hold. An OAuth bearer is the project's owner and always is.
  std::string rules = "open";
  std::uint64_t granularity = 256 * 1024;
  UploadStatusOnErrors error_upload_status = UploadStatusOnErrors::kOmit;
};

}  // namespace resumulator
