#include "http/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <utility>

#include "core/wire/http_head.h"
#include "engine/control.h"
#include "engine/lanes.h"
#include "http/request_body.h"
#include "http/response_writer.h"
#include "http/wait_readable.h"

namespace resumulator {
namespace {

/// The next word of a request line nobody understood, fit for a log.
std::string take_word(std::string_view& line) {
  constexpr std::size_t kShownMax = 512;
  const auto end = std::min(line.find(' '), line.size());
  std::string word(line.substr(0, std::min(end, kShownMax)));
  for (char& c : word) {
    if (c < 0x21 || c > 0x7e) c = '?';
  }
  line.remove_prefix(std::min(end + 1, line.size()));
  return word;
}

/// A connection without a request: there is nothing to interrupt.
class SocketControl final : public BodyControl {
 public:
  explicit SocketControl(const OpenSocket& socket) : socket_(socket) {}
  void interrupt() override {}
  [[nodiscard]] bool peer_gone() const override { return socket_.peer_gone(); }

 private:
  const OpenSocket& socket_;
};

/// How long a client may keep the first bytes back before a rule at `accept` takes it as it is.
constexpr std::chrono::milliseconds kFirstBytes{250};

/// Whether what has arrived begins a request to the admin API. Nothing is read: it stays where it
/// is.
bool begins_admin_request(int descriptor) {
  char first[256];
  if (!wait_readable(descriptor, kFirstBytes)) return false;
  const auto got = ::recv(descriptor, first, sizeof first, MSG_PEEK | MSG_DONTWAIT);
  std::string_view line(first, got > 0 ? static_cast<std::size_t>(got) : 0);
  line = line.substr(0, line.find_first_of("\r\n"));
  const auto space = line.find(' ');
  if (space == std::string_view::npos) return false;
  const auto target = line.substr(space + 1);
  return Control::owns(target.substr(0, target.find_first_of(" ?")));
}

}  // namespace

Connection::Connection(OpenSocket& socket, Engine& engine, const Limits& limits,
                       ConnectionInfo info, const Entrance& entrance)
    : socket_(socket),
      engine_(engine),
      limits_(limits),
      info_(std::move(info)),
      entrance_(entrance),
      stream_(socket, limits.read_timeout) {}

bool Connection::meets_rules() const {
  const auto lane = engine_.lanes().find(info_.lane.empty() ? kMainLane : info_.lane);
  return lane && lane->in_use().rules->looks_at_connections();
}

bool Connection::accepted() {
  SocketResponseWriter writer(
      stream_, {.is_head = false, .version_minor = 1, .keep_alive = false, .body = nullptr});
  SocketControl control(socket_);
  // Or a rule that strikes every connection could never be disarmed.
  if (meets_rules() && stream_.tls() == nullptr && begins_admin_request(socket_.descriptor())) {
    return true;
  }
  const bool go_on = engine_.accept(info_, control, writer);
  if (writer.started()) stream_.close_in_order();
  return go_on;
}

void Connection::run() {
  // Before the first byte: a rule that answers at once must answer over TLS.
  if (entrance_.kind == Entrance::Kind::kTls) stream_.start_tls(*entrance_.tls);
  if (accepted() && (stream_.tls() == nullptr || secure())) {
    for (;;) {
      const auto head = next_head();
      if (!head || !serve(*head)) break;
    }
  }
  stream_.close();
}

std::optional<RequestHead> Connection::take_head(std::size_t size) {
  const auto raw = stream_.buffered().substr(0, size);
  auto parsed = parse_request_head(raw, limits_);
  if (auto* refusal = std::get_if<HeadRefusal>(&parsed)) {
    refuse(refusal->status, std::move(refusal->text), raw);
    return std::nullopt;
  }
  auto head = std::get<RequestHead>(std::move(parsed));
  head.scheme = scheme_;
  if (auto text = misdirected(head); !text.empty()) {
    refuse(421, std::move(text), raw);
    return std::nullopt;
  }
  stream_.consume(size);
  return head;
}

std::optional<RequestHead> Connection::next_head() {
  std::size_t searched = 0;
  for (;;) {
    // An empty line behind a body is an old clients' habit and not the start of a request.
    if (stream_.buffered() == "\r\n") {
      stream_.consume(2);
      searched = 0;
    }
    const auto buffered = stream_.buffered();
    if (const auto end = find_head_end(buffered, searched); end != std::string_view::npos) {
      if (entrance_.kind == Entrance::Kind::kProxy) {
        const auto proxied = admit(buffered.substr(0, end));
        if (proxied == Proxied::kRefused) return std::nullopt;
        searched = 0;
        if (proxied == Proxied::kTunnel) continue;
      }
      ++info_.request;
      return take_head(end);
    }
    searched = buffered.size();
    if (auto refusal = refuse_unfinished_head(buffered, limits_)) {
      ++info_.request;
      refuse(refusal->status, std::move(refusal->text), buffered);
      return std::nullopt;
    }
    const bool idle = buffered.empty();
    const auto got = stream_.fill(idle ? limits_.idle_timeout : limits_.read_timeout);
    if (got.state == IoState::kData) continue;
    if (idle || got.state == IoState::kFailed) return std::nullopt;
    ++info_.request;
    const bool silent = got.state == IoState::kTimeout;
    refuse(silent ? 408 : 400,
           silent ? "The request head did not arrive in time." : "The request head ended early.",
           stream_.buffered());
    return std::nullopt;
  }
}

bool Connection::serve(const RequestHead& head) {
  RequestBody body(stream_, head);
  SocketResponseWriter writer(stream_, {.is_head = head.method == "HEAD",
                                        .version_minor = head.version_minor,
                                        .keep_alive = wants_keep_alive(head),
                                        .body = &body});
  const bool again = engine_.serve(info_, head, body, writer);
  if (again && writer.keeps_connection() && body.skip_rest()) return true;
  if (writer.started()) stream_.close_in_order();
  return false;
}

void Connection::refuse(int status, std::string text, std::string_view raw) {
  RefusedHead refused{.status = status,
                      .text = std::move(text),
                      .method = {},
                      .target = {},
                      .https = scheme_ == "https"};
  while (raw.starts_with("\r\n")) raw.remove_prefix(2);
  auto line = raw.substr(0, raw.find_first_of("\r\n"));
  refused.method = take_word(line);
  refused.target = take_word(line);
  SocketResponseWriter writer(stream_, {.is_head = refused.method == "HEAD",
                                        .version_minor = 1,
                                        .keep_alive = false,
                                        .body = nullptr});
  engine_.refuse(info_, refused, writer);
  stream_.close_in_order();
}

}  // namespace resumulator
