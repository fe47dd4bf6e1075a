#include "server/mounts.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/base/strings.h"

namespace resumulator {
namespace {

struct Mount {
  std::string_view protocol;  ///< as in Options::protocols
  std::string_view name;      ///< of the switch
  std::string_view path;      ///< without a slash behind it; empty: not served
  bool takes_all = false;     ///< everything below it, too
};

std::string_view without_slash(std::string_view path) {
  while (path.ends_with('/')) path.remove_suffix(1);
  return path;
}

bool collide(const Mount& a, const Mount& b) {
  if (a.path.empty() || b.path.empty()) return false;
  const bool shared = a.protocol == "ietf" && b.protocol == "tus";
  if (a.path == b.path) return !shared;
  std::string_view below = b.path;
  return a.takes_all && take_prefix(below, a.path) && below.starts_with('/');
}

}  // namespace

Result<void> check_mounts(const Options& options) {
  // In the order in which they are asked: what lies below one that comes first is never reached.
  const std::array<Mount, 4> mounts = {
      Mount{"resumablejs", "resumable.mount", without_slash(options.resumablejs.mount)},
      Mount{"filepond", "resumable.filepond_mount",
            without_slash(options.resumablejs.filepond_mount), true},
      Mount{"ietf", "ietf.mount", without_slash(options.ietf.mount)},
      Mount{"tus", "tus.mount", without_slash(options.tus.mount)},
  };
  const auto spoken = [&wanted = options.protocols](const Mount& mount) {
    return wanted.empty() ||
           std::find(wanted.begin(), wanted.end(), mount.protocol) != wanted.end();
  };
  for (std::size_t i = 0; i < mounts.size(); ++i) {
    for (std::size_t j = i + 1; j < mounts.size(); ++j) {
      const Mount& a = mounts[i];
      const Mount& b = mounts[j];
      if (!spoken(a) || !spoken(b) || !collide(a, b)) continue;
      return Unexpected(ErrorKind::kUsage,
                        "the switches " + std::string(a.name) + "=" + std::string(a.path) +
                            " and " + std::string(b.name) + "=" + std::string(b.path) +
                            " are in each other's way; give one of them another path",
                        std::string(b.name));
    }
  }
  return {};
}

}  // namespace resumulator
