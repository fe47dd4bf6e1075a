// GET /events: what happens, as server-sent events.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/did_you_mean.h"
#include "core/base/strings.h"
#include "engine/engine.h"
#include "engine/events.h"
#include "engine/lanes.h"
#include "server/admin/admin.h"

namespace resumulator {
namespace {

// How often a silent stream looks whether its reader has left.
constexpr std::chrono::milliseconds kLook{100};

const std::vector<std::string_view> kKinds = {"request.start", "request.point", "fault",
                                              "request.end",   "session",       "object",
                                              "clock",         "scenario",      "verdict"};

class EventStream final : public BodyProducer {
 public:
  EventStream(Events& events, std::uint64_t from, std::string lane, std::vector<std::string> kinds,
              std::function<bool()> ended)
      : events_(events),
        last_(from),
        lane_(std::move(lane)),
        kinds_(std::move(kinds)),
        ended_(std::move(ended)) {}

  std::int64_t produce(char* into, std::size_t size) override {
    while (text_.empty()) {
      if (ended_()) return 0;
      for (const Event& event : events_.after(last_, kLook)) {
        last_ = event.id;
        if (fits(event)) {
          text_ += "id: " + std::to_string(event.id) + "\nevent: " + event.kind +
                   "\ndata: " + event.data + "\n\n";
        }
      }
    }
    const std::size_t went = text_.copy(into, size);
    text_.erase(0, went);
    return static_cast<std::int64_t>(went);
  }

 private:
  [[nodiscard]] bool fits(const Event& event) const {
    return (lane_.empty() || lane_ == event.lane) &&
           (kinds_.empty() || std::find(kinds_.begin(), kinds_.end(), event.kind) != kinds_.end());
  }

  Events& events_;
  std::uint64_t last_;
  const std::string lane_;
  const std::vector<std::string> kinds_;
  const std::function<bool()> ended_;
  std::string text_ = ": resumulator\n\n";  // the reader knows that it is listening
};

Response listen(const AdminContext& context, const ControlRequest& request) {
  Engine& engine = context.engine;
  std::uint64_t from = engine.events().begin();
  if (!request.last_event_id.empty()) {
    const auto seen = parse_u64(request.last_event_id);
    if (!seen) return control_error(400, "Last-Event-ID is a number.");
    from = std::min(*seen, from);
  }
  std::vector<std::string> kinds;
  if (const auto* wanted = request.query.find("kinds")) {
    for (const auto kind : split(*wanted, ',')) {
      if (std::find(kKinds.begin(), kKinds.end(), kind) == kKinds.end()) {
        return control_error(400, "No event is called \"" + std::string(kind) + "\"" +
                                      did_you_mean_one_of(kind, kKinds));
      }
      kinds.emplace_back(kind);
    }
  }
  // With auto_lanes it may be opened by the next request.
  const std::string lane(request.query.get("lane"));
  if (!lane.empty() && !context.options.auto_lanes && !engine.lanes().find(lane)) {
    return control_error(404, "There is no lane \"" + lane + "\".");
  }
  Response response;
  response.headers.add("Content-Type", "text/event-stream");
  response.headers.add("Cache-Control", "no-store");
  response.producer = std::make_unique<EventStream>(
      engine.events(), from, lane, std::move(kinds),
      [&engine, gone = request.gone] { return engine.stopping() || gone(); });
  return response;
}

}  // namespace

void tell_event(const LaneAsk& ask, const char* kind, const AdminJson& data) {
  Events& events = ask.context.engine.events();
  if (!events.wanted()) return;
  events.publish(kind, ask.lane.name(),
                 data.dump(-1, ' ', false, AdminJson::error_handler_t::replace));
}

void add_event_routes(Control& control, const AdminContext& context) {
  control.add(
      {"GET",
       "/events",
       "server-sent events: request.start, request.point, fault, request.end, session, object, "
       "clock, scenario, verdict (?lane=&kinds=a,b; Last-Event-ID)",
       [context](const ControlRequest& request) { return listen(context, request); },
       {.query = {"lane", "kinds"}}});
}

}  // namespace resumulator
