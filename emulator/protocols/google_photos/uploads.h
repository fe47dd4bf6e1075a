// Photos' dialect of the upload protocol: the end of an upload is a token.
//
// Source   docs/protocols/google-photos.md, rules photos.upload.*, photos.token.*
// Threads  no state.
#pragma once

#include <memory>

#include "protocols/x_goog_upload/service.h"

namespace resumulator::google_photos {

[[nodiscard]] std::shared_ptr<const x_goog_upload::Service> make_photos_uploads();
/// The form of an error of the upload front end: a bare google.rpc.Status as text/html.
[[nodiscard]] Response upload_error(int status, int code, std::string_view message);

}  // namespace resumulator::google_photos
