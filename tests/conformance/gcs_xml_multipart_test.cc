// Uploads in parts.
#include <gtest/gtest.h>

#include "support/fault_house.h"
#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

struct PartsHouse : XmlHouse {
  explicit PartsHouse(std::uint64_t part_size_min = 4) : XmlHouse(with(part_size_min)) {}
  static Options with(std::uint64_t least) {
    Options options;
    options.gcs.xml_part_size_min = least;
    return options;
  }
  std::string start_parts(const std::string& name, const Fields& fields = {}) const {
    return element(request("POST", path(name) + "?uploads", {}, fields), "UploadId");
  }
  RawAnswer part(const std::string& name, const std::string& id, int number,
                 const std::string& body, const Fields& fields = {}) const {
    return request("PUT", path(name) + "?partNumber=" + std::to_string(number) + "&uploadId=" + id,
                   body, fields);
  }
  RawAnswer complete(const std::string& name, const std::string& id, const std::string& parts,
                     const Fields& fields = {}) const {
    return request("POST", path(name) + "?uploadId=" + id,
                   "<CompleteMultipartUpload>" + parts + "</CompleteMultipartUpload>", fields);
  }
  RawAnswer parts(const std::string& name, const std::string& id,
                  const std::string& query = {}) const {
    return request("GET", path(name) + "?uploadId=" + id + query);
  }
};

std::string listed(int number, const std::string& etag) {
  return "<Part><PartNumber>" + std::to_string(number) + "</PartNumber><ETag>" + etag +
         "</ETag></Part>";
}

// Rules gcs.xml.multipart.start, gcs.xml.multipart.part-answer, gcs.xml.multipart.complete.
TEST(GcsXmlMultipart, MakesOneObjectOfParts) {
  PartsHouse house;
  const auto started = house.request("POST", "/bk/d/a?uploads", {},
                                     {{"Content-Type", "image/png"}, {"x-goog-meta-k", "v"}});
  EXPECT_EQ(started.status, 200);
  EXPECT_EQ(started.field("Content-Type"), "application/xml; charset=UTF-8");
  EXPECT_TRUE(started.body.starts_with(
      "<?xml version='1.0' encoding='UTF-8'?><InitiateMultipartUploadResult "
      "xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><Bucket>bk</Bucket><Key>d/a</Key>"
      "<UploadId>"));
  const std::string id = element(started, "UploadId");
  // Out of order, and one of them again.
  const auto second = house.part("d/a", id, 2, "6789");
  house.part("d/a", id, 1, "wrong");
  const auto first = house.part("d/a", id, 1, "12345");
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.body, "");
  EXPECT_EQ(second.field("ETag"), "\"46d045ff5190f6ea93739da6c0aa19bc\"");
  EXPECT_NE(second.head.find("\r\nx-goog-hash: crc32c="), std::string::npos);
  EXPECT_NE(second.head.find("\r\nx-goog-hash: md5="), std::string::npos);
  EXPECT_EQ(house.kept("d/a"), "(none)");
  const auto done = house.complete(
      "d/a", id,
      listed(1, first.field("ETag")) + listed(2, "&quot;46d045ff5190f6ea93739da6c0aa19bc&quot;"));
  EXPECT_EQ(done.status, 200);
  EXPECT_TRUE(done.body.starts_with(
      "<?xml version='1.0' encoding='UTF-8'?><CompleteMultipartUploadResult "
      "xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><Location>http://" +
      house.host() + "/bk/d/a</Location><Bucket>bk</Bucket><Key>d/a</Key><ETag>\"-"))
      << done.body;
  EXPECT_EQ(done.field("x-goog-hash"), "crc32c=4waSgw==");
  EXPECT_TRUE(done.has("x-goog-generation"));
  EXPECT_EQ(house.kept("d/a"), "123456789");
  const auto head = house.head("d/a");
  EXPECT_EQ(head.field("Content-Type"), "image/png");
  EXPECT_EQ(head.field("x-goog-meta-k"), "v");
  EXPECT_EQ(head.field("ETag"), element(done, "ETag"));
  EXPECT_EQ(done.field("ETag"), element(done, "ETag"));
  EXPECT_EQ(head.head.find("md5="), std::string::npos);
  EXPECT_FALSE(json_of(house.request("GET", "/storage/v1/b/bk/o/d%2Fa")).contains("md5Hash"));
  const auto exchanges = house.server.exchanges();
  EXPECT_EQ(exchanges.at(0).operation, Operation::kCreate);
  EXPECT_EQ(exchanges.at(1).operation, Operation::kAppend);
  EXPECT_EQ(exchanges.at(1).session, 1U);
  EXPECT_EQ(exchanges.at(1).persisted_after, 4U);
  EXPECT_EQ(exchanges.at(4).operation, Operation::kFinalize);
}

// Rule gcs.xml.multipart.part-number.
TEST(GcsXmlMultipart, PartsAreNumberedFrom1To10000) {
  PartsHouse house;
  const std::string id = house.start_parts("a");
  EXPECT_EQ(house.part("a", id, 1, "x").status, 200);
  EXPECT_EQ(house.part("a", id, 10'000, "x").status, 200);
  for (const int number : {0, 10'001, -1}) {
    EXPECT_EQ(element(house.part("a", id, number, "x"), "Code"), "InvalidArgument") << number;
  }
  EXPECT_EQ(elements(house.parts("a", id), "PartNumber"), "1 10000");
}

// Rule gcs.xml.multipart.part-digest.
TEST(GcsXmlMultipart, APartIsComparedWithItsDigests) {
  PartsHouse house;
  const std::string id = house.start_parts("a");
  const auto refused = house.part("a", id, 1, "123456789", {{"x-goog-hash", "crc32c=AAAAAA=="}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(element(refused, "Code"), "BadDigest");
  EXPECT_NE(element(refused, "Message"), "(none)");
  EXPECT_NE(element(refused, "Details"), "(none)");
  EXPECT_EQ(elements(house.parts("a", id), "PartNumber"), "");
}

// Rule gcs.xml.multipart.digests.
TEST(GcsXmlMultipart, TheWholeIsComparedWithItsDigests) {
  PartsHouse house;
  const Fields wrong = {{"x-goog-hash", "crc32c=AAAAAA=="}};
  const Fields right = {{"x-goog-hash", "crc32c=4waSgw=="}};
  const auto two_parts = [&](const std::string& id) {
    const std::string first = house.part("a", id, 1, "12345").field("ETag");
    return listed(1, first) + listed(2, house.part("a", id, 2, "6789").field("ETag"));
  };
  const std::string id = house.start_parts("a", right);
  const std::string parts = two_parts(id);
  EXPECT_EQ(element(house.complete("a", id, parts, wrong), "Code"), "BadDigest");
  EXPECT_EQ(element(house.complete("a", id, parts, {{"x-goog-hash", "sha1=zz"}}), "Code"),
            "InvalidDigest");
  EXPECT_EQ(element(house.complete("a", id, parts, {{"Content-MD5", "JfnnlDI7RTiF9RgfG2JNCw=="}}),
                    "Code"),
            "BadDigest");
  EXPECT_EQ(house.kept("a"), "(none)");
  EXPECT_EQ(house.complete("a", id, parts, right).status, 200);
  const std::string other = house.start_parts("b", wrong);
  const std::string etag = house.part("b", other, 1, "123456789").field("ETag");
  EXPECT_EQ(element(house.complete("b", other, listed(1, etag)), "Code"), "BadDigest");
}

// Rule gcs.xml.multipart.bucket.
TEST(GcsXmlMultipart, GoesWithItsBucket) {
  PartsHouse house;
  const std::string id = house.start_parts("a");
  EXPECT_EQ(house.request("DELETE", "/bk").status, 204);
  EXPECT_EQ(problem_of(house.part("a", id, 1, "x")), "404 NoSuchBucket");
  EXPECT_EQ(problem_of(house.parts("a", id)), "404 NoSuchBucket");
  EXPECT_EQ(problem_of(house.complete("a", id, listed(1, "x"))), "404 NoSuchBucket");
}

// Rules gcs.xml.multipart.list, gcs.xml.multipart.order, gcs.xml.multipart.unknown-part,
// gcs.xml.multipart.part-size.
TEST(GcsXmlMultipart, TheListIsChecked) {
  PartsHouse house;
  const std::string id = house.start_parts("a");
  const std::string one = house.part("a", id, 1, "1234").field("ETag");
  const std::string two = house.part("a", id, 2, "123").field("ETag");
  const std::string three = house.part("a", id, 3, "12").field("ETag");
  const auto code = [&](const std::string& parts) {
    return element(house.complete("a", id, parts), "Code");
  };
  EXPECT_EQ(code(""), "MalformedXML");
  EXPECT_EQ(code("<Piece/>"), "MalformedXML");
  EXPECT_EQ(code(listed(0, one)), "MalformedXML");
  EXPECT_EQ(code(listed(10'001, one)), "MalformedXML");
  EXPECT_EQ(code("<Part><PartNumber>1</PartNumber></Part>"), "MalformedXML");
  EXPECT_EQ(code(listed(2, two) + listed(1, one)), "InvalidPartOrder");
  EXPECT_EQ(code(listed(1, one) + listed(1, one)), "InvalidPartOrder");
  EXPECT_EQ(code(listed(1, two)), "InvalidPart");
  EXPECT_EQ(code(listed(1, one) + listed(4, one)), "InvalidPart");
  EXPECT_EQ(problem_of(house.complete("a", id, listed(1, one) + listed(2, two) + listed(3, three))),
            "400 EntityTooSmall Part 2 has 3 bytes, at least 4 are asked for");
  EXPECT_EQ(house.kept("a"), "(none)");
  // Parts that are not listed go.
  EXPECT_EQ(house.complete("a", id, listed(1, one) + listed(3, three)).status, 200);
  EXPECT_EQ(house.kept("a"), "123412");
}

// Rules gcs.xml.multipart.abort, gcs.xml.multipart.ended.
TEST(GcsXmlMultipart, EndsOnce) {
  PartsHouse house;
  const std::string id = house.start_parts("a");
  const std::string etag = house.part("a", id, 1, "1234").field("ETag");
  const auto aborted = house.request("DELETE", "/bk/a?uploadId=" + id);
  EXPECT_EQ(aborted.status, 204);
  const auto gone = [&](const std::string& upload) {
    EXPECT_EQ(problem_of(house.part("a", upload, 1, "x")), "404 NoSuchUpload");
    EXPECT_EQ(problem_of(house.parts("a", upload)), "404 NoSuchUpload");
    EXPECT_EQ(problem_of(house.complete("a", upload, listed(1, etag))), "404 NoSuchUpload");
    EXPECT_EQ(problem_of(house.request("DELETE", "/bk/a?uploadId=" + upload)), "404 NoSuchUpload");
  };
  gone(id);
  gone("none");
  const std::string done = house.start_parts("a");
  house.part("a", done, 1, "1234");
  EXPECT_EQ(house.complete("a", done, listed(1, etag)).status, 200);
  gone(done);
  EXPECT_EQ(house.kept("a"), "1234");
  EXPECT_EQ(problem_of(house.parts("other", house.start_parts("a"))), "404 NoSuchUpload");
}

// Rule gcs.xml.multipart.guards.
TEST(GcsXmlMultipart, HonoursGuards) {
  PartsHouse house;
  house.put_object("a", "old");
  const std::string id = house.start_parts("a");
  const std::string etag = house.part("a", id, 1, "1234").field("ETag");
  EXPECT_EQ(
      problem_of(house.complete("a", id, listed(1, etag), {{"x-goog-if-generation-match", "0"}})),
      "412 PreconditionFailed");
  EXPECT_EQ(house.complete("a", id, listed(1, etag)).status, 200);
  EXPECT_EQ(problem_of(house.request("POST", "/nowhere/a?uploads")), "404 NoSuchBucket");
}

// Rule gcs.xml.multipart.list-parts.
TEST(GcsXmlMultipart, ListsItsParts) {
  PartsHouse house;
  const std::string id = house.start_parts("a");
  for (const int number : {7, 3, 5}) house.part("a", id, number, "1234");
  const auto all = house.parts("a", id);
  EXPECT_TRUE(all.body.starts_with(
      "<?xml version='1.0' encoding='UTF-8'?><ListPartsResult "
      "xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><Bucket>bk</Bucket><Key>a</Key><UploadId>" +
      id + "</UploadId><StorageClass>STANDARD</StorageClass><PartNumberMarker>0"));
  EXPECT_EQ(elements(all, "PartNumber"), "3 5 7");
  EXPECT_EQ(elements(all, "Size"), "4 4 4");
  EXPECT_EQ(element(all, "IsTruncated"), "false");
  const auto first = house.parts("a", id, "&max-parts=2");
  EXPECT_EQ(elements(first, "PartNumber"), "3 5");
  EXPECT_EQ(element(first, "NextPartNumberMarker"), "5");
  EXPECT_EQ(element(first, "IsTruncated"), "true");
  EXPECT_EQ(elements(house.parts("a", id, "&part-number-marker=5"), "PartNumber"), "7");
  EXPECT_EQ(element(house.parts("a", id, "&max-parts=x"), "Code"), "InvalidArgument");
}

// Rule gcs.xml.multipart.uploads.
TEST(GcsXmlMultipart, AreListed) {
  PartsHouse house;
  const std::string a = house.start_parts("d/a");
  house.start_parts("d/b");
  const std::string c = house.start_parts("c");
  const std::string c2 = house.start_parts("c");
  const auto list = [&](const std::string& query) {
    return house.request("GET", "/bk?uploads" + query);
  };
  EXPECT_EQ(elements(list(""), "Key"), "c c d/a d/b");
  EXPECT_EQ(elements(list("&prefix=d/"), "Key"), "d/a d/b");
  EXPECT_EQ(elements(list("&delimiter=/"), "Key"), "c c");
  EXPECT_EQ(elements(list("&delimiter=/"), "Prefix"), "d/");
  const auto first = list("&max-uploads=1");
  EXPECT_EQ(element(first, "UploadId"), c);
  EXPECT_EQ(element(first, "IsTruncated"), "true");
  EXPECT_EQ(element(first, "NextKeyMarker"), "c");
  EXPECT_EQ(list("&max-uploads=1&delimiter=/").body,
            "<?xml version='1.0' encoding='UTF-8'?><ListMultipartUploadsResult "
            "xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><Bucket>bk</Bucket><KeyMarker>"
            "</KeyMarker><UploadIdMarker></UploadIdMarker><NextKeyMarker>c</NextKeyMarker>"
            "<NextUploadIdMarker>" +
                c +
                "</NextUploadIdMarker><Delimiter>/</Delimiter><Prefix></Prefix><MaxUploads>1"
                "</MaxUploads><IsTruncated>true</IsTruncated><Upload><Key>c</Key><UploadId>" +
                c +
                "</UploadId><StorageClass>STANDARD</StorageClass><Initiated>"
                "2030-01-01T00:00:00.000Z</Initiated></Upload></ListMultipartUploadsResult>");
  EXPECT_EQ(elements(list("&key-marker=c&upload-id-marker=" + c), "UploadId").substr(0, c2.size()),
            c2);
  EXPECT_EQ(elements(list("&key-marker=c"), "Key"), "d/a d/b");
  house.request("DELETE", "/bk/d/a?uploadId=" + a);
  EXPECT_EQ(elements(list(""), "Key"), "c c d/b");
  EXPECT_EQ(problem_of(house.request("GET", "/nowhere?uploads")), "404 NoSuchBucket");
}

// Rule gcs.xml.multipart.cut.
TEST(GcsXmlMultipart, ACutPartLeavesNothing) {
  PartsHouse house;
  const std::string id = house.start_parts("a");
  {
    RawClient client(house.server.port());
    client.send("PUT /bk/a?partNumber=1&uploadId=" + id +
                " HTTP/1.1\r\nHost: a\r\n"
                "Content-Length: 10\r\n\r\nabc");
    client.half_close();
    // Rule gcs.xml.put.incomplete.
    EXPECT_EQ(problem_of(client.answer()), "400 IncompleteBody 3 bytes came.");
  }
  EXPECT_EQ(elements(house.parts("a", id), "PartNumber"), "");
}

// Rule gcs.xml.multipart.no-expiry.
TEST(GcsXmlMultipart, DoesNotEndByItself) {
  PartsHouse house;
  const std::string id = house.start_parts("a");
  house.clock->advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(house.part("a", id, 1, "x").status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
