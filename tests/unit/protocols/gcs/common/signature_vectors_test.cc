// Goal: what Google's own signers made is accepted, and nothing that differs from it. Method: every
// public vector as it is, then with every part changed that was signed.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/post_policy.h"
#include "protocols/gcs/common/signature_check.h"
#include "support/places.h"

namespace resumulator::gcs {
namespace {

using Json = nlohmann::json;
using Check = GcsSwitches::SignedUrlCheck;

std::string file(const std::string& name) {
  std::ifstream in(testing_support::source_path("tests/data/" + name));
  return {std::istreambuf_iterator<char>(in), {}};
}
const Json& vectors() {
  static const Json kVectors = Json::parse(file("v4_signatures.json"));
  return kVectors;
}
const SignatureKey& key() {
  static const SignatureKey kKey = *SignatureKey::read(file("v4_test_public_key.pem"));
  return kKey;
}

/// A request, taken apart so that each part can be changed.
struct Parts {
  std::string method;
  std::string host;
  std::string path;
  std::string query;
  Headers headers;  ///< without Host
  TimePoint now{};

  [[nodiscard]] SignableRequest request(Headers& all) const {
    all = headers;
    all.add("Host", host);
    return {.method = method, .path = path, .query = query, .bucket = {}, .headers = all};
  }
  [[nodiscard]] std::optional<SignatureProblem> check() const {
    Headers all;
    const auto request_now = request(all);
    const auto parsed = Query::parse(query);
    if (!parsed) return SignatureProblem{.code = "(no query)", .parameter = {}, .details = {}};
    if (!has_url_signature(*parsed)) {
      return SignatureProblem{.code = "(unsigned)", .parameter = {}, .details = {}};
    }
    return check_url_signature(*parsed, request_now, Check::kFull, &key(), now);
  }
  [[nodiscard]] std::string code() const {
    const auto problem = check();
    return problem ? problem->code : "";
  }
};

Parts parts_of(const Json& vector) {
  Parts out;
  out.method = vector["method"];
  std::string rest = vector["expectedUrl"];
  rest.erase(0, rest.find("://") + 3);
  out.query = rest.substr(rest.find('?') + 1);
  rest.erase(rest.find('?'));
  out.path = rest.substr(rest.find('/'));
  out.host = rest.substr(0, rest.find('/'));
  if (vector.contains("headers")) {
    for (const auto& [name, value] : vector["headers"].items()) out.headers.add(name, value);
  }
  out.now = *parse_rfc3339(vector["timestamp"].get<std::string>());
  return out;
}

/// Another character that also reads as another one inside an escape.
char other(char c) { return lower(c) == 'a' ? 'b' : 'a'; }

// Rule gcs.signature.v4, with the next test.
TEST(SignatureVectors, AreAccepted) {
  std::size_t seen = 0;
  for (const auto& vector : vectors()["signingV4Tests"]) {
    const std::string about = vector["description"];
    const auto parts = parts_of(vector);
    EXPECT_EQ(parts.code(), "") << about;
    Headers all;
    const auto read = read_url_signature(*Query::parse(parts.query));
    ASSERT_TRUE(std::holds_alternative<UrlSignature>(read)) << about;
    // The canonical request of one vector is not the one that it signs: it has the bucket twice.
    const bool wrong = about == "Universe domain with virtual hosted style";
    bool found = false;
    for (const auto& text : signed_texts(std::get<UrlSignature>(read), parts.request(all))) {
      found = found || ((wrong || text.canonical == vector["expectedCanonicalRequest"]) &&
                        text.to_sign == vector["expectedStringToSign"]);
    }
    EXPECT_TRUE(found) << about;
    ++seen;
  }
  EXPECT_EQ(seen, 29U);
}

// Rule gcs.signature.mismatch.
TEST(SignatureVectors, AreRefusedWithAnyCharacterOfTheUrlChanged) {
  for (const auto& vector : vectors()["signingV4Tests"]) {
    const auto parts = parts_of(vector);
    // The port is no part of what these signers sign.
    const std::size_t host_size = parts.host.find(':');
    for (auto [part, size] : {std::pair(&Parts::host, std::min(host_size, parts.host.size())),
                              std::pair(&Parts::path, parts.path.size()),
                              std::pair(&Parts::query, parts.query.size())}) {
      for (std::size_t i = 0; i < size; ++i) {
        const bool of_signature = part == &Parts::query && i > parts.query.find("Signature=") + 10;
        if (of_signature && i % 32 != 0) continue;
        auto changed = parts;
        (changed.*part)[i] = other((changed.*part)[i]);
        EXPECT_NE(changed.code(), "")
            << vector["description"] << ": " << changed.path << "?" << changed.query;
      }
    }
  }
}

TEST(SignatureVectors, AreRefusedWithAnyOtherPartChanged) {
  for (const auto& vector : vectors()["signingV4Tests"]) {
    const std::string about = vector["description"];
    const auto parts = parts_of(vector);
    auto method = parts;
    method.method = parts.method == "GET" ? "PUT" : "GET";
    EXPECT_EQ(method.code(), "SignatureDoesNotMatch") << about;
    auto more = parts;
    more.query += "&alt=media";
    EXPECT_EQ(more.code(), "SignatureDoesNotMatch") << about;
    auto unsigned_field = parts;
    unsigned_field.headers.add("x-goog-acl", "public-read");
    EXPECT_EQ(unsigned_field.code(), "MalformedSecurityHeader") << about;
    auto free_field = parts;
    free_field.headers.add("User-Agent", "any");
    EXPECT_EQ(free_field.code(), "") << about;
    for (const auto& [name, value] : parts.headers.fields()) {
      auto changed = parts;
      changed.headers.set(name, value + "x");
      EXPECT_EQ(changed.code(), "SignatureDoesNotMatch") << about << " " << name;
      auto missing = parts;
      missing.headers.remove(name);
      EXPECT_EQ(missing.code(), "MalformedSecurityHeader") << about << " " << name;
      auto twice = parts;
      twice.headers.add(name, value);
      EXPECT_EQ(twice.code(), "SignatureDoesNotMatch") << about << " " << name;
    }
  }
}

// Rule gcs.signature.expired.
TEST(SignatureVectors, LiveAsLongAsTheySay) {
  for (const auto& vector : vectors()["signingV4Tests"]) {
    auto parts = parts_of(vector);
    const auto begin = parts.now;
    const auto life = std::chrono::seconds(vector["expiration"].get<int>());
    parts.now = begin + life - std::chrono::microseconds(1);
    EXPECT_EQ(parts.code(), "");
    parts.now = begin + life;
    EXPECT_EQ(parts.code(), "ExpiredToken");
    parts.now = begin - std::chrono::minutes(15);
    EXPECT_EQ(parts.code(), "");
    parts.now -= std::chrono::microseconds(1);
    EXPECT_EQ(parts.code(), "RequestTimeTooSkewed");
  }
}

struct Form {
  FormFields fields;
  std::string bucket;
  TimePoint now{};
  [[nodiscard]] std::string code(Check how = Check::kFull) const {
    const auto checked = check_policy(fields, bucket, how, &key(), now);
    const auto* problem = std::get_if<SignatureProblem>(&checked);
    return problem == nullptr ? "" : problem->code;
  }
};

Form form_of(const Json& vector) {
  Form out;
  for (const auto& [name, value] : vector["policyOutput"]["fields"].items()) {
    out.fields.emplace_back(name, value);
  }
  const auto& input = vector["policyInput"];
  const bool starts = input.contains("conditions") && input["conditions"].contains("startsWith");
  if (starts) out.fields.emplace_back("acl", "public-read");
  out.bucket = input["bucket"];
  out.now = *parse_rfc3339(input["timestamp"].get<std::string>());
  return out;
}

// Rule gcs.policy.signature, with the next test.
TEST(PolicyVectors, AreAcceptedUntilTheyExpire) {
  std::size_t seen = 0;
  for (const auto& vector : vectors()["postPolicyV4Tests"]) {
    auto form = form_of(Json(vector));
    EXPECT_EQ(form.code(), "") << vector["description"];
    form.now += std::chrono::seconds(vector["policyInput"]["expiration"].get<int>());
    EXPECT_EQ(form.code(), "InvalidPolicyDocument") << vector["description"];
    ++seen;
  }
  EXPECT_EQ(seen, 11U);
}

TEST(PolicyVectors, AreRefusedWithAnyPartChanged) {
  for (const auto& vector : vectors()["postPolicyV4Tests"]) {
    const std::string about = vector["description"];
    const auto form = form_of(Json(vector));
    for (std::size_t i = 0; i < form.fields.size(); ++i) {
      for (std::size_t at = 0;
           at<form.fields[i].second.size(); at += form.fields[i].second.size()> 200
               ? std::size_t{16}
               : std::size_t{1}) {
        auto changed = form;
        changed.fields[i].second[at] = other(changed.fields[i].second[at]);
        if (changed.fields[i].first == "acl" && at >= 6 &&
            vector["policyInput"].contains("conditions")) {
          continue;  // only how it begins was signed
        }
        EXPECT_NE(changed.code(), "") << about << " " << changed.fields[i].first << " " << at;
      }
      auto missing = form;
      missing.fields.erase(missing.fields.begin() + static_cast<std::ptrdiff_t>(i));
      const bool unchecked = form.fields[i].first == "policy";  // then the form is none
      EXPECT_EQ(missing.code().empty(), unchecked) << about << " " << form.fields[i].first;
    }
    auto more = form;
    more.fields.emplace_back("x-goog-meta-more", "a");
    EXPECT_EQ(more.code(), "InvalidPolicyDocument") << about;
    auto ignored = form;
    ignored.fields.emplace_back("x-ignore-more", "a");
    EXPECT_EQ(ignored.code(), "") << about;
    auto elsewhere = form;
    elsewhere.bucket += "x";
    EXPECT_EQ(elsewhere.code(), "InvalidPolicyDocument") << about;
  }
}

// Rule gcs.policy.size.
TEST(PolicyVectors, BoundTheFile) {
  for (const auto& vector : vectors()["postPolicyV4Tests"]) {
    if (vector["description"] != "POST Policy Within Content-Range") continue;
    const auto form = form_of(Json(vector));
    const auto checked = check_policy(form.fields, form.bucket, Check::kFull, &key(), form.now);
    const auto& terms = std::get<PolicyTerms>(checked);
    EXPECT_EQ(terms, (PolicyTerms{246, 266}));
    EXPECT_EQ(check_size(terms, 245)->code, "EntityTooSmall");
    EXPECT_FALSE(check_size(terms, 246));
    EXPECT_FALSE(check_size(terms, 266));
    EXPECT_EQ(check_size(terms, 267)->code, "EntityTooLarge");
    return;
  }
  ADD_FAILURE() << "the vector is gone";
}

}  // namespace
}  // namespace resumulator::gcs
