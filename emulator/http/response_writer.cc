#include "http/response_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

#include "core/base/strings.h"

namespace resumulator {
namespace {

constexpr std::string_view kLastChunk = "0\r\n\r\n";

/// Whether a field that is a comma-separated list holds the word.
bool any_lists(const Headers& headers, std::string_view name, std::string_view word) {
  for (const auto list : headers.all(name)) {
    for (const auto item : split(list, ',')) {
      if (iequals(trim(item), word)) return true;
    }
  }
  return false;
}

void append_number(std::string& out, std::uint64_t number, int base = 10) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
  out.append(digits.data(), end);
}

/// What came from clients (names, metadata) must not be able to end a line.
void append_line_safe(std::string& out, std::string_view text) {
  constexpr std::string_view kBreaks("\r\n\0", 3);
  if (text.find_first_of(kBreaks) == std::string_view::npos) {
    out += text;
    return;
  }
  for (const char c : text) out += kBreaks.find(c) == std::string_view::npos ? c : ' ';
}

bool never_has_body(int status) { return status == 204 || status == 304 || status < 200; }

enum class Coding : std::uint8_t { kNone, kLength, kChunked, kUntilClose };

Coding coding_of(const Response& response, int version_minor) {
  if (never_has_body(response.status)) return Coding::kNone;
  if (!response.producer || response.producer_length) return Coding::kLength;
  return version_minor >= 1 ? Coding::kChunked : Coding::kUntilClose;
}

void append_status_line(std::string& head, const Response& response) {
  head += "HTTP/1.1 ";
  append_number(head, static_cast<std::uint64_t>(std::max(response.status, 0)));
  head += ' ';
  append_line_safe(head, response.reason.empty() ? reason_phrase(response.status)
                                                 : std::string_view(response.reason));
  head += "\r\n";
}

/// `connection`: what to say about it, or nothing.
std::string head_of(const Response& response, Coding coding, std::string_view connection) {
  std::string head;
  head.reserve(1024);
  append_status_line(head, response);
  for (const auto& [name, value] : response.headers.fields()) {
    append_line_safe(head, name);
    head += ": ";
    append_line_safe(head, value);
    head += "\r\n";
  }
  if (coding == Coding::kLength && !response.headers.has("Content-Length")) {
    head += "Content-Length: ";
    append_number(head, response.producer ? *response.producer_length : response.body.size());
    head += "\r\n";
  }
  if (coding == Coding::kChunked && !response.headers.has("Transfer-Encoding")) {
    head += "Transfer-Encoding: chunked\r\n";
  }
  if (!connection.empty() && !response.headers.has("Connection")) {
    head += "Connection: ";
    head += connection;
    head += "\r\n";
  }
  head += "\r\n";
  return head;
}

}  // namespace

bool wants_keep_alive(const RequestHead& head) {
  if (!head.headers.has("Connection")) return head.version_minor >= 1;
  if (any_lists(head.headers, "Connection", "close")) return false;
  return head.version_minor >= 1 || any_lists(head.headers, "Connection", "keep-alive");
}

std::string interim_head(int status, const Headers& fields) {
  Response response;
  response.status = status;
  response.headers = fields;
  return head_of(response, Coding::kNone, {});
}

std::string last_answer(const Response& response) {
  return head_of(response, coding_of(response, 0), "close") + response.body;
}

bool SocketResponseWriter::send_raw(std::string_view bytes) {
  started_ = true;
  const std::array pieces{bytes};
  return stream_.send(pieces).state == IoState::kData;
}

ResponseWriter::Sent SocketResponseWriter::send(Response&& response, const AnswerShape* shape) {
  if (started_) return {};
  started_ = true;
  const Coding coding = coding_of(response, request_.version_minor);
  const bool close = response.close || !request_.keep_alive || coding == Coding::kUntilClose ||
                     any_lists(response.headers, "Connection", "close") ||
                     (request_.body != nullptr && !request_.body->can_go_on());
  const std::string_view connection =
      close ? "close" : std::string_view(request_.version_minor == 0 ? "keep-alive" : "");
  const std::string head = head_of(response, coding, connection);
  stream_.begin_answer(shape);
  Sent sent;
  if (coding == Coding::kNone || response.head_only || request_.is_head) {
    sent = send_text(head, {});
  } else if (!response.producer) {
    sent = send_text(head, response.body);
  } else if (coding == Coding::kChunked) {
    sent = send_chunked(head, *response.producer);
  } else {
    sent = send_produced(head, *response.producer, response.producer_length);
  }
  stream_.end_answer();
  keeps_ = sent.complete && !close;
  return sent;
}

ResponseWriter::Sent SocketResponseWriter::send_text(std::string_view head, std::string_view body) {
  const std::array pieces{head, body};
  const auto went = stream_.send(pieces);
  return {went.size - std::min(went.size, head.size()), went.state == IoState::kData};
}

ResponseWriter::Sent SocketResponseWriter::send_produced(std::string_view head,
                                                         BodyProducer& producer,
                                                         std::optional<std::uint64_t> length) {
  std::uint64_t left = length.value_or(UINT64_MAX);
  const auto block_size = static_cast<std::size_t>(std::min<std::uint64_t>(left, kBlockSize));
  const auto block = std::make_unique_for_overwrite<char[]>(block_size);
  Sent sent;
  while (left > 0) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(left, block_size));
    const std::int64_t got = producer.produce(block.get(), wanted);
    if (got < 0) return sent;
    if (got == 0) break;
    const auto part = send_text(head, {block.get(), static_cast<std::size_t>(got)});
    sent.body_bytes += part.body_bytes;
    if (!part.complete) return sent;
    head = {};  // it left with the first block
    left -= static_cast<std::uint64_t>(got);
  }
  // Nothing produced at all: the head is still to go.
  if (!head.empty() && !send_text(head, {}).complete) return sent;
  sent.complete = left == 0 || !length;
  return sent;
}

ResponseWriter::Sent SocketResponseWriter::send_chunked(std::string_view head,
                                                        BodyProducer& producer) {
  const auto block = std::make_unique_for_overwrite<char[]>(kBlockSize);
  Sent sent;
  for (;;) {
    const std::int64_t got = producer.produce(block.get(), kBlockSize);
    if (got < 0) return sent;
    if (got == 0) break;
    const auto size = static_cast<std::size_t>(got);
    std::string line(head);
    append_number(line, size, 16);
    line += "\r\n";
    const std::array<std::string_view, 3> pieces{line, {block.get(), size}, "\r\n"};
    const auto went = stream_.send(pieces);
    sent.body_bytes += std::min(went.size - std::min(went.size, line.size()), size);
    if (went.state != IoState::kData) return sent;
    head = {};
  }
  const std::array<std::string_view, 2> end{head, kLastChunk};
  sent.complete = stream_.send(end).state == IoState::kData;
  return sent;
}

}  // namespace resumulator
