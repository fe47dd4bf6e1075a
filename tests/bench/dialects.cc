#include "dialects.h"

#include <string_view>

namespace resumulator::bench {
namespace {

constexpr std::string_view kHttp = " HTTP/1.1\r\nHost: bench\r\nContent-Length: ";

std::string head(std::string_view method, std::string_view path, std::uint64_t length,
                 std::string_view fields = "") {
  std::string text(method);
  text.append(" ").append(path).append(kHttp).append(std::to_string(length)).append("\r\n");
  return text.append(fields).append("\r\n");
}

/// Sends a request without a body and returns the path of the URL in `field` of its answer.
std::string path_from(LoadClient& client, const std::string& request, std::string_view field) {
  client.send(request);
  const Answer answer = client.receive();
  const std::string url = answer.header(field);
  const auto host = url.find("://");
  if (host == std::string::npos) fail("no upload was opened: " + answer.head + answer.body);
  return url.substr(url.find('/', host + 3));
}

std::string content_range(const Chunk& chunk) {
  return "Content-Range: bytes " + std::to_string(chunk.at) + "-" +
         std::to_string(chunk.at + chunk.size - 1) + "/" + std::to_string(chunk.total) + "\r\n";
}

std::string put_range(const std::string& path, const Chunk& chunk) {
  return head("PUT", path, chunk.size, content_range(chunk));
}

}  // namespace

const Dialect& gcs_json() {
  static constexpr Dialect dialect{
      "gcs-json",
      [](LoadClient& client, const std::string& object, std::uint64_t) {
        return open_session(client, "bench", object);
      },
      put_range,
      [](const std::string& object, std::size_t size) {
        return head("POST", "/upload/storage/v1/b/bench/o?uploadType=media&name=" + object, size);
      },
      308, 200, 200};
  return dialect;
}

const Dialect& gcs_xml() {
  static constexpr Dialect dialect{
      "gcs-xml",
      [](LoadClient& client, const std::string& object, std::uint64_t) {
        const auto request = head("POST", "/bench/" + object, 0, "x-goog-resumable: start\r\n");
        return path_from(client, request, "Location");
      },
      put_range,
      [](const std::string& object, std::size_t size) {
        return head("PUT", "/bench/" + object, size);
      },
      308, 200, 200};
  return dialect;
}

const Dialect& photos() {
  static constexpr Dialect dialect{
      "photos",
      [](LoadClient& client, const std::string&, std::uint64_t total) {
        const auto request = head("POST", "/v1/uploads", 0,
                                  "Authorization: Bearer bench\r\n"
                                  "X-Goog-Upload-Protocol: resumable\r\n"
                                  "X-Goog-Upload-Command: start\r\n"
                                  "X-Goog-Upload-Content-Type: image/jpeg\r\n"
                                  "X-Goog-Upload-Raw-Size: " +
                                      std::to_string(total) + "\r\n");
        return path_from(client, request, "X-Goog-Upload-URL");
      },
      [](const std::string& path, const Chunk& chunk) {
        return head("POST", path, chunk.size,
                    std::string("Authorization: Bearer bench\r\n"
                                "X-Goog-Upload-Command: upload") +
                        (chunk.last() ? ", finalize" : "") +
                        "\r\nX-Goog-Upload-Offset: " + std::to_string(chunk.at) + "\r\n");
      },
      [](const std::string&, std::size_t size) {
        return head("POST", "/v1/uploads", size,
                    "Authorization: Bearer bench\r\n"
                    "X-Goog-Upload-Protocol: raw\r\n"
                    "X-Goog-Upload-Content-Type: image/jpeg\r\n");
      },
      200, 200, 200};
  return dialect;
}

const Dialect& tus() {
  static constexpr Dialect dialect{
      "tus",
      [](LoadClient& client, const std::string&, std::uint64_t total) {
        const auto request =
            head("POST", "/files", 0,
                 "Tus-Resumable: 1.0.0\r\nUpload-Length: " + std::to_string(total) + "\r\n");
        return path_from(client, request, "Location");
      },
      [](const std::string& path, const Chunk& chunk) {
        return head("PATCH", path, chunk.size,
                    "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n"
                    "Upload-Offset: " +
                        std::to_string(chunk.at) + "\r\n");
      },
      [](const std::string&, std::size_t size) {
        return head("POST", "/files", size,
                    "Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n"
                    "Upload-Length: " +
                        std::to_string(size) + "\r\n");
      },
      204, 204, 201};
  return dialect;
}

}  // namespace resumulator::bench
