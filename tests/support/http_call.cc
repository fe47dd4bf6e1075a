#include "support/http_call.h"

#include <algorithm>

#include "core/base/strings.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {
namespace {

bool is_named(const std::pair<std::string, std::string>& field, std::string_view name) {
  return iequals(field.first, name);
}

bool has_field(const std::vector<std::pair<std::string, std::string>>& fields,
               std::string_view name) {
  return std::any_of(fields.begin(), fields.end(),
                     [name](const auto& field) { return is_named(field, name); });
}

}  // namespace

std::string HttpAnswer::header(std::string_view name) const {
  std::string joined;
  for (const auto& field : fields) {
    if (!is_named(field, name)) continue;
    if (!joined.empty()) joined += ", ";
    joined += field.second;
  }
  return joined;
}

bool HttpAnswer::has(std::string_view name) const { return has_field(fields, name); }

HttpCall::HttpCall(const Server& server, std::string method, std::string target)
    : port_(server.port()), method_(std::move(method)), target_(std::move(target)) {}

HttpCall& HttpCall::header(std::string name, std::string value) {
  fields_.emplace_back(std::move(name), std::move(value));
  return *this;
}

HttpCall& HttpCall::body(std::string bytes) {
  body_ = std::move(bytes);
  has_body_ = true;
  return *this;
}

HttpCall& HttpCall::json(std::string text) {
  return header("Content-Type", "application/json").body(std::move(text));
}

HttpAnswer HttpCall::send() const {
  std::string text = method_ + " " + target_ + " HTTP/1.1\r\n";
  if (!has_field(fields_, "Host")) text += "Host: 127.0.0.1:" + std::to_string(port_) + "\r\n";
  const bool takes_body = method_ != "GET" && method_ != "HEAD" && method_ != "OPTIONS";
  if ((has_body_ || takes_body) && !has_field(fields_, "Content-Length") &&
      !has_field(fields_, "Transfer-Encoding")) {
    text += "Content-Length: " + std::to_string(body_.size()) + "\r\n";
  }
  for (const auto& [name, value] : fields_) text += name + ": " + value + "\r\n";
  RawClient client(port_);
  client.send(text + "\r\n" + body_);
  RawAnswer raw = client.answer(method_ == "HEAD");
  return {raw.status, std::move(raw.reason), std::move(raw.fields), std::move(raw.body)};
}

}  // namespace resumulator::testing_support
