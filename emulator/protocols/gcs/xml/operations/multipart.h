// Uploads in parts, as S3 has them: started, filled part by part in any order, completed with a
// list, or aborted.
//
// Memory   a session of parts (core/upload/part_set.h) whose id is the uploadId.
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.multipart.*
// Threads  pure functions; each Call belongs to one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/wire/xml_document.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/xml/xml_call.h"

namespace resumulator::gcs::xml {

inline constexpr std::uint32_t kPartsMax = 10'000;
inline constexpr std::string_view kMultipartProtocol = "gcs-xml-multipart";

/// POST /BUCKET/OBJECT?uploads.
[[nodiscard]] std::unique_ptr<Call> open_start_multipart(Request request);
/// Whatever names an uploadId: PUT a part, GET their list, POST completes, DELETE aborts.
[[nodiscard]] std::unique_ptr<Call> open_multipart_request(Request request);
/// GET /BUCKET?uploads.
[[nodiscard]] Response list_uploads(const Request& request, BodySource& body);

/// One part as a CompleteMultipartUpload names it.
struct NamedPart {
  std::uint32_t number = 0;
  std::string etag;  ///< without quotes
};
/// 400 MalformedXML, InvalidArgument or InvalidPartOrder.
[[nodiscard]] ApiResult<std::vector<NamedPart>> parse_part_list(const XmlElement& body);

using SessionPtr = std::shared_ptr<UploadSession>;
[[nodiscard]] std::unique_ptr<Call> open_put_part(Request request, SessionPtr session);
[[nodiscard]] std::unique_ptr<Call> open_complete_multipart(Request request, SessionPtr session);

}  // namespace resumulator::gcs::xml
