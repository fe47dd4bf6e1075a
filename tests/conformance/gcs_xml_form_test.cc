// Uploads by an HTML form.
#include <gtest/gtest.h>

#include "core/wire/base64.h"
#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

std::string form(const Fields& fields, const std::string& file = "the bytes") {
  std::string body;
  for (const auto& [name, value] : fields) {
    body += "--B\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
  }
  return body +
         "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"C:\\\\d\\\\a b.txt\"\r\n"
         "Content-Type: text/plain\r\n\r\n" +
         file +
         "\r\n--B\r\nContent-Disposition: form-data; name=\"submit\"\r\n\r\nUpload\r\n--B--\r\n";
}
RawAnswer post(const XmlHouse& house, const std::string& body) {
  return house.request("POST", "/bk", body, {{"Content-Type", "multipart/form-data; boundary=B"}});
}
RawAnswer post(const XmlHouse& house, const Fields& fields, const std::string& file = "the bytes") {
  return post(house, form(fields, file));
}
std::string policy(const std::string& conditions,
                   const std::string& expiration = "2030-01-01T00:00:01Z") {
  return base64_encode("{\"expiration\":\"" + expiration + "\",\"conditions\":[" + conditions +
                       "]}");
}

// Rules gcs.xml.form.fields, gcs.xml.form.status.
TEST(GcsXmlForm, IsAnObject) {
  XmlHouse house;
  const auto answer = post(house, Fields{{"key", "d/a"}});
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(house.kept("d/a"), "the bytes");
  EXPECT_EQ(house.server.exchanges().at(0).operation, Operation::kSimple);
  EXPECT_EQ(house.server.exchanges().at(0).object, "d/a");
  EXPECT_EQ(post(house, Fields{{"key", "a"}, {"success_action_status", "200"}}).status, 200);
  EXPECT_EQ(post(house, Fields{{"key", "a"}, {"success_action_status", "404"}}).status, 204);
  const auto told = post(house, Fields{{"key", "d/a"}, {"success_action_status", "201"}});
  EXPECT_EQ(told.status, 201);
  EXPECT_EQ(told.field("Content-Type"), "application/xml; charset=UTF-8");
  EXPECT_EQ(told.body, "<?xml version='1.0' encoding='UTF-8'?><PostResponse><Location>http://" +
                           house.host() +
                           "/bk/d%2Fa</Location><Bucket>bk</Bucket><Key>d/a</Key><ETag>" +
                           told.field("ETag") + "</ETag></PostResponse>");
}

// Rule gcs.xml.form.fields: what is no form.
TEST(GcsXmlForm, RefusesWhatIsNone) {
  XmlHouse house;
  EXPECT_EQ(element(post(house, Fields{}), "Code"), "InvalidArgument");
  EXPECT_EQ(element(house.request("POST", "/bk", "x"), "Code"), "MalformedPOSTRequest");
  EXPECT_EQ(problem_of(house.request("POST", "/nowhere", "x")), "404 NoSuchBucket");
  EXPECT_EQ(element(post(house, "no form at all"), "Code"), "MalformedPOSTRequest");
  EXPECT_EQ(problem_of(post(house,
                            "--B\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\na"
                            "\r\n--B--\r\n")),
            "400 InvalidArgument The form has no file.");
  EXPECT_EQ(element(post(house, "--B\r\n\r\na\r\n--B--\r\n"), "Code"), "MalformedPOSTRequest");
  const std::string whole = form({{"key", "cut"}});
  EXPECT_EQ(post(house, whole.substr(0, whole.size() - 80)).status, 400);
  EXPECT_EQ(house.kept("cut"), "(none)");
}

// Rule gcs.xml.form.key.
TEST(GcsXmlForm, KeysMayHoldTheFileName) {
  XmlHouse house;
  post(house, Fields{{"key", "up/${filename}.bak"}});
  EXPECT_EQ(house.kept("up/a b.txt.bak"), "the bytes");
  EXPECT_EQ(element(post(house, Fields{{"key", "a\nb"}}), "Code"), "InvalidArgument");
}

// Rule gcs.xml.form.metadata.
TEST(GcsXmlForm, FieldsAreMetadata) {
  XmlHouse house;
  post(house, Fields{{"key", "a"}, {"acl", "public-read"}, {"x-goog-meta-k", "v"}});
  EXPECT_EQ(house.head("a").field("Content-Type"), "text/plain");
  EXPECT_EQ(house.head("a").field("x-goog-meta-k"), "v");
  EXPECT_EQ(house.head("a").field("Cache-Control"), "public, max-age=3600");
  post(house, Fields{{"key", "b"}, {"Content-Type", "image/png"}});
  EXPECT_EQ(house.head("b").field("Content-Type"), "image/png");
}

// Rule gcs.xml.form.redirect.
TEST(GcsXmlForm, MaySendTheBrowserOn) {
  XmlHouse house;
  const auto answer = post(
      house, Fields{{"key", "d/a"}, {"success_action_redirect", "https://page.test/done?x=1"}});
  EXPECT_EQ(answer.status, 303);
  EXPECT_TRUE(answer.field("Location")
                  .starts_with("https://page.test/done?x=1&bucket=bk&key=d%2Fa&etag=%22"))
      << answer.field("Location");
}

// Rules gcs.xml.form.policy, gcs.xml.form.size.
TEST(GcsXmlForm, MustMeetItsPolicy) {
  Options options;
  options.gcs.signed_url_check = GcsSwitches::SignedUrlCheck::kShape;
  XmlHouse house(options);
  const std::string conditions =
      R"({"bucket":"bk"},["starts-with","$key","d/"],["content-length-range",2,4])";
  const auto with = [&](const std::string& key, const std::string& file,
                        const std::string& expiration = "2030-01-01T00:00:01Z") {
    return post(house,
                Fields{{"key", key},
                       {"GoogleAccessId", "me"},
                       {"policy", policy(conditions, expiration)},
                       {"signature", "AAAA"}},
                file);
  };
  EXPECT_EQ(with("d/a", "abcd").status, 204);
  EXPECT_EQ(element(with("e/a", "abcd"), "Code"), "InvalidPolicyDocument");
  EXPECT_EQ(element(with("d/a", "abcd", "2030-01-01T00:00:00Z"), "Code"), "InvalidPolicyDocument");
  EXPECT_EQ(element(with("d/a", "a"), "Code"), "EntityTooSmall");
  const auto large = with("d/a", "abcde");
  EXPECT_EQ(large.status, 400);
  EXPECT_EQ(element(large, "Code"), "EntityTooLarge");
  EXPECT_EQ(house.kept("d/a"), "abcd");
  EXPECT_EQ(element(post(house, Fields{{"key", "a"}, {"policy", policy(conditions)}}), "Code"),
            "AccessDenied");
}

}  // namespace
}  // namespace resumulator::testing_support
