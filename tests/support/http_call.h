// One HTTP request, one answer, on a connection of its own: what conformance tests speak.
//
//   resumulator::Server server({.buckets = {"photos"}});
//   const HttpAnswer answer = HttpCall(server, "GET", "/storage/v1/b/photos").send();
//   EXPECT_EQ(answer.status, 200);
//
// Host and Content-Length are added where the test gave none of its own. Nothing else is.
//
// Errors   throws std::runtime_error where there is no HTTP answer to be had.
// Threads  one per call.
#pragma once

#include <cstdint>
#include <resumulator/server.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace resumulator::testing_support {

struct HttpAnswer {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> fields;  ///< as they came
  std::string body;                                         ///< chunked coding taken off
  /// All fields of that name, whatever its case, joined with ", "; "" when there is none.
  [[nodiscard]] std::string header(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
};

class HttpCall {
 public:
  HttpCall(const Server& server, std::string method, std::string target);
  HttpCall& header(std::string name, std::string value);
  HttpCall& body(std::string bytes);
  /// Body and Content-Type: application/json.
  HttpCall& json(std::string text);
  [[nodiscard]] HttpAnswer send() const;

 private:
  std::uint16_t port_;
  std::string method_;
  std::string target_;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::string body_;
  bool has_body_ = false;
};

}  // namespace resumulator::testing_support
