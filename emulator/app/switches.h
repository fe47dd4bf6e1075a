// `resumulator switches`: every switch and limit with values, default and meaning.
#pragma once

namespace resumulator::app {

[[nodiscard]] int list_switches();

}  // namespace resumulator::app
