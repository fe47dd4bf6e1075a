#include "protocols/catalogue.h"

#include "protocols/gcs/json/protocol.h"
#include "protocols/tus/protocol.h"

namespace resumulator {

std::vector<Protocol> make_protocols(const Options& options) {
  return {gcs::json::make_gcs_json_protocol(options), tus::make_tus_protocol(options)};
}

}  // namespace resumulator
