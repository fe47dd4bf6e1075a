// The table of uploads, sessions and preflights; what a row means stands in routes.h.
#include "protocols/gcs/json/routes.h"

#include <array>

#include "protocols/gcs/json/operations/preflight.h"
#include "protocols/gcs/json/operations/uploads.h"

namespace resumulator::gcs::json {
namespace {

constexpr std::array<Route, 10> kUploadRoutes = {{
    {"OPTIONS", "/upload/b/{bucket}/o", open_preflight},
    {"OPTIONS", "/b/{bucket}/o", open_preflight},
    {"OPTIONS", "/upload/resumable/{tail}", open_preflight},
    {"OPTIONS", "/download/b/{bucket}/o/{object}", open_preflight},
    {"OPTIONS", "/b/{bucket}/o/{object}", open_preflight},
    {"OPTIONS", "/b/{bucket}", open_preflight},
    {"OPTIONS", "/b", open_preflight},
    {"OPTIONS", "/batch", open_preflight},
    {"*", "/upload/b/{bucket}/o", open_upload},  // upload_id first, then uploadType
    {"*", "/upload/resumable/{tail}", open_upload_by_path},
}};

}  // namespace

std::span<const Route> upload_routes() { return kUploadRoutes; }

}  // namespace resumulator::gcs::json
