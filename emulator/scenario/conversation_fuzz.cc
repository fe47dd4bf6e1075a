// Fuzz target of conversation patterns: pattern, a line break, operations one a letter. A pattern
// in parentheses means the same; "...", with any pattern beside it as a choice, fits everything.
// (Not so with "~": what a pattern that ends in it leaves open depends on where it ends.)
#include "core/base/claim.h"
#include "core/base/strings.h"
#include "scenario/conversation.h"

using namespace resumulator;

namespace {

std::vector<Utterance> said(std::string_view letters) {
  std::vector<Utterance> out;
  for (const char c : letters.substr(0, 64)) {
    Utterance each;
    each.operation = static_cast<Operation>(static_cast<unsigned char>(c) % 6);
    each.status = c % 2 == 0 ? 200 + c : 503;
    if (c % 7 == 0) each = {each.operation, 0, "reset", 0};
    each.seq = out.size() + 1;
    out.push_back(each);
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Halves halves = split_once(fuzz_text(data, size), '\n');
  const auto pattern = Conversation::parse(halves.first);
  if (!pattern) {
    claim(!pattern.error().text.empty());
    return 0;
  }
  const auto talk = said(halves.second);
  const auto match = pattern->match(talk);
  claim(match.matched <= talk.size());
  claim(!match.whole || match.matched == talk.size());
  if (halves.first.find('~') != std::string_view::npos) return 0;
  const auto group = Conversation::parse("(" + std::string(halves.first) + ")");
  if (group) claim(group->match(talk).whole == match.whole);
  const auto any = Conversation::parse("(...|" + std::string(halves.first) + ")");
  if (any) claim(any->match(talk).whole);
  return 0;
}
