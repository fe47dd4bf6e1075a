// Fills a world from a directory of the user's: folders become buckets, files objects whose bytes
// stay where they are until someone asks for them.
//
// Errors   kUsage with a sentence that names the path.
#pragma once

#include <resumulator/result.hpp>
#include <string>

namespace resumulator {

class World;

[[nodiscard]] Result<void> load_seed_dir(World& world, const std::string& directory);

}  // namespace resumulator
