#include "protocols/catalogue.h"

#include "protocols/filepond/protocol.h"
#include "protocols/gcs/drive/protocol.h"
#include "protocols/gcs/firebase/protocol.h"
#include "protocols/gcs/json/protocol.h"
#include "protocols/gcs/xml/protocol.h"
#include "protocols/google_gemini/protocol.h"
#include "protocols/google_generic/protocol.h"
#include "protocols/google_oauth/protocol.h"
#include "protocols/google_photos/protocol.h"
#include "protocols/ietf/protocol.h"
#include "protocols/resumable_js/protocol.h"
#include "protocols/tus/protocol.h"

namespace resumulator {

// The XML API takes every path for a bucket: it comes last.
std::vector<Protocol> make_protocols(const Options& options) {
  // The IETF's drafts and tus may live below one path; tus takes whatever is there.
  return {gcs::json::make_gcs_json_protocol(options),
          gcs::firebase::make_firebase_protocol(options),
          gcs::drive::make_drive_protocol(options),
          gcs::drive::make_youtube_protocol(options),
          google_oauth::make_google_oauth_protocol(options),
          google_gemini::make_google_gemini_protocol(options),
          google_generic::make_google_generic_protocol(options),
          google_photos::make_google_photos_protocol(options),
          resumable_js::make_resumable_js_protocol(options),
          filepond::make_filepond_protocol(options),
          ietf::make_ietf_protocol(options),
          tus::make_tus_protocol(options),
          gcs::xml::make_gcs_xml_protocol(options)};
}

void finish_interrupted(const std::shared_ptr<World>& world) {
  resumable_js::finish_interrupted(*world);
  filepond::finish_interrupted(*world);
  tus::finish_interrupted(world);
}

}  // namespace resumulator
