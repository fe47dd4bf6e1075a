// One answer against one entry of the oracle.
#include <openssl/sha.h>

#include <array>
#include <regex>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "support/oracle.h"

namespace resumulator::testing_support {
namespace {

// Sent by the machinery around the service, not by the service; the oracle leaves them out.
constexpr std::array<std::string_view, 8> kInfrastructure = {"Date",
                                                             "Server",
                                                             "Alt-Svc",
                                                             "X-GUploader-UploadID",
                                                             "X-Goog-Gcs-Base-Ts",
                                                             "Content-Length",
                                                             "Transfer-Encoding",
                                                             "Connection"};

class Comparison {
 public:
  Comparison(const OracleJson& entry, const RawAnswer& answer, OracleNames& names)
      : entry_(entry), expect_(entry["expect"]), answer_(answer), names_(names) {}

  std::vector<OracleDifference> run() {
    if (answer_.status != expect_["status"].get<int>()) {
      report("status is " + std::to_string(answer_.status) + ", not " + expect_["status"].dump() +
             "; body: " + answer_.body.substr(0, 300));
      return std::move(found_);
    }
    compare_reason();
    for (const auto& [name, wanted] : expect_["headers"].items()) compare_header(name, wanted);
    refuse_unknown_headers();
    compare_body(expect_["body"]);
    return std::move(found_);
  }

 private:
  void report(const std::string& what) {
    found_.push_back({oracle_id(entry_), entry_["source"].get<std::string>(), what});
  }

  void fit(const std::string& where, std::string_view pattern, const std::string& text) {
    if (const std::string problem = names_.match(pattern, text); !problem.empty()) {
      report(where + ": " + problem);
    }
  }

  void fit_regex(const std::string& where, const OracleJson& wanted, const std::string& text) {
    const std::string pattern = wanted["pattern"].get<std::string>();
    if (!std::regex_search(text, std::regex(pattern))) {
      report(where + ": \"" + text + "\" does not fit " + pattern);
    }
  }

  [[nodiscard]] std::string header(std::string_view name) const {
    std::string joined;
    for (const auto& [field, value] : answer_.fields) {
      if (!iequals(field, name)) continue;
      joined += (joined.empty() ? "" : ", ") + value;
    }
    return joined;
  }

  [[nodiscard]] bool has(std::string_view name) const {
    for (const auto& field : answer_.fields) {
      if (iequals(field.first, name)) return true;
    }
    return false;
  }

  void compare_header(const std::string& name, const OracleJson& wanted) {
    const std::string value = header(name);
    if (wanted == "absent") {
      if (has(name)) report("header " + name + " should be absent, is \"" + value + "\"");
      return;
    }
    if (!has(name)) {
      report("header " + name + " is missing");
    } else if (wanted.is_object()) {
      fit_regex("header " + name, wanted, value);
    } else if (wanted != "present") {
      fit("header " + name, wanted.get<std::string>(), value);
    }
    // As a date, Expires is the time of the answer.
    if (name == "Expires" && wanted == "{HTTPDATE}" && value != header("Date")) {
      report("header Expires is not the time of the answer");
    }
  }

  void refuse_unknown_headers() {
    for (const auto& [name, value] : answer_.fields) {
      bool known = false;
      for (const std::string_view infrastructure : kInfrastructure) {
        known = known || iequals(name, infrastructure);
      }
      for (const auto& [wanted, ignored] : expect_["headers"].items()) {
        known = known || iequals(name, wanted);
      }
      if (!known) report("header " + name + " was not sent by production, is \"" + value + "\"");
    }
  }

  void compare_reason() {
    if (!expect_.contains("reason")) return;
    const auto body = OracleJson::parse(answer_.body, nullptr, false);
    const auto at = OracleJson::json_pointer("/error/errors/0/reason");
    std::string reason = body.is_object() && body.contains(at) ? body[at].dump() : "(none)";
    if (answer_.body.starts_with("<?xml")) reason = OracleJson(xml_code()).dump();
    if (reason != expect_["reason"].dump()) report("reason is " + reason);
  }

  [[nodiscard]] std::string xml_code() const {
    const auto begin = answer_.body.find("<Code>");
    const auto end = answer_.body.find("</Code>");
    if (begin == std::string::npos || end == std::string::npos) return "(none)";
    return answer_.body.substr(begin + 6, end - begin - 6);
  }

  void compare_body(const OracleJson& wanted) {
    const std::string kind = wanted["kind"].get<std::string>();
    if (kind == "empty") {
      if (!answer_.body.empty()) report("body should be empty, is " + answer_.body.substr(0, 200));
    } else if (kind == "text" || kind == "xml") {
      fit("body", wanted["exact"].get<std::string>(), answer_.body);
    } else if (kind == "bytes") {
      compare_bytes(wanted);
    } else if (kind == "json") {
      compare_json_body(wanted);
    } else {
      report("the oracle asks for a body of kind " + kind);
    }
  }

  void compare_bytes(const OracleJson& wanted) {
    if (answer_.body.size() != wanted["length"].get<std::size_t>()) {
      report("body has " + std::to_string(answer_.body.size()) + " bytes");
    } else if (wanted.contains("base64")) {
      if (base64_encode(answer_.body) != wanted["base64"]) report("body has other bytes");
    } else {
      std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
      SHA256(reinterpret_cast<const unsigned char*>(answer_.body.data()), answer_.body.size(),
             digest.data());
      const std::string hex =
          hex_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
      if (hex != wanted["sha256"]) report("body has other bytes");
    }
  }

  void compare_json_body(const OracleJson& wanted) {
    if (wanted.contains("exact")) {
      fit("body", wanted["exact"].get<std::string>(), answer_.body);
      return;
    }
    const auto body = OracleJson::parse(answer_.body, nullptr, false);
    if (body.is_discarded()) {
      report("body is not JSON: " + answer_.body.substr(0, 200));
      return;
    }
    compare_json("body", wanted["value"], body);
    if (wanted.value("layout", "") == "compact" && body.dump() != answer_.body) {
      report("body is not compact");
    }
  }

  void compare_json(const std::string& where, const OracleJson& wanted, const OracleJson& value) {
    if (wanted.is_object() && wanted.size() == 1 && wanted.contains("pattern")) {
      fit_regex(where, wanted, value.is_string() ? value.get<std::string>() : value.dump());
    } else if (wanted.is_object() && value.is_object()) {
      compare_members(where, wanted, value);
    } else if (wanted.is_array() && value.is_array() && wanted.size() == value.size()) {
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        compare_json(where + "[" + std::to_string(i) + "]", wanted[i], value[i]);
      }
    } else if (wanted.is_string() && value.is_string()) {
      fit(where, wanted.get<std::string>(), value.get<std::string>());
    } else if (wanted != value) {
      report(where + " is " + value.dump() + ", not " + wanted.dump());
    }
  }

  void compare_members(const std::string& where, const OracleJson& wanted,
                       const OracleJson& value) {
    for (const auto& [name, member] : wanted.items()) {
      if (name == "*") continue;
      if (!value.contains(name)) {
        report(where + "." + name + " is missing");
      } else {
        compare_json(where + "." + name, member, value[name]);
      }
    }
    for (const auto& [name, member] : value.items()) {
      if (wanted.contains(name) || wanted.contains("*")) continue;
      report(where + "." + name + " was not sent by production");
    }
  }

  const OracleJson& entry_;
  const OracleJson& expect_;
  const RawAnswer& answer_;
  OracleNames& names_;
  std::vector<OracleDifference> found_;
};

}  // namespace

std::vector<OracleDifference> compare_answer(const OracleJson& entry, const RawAnswer& answer,
                                             OracleNames& names) {
  // A page token is captured anew by every answer that shows one.
  const auto& value = entry["expect"]["body"].value("value", OracleJson());
  if (value.is_object() && value.contains("nextPageToken")) names.forget("PAGE_TOKEN");
  return Comparison(entry, answer, names).run();
}

}  // namespace resumulator::testing_support
