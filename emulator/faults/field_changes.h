// Header fields an action sets and drops: its members `set` and `drop`.
//
// Written  { "set": { "Name": "value" }, "drop": [ "Name" ] }
// Errors   kMalformed, `where` = pointer below the action.
// Threads  pure functions.
#pragma once

#include <string>
#include <vector>

#include "faults/fault.h"
#include "faults/params.h"

namespace resumulator {

/// Of an object whose members are known.
[[nodiscard]] Result<void> check_field_changes(const Params& params);
/// Adds what was checked.
void add_field_changes(const Params& params, HeaderList& set, std::vector<std::string>& drop);

}  // namespace resumulator
