// XML bodies of requests: read within a bound, parsed, the root checked.
//
// Errors   400 MalformedXML (also for any document type declaration), 400 EntityTooLarge past
//          Limits::xml_bytes_max, 408.
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.body.*
// Threads  pure functions.
#pragma once

#include <optional>
#include <string_view>

#include "core/wire/xml_document.h"
#include "protocols/gcs/common/errors.h"
#include "protocols/gcs/xml/request.h"

namespace resumulator::gcs::xml {

/// The root element, which must be called `root`.
[[nodiscard]] ApiResult<XmlElement> read_xml_body(const Request& request, BodySource& body,
                                                  std::string_view root);
/// The same where a body may be left out.
[[nodiscard]] ApiResult<std::optional<XmlElement>> read_optional_xml_body(const Request& request,
                                                                          BodySource& body,
                                                                          std::string_view root);

/// Why a body was not read to its end: what from_read_error() says or, where the client has sent
/// fewer bytes than Content-Length and listens still, 400 IncompleteBody. Rule
/// gcs.xml.put.incomplete
[[nodiscard]] ApiError unread_body(const Request& request, BodySource& body, const Error& error);

}  // namespace resumulator::gcs::xml
