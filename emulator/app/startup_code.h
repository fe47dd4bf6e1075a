// Gives back memory that only the start of the program needed.
//
// Threads  any.
#pragma once

namespace resumulator::app {

/// Unmaps the pages of code that are in memory now; those that are needed again come back from the
/// page cache at their next use. Linux; elsewhere nothing happens.
void release_startup_code();

}  // namespace resumulator::app
