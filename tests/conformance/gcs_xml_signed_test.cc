// Goal: over the wire a signed URL is held to what it says, and the key decides.
#include <gtest/gtest.h>

#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

using Check = GcsSwitches::SignedUrlCheck;

// SHA-256 of "hello".
constexpr const char* kHello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

Options held_to(Check check) {
  Options options;
  options.gcs.signed_url_check = check;
  options.signature_key = "secret";
  return options;
}
std::string query(const std::string& names, const std::string& seconds = "60") {
  return "?X-Goog-Algorithm=GOOG4-HMAC-SHA256&X-Goog-Credential=a%2F20300101%2Fauto%2Fstorage%2F"
         "goog4_request&X-Goog-Date=20300101T000000Z&X-Goog-Expires=" +
         seconds + "&X-Goog-SignedHeaders=" + names + "&X-Goog-Signature=00";
}

// Rule gcs.signature.payload.
TEST(GcsXmlSigned, HoldsABodyToTheDigestThatWasSigned) {
  const XmlHouse house(held_to(Check::kShape));
  const auto put = [&](const std::string& name, const std::string& digest) {
    return house.put_object(name + query("host%3Bx-goog-content-sha256"), "hello",
                            {{"x-goog-content-sha256", digest}});
  };
  EXPECT_EQ(put("a", kHello).status, 200);
  EXPECT_EQ(house.kept("a"), "hello");
  EXPECT_EQ(put("b", "UNSIGNED-PAYLOAD").status, 200);
  std::string other = kHello;
  other[0] = '3';
  const auto wrong = put("c", other);
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(element(wrong, "Code"), "BadDigest");
  EXPECT_EQ(house.kept("c"), "(none)");
  EXPECT_EQ(element(put("d", "abc"), "Code"), "BadDigest");
  const XmlHouse open;
  EXPECT_EQ(
      open.put_object("c" + query("host"), "hello", {{"x-goog-content-sha256", other}}).status,
      200);
}

TEST(GcsXmlSigned, RefusesWhatTheKeyHasNotSigned) {
  const XmlHouse house(held_to(Check::kFull));
  const auto wrong = house.put_object("a" + query("host"), "hello");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_EQ(element(wrong, "Code"), "SignatureDoesNotMatch");
  EXPECT_TRUE(element(wrong, "CanonicalRequest").starts_with("PUT\n/bk/a\nX-Goog-Algorithm="));
  EXPECT_EQ(house.kept("a"), "(none)");
  EXPECT_EQ(house.put_object("a", "hello").status, 200);  // unsigned: not this switch's affair
}

TEST(GcsXmlSigned, ReadsTheClockOfTheService) {
  const XmlHouse house(held_to(Check::kShape));
  EXPECT_EQ(house.put_object("a" + query("host"), "x").status, 200);
  house.clock->advance(std::chrono::seconds(60));
  const auto late = house.put_object("a" + query("host"), "y");
  EXPECT_EQ(late.status, 400);
  EXPECT_EQ(element(late, "Code"), "ExpiredToken");
  EXPECT_EQ(element(late, "Details"), "Request signature expired at: 2030-01-01T00:01:00+00:00");
  EXPECT_EQ(house.kept("a"), "x");
}

// Rule gcs.signature.key: the options must have one that can be read.
TEST(GcsXmlSigned, WantsAKeyToCheckBy) {
  Options options = held_to(Check::kFull);
  options.signature_key.clear();
  EXPECT_FALSE(Server::try_start(options));
  options.signature_key = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n";
  const auto refused = Server::try_start(options);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().text.find("RSA"), std::string::npos);
}

// Rule gcs.signature.session.
TEST(GcsXmlSigned, ASignedStartOpensASessionThatNeedsNoSignature) {
  const XmlHouse house(held_to(Check::kShape));
  const Fields start = {{"x-goog-resumable", "start"}};
  const auto unsigned_field = house.request("POST", "/bk/a" + query("host"), {}, start);
  EXPECT_EQ(problem_of(unsigned_field), "400 MalformedSecurityHeader Header must be signed.");
  EXPECT_EQ(element(unsigned_field, "ParameterName"), "x-goog-resumable");
  const auto opened = house.request("POST", "/bk/a" + query("host%3Bx-goog-resumable"), {}, start);
  ASSERT_EQ(opened.status, 201);
  const std::string session = XmlHouse::address(opened.field("Location"));
  EXPECT_TRUE(session.starts_with("/bk/a" + query("host%3Bx-goog-resumable") + "&upload_id="));
  house.clock->advance(std::chrono::hours(1));
  EXPECT_EQ(house.put(session, "0-4/5", "hello").status, 200);
  EXPECT_EQ(house.kept("a"), "hello");
  const XmlHouse full(held_to(Check::kFull));
  const auto wrong = full.request("POST", "/bk/a" + query("host%3Bx-goog-resumable"), {}, start);
  EXPECT_EQ(problem_of(wrong), "403 SignatureDoesNotMatch");
}

// Rule gcs.signature.shape: the client that signed for a type and sends none.
TEST(GcsXmlSigned, AListedFieldMustCome) {
  const XmlHouse house(held_to(Check::kShape));
  const std::string target = "a" + query("content-type%3Bhost");
  const auto refused = house.put_object(target, "x");
  EXPECT_EQ(problem_of(refused),
            "400 MalformedSecurityHeader Header was included in signedheaders, but not in the "
            "request.");
  EXPECT_EQ(element(refused, "ParameterName"), "content-type");
  EXPECT_EQ(house.put_object(target, "x", {{"Content-Type", "text/plain"}}).status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
