// A running server on a manual clock, and the requests of a client of the IETF's draft.
//
// Each request goes over a connection of its own.
//
// Threads  any; every call is one exchange.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>
#include <string>
#include <string_view>
#include <utility>

#include "support/gcs_house.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {

struct IetfHouse {
  explicit IetfHouse(IetfOptions ietf = {}, int speaks = 9, std::string store = {})
      : version(speaks), server(prepared(std::move(ietf), std::move(store), clock)) {}

  std::string text(std::string_view method, std::string_view target, std::string_view body = {},
                   const Fields& fields = {}, std::string_view framing = {}) const {
    std::string out =
        std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: " + host() + "\r\n";
    if (version != 0) {
      out += "Upload-Draft-Interop-Version: " + std::to_string(version) + "\r\n";
    }
    for (const auto& [name, value] : fields) out += name + ": " + value + "\r\n";
    out += framing.empty() ? "Content-Length: " + std::to_string(body.size()) + "\r\n"
                           : std::string(framing);
    return out + "\r\n" + std::string(body);
  }
  RawAnswer request(std::string_view method, std::string_view target, std::string_view body = {},
                    const Fields& fields = {}, std::string_view framing = {}) const {
    RawClient client(server.port());
    client.send(text(method, target, body, fields, framing));
    return final_answer(client, method == "HEAD");
  }
  /// The next answer that is no interim one.
  static RawAnswer final_answer(RawClient& client, bool to_head = false) {
    RawAnswer answer = client.answer(to_head);
    while (answer.status < 200) answer = client.answer(to_head);
    return answer;
  }
  /// Everything that comes back, interim answers and all.
  std::string everything(std::string_view method, std::string_view target, std::string_view body,
                         Fields fields = {}, std::string_view framing = {}) const {
    fields.emplace_back("Connection", "close");
    RawClient client(server.port());
    client.send(text(method, target, body, fields, framing));
    return client.take_all();
  }
  std::string host() const { return "127.0.0.1:" + std::to_string(server.port()); }

  /// "?1" or "?0" in the field of the version.
  Fields::value_type complete(bool is) const {
    return version == 3 ? Fields::value_type{"Upload-Incomplete", is ? "?0" : "?1"}
                        : Fields::value_type{"Upload-Complete", is ? "?1" : "?0"};
  }
  RawAnswer create(std::string_view body, bool whole, Fields fields = {}) const {
    fields.push_back(complete(whole));
    return request("POST", "/files", body, fields);
  }
  std::string path_of(const RawAnswer& answer) const {
    const std::string location = answer.field("Location");
    const auto path = location.find("/files");
    return path == std::string::npos ? "(no upload)" : location.substr(path);
  }
  /// An empty upload that goes on; its path.
  std::string open(Fields fields = {}) const {
    return path_of(create("", false, std::move(fields)));
  }
  RawAnswer append(std::string_view upload, std::uint64_t offset, std::string_view body, bool last,
                   Fields fields = {}) const {
    fields.emplace_back("Upload-Offset", std::to_string(offset));
    fields.emplace_back("Content-Type", "application/partial-upload");
    fields.push_back(complete(last));
    return request("PATCH", upload, body, fields);
  }
  RawAnswer head(std::string_view upload) const { return request("HEAD", upload); }
  /// "204 3 ?0" of HEAD.
  std::string progress(std::string_view upload) const {
    const auto answer = head(upload);
    const auto or_dash = [&](const char* name) {
      return answer.has(name) ? answer.field(name) : std::string("-");
    };
    return std::to_string(answer.status) + " " + or_dash("Upload-Offset") + " " +
           or_dash(version == 3 ? "Upload-Incomplete" : "Upload-Complete");
  }
  std::string stored(std::string_view upload) const {
    const auto object = server.object("ietf", upload.substr(upload.rfind('/') + 1));
    return object ? object->bytes() : "(none)";
  }

  int version;
  std::shared_ptr<ManualClock> clock = std::make_shared<ManualClock>();
  Server server;

 private:
  static Options prepared(IetfOptions ietf, std::string store,
                          const std::shared_ptr<ManualClock>& clock) {
    Options options;
    options.store_dir = std::move(store);
    options.ietf = std::move(ietf);
    options.clock = clock;
    options.seed = 1;
    return options;
  }
};

/// The last part of the problem's type; its title where it has none.
inline std::string ietf_problem(const RawAnswer& answer) {
  const auto json = nlohmann::json::parse(answer.body, nullptr, false);
  if (!json.is_object()) return std::to_string(answer.status) + " (no problem)";
  const std::string type = json.value("type", "");
  const auto hash = type.find('#');
  return std::to_string(answer.status) + " " +
         (hash == std::string::npos ? json.value("title", "") : type.substr(hash + 1));
}

}  // namespace resumulator::testing_support
