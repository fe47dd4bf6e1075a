#include "server/admin/har.h"

#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>

#include "core/base/utf8.h"
#include "core/wire/base64.h"
#include "core/wire/http_message.h"
#include "core/wire/times.h"
#include "engine/kept_body.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

Json fields_json(const HeaderList& headers) {
  Json list = Json::array();
  for (const auto& [name, value] : headers) list.push_back({{"name", name}, {"value", value}});
  return list;
}

std::string host_of(const RecordedExchange& exchange) {
  for (const auto& [name, value] : exchange.request_headers) {
    if (name == "Host" || name == "host") return value;
  }
  return "localhost";
}

std::string url_of(const RecordedExchange& exchange) {
  return (exchange.https ? "https://" : "http://") + host_of(exchange) + exchange.target;
}

Json post_data(const KeptBody& body) {
  const bool is_text = is_valid_utf8(body.bytes);
  Json data = {{"mimeType", body.content_type},
               {"text", is_text ? body.bytes : base64_encode(body.bytes)}};
  if (!is_text) data["encoding"] = "base64";
  if (body.bytes.size() < body.size) {
    data["comment"] = "the first " + std::to_string(body.bytes.size()) + " of " +
                      std::to_string(body.size) + " bytes";
  }
  return data;
}

Json entry_json(const RecordedExchange& exchange) {
  const double took = static_cast<double>((exchange.ended - exchange.started).count()) / 1000;
  return {{"startedDateTime", format_rfc3339(exchange.clock)},
          {"time", took},
          {"request",
           {{"method", exchange.method},
            {"url", url_of(exchange)},
            {"httpVersion", "HTTP/1.1"},
            {"cookies", Json::array()},
            {"headers", fields_json(exchange.request_headers)},
            {"queryString", Json::array()},
            {"headersSize", -1},
            {"bodySize", exchange.received}}},
          {"response",
           {{"status", exchange.status},
            {"statusText", exchange.status == 0 ? "" : std::string(reason_phrase(exchange.status))},
            {"httpVersion", "HTTP/1.1"},
            {"cookies", Json::array()},
            {"headers", fields_json(exchange.response_headers)},
            {"content", {{"size", exchange.sent}, {"mimeType", ""}}},
            {"redirectURL", ""},
            {"headersSize", -1},
            {"bodySize", exchange.sent}}},
          {"cache", Json::object()},
          {"timings", {{"send", 0}, {"wait", took}, {"receive", 0}}},
          {"connection", std::to_string(exchange.connection)},
          {"comment", exchange.note}};
}

}  // namespace

std::string to_har(const std::vector<RecordedExchange>& exchanges, const BodyOf& body_of) {
  Json entries = Json::array();
  for (const RecordedExchange& each : exchanges) {
    Json entry = entry_json(each);
    const auto body = body_of(each.seq);
    if (body && !body->bytes.empty()) entry["request"]["postData"] = post_data(*body);
    entries.push_back(std::move(entry));
  }
  const Json document = {{"log",
                          {{"version", "1.2"},
                           {"creator", {{"name", "resumulator"}, {"version", version()}}},
                           {"entries", std::move(entries)}}}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace resumulator
