#include "protocols/catalogue.h"

#include "protocols/gcs/json/protocol.h"
#include "protocols/ietf/protocol.h"
#include "protocols/tus/protocol.h"

namespace resumulator {

std::vector<Protocol> make_protocols(const Options& options) {
  // Both may live below one path; tus takes whatever is there.
  return {gcs::json::make_gcs_json_protocol(options), ietf::make_ietf_protocol(options),
          tus::make_tus_protocol(options)};
}

}  // namespace resumulator
