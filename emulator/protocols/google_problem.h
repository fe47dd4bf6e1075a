// What Google's JSON APIs say when something is wrong: the envelope of google.rpc.
//
//   {"error": {"code": 404, "message": "…", "status": "NOT_FOUND"}}
//
// Source   docs/protocols/google-photos.md, rules photos.error.*; google-gemini.md
// Threads  plain values.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "core/wire/http_message.h"

namespace resumulator::google_api {

struct Problem {
  int status = 400;
  std::string message;
  std::string_view word{};  ///< of google.rpc; empty: that of the status
};

/// A value, or what the client gets instead.
template <typename T>
using Checked = std::variant<T, Problem>;

/// The word of google.rpc for a status: "INVALID_ARGUMENT".
[[nodiscard]] std::string_view status_word(int status);
/// Its number: 3.
[[nodiscard]] int rpc_code(int status);

/// `legacy`: with the array "errors" that old generated clients ask for by alt=json.
[[nodiscard]] Response problem_answer(const Problem& problem, bool legacy);
/// 200 with JSON.
[[nodiscard]] Response json_answer(std::string body, int status = 200);
/// The page of an address that is none.
[[nodiscard]] Response no_such_page(std::string_view path);

/// "Invalid value at 'file.name' (TYPE_STRING), 7": a member of a JSON body is not what it must be.
/// `json`: the member as it came; long ones are cut.
[[nodiscard]] std::string mistyped(std::string_view place, std::string_view type, std::string json);

[[nodiscard]] Problem invalid(std::string message);
[[nodiscard]] Problem not_found();
[[nodiscard]] Problem unavailable();

}  // namespace resumulator::google_api
