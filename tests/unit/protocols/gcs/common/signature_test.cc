// Goal: signatures of the older kind and by secrets too, and each thing that is wrong by its name.
#include "protocols/gcs/common/signature.h"

#include <gtest/gtest.h>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/post_policy.h"
#include "protocols/gcs/common/signature_check.h"

namespace resumulator::gcs {
namespace {

using Check = GcsSwitches::SignedUrlCheck;

constexpr const char* kPublicKey = R"(-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA1waosJbdEZl+PQLRytpS
RQYEmmNCP2K9mXKD2PLI8MO0EZDYcWpNiRcs81nt0vO60ZVuxItNJsu6KeVx8VA8
pkaFj0ZymCeN6KWhWp32VbVyIwEsOCWkrbyge2jttfgSssNyqevQvYCEpMCh21Hd
T+1Q8rHiaOifxN9c0lElMl4uFKPpFpUQ1qFVouRmTz1FvAq4kCwVsWWkuSwF6VfM
FDUyHu6nNYQMGSR1oXdHeoCnPjWvjoaP63kjBSmYjaIKyzxwGcKt0JsS0ish526J
6xfyTOpobIrcrNdJqsX5cJb75TlfqSOvkVVW/VuS1jZW7R2oJCta3dC7AfJnTGUc
IwIDAQAB
-----END PUBLIC KEY-----
)";
// Made with `openssl dgst -sha256 -sign` over
// "PUT\n\ntext/plain\n1577836800\nx-goog-acl:public-read\nx-goog-meta-a:b c\n/b/o%20p".
constexpr const char* kRsaV2 =
    "IF9DJcK3tMtPTs1k6lNwo/3MCR8OoIHgKL8NmbN0v1aNkx/"
    "smytRI0Y8srcwHai44XntjBkgHxxhYodWuFwMa2gdlocQvJVA"
    "/OCje78RFrK4SN6OtzCiVn3cvOthV6LpOZmqyOVB0DqikpWM0jVwoXreBsZliQ7zKiroLinGiL1KBexSBFrjvtedzdo03b"
    "5M"
    "MQ8QR982eQobVMMJ5o+kIV/"
    "TDznlg9txqaV+c577kuBLVHtNSYnxOCdoyemXZ0CpRQCx0zXNtfwnLoAwpI3kJl5XZS0CHsBc"
    "M3N+axYQ8evj2/MtGM855H/bpM77kQUN0/Krf9w9f9TP+erW9uYLDw==";
// The same text with Python's hmac, SHA-1, key "secret".
constexpr const char* kHmacV2 = "FhedMNVgJpqUBpGzlqTXIli/c6c=";
constexpr const char* kQueryV4 =
    "X-Goog-Algorithm=GOOG4-HMAC-SHA256&X-Goog-Credential=GOOG1E%2F20200101%2Fauto%2Fstorage%2F"
    "goog4_request&X-Goog-Date=20200101T000000Z&X-Goog-Expires=60&X-Goog-SignedHeaders=host"
    "&X-Goog-Signature=d898f895abe9ea8cfe7a8b420791323f2ce9ef6824f6d9dbe90a81697674b179";

TimePoint at(const char* text) { return *parse_rfc3339(text); }
const TimePoint kNow = at("2020-01-01T00:00:00Z");

std::string checked(std::string_view method, std::string_view path, const std::string& query,
                    const Headers& headers, const std::string& key, TimePoint now = kNow,
                    Check how = Check::kFull, std::string_view bucket = {}) {
  const auto parsed = Query::parse(query);
  if (!parsed) return "(no query)";
  const auto read = SignatureKey::read(key);
  const auto problem = check_url_signature(
      *parsed,
      {.method = method, .path = path, .query = query, .bucket = bucket, .headers = headers}, how,
      read ? &*read : nullptr, now);
  if (!problem) return "fine";
  return std::to_string(problem->status) + " " + problem->code +
         (problem->parameter.empty() ? "" : " " + problem->parameter);
}

std::string v2_query(const std::string& signature) {
  return "GoogleAccessId=a%40b&Expires=1577836800&Signature=" + percent_encode_query(signature);
}
Headers v2_headers() {
  return {{"Host", "h"},
          {"Content-Type", "text/plain"},
          {"X-Goog-Meta-A", "b   c"},
          {"x-goog-acl", "public-read"}};
}
const TimePoint kBefore = at("2019-12-31T23:59:59Z");

std::string check_v2(std::string_view method, std::string_view path, const Headers& headers,
                     const std::string& key, const std::string& signature,
                     std::string_view bucket = {}) {
  return checked(method, path, v2_query(signature), headers, key, kBefore, Check::kFull, bucket);
}

// Rule gcs.signature.v2, with the next test.
TEST(SignatureV2, IsAcceptedByEitherKindOfKey) {
  EXPECT_EQ(check_v2("PUT", "/b/o%20p", v2_headers(), kPublicKey, kRsaV2), "fine");
  EXPECT_EQ(check_v2("PUT", "/b/o%20p", v2_headers(), "secret", kHmacV2), "fine");
  EXPECT_EQ(check_v2("PUT", "/o%20p", v2_headers(), "secret", kHmacV2, "b"), "fine");  // b.host
  std::string blanks = "GoogleAccessId=a&Expires=1577836800&Signature=" + std::string(kRsaV2);
  EXPECT_EQ(checked("PUT", "/b/o%20p", blanks, v2_headers(), kPublicKey, kBefore), "fine");
}

TEST(SignatureV2, IsRefusedWithAnyPartChanged) {
  const std::string mismatch = "403 SignatureDoesNotMatch";
  for (const auto& [key, signature] :
       {std::pair<std::string, std::string>(kPublicKey, kRsaV2), {"secret", kHmacV2}}) {
    EXPECT_EQ(check_v2("POST", "/b/o%20p", v2_headers(), key, signature), mismatch);
    EXPECT_EQ(check_v2("PUT", "/b/o%20q", v2_headers(), key, signature), mismatch);
    EXPECT_EQ(check_v2("PUT", "/o%20p", v2_headers(), key, signature, "c"), mismatch);
    const Headers good = v2_headers();
    for (const auto& [name, value] : good.fields()) {
      auto changed = v2_headers();
      changed.set(name, value + "x");
      EXPECT_EQ(check_v2("PUT", "/b/o%20p", changed, key, signature),
                name == "Host" ? "fine" : mismatch);
    }
    auto digest = v2_headers();
    digest.add("Content-MD5", "XUFAKrxLKna5cZ2REBfFkg==");
    EXPECT_EQ(check_v2("PUT", "/b/o%20p", digest, key, signature), mismatch);
    auto later = v2_query(signature);
    later.replace(later.find("1577836800"), 10, "1577836801");
    EXPECT_EQ(checked("PUT", "/b/o%20p", later, v2_headers(), key, kBefore), mismatch);
    EXPECT_EQ(checked("PUT", "/b/o%20p", v2_query(signature), v2_headers(), key, kNow),
              "400 ExpiredToken");
  }
  EXPECT_EQ(check_v2("PUT", "/b/o%20p", v2_headers(), "Secret", kHmacV2), mismatch);
}

// Rule gcs.signature.key.
TEST(SignatureV4, IsAcceptedBySecretsAndWithAPortInTheHost) {
  const Headers headers = {{"Host", "127.0.0.1:9000"}};
  EXPECT_EQ(checked("GET", "/b/o", kQueryV4, headers, "secret"), "fine");
  EXPECT_EQ(checked("GET", "/b/o", kQueryV4, headers, "other"), "403 SignatureDoesNotMatch");
  EXPECT_EQ(checked("GET", "/b/o", kQueryV4, headers, kPublicKey), "403 SignatureDoesNotMatch");
  EXPECT_EQ(checked("GET", "/b/o", kQueryV4, {{"Host", "127.0.0.1:9001"}}, "secret"),
            "403 SignatureDoesNotMatch");
  EXPECT_FALSE(SignatureKey::read(""));
  EXPECT_FALSE(SignatureKey::read("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
  EXPECT_EQ(SignatureKey::read(kPublicKey)->algorithm(), SignatureAlgorithm::kRsa);
}

// Rule gcs.signature.shape, by name and value of one parameter at a time.
TEST(SignatureV4, IsRefusedWhereItsFormIsWrong) {
  struct Case {
    const char* from;
    const char* to;
    const char* expected;
  };
  const Headers headers = {{"Host", "127.0.0.1:9000"}};
  for (const Case& each : {
           Case{"GOOG4-HMAC-SHA256", "GOOG4-MD5", "400 MalformedSecurityHeader X-Goog-Algorithm"},
           Case{"20200101T000000Z", "2020-01-01", "400 MalformedSecurityHeader X-Goog-Date"},
           Case{"20200101T000000Z", "20201301T000000Z", "400 MalformedSecurityHeader X-Goog-Date"},
           Case{"20200101T000000Z", "20200102T000000Z",
                "400 MalformedSecurityHeader X-Goog-Credential"},
           Case{"%2Fauto%2F", "%2F", "400 MalformedSecurityHeader X-Goog-Credential"},
           Case{"goog4_request", "aws4_request", "400 MalformedSecurityHeader X-Goog-Credential"},
           Case{"GOOG1E%2F", "", "400 MalformedSecurityHeader X-Goog-Credential"},
           Case{"Expires=60", "Expires=0", "400 AuthenticationQueryParametersError"},
           Case{"Expires=60", "Expires=604801", "400 AuthenticationQueryParametersError"},
           Case{"Expires=60", "Expires=-1", "400 AuthenticationQueryParametersError"},
           Case{"Expires=60", "Expires=99999999999999999999",
                "400 AuthenticationQueryParametersError"},
           Case{"X-Goog-Expires=60&", "", "400 AuthenticationQueryParametersError"},
           Case{"X-Goog-Date=", "X-Goog-Date=1&X-Goog-Date=",
                "400 AuthenticationQueryParametersError"},
           Case{"SignedHeaders=host", "SignedHeaders=", "400 MalformedSecurityHeader host"},
           Case{"SignedHeaders=host", "SignedHeaders=content-type%3Bhost",
                "400 MalformedSecurityHeader content-type"},
           Case{"Signature=d8", "Signature=zz", "400 MalformedSecurityHeader X-Goog-Signature"},
           Case{"d898f895abe9ea8cfe7a8b420791323f2ce9ef6824f6d9dbe90a81697674b179", "",
                "400 MalformedSecurityHeader X-Goog-Signature"},
       }) {
    std::string query = kQueryV4;
    query.replace(query.find(each.from), std::string_view(each.from).size(), each.to);
    EXPECT_EQ(checked("GET", "/b/o", query, headers, "secret", kNow, Check::kShape), each.expected)
        << query;
    EXPECT_EQ(checked("GET", "/b/o", query, headers, "secret", kNow, Check::kOff), "fine");
  }
}

// Rule gcs.signature.names.
TEST(SignatureV4, TakesItsNamesInAnyCase) {
  std::string query = kQueryV4;
  for (std::size_t i = 0; (i = query.find("X-Goog-", i)) != std::string::npos; ++i) {
    query.replace(i, 7, "x-goog-");
  }
  const Headers headers = {{"Host", "127.0.0.1:9000"}};
  EXPECT_EQ(checked("GET", "/b/o", query, headers, "secret", kNow, Check::kShape), "fine");
}

TEST(SignatureV2, TakesItsNamesInAnyCase) {
  std::string query = v2_query(kHmacV2);
  for (const char* name : {"GoogleAccessId", "Expires", "Signature"}) {
    query.replace(query.find(name), std::string_view(name).size(), lower(std::string_view(name)));
  }
  EXPECT_EQ(checked("PUT", "/b/o%20p", query, v2_headers(), "secret", kBefore), "fine");
  EXPECT_EQ(checked("PUT", "/b/o%20q", query, v2_headers(), "secret", kBefore),
            "403 SignatureDoesNotMatch");
}

// Rule gcs.signature.shape: one that lost a part is not taken for none.
TEST(Signature, WantsAllOfItsParameters) {
  const Headers headers = {{"Host", "h"}};
  for (const char* query :
       {"GoogleAccessId=a", "GoogleAccessId=a&Expires=1577836801",
        "Signature=QQ==", "Expires=1577836801&Signature=QQ==", "googleaccessid=a&signature=QQ==",
        "X-Goog-Credential=a", "X-Goog-SignedHeaders=host", "x-goog-algorithm=GOOG4-RSA-SHA256",
        "X-Goog-Signature=00", "X-Goog-Date=20200101T000000Z&X-Goog-Credential=a"}) {
    EXPECT_EQ(checked("GET", "/b/o", query, headers, "secret", kNow, Check::kShape),
              "400 AuthenticationQueryParametersError")
        << query;
  }
}

// Rule gcs.signature.unsigned-header.
TEST(SignatureV4, MustSignEveryFieldOfTheService) {
  const Headers headers = {{"Host", "127.0.0.1:9000"}, {"X-Goog-Acl", "private"}};
  EXPECT_EQ(checked("GET", "/b/o", kQueryV4, headers, "secret", kNow, Check::kShape),
            "400 MalformedSecurityHeader x-goog-acl");
}

// Rule gcs.signature.amz.
TEST(Signature, LeavesOtherKindsAlone) {
  const Headers headers = {{"Host", "h"}};
  for (const char* query : {"", "a=b", "X-Amz-Signature=00&X-Amz-Algorithm=AWS4-HMAC-SHA256",
                            "AWSAccessKeyId=a&Expires=1&Signature=QQ==", "Expires=1", "expires=1",
                            "X-Goog-Date=20200101T000000Z"}) {
    EXPECT_EQ(checked("GET", "/b/o", query, headers, "secret"), "fine") << query;
  }
}

TEST(Signature, TellsWhatItWouldHaveSigned) {
  const Headers headers = {{"Host", "h"}};
  const auto query = Query::parse(kQueryV4);
  const auto key = SignatureKey::read("secret");
  const auto problem = check_url_signature(
      *query,
      {.method = "GET", .path = "/b/o", .query = kQueryV4, .bucket = {}, .headers = headers},
      Check::kFull, &*key, kNow);
  ASSERT_TRUE(problem);
  EXPECT_TRUE(problem->string_to_sign.starts_with("GOOG4-HMAC-SHA256\n20200101T000000Z\n"));
  EXPECT_TRUE(problem->canonical_request.starts_with("GET\n/b/o\nX-Goog-Algorithm="));
  EXPECT_EQ(to_api_error(*problem).message, "SignatureDoesNotMatch");
  EXPECT_EQ(to_api_error(*problem).status, 403);
}

// Rule gcs.policy.document.
TEST(Policy, RefusesDocumentsThatAreNone) {
  for (const char* text :
       {"", "[]", "{}", "x", R"({"expiration":"2030-01-01T00:00:00Z"})", R"({"conditions":[]})",
        R"({"expiration":"soon","conditions":[]})", R"({"expiration":1,"conditions":[]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":{}})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":["a"]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":[{"a":1}]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":[{"a":"b","c":"d"}]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":[{}]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":[["eq","key","a"]]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":[["in","$key","a"]]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":[["eq","$key"]]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":[["content-length-range",-1,2]]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":[["content-length-range","0","2"]]})",
        R"({"expiration":"2030-01-01T00:00:00Z","conditions":[[[[[[[[[["deep"]]]]]]]]]]})"}) {
    const auto read = read_policy(text);
    ASSERT_TRUE(std::holds_alternative<SignatureProblem>(read)) << text;
    EXPECT_EQ(std::get<SignatureProblem>(read).code, "InvalidPolicyDocument");
  }
}

// Rule gcs.policy.conditions.
TEST(Policy, HoldsEveryFieldToItsConditions) {
  const std::string document =
      R"({"expiration":"2030-01-01T00:00:00Z","conditions":[{"bucket":"b"},["starts-with","$key","u/"],)"
      R"(["eq","$acl","private"],["starts-with","$Content-Type",""],["content-length-range",1,9],)"
      R"(["content-length-range",2,20]]})";
  const auto check = [&](FormFields fields) -> std::string {
    fields.emplace_back("policy", base64_encode(document));
    fields.emplace_back("GoogleAccessId", "a");
    fields.emplace_back("signature", "AAAA");
    const auto out = check_policy(fields, "b", Check::kShape, nullptr, kNow);
    const auto* problem = std::get_if<SignatureProblem>(&out);
    if (problem != nullptr) return problem->details;
    EXPECT_EQ(std::get<PolicyTerms>(out), (PolicyTerms{2, 9}));
    return "fine";
  };
  const FormFields good = {{"key", "u/a"}, {"ACL", "private"}, {"content-type", "x"}};
  EXPECT_EQ(check(good), "fine");
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto without = good;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(check(without), "fine") << good[i].first;
  }
  auto other_key = good;
  other_key[0].second = "v/a";
  EXPECT_EQ(check(other_key), "The field key does not begin as the policy document demands.");
  auto two_keys = good;
  two_keys.emplace_back("Key", "v/a");
  EXPECT_NE(check(two_keys), "fine");
  auto other_acl = good;
  other_acl[1].second = "public-read";
  EXPECT_EQ(check(other_acl), "The field acl is not equal to the value in the policy document.");
  auto more = good;
  more.emplace_back("success_action_status", "201");
  EXPECT_EQ(check(more), "The policy document does not allow the field success_action_status.");
}

}  // namespace
}  // namespace resumulator::gcs
