// The verdict on what a lane's client has done so far.
#include <nlohmann/json.hpp>

#include "engine/engine.h"
#include "server/admin/admin.h"
#include "server/lane_case.h"
#include "verdict/report.h"

namespace resumulator {
namespace {

Response verdict(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto scenario = context.cases.of(lane.name());
  const Evidence evidence = evidence_of(lane, *scenario);
  const Verdict result = judge(evidence, *scenario);
  tell_event(ask, "verdict", {{"scenario", scenario->name}, {"outcome", to_string(result.outcome)}});
  const std::string_view format = request.query.get("format");
  if (format.empty() || format == "json") return control_json(200, to_json(result));
  const auto plain = [](const char* type, std::string text) {
    Response response = control_json(200, std::move(text));
    response.headers.set("Content-Type", type);
    return response;
  };
  if (format == "text") return plain("text/plain; charset=utf-8", to_text(result, evidence));
  if (format == "md") return plain("text/markdown; charset=utf-8", to_markdown({result}));
  if (format == "junit") {
    return plain("application/xml; charset=utf-8", to_junit({{"resumulator", result, {}}}));
  }
  return control_error(400, "\"format\" is json, text, md or junit.");
}

}  // namespace

void add_verdict_routes(Control& control, const AdminContext& context) {
  for (const char* method : {"GET", "POST"}) {
    add_lane_route(control, context, method, "/verdict",
                   "the verdict now (?format=json|text|md|junit)", verdict, {.query = {"format"}});
  }
}

}  // namespace resumulator
