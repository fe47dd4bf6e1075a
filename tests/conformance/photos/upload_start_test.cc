// Opening uploads: start, its headers and refusals, raw and multipart.
#include <gtest/gtest.h>

#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

const Fields kStart = {{"X-Goog-Upload-Protocol", "resumable"}, {"X-Goog-Upload-Command", "start"}};

// Rules xgu.start.answer, xgu.headers.case, xgu.headers.identity, xgu.headers.date.
TEST(PhotosStart, AnswersWithHeadersInTheServicesOwnSpelling) {
  const PhotosHouse house;
  const auto answer = house.begin("3039417");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.field("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_EQ(answer.field("X-Goog-Upload-Status"), "active");
  EXPECT_EQ(answer.field("X-Goog-Upload-Chunk-Granularity"), "262144");
  EXPECT_EQ(answer.field("X-Goog-Upload-Control-URL"), answer.field("X-Goog-Upload-URL"));
  EXPECT_EQ(answer.field("Server"), "UploadServer");
  EXPECT_TRUE(answer.field("Date").ends_with(" GMT"));
  EXPECT_EQ(answer.field("Content-Length"), "0");
  const std::string id = answer.field("X-GUploader-UploadID");
  EXPECT_GT(id.size(), 80U);
  EXPECT_TRUE(answer.field("X-Goog-Upload-URL")
                  .ends_with("/v1/uploads?upload_id=" + id + "&upload_protocol=resumable"));
}

// Rule xgu.start.url: origin and query are the client's own.
TEST(PhotosStart, KeepsTheQueryAndTheOriginOfTheRequest) {
  const PhotosHouse house;
  const auto answer = house.request("POST", "/v1/uploads?authuser=0&key=a%20b", {},
                                    {kStart[0], kStart[1], {"Authorization", "Bearer t"}});
  const std::string begin =
      "http://" + house.host() + "/v1/uploads?authuser=0&key=a%20b&upload_id=";
  EXPECT_TRUE(answer.field("X-Goog-Upload-URL").starts_with(begin));
  Options options;
  options.external_url = "https://elsewhere.example/";
  const PhotosHouse other(options);
  EXPECT_TRUE(other.begin()
                  .field("X-Goog-Upload-URL")
                  .starts_with("https://elsewhere.example/v1/uploads?upload_id="));
}

// Rule xgu.head.keywords: values count without regard to case.
TEST(PhotosStart, TakesKeywordsInAnyCase) {
  const PhotosHouse house;
  const auto answer =
      house.call("POST", "/v1/uploads", {},
                 {{"x-goog-upload-protocol", "Resumable"}, {"X-GOOG-UPLOAD-COMMAND", " START ,"}});
  EXPECT_EQ(upload_state(answer), "200 active -");
}

// Rule xgu.head.total: the first of three headers counts, -1 is "unknown".
TEST(PhotosStart, ReadsTheDeclaredSizeOfThreeHeaders) {
  const PhotosHouse house;
  const auto overrun = [&](const Fields& fields) {
    const auto session = house.session("", fields);
    return house.command(session, "upload, finalize", "12345", "0").status;
  };
  EXPECT_EQ(
      overrun({{"X-Goog-Upload-Raw-Size", "4"}, {"X-Goog-Upload-Header-Content-Length", "9"}}),
      400);
  EXPECT_EQ(overrun({{"X-Goog-Upload-Header-Content-Length", "4"}}), 400);
  EXPECT_EQ(overrun({{"X-Goog-Upload-Content-Length", "4"}}), 400);
  EXPECT_EQ(overrun({{"X-Goog-Upload-Content-Length", "-1"}}), 200);
  EXPECT_EQ(overrun({{"X-Goog-Upload-Raw-Size", "5"}}), 200);
}

// Rule xgu.head.total-malformed.
TEST(PhotosStart, RefusesASizeThatIsNoNumber) {
  const PhotosHouse house;
  for (const char* size : {"x", "-2", "1.5", "18446744073709551616", "1 2"}) {
    EXPECT_EQ(bare_error(house.begin(size)), "400 3 Invalid value for X-Goog-Upload-Raw-Size.");
  }
  EXPECT_EQ(house.begin("18446744073709551615").status, 413);
}

// Rules xgu.head.total-zero, photos.upload.empty: 0 is unknown, or an empty upload by the switch.
TEST(PhotosStart, TakesADeclaredZeroForUnknown) {
  const PhotosHouse house;
  const auto session = house.session("0");
  EXPECT_EQ(house.command(session, "upload, finalize", "abc", "0").status, 200);
  Options options;
  options.photos.zero_size_is_empty = true;
  options.photos.empty_payload = true;
  const PhotosHouse strict(options);
  const auto empty = strict.session("0");
  EXPECT_EQ(strict.command(empty, "upload, finalize", "abc", "0").status, 400);
  EXPECT_EQ(upload_state(strict.command(empty, "finalize")), "200 final -");
}

// Rule xgu.start.body-ignored.
TEST(PhotosStart, IgnoresABody) {
  const PhotosHouse house;
  const auto answer = house.call("POST", "/v1/uploads", "{\"not\": read", kStart);
  EXPECT_EQ(upload_state(answer), "200 active -");
}

// Rules xgu.form.missing, xgu.form.unknown, xgu.command.without-session, xgu.command.unknown.
TEST(PhotosStart, RefusesWhatOpensNothing) {
  const PhotosHouse house;
  const auto post = [&](const Fields& fields, std::string_view body = {}) {
    return bare_error(house.call("POST", "/v1/uploads", body, fields));
  };
  EXPECT_EQ(post({}), "400 3 Missing upload protocol.");
  EXPECT_EQ(post({}, "abc"), "400 3 Missing upload protocol.");
  EXPECT_EQ(post({{"X-Goog-Upload-Command", "start"}}), "400 3 Missing upload protocol.");
  EXPECT_EQ(post({{"X-Goog-Upload-Protocol", "ftp"}}), "400 3 Unknown upload protocol.");
  EXPECT_EQ(post({kStart[0]}), "400 3 Missing upload command.");
  for (const std::string words : {"upload", "finalize", "upload, finalize", "query", "cancel",
                                  "start, query", "start, cancel"}) {
    EXPECT_TRUE(post({kStart[0], {"X-Goog-Upload-Command", words}}, "x")
                    .starts_with("400 3 Invalid upload command without a session: "))
        << words;
  }
  EXPECT_EQ(post({kStart[0], {"X-Goog-Upload-Command", "start, sing"}}),
            "400 3 Unknown upload command: sing");
}

// Rule xgu.form.missing: by the switch a body alone is an upload.
TEST(PhotosStart, TakesABareBodyWhereTheSwitchSaysSo) {
  Options options;
  options.photos.protocol_default_raw = true;
  const PhotosHouse house(options);
  const auto answer = house.call("POST", "/v1/uploads", "abc");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.bytes_of_token(answer.body), "abc");
  EXPECT_EQ(house.call("POST", "/v1/uploads").status, 400);
}

// Rule xgu.command.combined-start: session and data in one request, answered with both.
TEST(PhotosStart, TakesDataTogetherWithTheStart) {
  const PhotosHouse house;
  const Fields all = {kStart[0], {"X-Goog-Upload-Command", "start, upload, finalize"}};
  const auto answer = house.call("POST", "/v1/uploads", "abc", all);
  EXPECT_EQ(upload_state(answer), "200 final -");
  EXPECT_TRUE(answer.has("X-Goog-Upload-URL"));
  EXPECT_EQ(house.bytes_of_token(answer.body), "abc");
  const auto half = house.call("POST", "/v1/uploads", some_bytes(kGranule),
                               {kStart[0], {"X-Goog-Upload-Command", "start, upload"}});
  EXPECT_EQ(upload_state(half), "200 active 262144");
  Options options;
  options.photos.combined_start = false;
  EXPECT_EQ(PhotosHouse(options).call("POST", "/v1/uploads", "abc", all).status, 400);
}

// Rules xgu.raw.answer, photos.token.body, photos.token.form, xgu.data.chunked: the token and
// nothing else.
TEST(PhotosRaw, AnswersWithTheToken) {
  const PhotosHouse house;
  const auto answer = house.raw("abc", {{"X-Goog-Upload-File-Name", "a.jpg"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("X-Goog-Upload-Status"), "final");
  EXPECT_TRUE(answer.has("X-GUploader-UploadID"));
  EXPECT_EQ(answer.field("Content-Type"), "text/plain; charset=utf-8");
  EXPECT_TRUE(answer.body.starts_with("CAISiQ"));
  EXPECT_EQ(answer.body.find_first_of("\r\n\" "), std::string::npos);
  EXPECT_EQ(house.bytes_of_token(answer.body), "abc");
  const auto chunked =
      house.call("POST", "/v1/uploads", "3\r\nxyz\r\n0\r\n\r\n",
                 {{"X-Goog-Upload-Protocol", "raw"}}, "Transfer-Encoding: chunked\r\n");
  EXPECT_EQ(house.bytes_of_token(chunked.body), "xyz");
}

// Rules xgu.raw.command-ignored, xgu.raw.empty.
TEST(PhotosRaw, IgnoresACommandAndRefusesNothing) {
  const PhotosHouse house;
  EXPECT_EQ(house.raw("abc", {{"X-Goog-Upload-Command", "sing"}}).status, 200);
  EXPECT_EQ(bare_error(house.raw("")), "400 3 Payload must not be empty");
  Options options;
  options.photos.empty_payload = true;
  const PhotosHouse other(options);
  EXPECT_EQ(other.bytes_of_token(other.raw("").body), "");
}

// Rules xgu.multipart.parts, xgu.multipart.type: the second part is the file.
TEST(PhotosMultipart, TakesTheSecondPart) {
  const PhotosHouse house;
  const auto post = [&](std::string_view body, const std::string& type) {
    return house.call("POST", "/v1/uploads", body,
                      {{"X-Goog-Upload-Protocol", "multipart"}, {"Content-Type", type}});
  };
  const std::string two =
      "--B\r\nContent-Type: application/json\r\n\r\n{}\r\n--B\r\nContent-Type: image/png\r\n\r\n"
      "abc\r\n--B--\r\n";
  const auto answer = post(two, "multipart/related; boundary=B");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(house.bytes_of_token(answer.body), "abc");
  EXPECT_EQ(bare_error(post(two, "application/json")), "400 3 Bad content type.");
  EXPECT_EQ(bare_error(post("--B\r\n\r\n{}\r\n--B--\r\n", "multipart/related; boundary=B")),
            "400 3 Multipart body does not contain 2 or 3 parts.");
}

// Rules photos.auth.upload, photos.error.upload-body: 71 bytes without a line break, as HTML.
TEST(PhotosStart, RefusesWithoutCredentialsInTheFrontEndsWords) {
  PhotosHouse house;
  house.bare = true;
  for (const auto& answer : {house.begin(), house.raw("abc")}) {
    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.body,
              "{\n  \"code\": 16,\n  \"message\": \"Authentication session is not defined.\"\n}");
    EXPECT_EQ(answer.body.size(), 71U);
    EXPECT_EQ(answer.field("Content-Type"), "text/html; charset=UTF-8");
    EXPECT_TRUE(answer.has("X-GUploader-UploadID"));
    EXPECT_FALSE(answer.has("X-Goog-Upload-Status"));
  }
  Options options;
  options.photos.auth = PhotosSwitches::Auth::kOff;
  PhotosHouse open(options);
  open.bare = true;
  EXPECT_EQ(open.begin().status, 200);
}

// Rules xgu.browser.preflight, xgu.browser.exposed.
TEST(PhotosStart, LetsWebPagesIn) {
  const PhotosHouse house;
  const auto preflight =
      house.request("OPTIONS", "/v1/uploads", {},
                    {{"Origin", "https://page.example"},
                     {"Access-Control-Request-Method", "POST"},
                     {"Access-Control-Request-Headers", "x-goog-upload-command"}});
  EXPECT_EQ(preflight.status, 200);
  EXPECT_EQ(preflight.field("Access-Control-Allow-Origin"), "https://page.example");
  EXPECT_EQ(preflight.field("Access-Control-Allow-Headers"), "x-goog-upload-command");
  const auto answer = house.begin("", {{"Origin", "https://page.example"}});
  EXPECT_NE(answer.field("Access-Control-Expose-Headers").find("X-Goog-Upload-URL"),
            std::string::npos);
  EXPECT_FALSE(house.begin().has("Access-Control-Allow-Origin"));
}

// Rule xgu.session.method.
TEST(PhotosStart, RefusesOtherMethods) {
  const PhotosHouse house;
  EXPECT_EQ(house.call("GET", "/v1/uploads").status, 405);
  EXPECT_EQ(house.call("GET", house.session()).status, 405);
}

}  // namespace
}  // namespace resumulator::testing_support
