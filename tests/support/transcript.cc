#include "support/transcript.h"

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <resumulator/server.hpp>
#include <stdexcept>
#include <vector>

#include "core/base/strings.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {
namespace {

constexpr std::string_view kAddress = "http://storage.test";
constexpr std::size_t kIdSize = 107;

[[noreturn]] void fail(std::string_view line) {
  throw std::runtime_error("a transcript has a line nobody can read: " + std::string(line));
}

std::uint64_t number(std::string_view text, std::string_view line) {
  const Result<std::uint64_t> value = parse_u64(text);
  if (!value) fail(line);
  return *value;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

/// What follows "body: ": a JSON string, or `N x` and one.
std::string body_of(std::string_view text) {
  const auto quote = text.find('"');
  if (quote == std::string_view::npos) fail(text);
  const auto json = nlohmann::json::parse(text.substr(quote), nullptr, false);
  if (!json.is_string()) fail(text);
  const auto& piece = json.get_ref<const std::string&>();
  if (quote == 0) return piece;
  std::string_view times = text.substr(0, quote);
  if (!take_suffix(times, " x ")) fail(text);
  std::string body;
  for (std::uint64_t i = number(times, text); i > 0; --i) body += piece;
  return body;
}

struct Turn {
  std::string line;  ///< method and target
  std::string fields;
  std::string body;
  bool chunked = false;
  std::optional<std::uint64_t> cut_after;

  [[nodiscard]] std::string head() const {
    const std::string framing =
        chunked ? std::string() : "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return line + " HTTP/1.1\r\nHost: storage.test\r\n" + fields + framing + "\r\n";
  }
  [[nodiscard]] std::string framed_body() const {
    if (!chunked) return body;
    std::string out;
    for (std::size_t at = 0; at < body.size(); at += 15) {
      const std::string piece = body.substr(at, 15);
      constexpr std::string_view kDigits = "0123456789abcdef";
      out += std::string(1, kDigits[piece.size()]) + "\r\n" + piece + "\r\n";
    }
    return out + "0\r\n\r\n";
  }
};

class Player {
 public:
  std::string play(std::string_view text) {
    for (const std::string_view line : split(text, '\n')) {
      if (line.starts_with('<')) continue;
      const bool of_request = line.starts_with("> ") || line.starts_with("@ cut ");
      if (!of_request) finish_turn();
      if (of_request) add_to_turn(line);
      if (line.starts_with("@ advance ")) advance(line);
      out_ += std::string(line) + "\n";
    }
    finish_turn();
    out_.pop_back();  // the last piece of a split text has no line break of its own
    return out_;
  }

 private:
  void add_to_turn(std::string_view line) {
    std::string_view rest = line;
    if (take_prefix(rest, "@ cut body after ")) {
      turn_->cut_after = number(rest, line);
      return;
    }
    if (!take_prefix(rest, "> ")) fail(line);
    if (!turn_) {
      turn_.emplace().line = rest;
      replace_all(turn_->line, "{{session}}", session_);
    } else if (take_prefix(rest, "body: ")) {
      turn_->body += body_of(rest);
    } else {
      turn_->chunked |= rest == "Transfer-Encoding: chunked";
      turn_->fields += std::string(rest) + "\r\n";
    }
  }

  void advance(std::string_view line) {
    std::string_view rest = line.substr(std::string_view("@ advance ").size());
    if (!take_suffix(rest, " s")) fail(line);
    clock_->advance(std::chrono::seconds(number(rest, line)));
  }

  void finish_turn() {
    if (!turn_) return;
    ++turns_;
    RawClient client(server_.port());
    const std::string body = turn_->framed_body();
    client.send(turn_->head() + body.substr(0, turn_->cut_after.value_or(body.size())));
    if (turn_->cut_after) {
      client.close();
      (void)server_.wait_for([this](const auto& exchange) { return exchange.seq == turns_; },
                             RawClient::kPatience);
    } else {
      show(client.answer(turn_->line.starts_with("HEAD ")));
    }
    turn_.reset();
  }

  void show(const RawAnswer& answer) {
    if (const std::string location = answer.field("Location"); !location.empty()) {
      session_ = location.substr(kAddress.size());
    }
    std::string shown = answer.head.substr(0, answer.head.size() - 4);
    replace_all(shown, "\r\n", "\n");
    if (!answer.body.empty()) shown += "\n\n" + readable(answer.body);
    name_ids(shown);
    for (const std::string_view line : split(shown, '\n')) {
      out_ += (line.empty() ? std::string("<") : "< " + std::string(line)) + "\n";
    }
  }

  /// Text as it is; runs of one byte by their length, blanks at an end in quotes.
  static std::string readable(const std::string& body) {
    if (body.size() > 1 && body.find_first_not_of(body.front()) == std::string::npos) {
      return std::to_string(body.size()) + " x " + nlohmann::json(body.substr(0, 1)).dump();
    }
    std::string_view text = body;
    take_suffix(text, "\n");
    return trim(text) == text ? std::string(text) : nlohmann::json(body).dump();
  }

  void name_ids(std::string& text) {
    for (auto at = text.find("ABPtcP"); at != std::string::npos; at = text.find("ABPtcP", at + 1)) {
      const std::string id = text.substr(at, kIdSize);
      std::size_t known = 0;
      while (known < uploads_.size() && uploads_[known] != id) ++known;
      if (known == uploads_.size()) uploads_.push_back(id);
      text.replace(at, kIdSize, "{{upload-" + std::to_string(known + 1) + "}}");
    }
    for (auto at = text.find("ABg5-U"); at != std::string::npos; at = text.find("ABg5-U", at + 1)) {
      text.replace(at, kIdSize, "{{request}}");
    }
  }

  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>();
  Server server_{
      Options{.external_url = std::string(kAddress), .buckets = {"b"}, .seed = 1, .clock = clock_}};
  std::string out_;
  std::optional<Turn> turn_;
  std::uint64_t turns_ = 0;
  std::string session_ = "(no session)";
  std::vector<std::string> uploads_;
};

}  // namespace

std::string replay_transcript(std::string_view text) { return Player().play(text); }

}  // namespace resumulator::testing_support
