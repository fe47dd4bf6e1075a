// One row of the table, and what rows are computed with.
#pragma once

#include <string>
#include <vector>

namespace resumulator::bench {

[[nodiscard]] std::string text(const char* format, double value);
void row(const std::string& work, const std::string& figure, const std::string& yardstick,
         const std::string& bar, bool met);
[[nodiscard]] double median(std::vector<double> values);

}  // namespace resumulator::bench
