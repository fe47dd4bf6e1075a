// The certificate clients are to trust, as a file they can be pointed to.
//
// Where    in the directory of the authority; of one that is in memory alone, in a temporary
//          directory that goes with this object. The key is never written there.
// Errors   kUsage: no temporary directory can be made.
// Threads  one.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <utility>

namespace resumulator {
class Server;
}

namespace resumulator::app {

class CaFile {
 public:
  /// Of a server that speaks no TLS: no file.
  [[nodiscard]] static Result<CaFile> of(const Server& server);
  ~CaFile();
  CaFile(CaFile&& other) noexcept
      : path_(std::move(other.path_)), folder_(std::exchange(other.folder_, {})) {}
  CaFile& operator=(CaFile&&) = delete;

  /// Absolute; empty: there is none.
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  CaFile() = default;
  std::string path_;
  std::string folder_;  ///< ours to remove
};

}  // namespace resumulator::app
