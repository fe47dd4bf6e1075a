// Runs a fuzz target over files and folders of inputs, where no fuzzer is at hand: seeds and past
// finds are ordinary tests with it.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

/// Runs one file; the name goes out first, so that a crash says whose it is.
bool replay(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    return false;
  }
  std::fprintf(stderr, "%s\n", path.c_str());
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  return true;
}

bool replay_all(const fs::path& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return replay(path);
  for (const auto& entry : fs::directory_iterator(path, failed)) {
    if (entry.is_regular_file(failed) && !replay(entry.path())) return false;
  }
  return !failed;
}

}  // namespace

int main(int argc, char** argv) {
  LLVMFuzzerTestOneInput(nullptr, 0);
  for (int i = 1; i < argc; ++i) {
    if (!replay_all(argv[i])) return 1;
  }
  return 0;
}
