// Every operation on buckets, and the list of them: what routes.cc points at.
//
// Source   docs/protocols/gcs-xml.md
// Threads  pure functions but for the world they are given.
#pragma once

#include "protocols/gcs/xml/xml_call.h"

namespace resumulator::gcs::xml {

/// GET /. Rules gcs.xml.service.*
[[nodiscard]] Response list_buckets(const Request& request, BodySource& body);
/// Rules gcs.xml.bucket.*
[[nodiscard]] Response create_bucket(const Request& request, BodySource& body);
[[nodiscard]] Response delete_bucket(const Request& request, BodySource& body);
[[nodiscard]] Response head_bucket(const Request& request, BodySource& body);
/// GET of a bucket: its objects. Rules gcs.xml.list.*
[[nodiscard]] Response list_objects(const Request& request, BodySource& body);

/// GET and PUT of what hangs below a bucket: ?versioning, ?billing, ?cors, ?location,
/// ?storageClass, ?acl. Rules gcs.xml.sub.*
[[nodiscard]] Response get_versioning(const Request& request, BodySource& body);
[[nodiscard]] Response put_versioning(const Request& request, BodySource& body);
[[nodiscard]] Response get_billing(const Request& request, BodySource& body);
[[nodiscard]] Response put_billing(const Request& request, BodySource& body);
[[nodiscard]] Response get_cors(const Request& request, BodySource& body);
[[nodiscard]] Response put_cors(const Request& request, BodySource& body);
[[nodiscard]] Response get_location(const Request& request, BodySource& body);
[[nodiscard]] Response get_storage_class(const Request& request, BodySource& body);
[[nodiscard]] Response get_bucket_acl(const Request& request, BodySource& body);
[[nodiscard]] Response put_bucket_acl(const Request& request, BodySource& body);

}  // namespace resumulator::gcs::xml
