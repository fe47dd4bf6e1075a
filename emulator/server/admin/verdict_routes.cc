// The verdict on what a lane's client has done so far.
#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "core/base/units.h"
#include "engine/engine.h"
#include "server/admin/admin.h"
#include "server/lane_case.h"
#include "verdict/report.h"

namespace resumulator {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{50};  // how soon it is seen that the asker has gone
constexpr Duration kQuietMax = std::chrono::minutes(1);
constexpr Duration kPatience = std::chrono::minutes(10);

/// Tells whether a lane's journal has grown since it was last asked.
class Growth {
 public:
  explicit Growth(Recorder& recorder) : recorder_(recorder) { static_cast<void>(seen()); }
  [[nodiscard]] bool seen() {
    bool grown = false;
    if (const auto epoch = recorder_.epoch(); epoch != epoch_) {
      epoch_ = epoch;
      last_ = 0;
      grown = true;
    }
    last_ = std::max(last_, recorder_.dropped());
    for (; recorder_.entry({epoch_, last_ + 1}); ++last_) grown = true;
    return grown;
  }

 private:
  Recorder& recorder_;
  std::uint64_t epoch_ = 0;
  std::uint64_t last_ = 0;
};

/// Waits until no request was under way in the lane for so long. An answer: it is not to be.
std::optional<Response> wait_for_quiet(const LaneAsk& ask, Duration quiet) {
  const auto& [context, request, lane] = ask;
  const auto begun = SteadyClock::now();
  auto since = begun;
  for (Growth growth(lane.recorder());;) {
    const auto now = SteadyClock::now();
    const bool busy = lane.active() > 0;
    if (growth.seen() || busy) since = now;
    if (now - since >= quiet) return std::nullopt;
    if (now - begun > kPatience) {
      return control_error(408, "The lane was never quiet in " + format_duration(kPatience) + ".");
    }
    if (request.gone() || context.engine.stopping()) return control_error(503, "Broken off.");
    lane.recorder().wait_for_more(kLook);
  }
}

/// `quiet_for` of the query: nothing where there is none.
Result<Duration> wished_quiet(const Query& query) {
  if (!query.has("quiet_for")) return Duration(0);
  const auto quiet = parse_duration(query.get("quiet_for"));
  if (!quiet || *quiet <= kQuietMax) return quiet;
  return Unexpected(ErrorKind::kMalformed,
                    "\"quiet_for\" is at most " + format_duration(kQuietMax) + ".");
}

Response verdict(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto quiet = wished_quiet(request.query);
  if (!quiet) return admin_error(quiet.error());
  if (*quiet > Duration(0)) {
    if (auto refused = wait_for_quiet(ask, *quiet)) return *std::move(refused);
  }
  const auto scenario = context.cases.of(lane.name());
  const Evidence evidence = evidence_of(lane, *scenario);
  const Verdict result = judge(evidence, *scenario);
  tell_event(ask, "verdict",
             {{"scenario", scenario->name}, {"outcome", to_string(result.outcome)}});
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
                   "the verdict now, or once the lane was quiet (?format=json|text|md|junit, "
                   "?quiet_for=2s)",
                   verdict, {.query = {"format", "quiet_for"}});
  }
}

}  // namespace resumulator
