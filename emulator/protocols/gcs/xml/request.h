// A request of the XML API after routing.
//
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.route.*
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocols/gcs/common/request.h"

namespace resumulator::gcs::xml {

struct Request : gcs::Request {
  bool virtual_host = false;  ///< the bucket came as the host's name
};

/// A setting of the request: the header field of that name or, as signed URLs carry them, the query
/// parameter. Empty optional: neither. Rule gcs.xml.put.query-fields
[[nodiscard]] std::optional<std::string_view> setting(const gcs::Request& request,
                                                      std::string_view name);

}  // namespace resumulator::gcs::xml
