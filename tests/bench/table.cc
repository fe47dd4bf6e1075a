#include "table.h"

#include <algorithm>
#include <cstdio>

namespace resumulator::bench {

std::string text(const char* format, double value) {
  char out[64];
  std::snprintf(out, sizeof out, format, value);
  return out;
}

void row(const std::string& work, const std::string& figure, const std::string& yardstick,
         const std::string& bar, bool met) {
  std::printf("| %s | %s | %s | %s | %s |\n", work.c_str(), figure.c_str(), yardstick.c_str(),
              bar.c_str(), met ? "yes" : "**no**");
  std::fflush(stdout);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace resumulator::bench
