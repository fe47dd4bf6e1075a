// The words that logs, records and scenarios use for the public enumerations.
#include <resumulator/exchange.hpp>

namespace resumulator {

const char* to_string(Operation operation) {
  switch (operation) {
    case Operation::kCreate:
      return "create";
    case Operation::kAppend:
      return "append";
    case Operation::kFinalize:
      return "finalize";
    case Operation::kQuery:
      return "query";
    case Operation::kCancel:
      return "cancel";
    case Operation::kSimple:
      return "simple";
    case Operation::kDownload:
      return "download";
    case Operation::kStat:
      return "stat";
    case Operation::kList:
      return "list";
    case Operation::kDelete:
      return "delete";
    case Operation::kOther:
      return "other";
  }
  return "other";
}

const char* to_string(Ending ending) {
  switch (ending) {
    case Ending::kAnswered:
      return "answered";
    case Ending::kCut:
      return "cut";
    case Ending::kAnswerLost:
      return "answer lost";
    case Ending::kStopped:
      return "stopped";
    case Ending::kReset:
      return "reset";
    case Ending::kClosed:
      return "closed";
    case Ending::kHung:
      return "hung";
    case Ending::kGarbage:
      return "garbage";
  }
  return "answered";
}

}  // namespace resumulator
