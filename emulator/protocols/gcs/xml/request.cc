#include "protocols/gcs/xml/request.h"

namespace resumulator::gcs::xml {

std::optional<std::string_view> setting(const gcs::Request& request, std::string_view name) {
  if (const std::string* field = request.head.headers.find(name)) return *field;
  if (const std::string* parameter = request.query.find_ignoring_case(name)) return *parameter;
  return std::nullopt;
}

}  // namespace resumulator::gcs::xml
