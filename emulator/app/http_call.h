// One request to a running server of ours, over a plain socket.
//
// Errors   kUsage: that is no http:// URL; kUnavailable: nobody answers, or not in time.
// Threads  any.
#pragma once

#include <resumulator/result.hpp>
#include <string>
#include <string_view>

namespace resumulator::app {

struct HttpCall {
  std::string url;  ///< "http://HOST:PORT", what follows is left out
  std::string_view method = "GET";
  std::string path;
  std::string body{};
  std::string token{};  ///< bearer; empty: none
};
struct HttpReply {
  int status = 0;
  std::string status_line;
  std::string body;
};

[[nodiscard]] Result<HttpReply> http_call(const HttpCall& call);

}  // namespace resumulator::app
