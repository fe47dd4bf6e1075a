// A lane's journal: filtered, one entry, waited for, emptied.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/base/units.h"
#include "core/wire/exchange_json.h"
#include "engine/engine.h"
#include "server/admin/admin.h"
#include "server/admin/har.h"
#include "server/admin/journal_question.h"

namespace resumulator {
namespace {

/// What there is now, as it is wanted.
Response shown(ServedLane& lane, const JournalQuestion& question) {
  std::vector<RecordedExchange> list;
  lane.recorder().for_each([&](const RecordedExchange& exchange) {
    if (question.fits(exchange)) list.push_back(exchange);
  });
  if (question.newest_first) std::reverse(list.begin(), list.end());
  if (list.size() > question.limit) list.resize(static_cast<std::size_t>(question.limit));
  using Format = JournalQuestion::Format;
  if (question.format == Format::kHar) {
    return control_json(200, to_har(list, [&recorder = lane.recorder()](std::uint64_t seq) {
                          return recorder.body(seq);
                        }));
  }
  const bool lines = question.format == Format::kLines;
  std::string out = lines ? "" : "{\"exchanges\":[";
  for (std::size_t i = 0; i < list.size(); ++i) {
    out += lines ? (i == 0 ? "" : "\n") : (i == 0 ? "\n" : ",\n");
    out += exchange_to_json(list[i]);
  }
  if (!lines) out += "]}";
  Response response = control_json(200, std::move(out));
  if (lines) response.headers.set("Content-Type", "application/x-ndjson");
  return response;
}

Response journal(const LaneAsk& ask) {
  const auto question = JournalQuestion::parse(ask.request.query);
  return question ? shown(ask.lane, *question) : admin_error(question.error());
}

Response entry(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const std::string& seq = request.names.at("seq");
  std::optional<RecordedExchange> hit;
  lane.recorder().for_each([&](const RecordedExchange& exchange) {
    if (std::to_string(exchange.seq) == seq) hit = exchange;
  });
  return hit ? control_json(200, exchange_to_json(*hit))
             : control_error(404, "The journal has no entry " + seq + ".");
}

/// The bytes of its request as they came, as many as are kept.
Response body(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto seq = parse_u64(request.names.at("seq"));
  const auto kept = seq ? lane.recorder().body(*seq) : nullptr;
  if (!kept || (kept->bytes.empty() && kept->size > 0)) {
    return control_error(404, "No body is kept of entry " + request.names.at("seq") +
                                  "; --body-limit SIZE says how much of each is.");
  }
  Response response;
  response.headers.add(
      "Content-Type", kept->content_type.empty() ? "application/octet-stream" : kept->content_type);
  // Whoever looks at it in a browser must not run what a client has sent.
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Content-Security-Policy", "sandbox");
  response.headers.add("X-Emu-Body-Size", std::to_string(kept->size));
  response.headers.add("X-Emu-Body-SHA256", kept->sha256);
  response.body = kept->bytes;
  return response;
}

/// Until `count` entries fit; looks now and then whether the asker is still there.
Response wait(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto question = JournalQuestion::parse(request.query);
  if (!question) return admin_error(question.error());
  const auto until = std::chrono::steady_clock::now() + question->timeout;
  Recorder& recorder = lane.recorder();
  for (;;) {
    std::uint64_t hits = 0;
    const auto enough = recorder.wait_for(
        [&](const RecordedExchange& exchange) {
          return question->fits(exchange) && ++hits >= question->count;
        },
        std::chrono::milliseconds(0));
    if (enough || question->count == 0) return shown(lane, *question);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return control_error(408, "Only " + std::to_string(hits) + " of " +
                                    std::to_string(question->count) + " exchanges came in " +
                                    format_duration(question->timeout) + ".");
    }
    if (request.gone() || context.engine.stopping()) return control_error(503, "Broken off.");
    recorder.wait_for_more(std::min(left, std::chrono::milliseconds(50)));
  }
}

Response empty(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  lane.recorder().clear();
  return admin_answer(200, {{"emptied", lane.name()}});
}

}  // namespace

void add_journal_routes(Control& control, const AdminContext& context) {
  add_lane_route(
      control, context, "GET", "/journal",
      "recorded exchanges that meet all filters (?format=json|ndjson|har, ?order=desc, ?limit=)",
      journal, {.query = JournalQuestion::names(false)});
  add_lane_route(control, context, "DELETE", "/journal", "empties it", empty);
  add_lane_route(control, context, "GET", "/journal/wait",
                 "answers when ?count= entries fit the filters, 408 after ?timeout=", wait,
                 {.query = JournalQuestion::names(true)});
  add_lane_route(control, context, "GET", "/journal/{seq}", "one entry", entry);
  add_lane_route(control, context, "GET", "/journal/{seq}/body",
                 "the bytes of its request, as many as --body-limit keeps", body);
}

}  // namespace resumulator
