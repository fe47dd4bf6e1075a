#include "support/places.h"

#ifndef RESUMULATOR_PROGRAM
#define RESUMULATOR_PROGRAM ""
#endif

namespace resumulator::testing_support {

std::string source_path(const std::string& below) {
  return std::string(RESUMULATOR_SOURCE_DIR) + "/" + below;
}

std::string program_path() { return RESUMULATOR_PROGRAM; }

}  // namespace resumulator::testing_support
