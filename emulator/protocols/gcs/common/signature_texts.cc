#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/base/strings.h"
#include "protocols/gcs/common/signature.h"

namespace resumulator::gcs {
namespace {

constexpr std::string_view kPayload = "X-Goog-Content-SHA256";

/// Blanks at the ends go, those inside become one.
std::string collapsed(std::string_view value) {
  std::string out;
  for (const char c : trim(value)) {
    const bool blank = c == ' ' || c == '\t';
    if (blank && !out.empty() && out.back() == ' ') continue;
    out += blank ? ' ' : c;
  }
  return out;
}

/// All fields of a name, in the order they came.
std::string joined(const Headers& headers, std::string_view name) {
  std::string out;
  bool first = true;
  for (const auto value : headers.all(name)) {
    if (!std::exchange(first, false)) out += ',';
    out += collapsed(value);
  }
  return out;
}

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, 32> digest{};
  unsigned size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hex_encode({reinterpret_cast<const char*>(digest.data()), size});
}

/// Decoded and encoded anew, so that escapes nobody needs do not count; slashes stay.
std::string canonical_path(std::string_view path) {
  std::string out;
  for (const auto segment : split(path, '/')) {
    const auto plain = percent_decode(segment);
    if (!out.empty() || segment.data() != path.data()) out += '/';
    out += percent_encode_segment(plain ? *plain : std::string(segment));
  }
  return out;
}

std::string canonical_query(std::string_view raw, bool (*left_out)(std::string_view name)) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto piece : split(raw, '&')) {
    if (piece.empty()) continue;
    const Halves halves = split_once(piece, '=');
    const auto name = percent_decode_query(halves.first);
    const auto value = percent_decode_query(halves.second);
    if (!name || !value || left_out(*name)) continue;
    pairs.emplace_back(percent_encode_query(*name), percent_encode_query(*value));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) {
    out.append(out.empty() ? "" : "&").append(name).append("=").append(value);
  }
  return out;
}

/// What a client may have taken for the host: as sent, and without a port.
std::vector<std::string> hosts_of(const Headers& headers) {
  const std::string sent(headers.get("Host"));
  std::vector<std::string> out = {sent};
  const auto colon = sent.rfind(':');
  if (colon != std::string::npos && sent.find(']', colon) == std::string::npos) {
    out.push_back(sent.substr(0, colon));
  }
  return out;
}

std::vector<std::string> paths_of(std::string_view path) {
  std::vector<std::string> out = {std::string(path)};
  if (auto canonical = canonical_path(path); canonical != out.front()) {
    out.push_back(std::move(canonical));
  }
  return out;
}

std::string header_block(const UrlSignature& signature, const SignableRequest& request,
                         const std::string& host) {
  std::map<std::string, std::string> values;
  for (const auto& name : signature.names) {
    auto small = lower(std::string_view(name));
    auto value = small == "host" ? host : joined(request.headers, name);
    values.emplace(std::move(small), std::move(value));
  }
  std::string out;
  for (const auto& [name, value] : values) out.append(name).append(":").append(value).append("\n");
  return out + "\n";
}

std::vector<SignedText> texts_v4(const UrlSignature& signature, const SignableRequest& request) {
  const auto query = canonical_query(
      request.query, [](std::string_view name) { return iequals(name, "X-Goog-Signature"); });
  std::string names;
  for (const auto& name : signature.names) names.append(names.empty() ? "" : ";").append(name);
  const auto payload = signed_payload(request);
  const std::string_view algorithm =
      signature.algorithm == SignatureAlgorithm::kRsa ? "GOOG4-RSA-SHA256" : "GOOG4-HMAC-SHA256";
  std::vector<SignedText> out;
  for (const auto& host : hosts_of(request.headers)) {
    for (const auto& path : paths_of(request.path)) {
      SignedText text;
      text.canonical.append(request.method).append("\n").append(path).append("\n").append(query);
      text.canonical.append("\n").append(header_block(signature, request, host));
      text.canonical.append(names).append("\n").append(payload.empty() ? kUnsignedPayload
                                                                       : payload);
      text.to_sign.append(algorithm).append("\n").append(signature.date).append("\n");
      text.to_sign.append(signature.scope).append("\n").append(sha256_hex(text.canonical));
      out.push_back(std::move(text));
    }
  }
  return out;
}

/// "x-goog-acl:public-read\n" and so on; keys a client brings are never part of it.
std::string extension_headers(const Headers& headers) {
  std::map<std::string, std::string> lines;
  for (const auto& [name, value] : headers.fields()) {
    auto small = lower(std::string_view(name));
    if (!small.starts_with("x-goog-") || small == "x-goog-encryption-key" ||
        small == "x-goog-encryption-key-sha256") {
      continue;
    }
    auto& line = lines[std::move(small)];
    line.append(line.empty() ? "" : ",").append(collapsed(value));
  }
  std::string out;
  for (const auto& [name, value] : lines) out.append(name).append(":").append(value).append("\n");
  return out;
}

bool signs_v2(std::string_view name) {
  return iequals(name, "GoogleAccessId") || iequals(name, "Expires") || iequals(name, "Signature");
}

/// Signers add these behind what they have signed.
bool added_later(std::string_view name) {
  return signs_v2(name) || name.starts_with("response-") || name == "generation";
}

/// What may stand behind the path: nothing, the rest of the query, or that without what was added
/// later; blanks in one way or the other.
std::vector<std::string> rests_v2(std::string_view query) {
  std::vector<std::string> out = {""};
  for (const auto& others :
       {canonical_query(query, signs_v2), canonical_query(query, added_later)}) {
    if (others.empty()) continue;
    out.push_back("?" + others);
    std::string plus = out.back();
    for (auto at = plus.find("%20"); at != std::string::npos; at = plus.find("%20", at)) {
      plus.replace(at, 3, "+");
    }
    if (plus != out.back()) out.push_back(std::move(plus));
  }
  return out;
}

std::vector<SignedText> texts_v2(const UrlSignature& signature, const SignableRequest& request) {
  std::string begin(request.method);
  begin.append("\n").append(request.headers.get("Content-MD5"));
  begin.append("\n").append(request.headers.get("Content-Type"));
  begin.append("\n").append(signature.expires_text).append("\n");
  begin += extension_headers(request.headers);
  std::vector<std::string> paths = paths_of(request.path);
  if (!request.bucket.empty()) {
    // In the style of virtual hosts the bucket is no part of the path that was sent.
    for (const auto& path : paths_of(request.path)) {
      paths.push_back("/" + std::string(request.bucket) + path);
    }
  }
  std::vector<SignedText> out;
  for (const auto& rest : rests_v2(request.query)) {
    for (const auto& path : paths) out.push_back({"", begin + path + rest});
  }
  return out;
}

}  // namespace

std::string_view signed_payload(const SignableRequest& request) {
  return trim(request.headers.get(kPayload));
}

std::vector<SignedText> signed_texts(const UrlSignature& signature,
                                     const SignableRequest& request) {
  return signature.version == SignatureVersion::kV4 ? texts_v4(signature, request)
                                                    : texts_v2(signature, request);
}

}  // namespace resumulator::gcs
