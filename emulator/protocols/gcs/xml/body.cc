#include "protocols/gcs/xml/body.h"

#include <span>
#include <string>
#include <utility>

#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/errors.h"

namespace resumulator::gcs::xml {

namespace {

Digests digests_of(std::string_view text) {
  RunningDigest digest(true);
  digest.update(std::as_bytes(std::span(text.data(), text.size())));
  return digest.snapshot();
}

}  // namespace

ApiResult<std::optional<XmlElement>> read_optional_xml_body(const Request& request,
                                                            BodySource& body,
                                                            std::string_view root) {
  const auto text = read_all(body, request.world->options().limits.xml_bytes_max);
  if (!text) {
    const bool broken = text.error().kind == ErrorKind::kMalformed;
    return broken ? bad("IncompleteBody", {}) : unread_body(request, body, text.error());
  }
  // Rule gcs.xml.body.digest.
  if (const std::string* declared = request.head.headers.find("Content-MD5")) {
    const auto wanted = parse_declared_md5(*declared);
    if (!wanted) return wanted.error();
    const Digests actual = digests_of(*text);
    if (auto error = check_digests({.crc32c = {}, .md5 = *wanted}, actual, {})) {
      return *std::move(error);
    }
  }
  if (text->find_first_not_of(" \t\r\n") == std::string::npos) return std::optional<XmlElement>();
  auto element = parse_xml(*text);
  if (!element) return bad("MalformedXML", element.error().text);
  if (element->name != root) {
    return bad("MalformedXML", "The root element is not " + std::string(root) + ".");
  }
  return std::optional<XmlElement>(*std::move(element));
}

ApiError unread_body(const Request& request, BodySource& body, const Error& error) {
  const auto control = body.control();
  const bool ended = control != nullptr && control->cut_reason() == CutReason::kEnded;
  const bool counted = request.head.framing.kind == BodyFraming::Kind::kLength;
  if (error.kind != ErrorKind::kCut || !ended || !counted || request.info == nullptr) {
    return from_read_error(error);
  }
  request.info->tells_cut = true;
  return bad("IncompleteBody", std::to_string(body.received()) + " bytes came.");
}

ApiResult<XmlElement> read_xml_body(const Request& request, BodySource& body,
                                    std::string_view root) {
  auto element = read_optional_xml_body(request, body, root);
  if (!element) return element.error();
  if (!*element) return bad("MalformedXML", "There is no body.");
  return **std::move(element);
}

}  // namespace resumulator::gcs::xml
