// What `resumulator new NAME` writes.
#include <nlohmann/json.hpp>

#include "scenario/load.h"

namespace resumulator {

std::string scenario_template(std::string_view name) {
  const std::string quoted =
      nlohmann::json(name).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return R"({
  "scenario": )" +
         quoted +
         R"(,
  "about": "What goes wrong in the real world, in a sentence.",

  // The file your client uploads; its path is {payload} on the command line.
  "given": { "payload": { "size": "9 MiB", "seed": 1 } },

  // When such a request comes, at that place of it, do this. Once, unless "times" says otherwise.
  // Places: headers, body:N, object:N, body, stored, answer:N, answered.
  "rules": [
    { "name": "cut the second chunk",
      "when": { "operation": "upload", "nth": 2 },
      "at": "body:100 KiB",
      "do": "reset" }
  ],

  // What a correct client does. "level": "should" reports without failing the run.
  "expect": [
    { "completes": { "objects": 1 } },
    { "object": { "equals": "payload" } },
    { "asks_before_resuming": true },
    { "resumes_at": "reported" }
  ]
}
)";
}

}  // namespace resumulator
