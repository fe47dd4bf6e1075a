#include "protocols/catalogue.h"

#include "protocols/gcs/json/protocol.h"

namespace resumulator {

std::vector<Protocol> make_protocols(const Options& options) {
  return {gcs::json::make_gcs_json_protocol(options)};
}

}  // namespace resumulator
