#include "protocols/x_goog_upload/service.h"

namespace resumulator::x_goog_upload {

std::optional<Termination> Service::refuse_end(const Request& /*request*/,
                                               const SessionSpec& /*spec*/,
                                               std::uint64_t /*size*/) const {
  return std::nullopt;
}

}  // namespace resumulator::x_goog_upload
