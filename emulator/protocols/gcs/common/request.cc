#include "protocols/gcs/common/request.h"

namespace resumulator::gcs {

std::string base_url(const RequestHead& head, const Options& options) {
  if (!options.external_url.empty()) {
    std::string url = options.external_url;
    while (url.ends_with('/')) url.pop_back();
    return url + head.mount;
  }
  return head.scheme + "://" + std::string(head.headers.get("Host")) + head.mount;
}

}  // namespace resumulator::gcs
