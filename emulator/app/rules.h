// `resumulator rules`: the rule book, for people or as JSON.
#pragma once

namespace resumulator::app {

[[nodiscard]] int list_rules(bool json);

}  // namespace resumulator::app
