// Lists of objects over the XML API.
#include <gtest/gtest.h>

#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

struct ListHouse : XmlHouse {
  ListHouse() {
    for (const char* name : {"a", "d/1", "d/2", "e", "z"}) put_object(name, "123456789");
  }
  RawAnswer list(const std::string& query) const { return request("GET", "/bk" + query); }
};

// Rules gcs.xml.list.v1, gcs.xml.list.entry.
TEST(GcsXmlList, ShowsObjectsAndPrefixes) {
  ListHouse house;
  const auto answer = house.list("?delimiter=/&prefix=");
  EXPECT_EQ(answer.field("Content-Type"), "application/xml; charset=UTF-8");
  EXPECT_TRUE(answer.body.starts_with(
      "<?xml version='1.0' encoding='UTF-8'?><ListBucketResult "
      "xmlns='http://doc.s3.amazonaws.com/2006-03-01'><Name>bk</Name><Prefix></Prefix><Marker>"
      "</Marker><Delimiter>/</Delimiter><IsTruncated>false</IsTruncated><Contents><Key>a</Key>"
      "<Generation>"))
      << answer.body;
  EXPECT_TRUE(answer.body.ends_with(
      "<CommonPrefixes><Prefix>d/</Prefix></CommonPrefixes></ListBucketResult>"));
  EXPECT_EQ(elements(answer, "Key"), "a e z");
  EXPECT_EQ(element(answer, "MetaGeneration"), "1");
  EXPECT_EQ(element(answer, "LastModified"), "2030-01-01T00:00:00.000Z");
  EXPECT_EQ(element(answer, "ETag"), "\"25f9e794323b453885f5181f1b624d0b\"");
  EXPECT_EQ(element(answer, "Size"), "9");
  EXPECT_EQ(element(answer, "StorageClass"), "(none)");
  EXPECT_EQ(elements(house.list("?prefix=d/"), "Key"), "d/1 d/2");
  EXPECT_EQ(elements(house.list("/?prefix=d/"), "Key"), "d/1 d/2");
  EXPECT_EQ(problem_of(house.request("GET", "/nowhere")), "404 NoSuchBucket");
}

// Rules gcs.xml.list.marker, gcs.xml.list.max-keys.
TEST(GcsXmlList, GoesOnBehindAMarker) {
  ListHouse house;
  std::string seen;
  std::string marker;
  for (int page = 0; page < 5; ++page) {
    const auto answer = house.list("?delimiter=/&max-keys=1&marker=" + marker);
    seen += elements(answer, "Key") + "," + elements(answer, "Prefix") + ";";
    if (element(answer, "IsTruncated") == "false") break;
    marker = element(answer, "NextMarker");
  }
  EXPECT_EQ(seen, "a,;,d/;e,;z,;");
  EXPECT_EQ(elements(house.list("?marker=d/1"), "Key"), "d/2 e z");
  EXPECT_EQ(element(house.list("?max-keys=2"), "NextMarker"), "d/1");
  EXPECT_EQ(element(house.list("?max-keys=0"), "IsTruncated"), "false");
  EXPECT_EQ(element(house.list("?max-keys=some"), "Code"), "InvalidArgument");
}

// Rule gcs.xml.list.v2.
TEST(GcsXmlList, HasASecondVersion) {
  ListHouse house;
  const auto first = house.list("?list-type=2&max-keys=2");
  EXPECT_EQ(elements(first, "Key"), "a d/1");
  EXPECT_EQ(element(first, "KeyCount"), "2");
  EXPECT_EQ(element(first, "MaxKeys"), "2");
  EXPECT_EQ(element(first, "IsTruncated"), "true");
  EXPECT_EQ(element(first, "Marker"), "(none)");
  std::string token = element(first, "NextContinuationToken");
  for (auto at = token.find('='); at != std::string::npos; at = token.find('=', at + 1)) {
    token.replace(at, 1, "%3D");
  }
  for (auto at = token.find('+'); at != std::string::npos; at = token.find('+', at + 1)) {
    token.replace(at, 1, "%2B");
  }
  const auto second = house.list("?list-type=2&continuation-token=" + token);
  EXPECT_EQ(elements(second, "Key"), "d/2 e z");
  EXPECT_EQ(element(second, "IsTruncated"), "false");
  EXPECT_EQ(elements(house.list("?list-type=2&start-after=d/2"), "Key"), "e z");
  EXPECT_EQ(element(house.list("?list-type=2&continuation-token=x"), "Code"), "InvalidArgument");
  EXPECT_EQ(element(house.list("?list-type=3"), "Code"), "InvalidArgument");
}

// Rule gcs.xml.list.versions.
TEST(GcsXmlList, ShowsEveryGeneration) {
  ListHouse house;
  const auto turned =
      house.request("PUT", "/bk?versioning",
                    "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
  ASSERT_EQ(turned.status, 200);
  house.put_object("a", "second");
  const auto all = house.list("?versions&prefix=a");
  EXPECT_EQ(elements(all, "Key"), "a a");
  EXPECT_EQ(elements(all, "IsLatest"), "false true");
  const auto first = house.list("?versions&max-keys=1");
  EXPECT_EQ(elements(first, "IsLatest"), "false");
  const std::string generation = element(first, "NextGenerationMarker");
  EXPECT_EQ(generation, element(first, "Generation"));
  const auto next = house.list("?versions&max-keys=1&marker=a&generation-marker=" + generation);
  EXPECT_EQ(elements(next, "Key"), "a");
  EXPECT_EQ(elements(next, "IsLatest"), "true");
  EXPECT_EQ(element(house.list("?versions&marker=a&generation-marker=x"), "Code"),
            "InvalidArgument");
}

// Rule gcs.xml.list.encoding.
TEST(GcsXmlList, MayEncodeNames) {
  XmlHouse house;
  house.put_object("a%26b%01", "x");
  EXPECT_EQ(element(house.request("GET", "/bk"), "Key"), "a&amp;b\xEF\xBF\xBD");
  EXPECT_EQ(element(house.request("GET", "/bk?encoding-type=url"), "Key"), "a%26b%01");
  EXPECT_EQ(element(house.request("GET", "/bk?encoding-type=hex"), "Code"), "InvalidArgument");
}

}  // namespace
}  // namespace resumulator::testing_support
