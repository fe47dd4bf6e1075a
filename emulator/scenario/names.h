// What a scenario names and the grammar alone cannot know: rules of its own, rules of the books,
// buckets and objects of the service, files.
//
// Codes    E005 a name the service refuses, E006 a rule nobody has, E010 a file that is not there,
//          W006 a rule of a book whose protocol is off.
// Threads  one thread.
#pragma once

#include "scenario/load.h"
#include "scenario/placed_json.h"
#include "scenario/reader.h"

namespace resumulator {

/// `root` is the case that `scenario` was read from. Rules that expectations name are written out,
/// with their scenario. `part`: rules it does not have may be those of what it will be joined with.
void check_names(Reader& reader, const Node& root, Scenario& scenario, const LoadOptions& options,
                 bool part);
/// The same for rules of the others, after they are joined.
void settle_names(Loaded& joined);

}  // namespace resumulator
