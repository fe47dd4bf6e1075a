#include "engine/control.h"

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/base/did_you_mean.h"
#include "core/base/strings.h"
#include "core/base/units.h"
#include "engine/lanes.h"

namespace resumulator {
namespace {

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

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host == "[::1]" || host.starts_with("127.");
}

/// The names of `pattern` in `path`; nothing where it does not fit.
std::optional<std::map<std::string, std::string>> match(std::string_view pattern,
                                                        std::string_view path) {
  std::map<std::string, std::string> names;
  while (!pattern.empty()) {
    if (path.empty()) return std::nullopt;
    pattern.remove_prefix(1);  // both begin with a slash
    path.remove_prefix(1);
    const auto word = pattern.substr(0, pattern.find('/'));
    const bool rest = word.ends_with("...}");
    const auto segment = rest ? path : path.substr(0, path.find('/'));
    if (word.starts_with('{')) {
      const auto value = percent_decode(segment);
      if (!value || value->empty()) return std::nullopt;
      names[std::string(word.substr(1, word.size() - (rest ? 5 : 2)))] = *value;
    } else if (word != segment) {
      return std::nullopt;
    }
    pattern.remove_prefix(word.size());
    path.remove_prefix(segment.size());
  }
  if (!path.empty()) return std::nullopt;
  return names;
}

/// What is wrong with the names of a query; empty: nothing.
std::string query_mistake(const Query& query, const std::vector<std::string_view>& known) {
  std::set<std::string_view> seen;
  for (const auto& [name, value] : query.pairs()) {
    if (!seen.insert(name).second) return "\"" + name + "\" comes twice in the query.";
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    return "No \"" + name + "\" in the query of this path" +
           (known.empty() ? std::string(" (it takes none)") : did_you_mean_one_of(name, known));
  }
  return {};
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

Response control_json(int status, std::string json) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=UTF-8");
  response.headers.add("Cache-Control", "no-store");
  response.body = std::move(json);
  response.body += '\n';
  return response;
}

Response control_error(int status, std::string_view message, std::string_view diagnostics) {
  using Json = nlohmann::ordered_json;
  const Json error{{"error",
                    {{"code", status},
                     {"message", message},
                     {"diagnostics", Json::parse(diagnostics, nullptr, false)}}}};
  return control_json(status, error.dump(-1, ' ', false, Json::error_handler_t::replace));
}

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

bool Control::may_ask(const RequestHead& head) const {
  const auto* origin = head.headers.find("Origin");
  // "null" is what a page in a sandbox says: anybody's.
  const bool own_origin = origin == nullptr || (origin->find("://") != std::string::npos &&
                                                is_own_host(without_scheme(*origin)));
  return own_origin && is_own_host(head.headers.get("Host"));
}

std::optional<Response> Control::unauthorised(const RequestHead& head,
                                              std::string_view path) const {
  if (path == "/ready") return std::nullopt;
  if (options_.admin_token.empty()) {
    if (is_loopback(options_.host)) return std::nullopt;
    return control_error(403,
                         "The admin API is off on addresses other machines can reach. Start the "
                         "server with --admin-token to have it.");
  }
  const auto given = split_once(head.headers.get("Authorization"), ' ');
  if (iequals(given.first, "Bearer") && trim(given.second) == options_.admin_token) {
    return std::nullopt;
  }
  Response response = control_error(401, "The admin API asks for its token as a bearer.");
  response.headers.add("WWW-Authenticate", "Bearer");
  return response;
}

Response Control::answer(const RequestHead& head, BodySource& body,
                         const std::string& port_of) const {
  if (!may_ask(head)) {
    return control_error(403,
                         "The admin API answers only under a local name or a numeric address. "
                         "Start the server with --external-url to allow another name.");
  }
  auto path = head.path();
  if (!take_prefix(path, kControlBase) || (!path.empty() && path.front() != '/')) {
    return control_error(404, "The admin API begins at /_emu/v1.");
  }
  if (path == "/") path = {};
  if (auto refused = unauthorised(head, path)) return *std::move(refused);
  const auto method =
      head.method == "HEAD" ? std::string_view("GET") : std::string_view(head.method);
  std::vector<std::string> methods;
  for (const auto& route : routes_) {
    auto names = match(route.path, path);
    if (!names) continue;
    if (route.method == method) return run(route, *std::move(names), head, body, port_of);
    if (std::find(methods.begin(), methods.end(), route.method) != methods.end()) continue;
    methods.push_back(route.method);
    if (route.method == "GET") methods.emplace_back("HEAD");
  }
  if (methods.empty()) {
    return control_error(404, "No such admin path. GET /_emu/v1 lists what there is.");
  }
  return other_method(method, methods);
}

Response Control::other_method(std::string_view method, const std::vector<std::string>& methods) {
  Response response = control_error(405, "This admin path takes " + join(methods) + ".");
  if (method == "OPTIONS") {
    response = Response();
    response.status = 204;
  }
  response.headers.add("Allow", join(methods));
  return response;
}

Response Control::run(const ControlRoute& route, std::map<std::string, std::string> names,
                      const RequestHead& head, BodySource& body, const std::string& port_of) const {
  auto text = read_all(body, options_.limits.metadata_bytes_max);
  if (!text) {
    const bool too_large = text.error().kind == ErrorKind::kTooLarge;
    return too_large ? control_error(413, "The body is larger than " +
                                              format_size(options_.limits.metadata_bytes_max) +
                                              " (the limit metadata_bytes_max).")
                     : control_error(400, "The body could not be read: " + text.error().text);
  }
  auto query = Query::parse(head.query());
  if (!query) return control_error(400, "The query could not be read: " + query.error().text);
  if (const auto mistake = query_mistake(*query, route.takes.query); !mistake.empty()) {
    return control_error(400, mistake);
  }
  const auto as_asked = head.scheme + "://" + std::string(head.headers.get("Host"));
  const ControlRequest request{
      .base_url = options_.external_url.empty() ? as_asked : options_.external_url,
      .port_of = port_of,
      .body = *std::move(text),
      .query = *std::move(query),
      .names = std::move(names),
      .last_event_id = std::string(head.headers.get("Last-Event-ID")),
      .gone = [control = body.control()] { return control->peer_gone(); }};
  // A body of the wrong form is the route's to refuse; where one does not, nobody else pays for it.
  try {
    return route.run(request);
  } catch (const std::exception& failure) {
    return control_error(500, std::string("Internal error: ") + failure.what());
  }
}

}  // namespace resumulator
