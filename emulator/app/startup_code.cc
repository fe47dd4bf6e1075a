#include "app/startup_code.h"

#include <sys/mman.h>

#include <charconv>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

namespace resumulator::app {
namespace {

/// "7f00-7f10 r-xp …": the two numbers.
bool parse_span(std::string_view line, std::uintptr_t& from, std::uintptr_t& to) {
  const char* const end = line.data() + line.size();
  const auto first = std::from_chars(line.data(), end, from, 16);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '-') return false;
  const auto second = std::from_chars(first.ptr + 1, end, to, 16);
  return second.ec == std::errc() && from < to;
}

}  // namespace

void release_startup_code() {
  std::ifstream maps("/proc/self/maps");
  std::string line;
  while (std::getline(maps, line)) {
    std::uintptr_t from = 0;
    std::uintptr_t to = 0;
    // Code out of files is never written to, so nothing is lost; other pages may be.
    const bool code =
        line.find(" r-xp ") != std::string::npos && line.find('/') != std::string::npos;
    if (!code || !parse_span(line, from, to)) continue;
    ::madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
  }
}

}  // namespace resumulator::app
