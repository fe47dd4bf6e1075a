// A GcsHouse with a bucket that a path can name ("bk"; "b" is the JSON API's), and the requests of
// a client of the XML API.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "support/gcs_house.h"

namespace resumulator::testing_support {

struct XmlHouse : GcsHouse {
  explicit XmlHouse(Options options = {}) : GcsHouse(with_buckets(std::move(options))) {}

  static std::string path(std::string_view name) { return "/bk/" + std::string(name); }
  RawAnswer put_object(std::string_view name, std::string_view body,
                       const Fields& fields = {}) const {
    return request("PUT", path(name), body, fields);
  }
  RawAnswer read(std::string_view name, const Fields& fields = {}) const {
    return request("GET", path(name), {}, fields);
  }
  RawAnswer head(std::string_view name, const Fields& fields = {}) const {
    RawClient client(server.port());
    client.send(text("HEAD", path(name), {}, fields));
    return client.answer(true);
  }
  /// Opens a session; its address without the origin.
  std::string begin(std::string_view name, Fields fields = {}) const {
    fields.emplace_back("x-goog-resumable", "start");
    return address(request("POST", path(name), {}, fields).field("Location"));
  }
  /// "/path?query" of an absolute URL.
  static std::string address(const std::string& url) {
    const auto path = url.find('/', url.find("//") + 2);
    return path == std::string::npos ? "(no session)" : url.substr(path);
  }
  /// Bytes of an object in bucket "bk", or "(none)".
  std::string kept(std::string_view name) const {
    const auto object = server.object("bk", name);
    return object ? object->bytes() : "(none)";
  }

 private:
  static Options with_buckets(Options options) {
    if (options.buckets.empty()) options.buckets = {"b", "bk"};
    return options;
  }
};

/// The text of the first element of that name; "(none)" where there is none.
inline std::string element(const RawAnswer& answer, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">";
  const auto at = answer.body.find(open);
  if (at == std::string::npos) return "(none)";
  const auto from = at + open.size();
  return answer.body.substr(from, answer.body.find('<', from) - from);
}
/// "404 NoSuchKey No such object: bk/a" of an error document; the last part is its Details.
inline std::string problem_of(const RawAnswer& answer) {
  const std::string details = element(answer, "Details");
  return std::to_string(answer.status) + " " + element(answer, "Code") +
         (details == "(none)" ? std::string() : " " + details);
}
/// Every element of that name, joined by blanks.
inline std::string elements(const RawAnswer& answer, std::string_view name) {
  const std::string open = "<" + std::string(name) + ">";
  std::string all;
  for (auto at = answer.body.find(open); at != std::string::npos;
       at = answer.body.find(open, at + 1)) {
    const auto from = at + open.size();
    all += (all.empty() ? "" : " ") + answer.body.substr(from, answer.body.find('<', from) - from);
  }
  return all;
}

}  // namespace resumulator::testing_support
