// One recorded exchange as one line of JSON, and back: what the admin API shows, what a run folder
// keeps, what `judge` reads.
//
// Units    bytes; milliseconds with three decimals since the server started; `clock` is RFC 3339
//          with six. Spans half-open.
// Forms    members that say nothing are left out; a header field that came more than once is a
// list. Errors   kMalformed: not an object of this kind; the text names the member. Source
// docs/verdict.md, "The folder of a run". Threads  pure functions.
#pragma once

#include <resumulator/exchange.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace resumulator {

[[nodiscard]] std::string exchange_to_json(const RecordedExchange& exchange);
[[nodiscard]] Result<RecordedExchange> exchange_from_json(std::string_view line);
/// A whole journal: one exchange a line, or {"exchanges":[…]}. Errors name the entry.
[[nodiscard]] Result<std::vector<RecordedExchange>> journal_from_json(std::string_view text);

}  // namespace resumulator
