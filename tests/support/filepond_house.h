// A running server, and the requests FilePond makes.
//
// Threads  any; every call is one exchange over a connection of its own.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "support/fault_house.h"

namespace resumulator::testing_support {

struct FilePondHouse : FaultHouse {
  explicit FilePondHouse(std::string_view rules = {}, Options options = {})
      : FaultHouse(rules, std::move(options)) {}

  static constexpr const char* kServer = "/filepond";

  /// A transfer of `length` bytes; its id.
  std::string begin(std::uint64_t length) const {
    return request("POST", kServer, {}, {{"Upload-Length", std::to_string(length)}}).body;
  }
  static std::string address(std::string_view id) {
    return std::string(kServer) + "?patch=" + std::string(id);
  }
  static Fields chunk_fields(std::uint64_t offset, std::uint64_t length) {
    return {{"Content-Type", "application/offset+octet-stream"},
            {"Upload-Offset", std::to_string(offset)},
            {"Upload-Length", std::to_string(length)},
            {"Upload-Name", "a.bin"}};
  }
  RawAnswer patch(std::string_view id, std::uint64_t offset, std::string_view bytes,
                  std::uint64_t length = 10) const {
    return request("PATCH", address(id), bytes, chunk_fields(offset, length));
  }
  /// "204 4": status and Upload-Offset.
  static std::string told(const RawAnswer& answer) {
    return std::to_string(answer.status) + " " + answer.field("Upload-Offset");
  }
  std::string progress(std::string_view id) const {
    RawClient client(server.port());
    client.send(text("HEAD", address(id), "", {}));
    return told(client.answer(true));
  }
  /// Bytes of a finished file, or "(none)".
  std::string file(std::string_view id) const {
    const auto object = server.object("filepond", id);
    return object ? object->bytes() : "(none)";
  }
};

}  // namespace resumulator::testing_support
