#include "support/oracle.h"

#include <algorithm>
#include <fstream>
#include <regex>
#include <stdexcept>

#include "core/wire/base64.h"
#include "core/wire/url.h"
#include "support/places.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kFile = "tests/data/gcs-production-oracle.json";
constexpr const char* kBoundary = "oracle-boundary";
constexpr const char* kOctets = "application/octet-stream";

std::string decoded(const OracleJson& base64) {
  return base64_decode(base64.get<std::string>()).value();
}

std::string part_bytes(const OracleJson& part, const OracleNames& names) {
  if (part.contains("text")) return names.fill(part["text"].get<std::string>());
  return decoded(part["base64"]);
}

std::string request_body(const OracleJson& body, const OracleNames& names) {
  const std::string kind = body["kind"].get<std::string>();
  if (kind == "bytes") return decoded(body["base64"]);
  if (kind == "json") return names.fill(body["value"].dump());
  if (kind == "fill") {
    const int byte = std::stoi(body["byte"].get<std::string>(), nullptr, 16);
    return std::string(body["length"].get<std::size_t>(), static_cast<char>(byte));
  }
  if (kind != "multipart/related") return {};
  std::string out;
  for (const auto& part : body["parts"]) {
    out += std::string("--") + kBoundary +
           "\r\nContent-Type: " + part["content_type"].get<std::string>() + "\r\n\r\n" +
           part_bytes(part, names) + "\r\n";
  }
  return out + "--" + kBoundary + "--\r\n";
}

std::string request_target(const OracleJson& request, const OracleNames& names) {
  std::string target = names.fill(request["path"].get<std::string>());
  char separator = '?';
  for (const auto& [name, value] : request["query"].items()) {
    target += separator + percent_encode_query(name) + "=" +
              percent_encode_query(names.fill(value.get<std::string>()));
    separator = '&';
  }
  return target;
}

/// Whom the rules of the Firebase project let in.
constexpr const char* kAllowed = "allowed@example.test";

std::string id_token(const std::string& email) {
  const std::string head = R"({"alg":"none","typ":"JWT"})";
  const std::string claims = R"({"email":")" + email + R"("})";
  return base64url_encode(head) + "." + base64url_encode(claims) + ".c2ln";
}

std::string credentials(const std::string& auth) {
  if (auth == "owner") return "Authorization: Bearer owner\r\n";
  if (auth == "none") return {};
  const std::string token = auth == "firebase-valid"   ? id_token(kAllowed)
                            : auth == "firebase-other" ? id_token("other@example.test")
                                                       : "malformed";
  return "Authorization: Firebase " + token + "\r\n";
}

bool by_step(const OracleJson& a, const OracleJson& b) { return a["step"] < b["step"]; }

}  // namespace

std::vector<OracleCase> load_oracle() {
  std::ifstream file(source_path(kFile));
  const OracleJson document = OracleJson::parse(file, nullptr, false);
  if (!document.is_object()) throw std::runtime_error(std::string("cannot read ") + kFile);
  std::vector<OracleCase> cases;
  for (const auto& entry : document["entries"]) {
    const std::string name = entry.value("sequence", oracle_id(entry));
    const auto known = std::find_if(cases.begin(), cases.end(),
                                    [&](const OracleCase& c) { return c.name == name; });
    if (known != cases.end()) {
      known->steps.push_back(entry);
    } else {
      cases.push_back({name, {entry}});
    }
  }
  for (OracleCase& one : cases) {
    if (one.steps.size() > 1) std::sort(one.steps.begin(), one.steps.end(), by_step);
  }
  return cases;
}

std::string oracle_id(const OracleJson& entry) { return entry["id"].get<std::string>(); }

void PrintTo(const OracleCase& one, std::ostream* out) { *out << one.name; }

// The clock stands still while a step is asked, so that Expires and Date of one answer cannot
// differ, and moves between steps, so that a later object has a larger generation.
OracleRun::OracleRun(const OracleCase& subject)
    : subject_(subject),
      server_({.buckets = {"oracle-bucket"},
               .seed = 1,
               .clock = clock_,
               .firebase = {.rules = kAllowed}}) {
  names_.set("BUCKET", "oracle-bucket");
  names_.set("PREFIX", "oracle/" + subject.name + "/");
  names_.set("PREFIX_ENC", "oracle%2F" + subject.name + "%2F");
  const std::string long_name = names_.fill("{PREFIX}") + std::string(1025, 'n');
  names_.set("NAME_1025", long_name.substr(0, 1025));
  names_.set("NAME_1025_ENC", percent_encode_segment(long_name.substr(0, 1025)));
  names_.set("BOUNDARY", kBoundary);
  names_.set("SELF_ORIGIN", server_.url());
  names_.set("MEDIA_ORIGIN", server_.url());
  names_.set("FIREBASE_ORIGIN", server_.url());
}

std::vector<OracleDifference> OracleRun::run() {
  std::vector<OracleDifference> differences;
  for (const OracleJson& entry : subject_.steps) {
    clock_->advance(std::chrono::seconds(1));
    bring_about(entry["given"].get<std::string>());
    for (auto& difference : compare_answer(entry, send(entry["request"]), names_)) {
      differences.push_back(std::move(difference));
    }
  }
  return differences;
}

RawAnswer OracleRun::send(const OracleJson& request) const {
  const std::string method = request["method"].get<std::string>();
  const std::string body = request_body(request["body"], names_);
  std::string text = method + " " + request_target(request, names_) + " HTTP/1.1\r\n" +
                     "Host: " + server_.url().substr(7) + "\r\n";
  text += credentials(request["auth"].get<std::string>());
  bool typed = false;
  for (const auto& [name, value] : request["headers"].items()) {
    if (name == "Content-Length") continue;
    typed = typed || name == "Content-Type";
    text += name + ": " + names_.fill(value.get<std::string>()) + "\r\n";
  }
  if (!typed && request["body"].contains("content_type")) {
    text += "Content-Type: " + request["body"]["content_type"].get<std::string>() + "\r\n";
  }
  if (method != "GET") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return RawClient(server_.port()).ask(text + "\r\n" + body);
}

RawAnswer OracleRun::call(const std::string& method, const std::string& target,
                          const std::string& content_type, const std::string& body) const {
  OracleJson request = {{"method", method},
                        {"path", target},
                        {"query", OracleJson::object()},
                        {"headers", {{"Content-Type", content_type}}},
                        {"auth", "owner"},
                        {"body", {{"kind", "bytes"}, {"base64", base64_encode(body)}}}};
  return send(request);
}

void OracleRun::upload(const std::string& name, const std::string& bytes) {
  const std::string target = "/upload/storage/v1/b/{BUCKET}/o?uploadType=media&name=" +
                             percent_encode_query(names_.fill("{PREFIX}" + name));
  const RawAnswer answer = call("POST", target, kOctets, bytes);
  clock_->advance(std::chrono::seconds(1));
  const auto body = OracleJson::parse(answer.body);
  names_.set("GEN:" + std::to_string(++uploads_), body["generation"].get<std::string>());
}

void OracleRun::firebase_upload(const std::string& name, const std::string& bytes) {
  const std::string target =
      "/v0/b/{BUCKET}/o?name=" + percent_encode_query(names_.fill("{PREFIX}" + name));
  const auto body = OracleJson::parse(call("POST", target, kOctets, bytes).body);
  clock_->advance(std::chrono::seconds(1));
  names_.set("GEN:" + std::to_string(++uploads_), body["generation"].get<std::string>());
}

void OracleRun::patch(const std::string& name, const std::string& json) {
  const std::string target =
      "/storage/v1/b/{BUCKET}/o/" + percent_encode_segment(names_.fill("{PREFIX}" + name));
  if (call("PATCH", target, "application/json", json).status != 200) {
    throw std::runtime_error("the state before cannot be brought about: PATCH of " + name);
  }
}

// The states it asks for that were made over Firebase.
bool OracleRun::bring_about_firebase(const std::string& given) {
  static const std::regex kRules(R"(Security Rules .*; (.*))");
  std::smatch found;
  if (given.starts_with("six objects under {PREFIX}flist/")) {
    for (const char* name : {"a.txt", "b.txt", "dir/c.txt", "dir/d.txt", "dir2/e.txt", "zz.txt"}) {
      firebase_upload(std::string("flist/") + name, name);
    }
  } else if (given.starts_with("{PREFIX}del/firebase.bin exists")) {
    firebase_upload("del/firebase.bin", "deleted");
  } else if (given.starts_with("{PREFIX}ow/firebase.bin uploaded")) {
    firebase_upload("ow/firebase.bin", base64_decode("AAF/gP8=").value());
    patch("ow/firebase.bin",
          R"({"cacheControl":"no-store","metadata":{"marker":"before-overwrite"}})");
  } else if (given.starts_with("{PREFIX}tok/tokens.bin uploaded")) {
    firebase_upload("tok/tokens.bin", base64_decode("AAH/").value());
  } else if (given.starts_with("Security Rules") && given.find("owner-seed") != std::string::npos) {
    upload("auth/read.bin", "owner-seed");
    (void)call("GET", "/v0/b/{BUCKET}/o/{PREFIX_ENC}auth%2Fread.bin", kOctets, {});
  } else {
    return given.starts_with("Security Rules");
  }
  return true;
}

// The states the oracle asks for, by the sentences it uses.
void OracleRun::bring_about(const std::string& given) {
  static const std::regex kTwice(
      R"(\{PREFIX\}(\S+) was uploaded twice: \{GEN:1\} \((\S+)\) then \{GEN:2\} \((\S+)\).*)");
  static const std::regex kExists(R"(\{PREFIX\}(\S+) exists, content ([A-Za-z0-9+/=]+).*)");
  static const std::regex kMetageneration(R"(.*metageneration ([0-9]+) (after|because).*)");
  std::smatch found;
  if (bring_about_firebase(given)) return;
  if (given.starts_with("six objects")) {
    for (const char* name : {"a.txt", "b.txt", "dir/c.txt", "dir/d.txt", "dir2/e.txt", "zz.txt"}) {
      upload(std::string("list/") + name, name);
    }
  } else if (std::regex_match(given, found, kTwice)) {
    const std::string name = found[1].str();
    upload(name, base64_decode(found[2].str()).value());
    upload(name, base64_decode(found[3].str()).value());
  } else if (std::regex_match(given, found, kExists)) {
    const std::string name = found[1].str();
    upload(name, base64_decode(found[2].str()).value());
    std::smatch times;
    const int wanted = std::regex_match(given, times, kMetageneration) ? std::stoi(times[1]) : 1;
    for (int i = 1; i < wanted; ++i) patch(name, R"({"metadata":{"before":"set"}})");
  } else if (!given.starts_with("no ") && !given.starts_with("none ") &&
             !given.starts_with("state left") && given != "any") {
    throw std::runtime_error("the state before is not understood: " + given);
  }
}

}  // namespace resumulator::testing_support
