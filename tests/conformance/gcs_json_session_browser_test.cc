// Browsers and keys: cross-origin headers of sessions and preflights, customer-supplied encryption.
#include <gtest/gtest.h>
#include <openssl/sha.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kPage = "https://page.example";

Fields preflight(const std::string& method, const std::string& headers = "content-type") {
  return {{"Origin", kPage},
          {"Access-Control-Request-Method", method},
          {"Access-Control-Request-Headers", headers}};
}

void set_cors(const GcsHouse& house, const std::string& rules) {
  const auto answer = house.request("PATCH", "/storage/v1/b/b", R"({"cors":)" + rules + "}",
                                    {{"Content-Type", "application/json"}});
  EXPECT_EQ(answer.status, 200) << answer.body;
}

std::string allowed(const RawAnswer& answer) { return answer.field("Access-Control-Allow-Origin"); }

// Rule gcs.cors.bound: bound to the origin of the opening request, whoever asks now.
TEST(GcsSessionBrowser, ASessionBelongsToTheOriginThatOpenedIt) {
  GcsHouse house;
  const auto started = house.start("a", "", "", {{"Origin", kPage}});
  EXPECT_EQ(allowed(started), kPage);
  const auto session = started.field("Location").substr(("http://" + house.host()).size());
  const Fields other = {{"Origin", "https://other.example"}};
  for (const auto& answer : {house.ask(session), house.put(session, "0-2/3", "abc", other)}) {
    EXPECT_EQ(allowed(answer), kPage);
    EXPECT_EQ(answer.field("Access-Control-Allow-Credentials"), "true");
    const auto exposed = answer.field("Access-Control-Expose-Headers");
    EXPECT_NE(exposed.find("Range"), std::string::npos);
    EXPECT_NE(exposed.find("Location"), std::string::npos);
    EXPECT_NE(answer.head.find("\r\nVary: Origin\r\n"), std::string::npos);
  }
}

// Rule gcs.cors.unbound: opened by a backend, the bucket decides.
TEST(GcsSessionBrowser, ASessionOpenedWithoutOriginFollowsTheBucket) {
  GcsHouse house;
  const Fields from_page = {{"Origin", kPage}};
  const auto session = house.open("a");
  EXPECT_EQ(allowed(house.put(session, "*/*", "", from_page)), "");
  set_cors(house, R"([{"origin":["https://page.example"],"method":["PUT"],
                       "responseHeader":["Range","X-Other"],"maxAgeSeconds":60}])");
  const auto answer = house.put(session, "*/*", "", from_page);
  EXPECT_EQ(allowed(answer), kPage);
  EXPECT_EQ(answer.field("Access-Control-Expose-Headers"), "Range, X-Other");
  EXPECT_EQ(allowed(house.request("DELETE", session, "", from_page)), "");
}

// Rules gcs.cors.preflight-upload, gcs.cors.preflight-rule, gcs.cors.preflight-none.
TEST(GcsSessionBrowser, PreflightsAreNeverErrors) {
  GcsHouse house;
  const std::string uploads = "/upload/storage/v1/b/b/o?uploadType=resumable";
  const auto open = house.request("OPTIONS", uploads, "", preflight("POST", "x-a, x-b"));
  EXPECT_EQ(open.status, 200);
  EXPECT_EQ(open.body, "");
  EXPECT_EQ(open.field("Content-Type"), "text/html; charset=UTF-8");
  EXPECT_EQ(allowed(open), kPage);
  EXPECT_EQ(open.field("Access-Control-Allow-Methods"), "POST");
  EXPECT_EQ(open.field("Access-Control-Allow-Headers"), "x-a, x-b");
  const std::string object = "/storage/v1/b/b/o/a";
  const auto none = house.request("OPTIONS", object, "", preflight("GET"));
  EXPECT_EQ(none.status, 200);
  EXPECT_EQ(allowed(none), "");
  set_cors(house, R"([{"origin":["*"],"method":["GET","PUT"],"responseHeader":["Range"]}])");
  const auto ruled = house.request("OPTIONS", object, "", preflight("GET"));
  EXPECT_EQ(allowed(ruled), "*");
  EXPECT_EQ(ruled.field("Access-Control-Allow-Methods"), "GET,PUT");
  EXPECT_EQ(ruled.field("Access-Control-Allow-Headers"), "Range");
  EXPECT_EQ(ruled.field("Access-Control-Max-Age"), "1800");
  EXPECT_EQ(allowed(house.request("OPTIONS", object, "", preflight("DELETE"))), "");
}

// Rule gcs.cors.switch.
TEST(GcsSessionBrowser, TheSwitchOpensOrClosesEverything) {
  Options options;
  options.gcs.cors = GcsSwitches::Cors::kAllowAll;
  GcsHouse open(options);
  EXPECT_EQ(allowed(open.ask(open.open("a"))), "*");
  options.gcs.cors = GcsSwitches::Cors::kOff;
  GcsHouse closed(options);
  const auto started = closed.start("a", "", "", {{"Origin", kPage}});
  EXPECT_EQ(allowed(started), "");
  EXPECT_EQ(allowed(closed.request("OPTIONS", "/upload/storage/v1/b/b/o", "", preflight("POST"))),
            "");
}

// Rule gcs.cors.x-origin.
TEST(GcsSessionBrowser, ACrossOriginRequestHasNoXOrigin) {
  GcsHouse house;
  const Fields both = {{"X-Origin", kPage}, {"Origin", kPage}};
  EXPECT_EQ(error_of(house.start("a", "", "", both)).substr(0, 25), "400 corsRequestWithXOrigi");
  EXPECT_EQ(house.start("a", "", "", {{"X-Origin", kPage}}).status, 200);
}

constexpr const char* kKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
constexpr const char* kKeyHash = "Oi7YgCJSOaYFxVAXtzdaCePMEtDqZFt2GaWwG5Lf0Ls=";

std::string key_hash() {
  const std::string key = "0123456789abcdef0123456789abcdef";
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(key.data()), key.size(), hash);
  static constexpr char kAlphabet[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t at = 0; at < 33; at += 3) {
    unsigned block = 0;
    for (std::size_t i = 0; i < 3; ++i) block = block << 8 | (at + i < 32 ? hash[at + i] : 0U);
    for (unsigned i = 0; i < 4; ++i) out += kAlphabet[block >> (18 - 6 * i) & 63];
  }
  out.back() = '=';
  return out;
}

Fields key_fields() {
  return {{"x-goog-encryption-algorithm", "AES256"},
          {"x-goog-encryption-key", kKey},
          {"x-goog-encryption-key-sha256", key_hash()}};
}

// Rules gcs.csek.algorithm, gcs.csek.key, gcs.csek.hash.
TEST(GcsSessionBrowser, KeysAreChecked) {
  GcsHouse house;
  const auto reason = [&](std::size_t field, const std::string& value) {
    Fields fields = key_fields();
    fields[field].second = value;
    const auto error = json_of(house.start("a", "", "", fields))["error"];
    EXPECT_TRUE(error["errors"][0].contains("extendedHelp"));
    return error["errors"][0]["reason"].get<std::string>();
  };
  EXPECT_EQ(reason(0, "AES128"), "customerEncryptionAlgorithmIsInvalid");
  EXPECT_EQ(reason(1, "short"), "customerEncryptionKeyFormatIsInvalid");
  EXPECT_EQ(reason(2, kKeyHash), "customerEncryptionKeySha256IsInvalid");
  EXPECT_EQ(error_of(house.start("a", "", "", {key_fields()[0], key_fields()[1]})),
            "400 customerEncryptionKeySha256IsInvalid Missing a SHA256 hash of the encryption key, "
            "or it is not base64 encoded, or it does not match the encryption key.");
}

// Rules gcs.csek.resource, gcs.csek.chunk-key.
TEST(GcsSessionBrowser, AKeyIsRememberedByItsHash) {
  GcsHouse house;
  const auto started = house.start("a", "", "", key_fields());
  EXPECT_EQ(started.field("X-Goog-Encryption-Algorithm"), "AES256");
  const auto session = started.field("Location").substr(("http://" + house.host()).size());
  const Fields wrong = {{"x-goog-encryption-key-sha256", kKeyHash}};
  EXPECT_EQ(error_of(house.put(session, "0-2/3", "abc", wrong)).substr(0, 36),
            "400 customerEncryptionKeyIsIncorrect");
  const auto finished = house.put(session, "0-2/3", "abc", key_fields());
  EXPECT_EQ(finished.field("X-Goog-Encryption-Key-Sha256"), key_hash());
  const auto resource = json_of(finished);
  EXPECT_EQ(resource["customerEncryption"]["encryptionAlgorithm"], "AES256");
  EXPECT_EQ(resource["customerEncryption"]["keySha256"], key_hash());
  EXPECT_TRUE(resource.contains("md5Hash"));
  EXPECT_EQ(house.media("m", "abc", "", key_fields()).status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
