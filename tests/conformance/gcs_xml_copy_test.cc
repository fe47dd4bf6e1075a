// Copies by x-goog-copy-source.
#include <gtest/gtest.h>

#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

RawAnswer copy(const XmlHouse& house, const char* source, Fields fields = {}) {
  fields.emplace_back("x-goog-copy-source", source);
  return house.put_object("copy", "", fields);
}

// Rules gcs.xml.copy.answer, gcs.xml.copy.metadata.
TEST(GcsXmlCopy, MakesAnObjectOfTheSameBytes) {
  XmlHouse house;
  const auto made = house.put_object("d/a", "123456789",
                                     {{"Content-Type", "image/png"},
                                      {"x-goog-meta-k", "v"},
                                      {"x-goog-storage-class", "NEARLINE"},
                                      {"x-goog-acl", "public-read"}});
  const auto answer = copy(house, "bk/d/a");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.substr(0, 58 + 13),
            "<?xml version='1.0' encoding='UTF-8'?><CopyObjectResult><LastModified>2");
  EXPECT_EQ(element(answer, "ETag"), made.field("ETag"));
  EXPECT_EQ(answer.field("x-goog-generation"), house.head("copy").field("x-goog-generation"));
  EXPECT_EQ(house.kept("copy"), "123456789");
  const auto head = house.head("copy");
  EXPECT_EQ(head.field("Content-Type"), "image/png");
  EXPECT_EQ(head.field("x-goog-meta-k"), "v");
  EXPECT_EQ(head.field("x-goog-storage-class"), "STANDARD");
  EXPECT_EQ(head.field("Cache-Control"), "private, max-age=0");
}

// Rule gcs.xml.copy.metadata.
TEST(GcsXmlCopy, MayReplaceMetadata) {
  XmlHouse house;
  house.put_object("a", "x", {{"x-goog-meta-k", "v"}});
  copy(house, "/bk/a", {{"x-goog-metadata-directive", "REPLACE"}, {"Content-Type", "text/plain"}});
  EXPECT_FALSE(house.head("copy").has("x-goog-meta-k"));
  EXPECT_EQ(house.head("copy").field("Content-Type"), "text/plain");
  EXPECT_EQ(element(copy(house, "bk/a", {{"x-goog-metadata-directive", "MIX"}}), "Code"),
            "InvalidArgument");
}

// Rule gcs.xml.copy.source.
TEST(GcsXmlCopy, NamesItsSource) {
  XmlHouse house;
  house.request("PUT", "/bk?versioning",
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
  const std::string old = house.put_object("a%20b", "old").field("x-goog-generation");
  house.put_object("a%20b", "new");
  EXPECT_EQ(copy(house, "bk/a%20b").status, 200);
  EXPECT_EQ(house.kept("copy"), "new");
  EXPECT_EQ(copy(house, "bk/a%20b", {{"x-goog-copy-source-generation", old}}).status, 200);
  EXPECT_EQ(house.kept("copy"), "old");
  EXPECT_EQ(problem_of(copy(house, "bk/none")), "404 NoSuchKey No such object: bk/none");
  EXPECT_EQ(problem_of(copy(house, "nowhere/a")), "404 NoSuchBucket");
  EXPECT_EQ(element(copy(house, "bk"), "Code"), "InvalidArgument");
  EXPECT_EQ(element(copy(house, "bk/%"), "Code"), "InvalidArgument");
}

// Rule gcs.xml.copy.guards.
TEST(GcsXmlCopy, HonoursGuardsOfBothSides) {
  XmlHouse house;
  const std::string generation = house.put_object("a", "x").field("x-goog-generation");
  EXPECT_EQ(problem_of(copy(house, "bk/a", {{"x-goog-copy-source-if-generation-match", "1"}})),
            "412 PreconditionFailed");
  EXPECT_EQ(
      copy(house, "bk/a", {{"x-goog-copy-source-if-generation-not-match", generation}}).status,
      412);
  EXPECT_EQ(house.kept("copy"), "(none)");
  EXPECT_EQ(copy(house, "bk/a",
                 {{"x-goog-copy-source-if-generation-match", generation},
                  {"x-goog-if-generation-match", "0"}})
                .status,
            200);
  EXPECT_EQ(copy(house, "bk/a", {{"x-goog-if-generation-match", "0"}}).status, 412);
}

// Rule gcs.xml.copy.guards: those by entity tag and by time.
TEST(GcsXmlCopy, HonoursTheSourcesTagAndTime) {
  XmlHouse house;
  const std::string etag = house.put_object("a", "x").field("ETag");
  const auto guarded = [&](const char* name, const std::string& value) {
    return problem_of(copy(house, "bk/a", {{"x-goog-copy-source-if-" + std::string(name), value}}));
  };
  const char* before = "Mon, 31 Dec 2029 23:59:59 GMT";
  const char* after = "Tue, 01 Jan 2030 00:00:01 GMT";
  EXPECT_EQ(guarded("match", "\"other\""), "412 PreconditionFailed");
  EXPECT_EQ(guarded("none-match", etag), "412 PreconditionFailed");
  EXPECT_EQ(guarded("modified-since", after), "412 PreconditionFailed");
  EXPECT_EQ(guarded("unmodified-since", before), "412 PreconditionFailed");
  EXPECT_EQ(house.kept("copy"), "(none)");
  EXPECT_EQ(guarded("match", etag), "200 (none)");
  EXPECT_EQ(guarded("none-match", "\"other\""), "200 (none)");
  EXPECT_EQ(guarded("modified-since", before), "200 (none)");
  EXPECT_EQ(guarded("unmodified-since", after), "200 (none)");
}

}  // namespace
}  // namespace resumulator::testing_support
