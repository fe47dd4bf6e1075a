#include "engine/journal_json.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "engine/recorder.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

double milliseconds(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1000;
}

// Repeated fields are joined as RFC 9110 §5.3 allows.
Json headers_json(const HeaderList& headers) {
  Json out = Json::object();
  for (const auto& [name, value] : headers) {
    if (const auto found = out.find(name); found != out.end()) {
      *found = found->get<std::string>() + ", " + value;
    } else {
      out[name] = value;
    }
  }
  return out;
}

Json number_or_null(const std::optional<std::uint64_t>& number) {
  return number ? Json(*number) : Json(nullptr);
}

}  // namespace

std::string exchange_json(const RecordedExchange& exchange) {
  Json out = {{"seq", exchange.seq},
              {"lane", "main"},
              {"conn", exchange.connection},
              {"conn_request", exchange.connection_seq},
              {"t_ms", milliseconds(exchange.started)},
              {"ended_ms", milliseconds(exchange.ended)},
              {"protocol", exchange.protocol},
              {"operation", to_string(exchange.operation)},
              {"rule", exchange.rule},
              {"method", exchange.method},
              {"target", exchange.target}};
  if (exchange.session != 0) {
    out["session"] = exchange.session;
  }
  if (!exchange.bucket.empty()) {
    out["bucket"] = exchange.bucket;
  }
  if (!exchange.object.empty()) {
    out["object"] = exchange.object;
  }
  if (exchange.claimed) {
    out["claimed"] = {{"from", exchange.claimed->from},
                      {"to", number_or_null(exchange.claimed->to)},
                      {"total", number_or_null(exchange.claimed->total)}};
  }
  out["received"] = exchange.received;
  if (exchange.persisted_before) {
    out["before"] = *exchange.persisted_before;
  }
  if (exchange.persisted_after) {
    out["after"] = *exchange.persisted_after;
  }
  out["answer"] = exchange.status == 0 ? Json(nullptr) : Json(exchange.status);
  out["sent"] = exchange.sent;
  out["ended"] = to_string(exchange.ending);
  if (!exchange.note.empty()) {
    out["notes"] = Json::array({exchange.note});
  }
  out["request_headers"] = headers_json(exchange.request_headers);
  out["response_headers"] = headers_json(exchange.response_headers);
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string journal_json(const Recorder& recorder) {
  std::string out = "{\"exchanges\":[";
  bool first = true;
  recorder.for_each([&](const RecordedExchange& exchange) {
    out += first ? "\n" : ",\n";
    out += exchange_json(exchange);
    first = false;
  });
  out += "]}";
  return out;
}

}  // namespace resumulator
