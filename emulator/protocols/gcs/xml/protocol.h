// The XML API of Cloud Storage as one Protocol, by path and by host name.
//
// Its net is the widest there is: every path that no other protocol takes names a bucket. It stands
// last in the catalogue. A bucket as the host's name goes before every path, so the JSON API leaves
// such requests alone.
//
// Threads  see protocols/protocol.h.
// Source   docs/protocols/gcs-xml.md
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::gcs::xml {

[[nodiscard]] Protocol make_gcs_xml_protocol(const Options& options);

}  // namespace resumulator::gcs::xml
