#include "engine/log_line.h"

#include <cstdio>

#include "engine/mask.h"

namespace resumulator {
namespace {

// Control characters of a client's words must not forge lines.
void append_printable(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\x%02x", byte);
      out += escaped;
    } else {
      out += c;
    }
  }
}

std::string duration_text(std::chrono::microseconds duration) {
  const auto us = static_cast<double>(duration.count());
  char text[32];
  if (us < 100'000) {
    std::snprintf(text, sizeof text, "%.1fms", us / 1000);
  } else {
    std::snprintf(text, sizeof text, "%.2fs", us / 1'000'000);
  }
  return text;
}

void append_span(std::string& out, const ClaimedRange& claimed) {
  out += " [" + std::to_string(claimed.from) + ",";
  out += claimed.to ? std::to_string(*claimed.to) + ")" : "..)";
  if (claimed.total) {
    out += " of " + std::to_string(*claimed.total);
  }
}

}  // namespace

std::string log_line(std::uint64_t seq, const ExchangeRecord& record, const ExchangeText& text) {
  std::string out = "#" + std::to_string(seq) + " ";
  append_printable(out, text.method.empty() ? std::string_view("?") : text.method);
  if (text.protocol.empty()) {
    out += ' ';
    const std::string_view target = text.target.substr(0, 200);
    append_printable(out, text.show_secrets ? std::string(target) : mask_target(target));
  } else {
    out.append(" ").append(to_string(record.operation));
  }
  if (record.session != 0) {
    out += " s" + std::to_string(record.session);
  }
  if (!text.bucket.empty()) {
    out += ' ';
    append_printable(out, text.bucket);
    if (!text.object.empty()) {
      out += '/';
      append_printable(out, text.object);
    }
  }
  if (record.claimed) {
    append_span(out, *record.claimed);
  }
  if (record.persisted_after) {
    out += " kept " + std::to_string(*record.persisted_after);
  }
  out += " -> ";
  if (record.status != 0) {
    out += std::to_string(record.status);
  }
  if (record.ending != Ending::kAnswered) {
    out.append(record.status != 0 ? " " : "").append(to_string(record.ending));
  }
  out += " " + duration_text(record.ended - record.started);
  if (!record.note.empty()) {
    out += " (";
    append_printable(out, record.note);
    out += ")";
  }
  return out;
}

std::string log_headers(const ExchangeText& text) {
  std::string out;
  const auto side = [&](const char* mark, const Headers* headers) {
    if (headers == nullptr) {
      return;
    }
    for (const auto& [name, value] : headers->fields()) {
      out.append("\n    ").append(mark).append(" ");
      append_printable(out, name);
      out += ": ";
      const bool masked = !text.show_secrets && is_secret_header(name);
      append_printable(out, masked ? mask_header_value(value) : value);
    }
  };
  side(">", text.request);
  side("<", text.response);
  return out;
}

}  // namespace resumulator
