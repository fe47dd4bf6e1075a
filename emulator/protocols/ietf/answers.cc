#include "protocols/ietf/answers.h"

#include <nlohmann/json.hpp>

#include "protocols/page_access.h"

namespace resumulator::ietf {
namespace {

constexpr const char* kTypes = "https://iana.org/assignments/http-problem-types#";

bool has_type(const Dialect& dialect, const Problem& problem) {
  if (problem.type == kMismatchingOffset.type) return dialect.offset_problem;
  if (problem.type == kCompleted.type) return dialect.completed_problem;
  return problem.type == kInconsistentLength.type && dialect.length_problem;
}

}  // namespace

Response plain_answer(int status) {
  Response response;
  response.status = status;
  return response;
}

void add_limit(const Request& request, Headers& headers) {
  if (request.dialect->has_limit) headers.add("Upload-Limit", limit_text(request));
}

// Rules ietf.problem.types, ietf.problem.others
Response problem_answer(const Request& request, const Problem& problem,
                        std::optional<Offsets> offsets, bool complete) {
  Response response = plain_answer(problem.status);
  response.headers.add("Content-Type", "application/problem+json");
  if (problem.says_incomplete) add_complete(response.headers, *request.dialect, complete);
  if (offsets) response.headers.add("Upload-Offset", std::to_string(offsets->expected));
  if (problem.says_limit) add_limit(request, response.headers);
  nlohmann::ordered_json document;
  if (has_type(*request.dialect, problem)) document["type"] = kTypes + std::string(problem.type);
  document["title"] = problem.title;
  if (!document.contains("type")) document["status"] = problem.status;
  if (offsets && document.contains("type")) {
    document["expected-offset"] = offsets->expected;
    document["provided-offset"] = offsets->provided;
  }
  response.body = document.dump();
  return response;
}

// Rule ietf.common.echo
void dress(const Request& request, Response& response) {
  if (request.numbered && request.resumable && request.options().echo_version) {
    response.headers.add(kVersionField, std::to_string(request.dialect->number));
  }
  let_page_read(request.head, response);
}

// Rules ietf.complete.answer, ietf.complete.location
Response target_answer(const Request& request, const UploadSession& session,
                       const ObjectPtr& object, std::uint64_t told_offset) {
  const int chosen = request.options().final_status;
  Response response = plain_answer(chosen == 0 ? request.dialect->final_status : chosen);
  if (request.dialect->final_location) {
    response.headers.add("Location", upload_url(request, session.id()));
  }
  add_complete(response.headers, *request.dialect, true);
  response.headers.add("Upload-Offset", std::to_string(told_offset));
  if (response.status == 204) return response;
  response.headers.add("Content-Type", "application/json");
  response.body = nlohmann::ordered_json{{"id", session.id()}, {"size", object->size}}.dump();
  return response;
}

}  // namespace resumulator::ietf
