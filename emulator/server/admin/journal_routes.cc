// A lane's journal: filtered, one entry, waited for, emptied.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/base/units.h"
#include "core/wire/exchange_json.h"
#include "engine/engine.h"
#include "server/admin/admin.h"
#include "server/admin/har.h"

namespace resumulator {
namespace {

constexpr std::chrono::milliseconds kWaitMax = std::chrono::minutes(10);

/// What the query asks for. Every filter that is given must hold; names that are none are refused.
class JournalFilter {
 public:
  static Result<JournalFilter> parse(const Query& query) {
    JournalFilter filter;
    for (const auto& [name, value] : query.pairs()) {
      if (name == "format" || name == "limit" || name == "order" || name == "count" ||
          name == "timeout") {
        continue;
      }
      if (!is_known(name)) {
        return Unexpected(ErrorKind::kMalformed,
                          "No filter \"" + name +
                              "\"; there is operation, protocol, session, object, status, fault, "
                              "rule, conn, since_seq, until_seq.");
      }
      filter.wanted_.emplace_back(name, value);
    }
    return filter;
  }

  [[nodiscard]] bool fits(const RecordedExchange& exchange) const {
    return std::all_of(wanted_.begin(), wanted_.end(), [&](const auto& each) {
      return fits_one(exchange, each.first, each.second);
    });
  }

 private:
  static bool is_known(std::string_view name) {
    static constexpr std::string_view kNames[] = {"operation", "protocol", "session", "object",
                                                  "status",    "fault",    "rule",    "conn",
                                                  "since_seq", "until_seq"};
    return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
  }

  static bool fits_status(int status, std::string_view wanted) {
    if (wanted.size() == 3 && wanted.ends_with("xx")) return status / 100 == wanted[0] - '0';
    return std::to_string(status) == wanted;
  }

  static bool fits_one(const RecordedExchange& exchange, std::string_view name,
                       std::string_view value) {
    if (name == "operation") return to_string(exchange.operation) == value;
    if (name == "protocol") return exchange.protocol == value;
    if (name == "session") return std::to_string(exchange.session) == value;
    if (name == "object") return exchange.object == value;
    if (name == "status") return fits_status(exchange.status, value);
    if (name == "rule") return exchange.rule == value;
    if (name == "conn") return std::to_string(exchange.connection) == value;
    const auto number = parse_size(value);
    if (name == "since_seq") return number && exchange.seq > *number;
    if (name == "until_seq") return number && exchange.seq <= *number;
    return std::any_of(
        exchange.faults.begin(), exchange.faults.end(),
        [&](const FiredFault& fault) { return value == "*" || fault.rule == value; });
  }

  std::vector<std::pair<std::string, std::string>> wanted_;
};

Response journal(const LaneAsk& ask) {
  const auto& [context, request, lane] = ask;
  const auto filter = JournalFilter::parse(request.query);
  if (!filter) return control_error(400, filter.error().text);
  std::vector<RecordedExchange> list;
  lane.recorder().for_each([&](const RecordedExchange& exchange) {
    if (filter->fits(exchange)) list.push_back(exchange);
  });
  if (request.query.get("order") == "desc") std::reverse(list.begin(), list.end());
  if (const auto* limit = request.query.find("limit")) {
    const auto count = parse_size(*limit);
    if (!count) return control_error(400, "\"limit\" is a number.");
    if (list.size() > *count) list.resize(static_cast<std::size_t>(*count));
  }
  const std::string_view format = request.query.get("format");
  if (format == "har") {
    return control_json(200, to_har(list, [&recorder = lane.recorder()](std::uint64_t seq) {
                          return recorder.body(seq);
                        }));
  }
  const bool lines = format == "ndjson";
  if (!lines && !format.empty() && format != "json") {
    return control_error(400, "\"format\" is json, ndjson or har.");
  }
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
  const auto filter = JournalFilter::parse(request.query);
  if (!filter) return control_error(400, filter.error().text);
  const std::string timeout_text(request.query.has("timeout") ? request.query.get("timeout")
                                                              : std::string_view("10s"));
  const auto timeout = parse_duration(timeout_text);
  if (!timeout) return control_error(400, timeout.error().text);
  const auto count = parse_size(request.query.has("count") ? request.query.get("count") : "1");
  if (!count) return control_error(400, "\"count\" is a number.");
  const auto until = std::chrono::steady_clock::now() + std::min<Duration>(*timeout, kWaitMax);
  Recorder& recorder = lane.recorder();
  for (;;) {
    std::uint64_t hits = 0;
    const auto enough = recorder.wait_for(
        [&](const RecordedExchange& exchange) {
          return filter->fits(exchange) && ++hits >= *count;
        },
        std::chrono::milliseconds(0));
    if (enough || *count == 0) return journal(ask);
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return control_error(408, "Only " + std::to_string(hits) + " of " + std::to_string(*count) +
                                    " exchanges came in " + timeout_text + ".");
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
      "recorded exchanges (?operation= protocol session object status fault rule conn since_seq "
      "until_seq limit order format=json|ndjson|har)",
      journal);
  add_lane_route(control, context, "DELETE", "/journal", "empties it", empty);
  add_lane_route(control, context, "GET", "/journal/wait",
                 "answers when ?count= entries fit the filters, or after ?timeout=", wait);
  add_lane_route(control, context, "GET", "/journal/{seq}", "one entry", entry);
  add_lane_route(control, context, "GET", "/journal/{seq}/body",
                 "the bytes of its request, as many as --body-limit keeps", body);
}

}  // namespace resumulator
