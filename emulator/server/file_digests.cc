#include "server/file_digests.h"

#include <array>
#include <fstream>

#include "core/base/sha256.h"
#include "scenario/files.h"

namespace resumulator {

std::map<std::string, std::string> digests_of_files(const Scenario& scenario) {
  std::map<std::string, std::string> digests;
  for (const Expectation& each : scenario.expect) {
    const auto* object = std::get_if<CheckObject>(&each.check);
    if (object == nullptr || object->equals_file.empty()) continue;
    if (!file_problem(each.place.file, object->equals_file).empty()) continue;
    std::ifstream in(beside(each.place.file, object->equals_file), std::ios::binary);
    Sha256 digest;
    std::array<char, 65'536> block;
    while (in.read(block.data(), block.size()) || in.gcount() > 0) {
      digest.update({block.data(), static_cast<std::size_t>(in.gcount())});
    }
    digests[object->equals_file] = digest.finish();
  }
  return digests;
}

}  // namespace resumulator
