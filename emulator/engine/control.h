// The door to the admin API below /_emu/v1: finds the route, keeps other web sites out, gives
// errors their form. What the routes do is given by the composition root (server/admin).
//
// Never recorded, never faulted; when a call returns, it has happened. GET routes answer HEAD, and
// every path answers OPTIONS with the methods it takes.
// Errors   {"error":{"code":…,"message":…,"diagnostics":[]}} with the status of `code`.
// Safety   answers only requests whose Host (and Origin, where one is sent) a web page on another
//          site cannot have: DNS rebinding and cross-site posts get 403. Bound to more than
//          loopback it answers nothing but /ready unless a token is set; with a token it asks for
//          it as a bearer.
// Threads  add() before the first request; answer() from any thread.
#pragma once

#include <functional>
#include <map>
#include <resumulator/options.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/body_io.h"
#include "core/wire/http_message.h"
#include "core/wire/url.h"

namespace resumulator {

inline constexpr std::string_view kControlPrefix = "/_emu";
inline constexpr std::string_view kControlBase = "/_emu/v1";

struct ControlRequest {
  std::string base_url;   ///< "http://127.0.0.1:9000", as asked
  std::string port_of{};  ///< the lane whose own port that is; empty: none
  std::string body;
  Query query;
  std::map<std::string, std::string> names;  ///< what {words} of the path stand for, decoded
  std::string last_event_id;                 ///< the field of that name
  std::function<bool()> gone;                ///< whether whoever asked has left
};

/// What a route takes beside its path.
struct ControlInput {
  /// Names of its query. Any other, and a name that comes twice, is refused: a typo must not look
  /// like an answer.
  std::vector<std::string_view> query{};
  std::string_view body{};  ///< its media type; empty: it reads none
};

struct ControlRoute {
  std::string method;
  std::string
      path;  ///< below kControlBase; "{lane}" takes one segment, a last "{name...}" the rest
  std::string does;  ///< one line, for the index and the OpenAPI document
  std::function<Response(const ControlRequest&)> run;
  ControlInput takes{};
};

class Control {
 public:
  explicit Control(const Options& options) : options_(options) {}
  void add(ControlRoute route) { routes_.push_back(std::move(route)); }
  [[nodiscard]] const std::vector<ControlRoute>& routes() const { return routes_; }

  /// Whether a path is the admin API's, known or not. No bucket can have such a name.
  [[nodiscard]] static bool owns(std::string_view path);
  /// `port_of`: the lane by whose own port the request came; empty: by nobody's.
  [[nodiscard]] Response answer(const RequestHead& head, BodySource& body,
                                const std::string& port_of) const;

  /// Whether a Host (or the host of an Origin) is one that nobody else's web page can claim:
  /// loopback names, numeric addresses, names without a dot, *.internal, the names we were told.
  [[nodiscard]] bool is_own_host(std::string_view host_and_port) const;

 private:
  [[nodiscard]] bool may_ask(const RequestHead& head) const;
  /// A path that is there, asked by another method.
  [[nodiscard]] static Response other_method(std::string_view method,
                                             const std::vector<std::string>& methods);
  [[nodiscard]] std::optional<Response> unauthorised(const RequestHead& head,
                                                     std::string_view path) const;
  [[nodiscard]] Response run(const ControlRoute& route, std::map<std::string, std::string> names,
                             const RequestHead& head, BodySource& body,
                             const std::string& port_of) const;

  const Options& options_;
  std::vector<ControlRoute> routes_;
};

/// `json` is a whole document.
[[nodiscard]] Response control_json(int status, std::string json);
/// `diagnostics`: a JSON array.
[[nodiscard]] Response control_error(int status, std::string_view message,
                                     std::string_view diagnostics = "[]");

}  // namespace resumulator
