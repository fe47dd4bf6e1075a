// POST: uploads are made, with lengths, metadata and first bytes, or refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/tus_house.h"

namespace resumulator::testing_support {
namespace {

using ::testing::StartsWith;

const Fields::value_type kUploadType{"Content-Type", "application/offset+octet-stream"};

// Rule tus.create.location
TEST(TusCreate, WithoutAHostTheLocationIsAPath) {
  TusHouse house;
  const auto answer = RawClient(house.server.port())
                          .ask(
                              "POST /files HTTP/1.0\r\nTus-Resumable: 1.0.0\r\n"
                              "Upload-Length: 1\r\nContent-Length: 0\r\n\r\n");
  EXPECT_THAT(answer.field("Location"), StartsWith("/files/"));
  EXPECT_EQ(house.progress(answer.field("Location")), "200 0/1");
}

// Rule tus.create.location
TEST(TusCreate, SaysWhereTheUploadIs) {
  TusHouse house;
  const auto answer = house.post({{"Upload-Length", "10"}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_THAT(answer.field("Location"), StartsWith("http://" + house.host() + "/files/"));
  EXPECT_FALSE(answer.has("Upload-Offset"));
  EXPECT_EQ(house.progress(house.path_of(answer)), "200 0/10");
  TusHouse relative({.location = TusOptions::Location::kRelative});
  EXPECT_THAT(relative.post({{"Upload-Length", "1"}}).field("Location"), StartsWith("/files/"));
}

TEST(TusCreate, IdsFollowTheSeedAndAreNeverGivenTwice) {
  TusHouse one;
  TusHouse two;
  const auto first = one.create(1);
  EXPECT_EQ(first, two.create(1));
  EXPECT_NE(first, one.create(1));
}

// Rule tus.create.length
TEST(TusCreate, NeedsExactlyOneWordAboutTheLength) {
  TusHouse house;
  EXPECT_EQ(tus_code(house.post({})), "400 ERR_INVALID_UPLOAD_LENGTH");
  EXPECT_EQ(tus_code(house.post({{"Upload-Length", "1"}, {"Upload-Defer-Length", "1"}})),
            "400 ERR_AMBIGUOUS_UPLOAD_LENGTH");
  EXPECT_EQ(house.server.totals().sessions, 0U);
}

// Rules tus.create.defer, tus.create.defer-off
TEST(TusCreate, TheLengthMayComeLater) {
  TusHouse house;
  EXPECT_EQ(tus_code(house.post({{"Upload-Defer-Length", "1"}, {"Upload-Defer-Length", "1"}})),
            "400 ERR_INVALID_UPLOAD_DEFER_LENGTH");
  for (const char* bad : {"0", "true", "", "2"}) {
    EXPECT_EQ(tus_code(house.post({{"Upload-Defer-Length", bad}})),
              "400 ERR_INVALID_UPLOAD_DEFER_LENGTH");
  }
  const auto upload = house.path_of(house.post({{"Upload-Defer-Length", "1"}}));
  const auto asked = house.head(upload);
  EXPECT_EQ(asked.field("Upload-Defer-Length"), "1");
  EXPECT_FALSE(asked.has("Upload-Length"));
  EXPECT_EQ(house.patch(upload, 0, "abc").status, 204);
  EXPECT_EQ(house.patch(upload, 3, "de", {{"Upload-Length", "5"}}).status, 204);
  EXPECT_EQ(house.progress(upload), "200 5/5");
  EXPECT_EQ(house.stored(upload), "abcde");
  TusHouse off(without({"creation-defer-length"}));
  EXPECT_EQ(tus_code(off.post({{"Upload-Defer-Length", "1"}})), "400 ERR_NOT_IMPLEMENTED");
}

// Rule tus.create.zero
TEST(TusCreate, AnUploadOfNothingIsCompleteAtOnce) {
  TusHouse house;
  const auto upload = house.create(0);
  EXPECT_EQ(house.progress(upload), "200 0/0");
  EXPECT_EQ(house.stored(upload), "");
  EXPECT_EQ(house.server.objects("tus").size(), 1U);
}

// Rule tus.create.too-large
TEST(TusCreate, RefusesWhatIsPastTheMaximum) {
  TusHouse house({.max_size = 10});
  EXPECT_EQ(tus_code(house.post({{"Upload-Length", "11"}})), "413 ERR_MAX_SIZE_EXCEEDED");
  EXPECT_EQ(house.post({{"Upload-Length", "10"}}).status, 201);
}

// Rules tus.create.with-upload, tus.create.with-upload-off
TEST(TusCreate, MayBringBytesAlong) {
  TusHouse house;
  const auto part = house.post({{"Upload-Length", "5"}, kUploadType}, "abc");
  EXPECT_EQ(part.status, 201);
  EXPECT_EQ(part.field("Upload-Offset"), "3");
  EXPECT_EQ(house.progress(house.path_of(part)), "200 3/5");
  EXPECT_EQ(house.patch(house.path_of(part), 3, "de").status, 204);
  EXPECT_EQ(house.stored(house.path_of(part)), "abcde");
  const auto whole = house.post({{"Upload-Length", "3"}, kUploadType}, "xyz");
  EXPECT_EQ(whole.field("Upload-Offset"), "3");
  EXPECT_FALSE(whole.has("Upload-Expires"));
  EXPECT_EQ(house.stored(house.path_of(whole)), "xyz");
  TusHouse off(without({"creation-with-upload"}));
  EXPECT_EQ(tus_code(off.post({{"Upload-Length", "3"}, kUploadType}, "abc")),
            "400 ERR_NOT_IMPLEMENTED");
  EXPECT_EQ(off.server.totals().sessions, 0U);
}

// Rule tus.create.too-long
TEST(TusCreate, BytesPastTheLengthAreRefusedAndTheUploadIsThere) {
  TusHouse house;
  const auto answer = house.post({{"Upload-Length", "3"}, kUploadType}, "abcd");
  EXPECT_EQ(tus_code(answer), "413 ERR_UPLOAD_SIZE_EXCEEDED");
  EXPECT_EQ(house.progress(house.path_of(answer)), "200 0/3");
}

// Rule tus.create.other-body
TEST(TusCreate, BytesOfAnotherTypeAreRefusedAndNoBytesOfAnyTypeAreNone) {
  TusHouse house;
  const Fields other{{"Upload-Length", "3"}, {"Content-Type", "application/json"}};
  EXPECT_EQ(tus_code(house.post(other, "abc")), "415 ERR_INVALID_CONTENT_TYPE");
  EXPECT_EQ(house.post(other).status, 201);
  const auto chunked = [&](std::string_view body) {
    return house.request("POST", "/files", body, other, "Transfer-Encoding: chunked\r\n").status;
  };
  EXPECT_EQ(chunked("0\r\n\r\n"), 201);
  EXPECT_EQ(chunked("1\r\na\r\n0\r\n\r\n"), 415);
  TusHouse lenient({.post_other_body = TusOptions::OtherBody::kIgnore});
  const auto ignored = lenient.post(other, "abc");
  EXPECT_EQ(ignored.status, 201);
  EXPECT_EQ(lenient.progress(lenient.path_of(ignored)), "200 0/3");
}

// Rule tus.create.off
TEST(TusCreate, WithoutTheExtensionNothingIsMade) {
  TusHouse house(without({"creation"}));
  EXPECT_EQ(house.post({{"Upload-Length", "3"}}).status, 405);
}

// Rules tus.metadata.given-back, tus.metadata.object
TEST(TusCreate, MetadataIsGivenBackAsSentAndKeptWithTheObject) {
  TusHouse house;
  const std::string metadata =
      "filename d29ybGQudHh0,filetype dGV4dC9wbGFpbg==,is_confidential,x AP8=";
  const auto upload = house.create(3, {{"Upload-Metadata", metadata}});
  EXPECT_EQ(house.head(upload).field("Upload-Metadata"), metadata);
  EXPECT_EQ(house.patch(upload, 0, "abc").status, 204);
  EXPECT_EQ(house.head(upload).field("Upload-Metadata"), metadata);
  const auto object = house.server.object("tus", upload.substr(7));
  ASSERT_TRUE(object);
  EXPECT_EQ(object->content_type, "text/plain");
  const auto json =
      nlohmann::json::parse(house.request("GET", "/storage/v1/b/tus/o/" + upload.substr(7)).body);
  EXPECT_EQ(json["metadata"]["filename"], "world.txt");
  EXPECT_EQ(json["metadata"]["is_confidential"], "");
  EXPECT_FALSE(json["metadata"].contains("x"));
}

// Rules tus.metadata.grammar, tus.metadata.empty
TEST(TusCreate, MetadataThatIsNotWellFormedIsRefused) {
  TusHouse house;
  for (const char* bad : {"filename ???", "a YQ==,a Yg==", " ,a", "a YQ==,", "a b c", "a YQ"}) {
    EXPECT_EQ(tus_code(house.post({{"Upload-Length", "1"}, {"Upload-Metadata", bad}})),
              "400 ERR_INVALID_METADATA")
        << bad;
  }
  const auto empty = house.post({{"Upload-Length", "1"}, {"Upload-Metadata", ""}});
  EXPECT_EQ(empty.status, 201);
  EXPECT_FALSE(house.head(house.path_of(empty)).has("Upload-Metadata"));
  EXPECT_EQ(house.post({{"Upload-Length", "1"}, {"Upload-Metadata", "a YQ== , b"}}).status, 201);
}

// Rule tus.metadata.lenient
TEST(TusCreate, BadPairsOfMetadataGoBySwitch) {
  TusHouse house({.metadata = TusOptions::Metadata::kLenient});
  const auto made = house.post({{"Upload-Length", "0"}, {"Upload-Metadata", "a ???,b Yg=="}});
  EXPECT_EQ(made.status, 201);
  const auto json = nlohmann::json::parse(
      house.request("GET", "/storage/v1/b/tus/o/" + house.path_of(made).substr(7)).body);
  EXPECT_EQ(json["metadata"], nlohmann::json({{"b", "b"}}));
}

// Rule tus.head.unknown
TEST(TusCreate, NothingIsKnownOfUploadsNobodyMade) {
  TusHouse house;
  for (const char* path : {"/files/nobody", "/files/a/b", "/files/%2e%2e"}) {
    EXPECT_EQ(house.progress(path), "404 -/-") << path;
    EXPECT_EQ(tus_code(house.patch(path, 0, "a")), "404 ERR_UPLOAD_NOT_FOUND") << path;
  }
  const auto session = GcsHouse().open("x");
  EXPECT_EQ(house.progress("/files/" + session), "404 -/-");
}

// Rules tus.head.answer, tus.head.length
TEST(TusCreate, HeadSaysOffsetAndLengthAndIsNotKept) {
  TusHouse house;
  const auto upload = house.create(10);
  const auto answer = house.head(upload);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Upload-Offset"), "0");
  EXPECT_EQ(answer.field("Upload-Length"), "10");
  EXPECT_FALSE(answer.has("Upload-Defer-Length"));
  EXPECT_EQ(answer.field("Cache-Control"), "no-store");
}

// Rule tus.create.continue
TEST(TusCreate, ARefusalComesInsteadOf100Continue) {
  TusHouse house;
  RawClient client(house.server.port());
  const Fields fields{{"Upload-Length", "bad"}, kUploadType, {"Expect", "100-continue"}};
  const auto text = house.text("POST", "/files", {}, fields, "Content-Length: 3\r\n");
  EXPECT_EQ(client.ask(text).status, 400);
  RawClient good(house.server.port());
  const Fields right{{"Upload-Length", "3"}, kUploadType, {"Expect", "100-continue"}};
  good.send(house.text("POST", "/files", {}, right, "Content-Length: 3\r\n"));
  EXPECT_EQ(good.take(25), "HTTP/1.1 100 Continue\r\n\r\n");
  good.send("abc");
  EXPECT_EQ(good.answer().field("Upload-Offset"), "3");
}

}  // namespace
}  // namespace resumulator::testing_support
