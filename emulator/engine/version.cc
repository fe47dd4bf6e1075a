#include <resumulator/server.hpp>

namespace resumulator {

const char* version() { return RESUMULATOR_VERSION; }

}  // namespace resumulator
