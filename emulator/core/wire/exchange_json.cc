#include "core/wire/exchange_json.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/wire/times.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;
using Micros = std::chrono::microseconds;

double milliseconds(Micros time) { return static_cast<double>(time.count()) / 1000; }

/// RFC 3339 with all six digits of the second: format_rfc3339 has three.
std::string precise(TimePoint time) {
  auto text = format_rfc3339(time);
  auto digits = std::to_string((time.time_since_epoch().count() % 1000 + 1000) % 1000);
  digits.insert(0, 3 - digits.size(), '0');
  return text.insert(text.size() - 1, digits);
}

Json headers_json(const HeaderList& headers) {
  Json out = Json::object();
  for (const auto& [name, value] : headers) {
    Json& slot = out[name];
    if (slot.is_null()) {
      slot = value;
    } else if (slot.is_string()) {
      slot = Json::array({slot, value});
    } else {
      slot.push_back(value);
    }
  }
  return out;
}

Json number_or_null(const std::optional<std::uint64_t>& number) {
  return number ? Json(*number) : Json(nullptr);
}

void add_request(Json& out, const RecordedExchange& exchange) {
  out["conn"] = exchange.connection;
  out["conn_request"] = exchange.connection_seq;
  out["t_ms"] = milliseconds(exchange.started);
  out["ended_ms"] = milliseconds(exchange.ended);
  out["visible_ms"] = milliseconds(exchange.visible);
  out["clock"] = precise(exchange.clock);
  out["protocol"] = exchange.protocol;
  out["operation"] = to_string(exchange.operation);
  out["rule"] = exchange.rule;
  out["method"] = exchange.method;
  out["target"] = exchange.target;
  if (exchange.https) out["scheme"] = "https";
}

void add_faults(Json& out, const RecordedExchange& exchange) {
  if (!exchange.faults.empty()) {
    Json& list = out["faults"] = Json::array();
    for (const auto& fault : exchange.faults) {
      list.push_back({{"rule", fault.rule},
                      {"at", fault.at},
                      {"did", fault.did},
                      {"draw", fault.draw ? Json(*fault.draw) : Json(nullptr)}});
    }
  }
  if (!exchange.shadowed.empty()) out["shadowed"] = exchange.shadowed;
  if (exchange.disagrees) out["disagrees"] = *exchange.disagrees;
}

void add_progress(Json& out, const RecordedExchange& exchange) {
  if (exchange.session != 0) out["session"] = exchange.session;
  if (!exchange.bucket.empty()) out["bucket"] = exchange.bucket;
  if (!exchange.object.empty()) out["object"] = exchange.object;
  if (exchange.generation != 0) out["object_generation"] = exchange.generation;
  if (exchange.claimed) {
    out["claimed"] = {{"from", exchange.claimed->from},
                      {"to", number_or_null(exchange.claimed->to)},
                      {"total", number_or_null(exchange.claimed->total)}};
  }
  out["received"] = exchange.received;
  if (!exchange.body_sha256.empty()) out["body_sha256"] = exchange.body_sha256;
  if (exchange.persisted_before) out["before"] = *exchange.persisted_before;
  if (exchange.persisted_after) out["after"] = *exchange.persisted_after;
}

/// The points it passed, in the order of time.
Json points_json(const RecordedExchange& exchange) {
  Json out = {{"headers", milliseconds(exchange.started)}};
  if (exchange.points.body) out["body"] = milliseconds(*exchange.points.body);
  if (exchange.points.stored) out["stored"] = milliseconds(*exchange.points.stored);
  if (exchange.ending == Ending::kAnswered) out["answered"] = milliseconds(exchange.visible);
  return out;
}

/// Reads members of one object; remembers the first that is not what it should be.
class Members {
 public:
  explicit Members(const Json& object) : object_(object) {}

  template <typename Number>
  void number(const char* name, Number& into) {
    const Json* found = find(name);
    if (found == nullptr) return;
    if (!found->is_number_unsigned() ||
        found->get<std::uint64_t>() > std::numeric_limits<Number>::max()) {
      return wrong(name);
    }
    into = static_cast<Number>(found->get<std::uint64_t>());
  }
  void number(const char* name, std::optional<std::uint64_t>& into) {
    if (find(name) != nullptr) number(name, into.emplace());
  }
  void time(const char* name, Micros& into) {
    const Json* found = find(name);
    if (found == nullptr) return;
    if (!found->is_number() || found->get<double>() < 0 || found->get<double>() > 1e12) {
      return wrong(name);
    }
    into = Micros(std::llround(found->get<double>() * 1000));
  }
  void time(const char* name, std::optional<Micros>& into) {
    if (find(name) != nullptr) time(name, into.emplace());
  }
  void text(const char* name, std::string& into) {
    const Json* found = find(name);
    if (found == nullptr) return;
    if (!found->is_string()) return wrong(name);
    into = found->get<std::string>();
  }
  /// A word of an enumeration that has `last` as its last.
  template <typename Enum>
  void word(const char* name, Enum last, Enum& into) {
    std::string text_of;
    text(name, text_of);
    if (text_of.empty()) return;
    for (int i = 0; i <= static_cast<int>(last); ++i) {
      if (text_of != to_string(static_cast<Enum>(i))) continue;
      into = static_cast<Enum>(i);
      return;
    }
    wrong(name);
  }
  void headers(const char* name, HeaderList& into) {
    const Json* found = find(name);
    if (found == nullptr) return;
    if (!found->is_object()) return wrong(name);
    for (const auto& [field, value] : found->items()) {
      const Json list = value.is_array() ? value : Json::array({value});
      for (const Json& each : list) {
        if (!each.is_string()) return wrong(name);
        into.emplace_back(field, each.get<std::string>());
      }
    }
  }
  void texts(const char* name, std::vector<std::string>& into) {
    const Json* found = find(name);
    if (found == nullptr) return;
    if (!found->is_array()) return wrong(name);
    for (const Json& each : *found) {
      if (!each.is_string()) return wrong(name);
      into.push_back(each.get<std::string>());
    }
  }
  /// The member, unless it is absent or null.
  [[nodiscard]] const Json* find(const char* name) const {
    const auto found = object_.find(name);
    return found == object_.end() || found->is_null() ? nullptr : &*found;
  }
  void wrong(const std::string& name) {
    if (wrong_.empty()) wrong_ = name;
  }
  [[nodiscard]] const std::string& first_wrong() const { return wrong_; }

 private:
  const Json& object_;
  std::string wrong_;
};

void read_claim(Members& members, RecordedExchange& exchange) {
  const Json* claimed = members.find("claimed");
  if (claimed == nullptr) return;
  if (!claimed->is_object()) return members.wrong("claimed");
  Members inner(*claimed);
  ClaimedRange& range = exchange.claimed.emplace();
  inner.number("from", range.from);
  inner.number("to", range.to);
  inner.number("total", range.total);
  if (!inner.first_wrong().empty()) members.wrong("claimed." + inner.first_wrong());
}

void read_faults(Members& members, RecordedExchange& exchange) {
  const Json* list = members.find("faults");
  if (list == nullptr) return;
  if (!list->is_array()) return members.wrong("faults");
  for (const Json& each : *list) {
    if (!each.is_object()) return members.wrong("faults");
    Members inner(each);
    FiredFault fault;
    inner.text("rule", fault.rule);
    inner.text("at", fault.at);
    inner.text("did", fault.did);
    if (const Json* draw = inner.find("draw")) {
      if (!draw->is_number()) return members.wrong("faults");
      fault.draw = draw->get<double>();
    }
    if (!inner.first_wrong().empty()) members.wrong("faults." + inner.first_wrong());
    exchange.faults.push_back(std::move(fault));
  }
}

void read_times(Members& members, RecordedExchange& exchange) {
  members.time("t_ms", exchange.started);
  members.time("ended_ms", exchange.ended);
  exchange.visible = exchange.ended;
  members.time("visible_ms", exchange.visible);
  if (const Json* points = members.find("points")) {
    if (!points->is_object()) return members.wrong("points");
    Members inner(*points);
    inner.time("body", exchange.points.body);
    inner.time("stored", exchange.points.stored);
    if (!inner.first_wrong().empty()) members.wrong("points." + inner.first_wrong());
  }
  std::string clock;
  members.text("clock", clock);
  if (clock.empty()) return;
  const auto time = parse_rfc3339(clock);
  if (!time) return members.wrong("clock");
  exchange.clock = *time;
}

Result<RecordedExchange> read(const Json& json) {
  if (!json.is_object()) return Unexpected(ErrorKind::kMalformed, "an exchange is an object");
  Members members(json);
  RecordedExchange exchange;
  members.number("seq", exchange.seq);
  members.text("lane", exchange.lane);
  members.number("generation", exchange.rules_generation);
  members.number("conn", exchange.connection);
  members.number("conn_request", exchange.connection_seq);
  read_times(members, exchange);
  members.text("protocol", exchange.protocol);
  members.word("operation", Operation::kOther, exchange.operation);
  members.text("rule", exchange.rule);
  members.text("method", exchange.method);
  members.text("target", exchange.target);
  std::string scheme;
  members.text("scheme", scheme);
  exchange.https = scheme == "https";
  members.number("session", exchange.session);
  members.text("bucket", exchange.bucket);
  members.text("object", exchange.object);
  members.number("object_generation", exchange.generation);
  read_claim(members, exchange);
  members.number("received", exchange.received);
  members.text("body_sha256", exchange.body_sha256);
  members.number("before", exchange.persisted_before);
  members.number("after", exchange.persisted_after);
  read_faults(members, exchange);
  members.texts("shadowed", exchange.shadowed);
  members.number("disagrees", exchange.disagrees);
  members.number("answer", exchange.status);
  members.number("sent", exchange.sent);
  members.word("ended", Ending::kGarbage, exchange.ending);
  std::vector<std::string> notes;
  members.texts("notes", notes);
  for (const std::string& note : notes) exchange.note += (exchange.note.empty() ? "" : "; ") + note;
  members.headers("request_headers", exchange.request_headers);
  members.headers("response_headers", exchange.response_headers);
  if (exchange.seq == 0) members.wrong("seq");
  if (const auto& wrong = members.first_wrong(); !wrong.empty()) {
    return Unexpected(ErrorKind::kMalformed, "the member \"" + wrong + "\" is missing or wrong");
  }
  return exchange;
}

Json parse(std::string_view text) { return Json::parse(text, nullptr, false); }

}  // namespace

std::string exchange_to_json(const RecordedExchange& exchange) {
  Json out = {{"seq", exchange.seq}, {"lane", exchange.lane.empty() ? "main" : exchange.lane}};
  if (exchange.rules_generation != 0) out["generation"] = exchange.rules_generation;
  add_request(out, exchange);
  add_progress(out, exchange);
  out["points"] = points_json(exchange);
  add_faults(out, exchange);
  out["answer"] = exchange.status == 0 ? Json(nullptr) : Json(exchange.status);
  out["sent"] = exchange.sent;
  out["ended"] = to_string(exchange.ending);
  if (!exchange.note.empty()) out["notes"] = Json::array({exchange.note});
  out["request_headers"] = headers_json(exchange.request_headers);
  out["response_headers"] = headers_json(exchange.response_headers);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<RecordedExchange> exchange_from_json(std::string_view line) {
  const Json json = parse(line);
  if (json.is_discarded()) return Unexpected(ErrorKind::kMalformed, "this is not JSON");
  return read(json);
}

Result<std::vector<RecordedExchange>> journal_from_json(std::string_view text) {
  std::vector<RecordedExchange> all;
  const auto take = [&](const Json& json, std::size_t number) -> Result<void> {
    auto exchange =
        json.is_discarded() ? Unexpected(ErrorKind::kMalformed, "this is not JSON") : read(json);
    if (!exchange) {
      return Unexpected(ErrorKind::kMalformed, "entry " + std::to_string(number) +
                                                   " of the journal: " + exchange.error().text);
    }
    all.push_back(std::move(*exchange));
    return {};
  };
  if (const Json whole = parse(text); whole.is_object() && whole.contains("exchanges")) {
    const Json& list = whole["exchanges"];
    if (!list.is_array()) return Unexpected(ErrorKind::kMalformed, "\"exchanges\" is no list");
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (auto taken = take(list[i], i + 1); !taken) return Unexpected(taken.error());
    }
    return all;
  }
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) continue;
    if (auto taken = take(parse(line), number); !taken) return Unexpected(taken.error());
  }
  return all;
}

}  // namespace resumulator
