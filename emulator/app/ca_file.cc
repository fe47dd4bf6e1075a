#include "app/ca_file.h"

#include <stdlib.h>

#include <filesystem>
#include <resumulator/server.hpp>
#include <system_error>

#include "app/ready.h"

namespace resumulator::app {
namespace {

namespace fs = std::filesystem;

std::string absolute(const std::string& path) {
  std::error_code problem;
  const auto full = fs::absolute(path, problem);
  return problem ? path : full.lexically_normal().string();
}

}  // namespace

Result<CaFile> CaFile::of(const Server& server) {
  CaFile out;
  const auto pem = server.tls_ca();
  if (pem.empty()) return out;
  if (const auto file = server.tls_ca_file(); !file.empty()) {
    out.path_ = absolute(file);
    return out;
  }
  std::error_code problem;
  std::string name = (fs::temp_directory_path(problem) / "resumulator-tls-XXXXXX").string();
  if (problem || ::mkdtemp(name.data()) == nullptr) {
    return Unexpected(ErrorKind::kUsage,
                      "no temporary folder can be made for the certificate; give one with "
                      "--tls-dir");
  }
  out.folder_ = name;
  out.path_ = absolute(name + "/ca.pem");
  if (auto written = write_file(out.path_, pem); !written) return Unexpected(written.error());
  return out;
}

CaFile::~CaFile() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

}  // namespace resumulator::app
