// Every operation on an object: what routes.cc points at.
//
// Source   docs/protocols/gcs-xml.md
// Threads  pure functions but for the world they are given.
#pragma once

#include <memory>

#include "protocols/gcs/xml/xml_call.h"

namespace resumulator::gcs::xml {

/// PUT with a body. Rules gcs.xml.put.*
[[nodiscard]] std::unique_ptr<Call> open_put_object(Request request);
/// POST of a form to a bucket. Rules gcs.xml.form.*
[[nodiscard]] std::unique_ptr<Call> open_form_upload(Request request);
/// POST with x-goog-resumable: start. Rules gcs.xml.start.*
[[nodiscard]] std::unique_ptr<Call> open_start_session(Request request);

/// GET and HEAD. Rules gcs.xml.get.*
[[nodiscard]] Response get_object(const Request& request, BodySource& body);
/// Rules gcs.xml.delete.*
[[nodiscard]] Response delete_object(const Request& request, BodySource& body);
/// PUT with x-goog-copy-source. Rules gcs.xml.copy.*
[[nodiscard]] Response copy_object(const Request& request, BodySource& body);
[[nodiscard]] Response get_object_acl(const Request& request, BodySource& body);
[[nodiscard]] Response put_object_acl(const Request& request, BodySource& body);

}  // namespace resumulator::gcs::xml
