#include "protocols/google_problem.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace resumulator::google_api {
namespace {

using Json = nlohmann::ordered_json;

struct Row {
  int status;
  int code;
  std::string_view word;
  std::string_view reason;
};
constexpr std::array kRows = {
    Row{400, 3, "INVALID_ARGUMENT", "badRequest"},
    Row{401, 16, "UNAUTHENTICATED", "authError"},
    Row{403, 7, "PERMISSION_DENIED", "forbidden"},
    Row{404, 5, "NOT_FOUND", "notFound"},
    Row{408, 4, "DEADLINE_EXCEEDED", "backendError"},
    Row{409, 10, "ABORTED", "conflict"},
    Row{429, 8, "RESOURCE_EXHAUSTED", "rateLimitExceeded"},
    Row{499, 1, "CANCELLED", "backendError"},
    Row{500, 13, "INTERNAL", "backendError"},
    Row{501, 12, "UNIMPLEMENTED", "backendError"},
    Row{503, 14, "UNAVAILABLE", "backendError"},
    Row{504, 4, "DEADLINE_EXCEEDED", "backendError"},
};

const Row& row(int status) {
  const auto found = std::find_if(kRows.begin(), kRows.end(),
                                  [&](const Row& each) { return each.status == status; });
  if (found != kRows.end()) return *found;
  return status >= 500 ? kRows[8] : kRows[0];
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

std::string_view status_word(int status) { return row(status).word; }
int rpc_code(int status) { return row(status).code; }

Response problem_answer(const Problem& problem, bool legacy) {
  const Row& kind = row(problem.status);
  Json error = {{"code", problem.status}, {"message", problem.message}};
  if (legacy) {
    error["errors"] = Json::array(
        {{{"message", problem.message}, {"domain", "global"}, {"reason", kind.reason}}});
  }
  error["status"] = problem.word.empty() ? kind.word : problem.word;
  Response response =
      json_answer(Json{{"error", error}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n",
                  problem.status);
  if (problem.status == 401) {
    response.headers.add("WWW-Authenticate",
                         "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"");
  }
  return response;
}

Response json_answer(std::string body, int status) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json; charset=UTF-8");
  response.headers.add("Vary", "Origin");
  response.headers.add("Vary", "X-Origin");
  response.headers.add("Vary", "Referer");
  response.headers.add("Cache-Control", "private");
  response.headers.add("Server", "ESF");
  response.body = std::move(body);
  return response;
}

Response no_such_page(std::string_view path) {
  constexpr std::size_t kShownMax = 200;
  Response response;
  response.status = 404;
  response.headers.add("Content-Type", "text/html; charset=UTF-8");
  response.headers.add("Server", "ESF");
  response.body =
      "<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n<p>The requested "
      "URL <code>" +
      escaped(path.substr(0, kShownMax)) + "</code> was not found on this server.\n";
  return response;
}

std::string mistyped(std::string_view place, std::string_view type, std::string json) {
  constexpr std::size_t kShownMax = 60;
  if (json.size() > kShownMax) json = json.substr(0, kShownMax) + "...";
  return "Invalid value at '" + std::string(place) + "' (" + std::string(type) + "), " + json;
}

Problem invalid(std::string message) { return {400, std::move(message)}; }
Problem not_found() { return {404, "Requested entity was not found."}; }
Problem unavailable() { return {503, "The service is currently unavailable."}; }

}  // namespace resumulator::google_api
