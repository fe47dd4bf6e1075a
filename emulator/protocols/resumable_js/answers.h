// What the family is told, in JSON (switch body: or nothing, or the words of the Node sample).
//
// Source   docs/protocols/resumablejs.md, rules rjs.answer.*
// Threads  pure functions.
#pragma once

#include <resumulator/options_resumablejs.hpp>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/wire/http_message.h"
#include "protocols/resumable_js/names.h"

namespace resumulator::resumable_js {

/// The chunk is there; `whole`: and with it the file.
[[nodiscard]] Response stored_answer(const ResumableJsSwitches& switches, Dialect dialect,
                                     std::string_view identifier, bool whole);
/// To a test.
[[nodiscard]] Response present_answer(const ResumableJsSwitches& switches);
[[nodiscard]] Response absent_answer(const ResumableJsSwitches& switches);

[[nodiscard]] Response error_answer(const ResumableJsSwitches& switches, Dialect dialect, int status,
                                    std::string_view code, std::string_view text);
/// The status is that of the error's kind; its code is `where`.
[[nodiscard]] Response error_answer(const ResumableJsSwitches& switches, Dialect dialect,
                                    const Error& error);
/// "GET+HEAD" lists "GET".
[[nodiscard]] bool lists_method(std::string_view list, std::string_view method);
[[nodiscard]] Response method_not_allowed(const ResumableJsSwitches& switches);
[[nodiscard]] Response json_answer(int status, std::string body);

}  // namespace resumulator::resumable_js
