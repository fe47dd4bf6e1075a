#include "engine/control.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>

#include "core/base/strings.h"
#include "core/base/units.h"
#include "core/wire/times.h"
#include "engine/engine.h"
#include "engine/journal_json.h"
#include "engine/lanes.h"
#include "engine/recorder.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

// Keeps the clock far from the end of its numbers, whoever turns it.
constexpr Duration kAdvanceMax = std::chrono::hours(24 * 36525);

Response json_response(int status, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=UTF-8");
  response.headers.add("Cache-Control", "no-store");
  response.body = std::move(body);
  response.body += '\n';
  return response;
}

Response json_response(int status, const Json& json) {
  return json_response(status, json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Response control_error(int status, std::string_view message) {
  return json_response(
      status,
      Json{{"error", {{"code", status}, {"message", message}, {"diagnostics", Json::array()}}}});
}

// "[::1]:80" → "::1"; "LocalHost.:80" → "localhost".
std::string host_of(std::string_view host_and_port) {
  if (!host_and_port.empty() && host_and_port.front() == '[') {
    return std::string(host_and_port.substr(1, host_and_port.find(']') - 1));
  }
  auto host = lower(host_and_port.substr(0, host_and_port.find(':')));
  if (!host.empty() && host.back() == '.') {
    host.pop_back();
  }
  return host;
}

std::string_view without_scheme(std::string_view url) {
  const auto at = url.find("://");
  return at == std::string_view::npos ? url : url.substr(at + 3);
}

bool is_number_or_v6(std::string_view host) {
  return host.find(':') != std::string_view::npos ||
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::string hex_seed(std::uint64_t seed) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string digits;
  do {
    digits.insert(digits.begin(), kDigits[seed & 15]);
    seed >>= 4;
  } while (seed != 0);
  return "0x" + digits;
}

}  // namespace

Control::Control(Engine& engine, const Options& options, const std::vector<Protocol>& protocols)
    : engine_(engine), options_(options), protocols_(protocols) {}

bool Control::owns(std::string_view path) {
  return path.substr(0, kControlPrefix.size()) == kControlPrefix &&
         (path.size() == kControlPrefix.size() || path[kControlPrefix.size()] == '/') &&
         path.substr(0, kLanePrefix.size()) != kLanePrefix;
}

bool Control::is_own_host(std::string_view host_and_port) const {
  const auto host = host_of(host_and_port);
  if (host.empty()) {
    return false;
  }
  const auto ends_with = [&](std::string_view suffix) {
    return host.size() > suffix.size() &&
           std::string_view(host).substr(host.size() - suffix.size()) == suffix;
  };
  return is_number_or_v6(host) || host.find('.') == std::string::npos || ends_with(".localhost") ||
         ends_with(".internal") || host == host_of(options_.host) ||
         (!options_.external_url.empty() && host == host_of(without_scheme(options_.external_url)));
}

const std::vector<Control::Route>& Control::routes() {
  static const std::vector<Route> table = {
      {"GET", "", "what there is, with links", &Control::index},
      {"GET", "/ready", "200 when requests are answered, else 503", &Control::ready},
      {"GET", "/info", "version, seed, protocols, URLs, lanes", &Control::info},
      {"POST", "/lanes/main/reset", "a new world: no objects, sessions or exchanges",
       &Control::reset},
      {"GET", "/lanes/main/journal", "the recorded exchanges, oldest first", &Control::journal},
      {"GET", "/lanes/main/clock", "what the service takes for now", &Control::clock},
      {"POST", "/lanes/main/clock", R"({"advance":"8d"} or {"set":"2030-01-01T00:00:00Z"})",
       &Control::move_clock},
  };
  return table;
}

bool Control::may_ask(const RequestHead& head) const {
  const auto* origin = head.headers.find("Origin");
  // "null" is what a page in a sandbox says: anybody's.
  const bool own_origin = origin == nullptr || (origin->find("://") != std::string::npos &&
                                                is_own_host(without_scheme(*origin)));
  return own_origin && is_own_host(head.headers.get("Host"));
}

Response Control::answer(const RequestHead& head, BodySource& body) const {
  if (!may_ask(head)) {
    return control_error(403,
                         "The admin API answers only under a local name or a numeric address. "
                         "Start the server with --external-url to allow another name.");
  }
  auto path = head.path();
  if (!take_prefix(path, kControlBase)) {
    return control_error(404, "The admin API begins at /_emu/v1.");
  }
  if (path == "/") {
    path = {};
  }
  const auto method =
      head.method == "HEAD" ? std::string_view("GET") : std::string_view(head.method);
  std::string allowed;
  for (const auto& route : routes()) {
    if (route.path == path && route.method == method) {
      return run(route, head, body);
    }
    if (route.path == path) {
      allowed.append(allowed.empty() ? "" : ", ").append(route.method);
    }
  }
  if (allowed.empty()) {
    return control_error(404, "No such admin path. GET /_emu/v1 lists what there is.");
  }
  Response response = control_error(405, "This admin path takes " + allowed + ".");
  response.headers.add("Allow", allowed);
  return response;
}

Response Control::run(const Route& route, const RequestHead& head, BodySource& body) const {
  auto text = read_all(body, options_.limits.metadata_bytes_max);
  if (!text) {
    const bool too_large = text.error().kind == ErrorKind::kTooLarge;
    return control_error(too_large ? 413 : 400, "The body could not be read: " + text.error().text);
  }
  const auto as_asked = head.scheme + "://" + std::string(head.headers.get("Host"));
  return (this->*route.run)(Request{
      options_.external_url.empty() ? as_asked : options_.external_url, std::move(text).value()});
}

Response Control::index(const Request& request) const {
  Json links = Json::array();
  for (const auto& route : routes()) {
    links.push_back({{"method", route.method},
                     {"href", request.base_url + std::string(kControlBase).append(route.path)},
                     {"does", route.does}});
  }
  return json_response(200,
                       Json{{"name", "resumulator"}, {"version", version()}, {"links", links}});
}

Response Control::ready(const Request& /*request*/) const {
  const bool ready = !engine_.stopping();
  return json_response(ready ? 200 : 503, Json{{"ready", ready}});
}

Response Control::info(const Request& request) const {
  Json protocols = Json::array();
  for (const auto& protocol : protocols_) {
    protocols.push_back(protocol.name);
  }
  const auto totals = engine_.totals();
  return json_response(200,
                       Json{{"version", version()},
                            {"seed", hex_seed(engine_.world()->ids().seed())},
                            {"protocols", protocols},
                            {"url", request.base_url},
                            {"admin", request.base_url + std::string(kControlBase)},
                            {"lanes", {{"main", request.base_url}}},
                            {"store", options_.store_dir.empty() ? "memory" : options_.store_dir},
                            {"clock", format_rfc3339(engine_.world()->clock().now())},
                            {"requests", totals.requests},
                            {"sessions", totals.sessions},
                            {"bytes_received", totals.bytes_received}});
}

Response Control::reset(const Request& /*request*/) const {
  if (const auto done = engine_.reset(); !done) {
    return control_error(done.error().kind == ErrorKind::kUnavailable ? 503 : 500,
                         done.error().text);
  }
  return json_response(200, Json{{"reset", "main"}});
}

Response Control::clock(const Request& /*request*/) const {
  return json_response(200, Json{{"now", format_rfc3339(engine_.world()->clock().now())}});
}

Response Control::move_clock(const Request& request) const {
  constexpr std::string_view kForm =
      R"(Say {"advance":"8d"} or {"set":"2030-01-01T00:00:00Z"}, one of them.)";
  const auto wish = Json::parse(request.body, nullptr, false);
  if (!wish.is_object() || wish.size() != 1 || !wish.front().is_string()) {
    return control_error(400, kForm);
  }
  const auto& text = wish.front().get_ref<const std::string&>();
  auto& clock = engine_.world()->clock();
  if (wish.contains("advance")) {
    const auto by = parse_duration(text);
    if (!by || *by > kAdvanceMax) {
      return control_error(400, by ? "More than a hundred years." : by.error().text);
    }
    clock.advance(*by);
  } else if (wish.contains("set")) {
    const auto to = parse_rfc3339(text);
    if (!to) {
      return control_error(400, to.error().text);
    }
    clock.set(*to);
  } else {
    return control_error(400, kForm);
  }
  return this->clock(request);
}

Response Control::journal(const Request& /*request*/) const {
  return json_response(200, journal_json(engine_.recorder()));
}

}  // namespace resumulator
