// A small process between a run and its client: it is the parent of everything that the client
// starts and leaves, whatever group or session that has gone to, and ends all of it.
//
// Promises  when its channel closes (the case is over, or the run itself is gone) every descendant
//           of the client is ended and reaped before it exits; two seconds at most. Where the
//           kernel makes it no reaper of orphans, or there is no /proc, the client's process group
//           is ended, no more.
// Channel   a socket of packets. To it: kAskToEnd, kEnd, of one byte, for the client's group.
//           From it: ReaperNews, one when the client was started or could not be, one at its end.
// Threads   one; it is a process of its own.
#pragma once

#include <cstdint>
#include <string_view>

namespace resumulator::app {

/// The first word of the command line that makes this program a reaper; the client's words follow.
inline constexpr std::string_view kReaperWord = "reap-client";
/// Where the reaper finds its channel.
inline constexpr int kReaperChannel = 3;

inline constexpr char kAskToEnd = 't';
inline constexpr char kEnd = 'k';

struct ReaperNews {
  enum class Kind : std::uint8_t { kStarted, kEnded };
  Kind kind = Kind::kStarted;
  int value = 0;  ///< of the start an errno, 0: it runs; of the end what wait() says
};

/// Exit code. `client`: the program first, looked for in PATH, and a null pointer last.
[[nodiscard]] int reap_client(char** client);

}  // namespace resumulator::app
