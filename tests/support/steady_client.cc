#include "support/steady_client.h"

#include <algorithm>

#include "support/raw_client.h"

namespace resumulator::testing_support {
namespace {

constexpr std::size_t kChunk = 512 * 1024;
constexpr std::size_t kRequestsMax = 60;

}  // namespace

int SteadyClient::exchange(const std::string& method, const std::string& target,
                           std::string_view body, const std::string& range) {
  std::string text = method + " " + target + " HTTP/1.1\r\nHost: resumulator.test\r\n";
  text += "Connection: close\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  if (!range.empty()) text += "Content-Range: bytes " + range + "\r\n";
  RawClient client(port_);
  (void)client.send(text + "\r\n");
  (void)client.send(body);
  // A reset takes away what the peer had not read yet: how much of it came is the system's choice.
  answer_ = client.was_reset() ? "(reset)" : client.take_all();
  told_.push_back(method + " " + target + " " + range + "\n" + answer_);
  if (!answer_.starts_with("HTTP/1.1 ") || answer_.find("\r\n\r\n") == std::string::npos) return 0;
  return std::stoi(answer_.substr(9, 3));
}

std::string SteadyClient::field(std::string_view name) const {
  const auto at = answer_.find("\r\n" + std::string(name) + ": ");
  if (at == std::string::npos || at > answer_.find("\r\n\r\n")) return {};
  const auto from = at + name.size() + 4;
  return answer_.substr(from, answer_.find("\r\n", from) - from);
}

bool SteadyClient::open() {
  for (int tries = 0; tries < 5; ++tries) {
    const int status = exchange(
        "POST",
        prefix_ + "/upload/storage/v1/b/" + bucket_ + "/o?uploadType=resumable&name=" + name_, {},
        {});
    const std::string location = field("Location");
    if (status == 200 && !location.empty()) {
      session_ = location.substr(location.find('/', location.find("://") + 3));
      offset_ = 0;
      return true;
    }
    if (status / 100 == 4 && status != 408 && status != 429) return false;
  }
  return false;
}

SteadyClient::Next SteadyClient::take_progress(int status) {
  if (status == 200 || status == 201) return Next::kDone;
  if (status == 404 || status == 410 || status == 400) return Next::kAnew;
  if (status != 308) return Next::kAsk;
  const std::string range = field("Range");
  const std::size_t stored = range.empty() ? 0 : std::stoul(range.substr(range.rfind('-') + 1)) + 1;
  if (stored > bytes_.size()) return Next::kAnew;
  offset_ = stored;
  return Next::kGoOn;
}

SteadyClient::Next SteadyClient::send_chunk() {
  const std::size_t size = std::min(kChunk, bytes_.size() - offset_);
  const std::string total = "/" + std::to_string(bytes_.size());
  const std::string range =
      size == 0 ? "*" + total
                : std::to_string(offset_) + "-" + std::to_string(offset_ + size - 1) + total;
  return take_progress(
      exchange("PUT", session_, std::string_view(bytes_).substr(offset_, size), range));
}

SteadyClient::Next SteadyClient::ask() {
  return take_progress(exchange("PUT", session_, {}, "*/" + std::to_string(bytes_.size())));
}

void SteadyClient::upload() {
  Next next = Next::kAnew;
  while (next != Next::kDone && told_.size() < kRequestsMax) {
    if (next == Next::kAnew && !open()) break;
    next = next == Next::kAsk ? ask() : send_chunk();
  }
  const std::string object = prefix_ + "/storage/v1/b/" + bucket_ + "/o/" + name_;
  (void)exchange("GET", object, {}, {});
  (void)exchange("GET", object + "?alt=media", {}, {});
}

}  // namespace resumulator::testing_support
