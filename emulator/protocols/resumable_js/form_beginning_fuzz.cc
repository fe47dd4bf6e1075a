// Fuzz target of the beginnings of forms: the first byte is the size of the pieces in which it
// grows, the rest a body, taken as urlencoded and as multipart with the boundary "b". Any pieces
// tell the same fields, at a cost that does not grow with their number.
#include <algorithm>
#include <string>

#include "core/base/claim.h"
#include "core/wire/form_reader.h"
#include "protocols/resumable_js/form_beginning.h"

using namespace resumulator;
using resumable_js::Fields;
using resumable_js::FormBeginning;

namespace {

const ResumableJsSwitches kSwitches;

/// Every field's name and value, as `beginning` has them; the names are those of the whole form.
std::string told(const FormBeginning& beginning, std::string_view text, const MediaType& type) {
  MemoryBody body{std::string(text)};
  FormReader form(body, type);
  std::string all;
  for (Result<bool> more = form.next(); more && *more; more = form.next()) {
    const auto value = beginning.fields().get(form.name(), kSwitches);
    all += form.name() + "=" + (value ? value->value_or("(none)") : "(twice)") + "\n";
  }
  return all;
}

void check(std::string_view text, const char* type_text, std::size_t piece) {
  const MediaType type = parse_media_type(type_text).value();
  FormBeginning whole(type_text, kSwitches, Fields());
  FormBeginning pieces(type_text, kSwitches, Fields());
  const bool known = whole.see(text);
  bool known_then = false;
  for (std::size_t at = 0; at < text.size() && !known_then;) {
    at = std::min(at + piece, text.size());
    known_then = pieces.see(text.substr(0, at));
  }
  claim(known == known_then || text.empty());
  claim(told(whole, text, type) == told(pieces, text, type));
  claim(pieces.read() <= 3 * text.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view text = fuzz_text(data, size).substr(1);
  check(text, "application/x-www-form-urlencoded", 1 + data[0] % 64);
  check(text, "multipart/form-data; boundary=b", 1 + data[0] % 64);
  return 0;
}
