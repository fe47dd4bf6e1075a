// The admin API below /_emu/v1: looking at the server and resetting it. Never recorded, never
// faulted; when a call returns, it has happened.
//
// Errors   {"error":{"code":…,"message":…,"diagnostics":[]}} with the status of `code`.
// Safety   answers only requests whose Host (and Origin, where one is sent) a web page on another
// site cannot have: DNS rebinding and cross-site posts get 403.
// Threads  answer() from any thread.
#pragma once

#include <resumulator/options.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/body_io.h"
#include "core/wire/http_message.h"
#include "protocols/protocol.h"

namespace resumulator {

class Engine;

inline constexpr std::string_view kControlPrefix = "/_emu";
inline constexpr std::string_view kControlBase = "/_emu/v1";

class Control {
 public:
  Control(Engine& engine, const Options& options, const std::vector<Protocol>& protocols);
  /// Whether a path is the admin API's, known or not. No bucket can have such a name.
  [[nodiscard]] static bool owns(std::string_view path);
  [[nodiscard]] Response answer(const RequestHead& head, BodySource& body) const;

  /// Whether a Host (or the host of an Origin) is one that nobody else's web page can claim:
  /// loopback names, numeric addresses, names without a dot, *.internal, the names we were told.
  [[nodiscard]] bool is_own_host(std::string_view host_and_port) const;

 private:
  struct Request {
    std::string base_url;  ///< "http://127.0.0.1:9000"
    std::string body;
  };
  struct Route {
    std::string_view method;
    std::string_view path;  ///< below kControlBase
    std::string_view does;
    Response (Control::*run)(const Request&) const;
  };
  static const std::vector<Route>& routes();
  [[nodiscard]] bool may_ask(const RequestHead& head) const;
  [[nodiscard]] Response run(const Route& route, const RequestHead& head, BodySource& body) const;

  Response index(const Request& request) const;
  Response ready(const Request& request) const;
  Response info(const Request& request) const;
  Response reset(const Request& request) const;
  Response journal(const Request& request) const;
  Response clock(const Request& request) const;
  Response move_clock(const Request& request) const;

  Engine& engine_;
  const Options& options_;
  const std::vector<Protocol>& protocols_;
};

}  // namespace resumulator
