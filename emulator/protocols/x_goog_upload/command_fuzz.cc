// Any text is a set of commands or an error; a set printed and read again is the same set.
#include "core/base/claim.h"
#include "protocols/x_goog_upload/command.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace resumulator;
  const auto commands = x_goog_upload::parse_commands(fuzz_text(data, size));
  if (!commands) {
    claim(commands.error().kind == ErrorKind::kMalformed);
    return 0;
  }
  const auto again = x_goog_upload::parse_commands(x_goog_upload::to_string(*commands));
  claim(again && *again == *commands);
  return 0;
}
