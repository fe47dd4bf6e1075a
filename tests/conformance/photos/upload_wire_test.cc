// How uploads stand on HTTP: framing, connections, fields of every answer, names and ids.
#include <gtest/gtest.h>

#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

const Fields kStart = {{"X-Goog-Upload-Protocol", "resumable"}, {"X-Goog-Upload-Command", "start"}};
constexpr std::string_view kNoLength = "Accept: */*\r\n";

// Rule xgu.connection.body-none: neither a length nor a body is an empty body.
TEST(PhotosWire, TakesCommandsWithoutALength) {
  const PhotosHouse house;
  const auto started = house.call("POST", "/v1/uploads", {}, kStart, kNoLength);
  EXPECT_EQ(upload_state(started), "200 active -");
  const auto session = path_of_url(started.field("X-Goog-Upload-URL"));
  EXPECT_EQ(upload_state(house.command(session, "query", {}, {}, kNoLength)), "200 active 0");
  EXPECT_EQ(upload_state(house.command(session, "upload", {}, "0", kNoLength)), "200 active 0");
  EXPECT_EQ(upload_state(house.command(session, "upload", some_bytes(kGranule), "0")),
            "200 active 262144");
  EXPECT_EQ(upload_state(house.command(session, "finalize", {}, {}, kNoLength)), "200 final -");
  EXPECT_EQ(upload_state(house.command(house.session(), "cancel", {}, {}, kNoLength)),
            "200 cancelled -");
}

// Rule xgu.connection.reused: the whole way on one connection, refusals in between.
TEST(PhotosWire, TakesAWholeUploadOnOneConnection) {
  const PhotosHouse house;
  RawClient client(house.server.port());
  const auto ask = [&](std::string_view target, std::string_view body, Fields fields) {
    fields.emplace_back("Authorization", "Bearer t");
    client.send(house.text("POST", target, body, fields));
    return client.answer();
  };
  const auto command = [&](const std::string& session, std::string_view words,
                           std::string_view body, std::string_view offset) {
    return ask(session, body,
               {{"X-Goog-Upload-Command", std::string(words)},
                {"X-Goog-Upload-Offset", std::string(offset)}});
  };
  const auto session = path_of_url(ask("/v1/uploads", "", kStart).field("X-Goog-Upload-URL"));
  const std::string bytes = some_bytes(kGranule + 1);
  EXPECT_EQ(command(session, "upload", bytes, "0").status, 400);
  EXPECT_EQ(command(session, "upload", bytes, "5").status, 400);
  EXPECT_EQ(command(session, "upload", bytes.substr(0, kGranule), "0").status, 200);
  EXPECT_EQ(command(session, "sing", "la", "0").status, 400);
  const auto last = command(session, "upload, finalize", bytes.substr(kGranule), "262144");
  EXPECT_EQ(upload_state(last), "200 final -");
  const json wanted = {{"newMediaItems", {PhotosHouse::new_item(last.body)}}};
  EXPECT_EQ(ask("/v1/mediaItems:batchCreate", wanted.dump(), {}).status, 200);
}

// Rules xgu.session.id-form, xgu.headers.plain: an id no client encodes, answers nobody unpacks.
TEST(PhotosWire, KeepsIdsAndAnswersPlain) {
  const PhotosHouse house;
  const auto started = house.begin("", {{"Accept-Encoding", "gzip, deflate, br"}});
  const std::string id = started.field("X-GUploader-UploadID");
  EXPECT_GE(id.size(), 88U);
  EXPECT_LE(id.size(), 115U);
  EXPECT_EQ(
      id.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
  const auto raw = house.raw(std::string(100, 'a'), {{"Accept-Encoding", "gzip"}});
  for (const auto& answer : {started, raw}) {
    EXPECT_FALSE(answer.has("Content-Encoding"));
    EXPECT_FALSE(answer.has("Alt-Svc"));
  }
  const auto list = house.call("GET", "/v1/mediaItems", {}, {{"Accept-Encoding", "gzip"}});
  EXPECT_FALSE(list.has("Content-Encoding"));
}

// Rule xgu.start.answer: URLs are told at the start alone.
TEST(PhotosWire, TellsTheUrlOnce) {
  const PhotosHouse house;
  const auto session = house.session();
  for (const auto& answer : {house.command(session, "upload", some_bytes(kGranule), "0"),
                             house.ask(session), house.command(session, "cancel")}) {
    EXPECT_FALSE(answer.has("X-Goog-Upload-URL"));
    EXPECT_FALSE(answer.has("X-Goog-Upload-Control-URL"));
  }
}

// Rule xgu.head.total: the second of the headers before the third.
TEST(PhotosWire, ReadsTheSizeInTheOrderOfTheHeaders) {
  const PhotosHouse house;
  const auto session = house.session(
      "", {{"X-Goog-Upload-Content-Length", "9"}, {"X-Goog-Upload-Header-Content-Length", "4"}});
  EXPECT_EQ(house.command(session, "upload, finalize", "12345", "0").status, 400);
  EXPECT_EQ(house.command(session, "upload, finalize", "1234", "0").status, 200);
}

// Rules xgu.head.leftovers, xgu.command.on-session: whatever protocol a request to a session names,
// and however it says no command.
TEST(PhotosWire, LooksAtNoProtocolOnASession) {
  const PhotosHouse house;
  const auto session = house.session();
  for (const char* form : {"raw", "multipart", "nonsense"}) {
    const auto asked =
        house.call("POST", session, "",
                   {{"X-Goog-Upload-Protocol", form}, {"X-Goog-Upload-Command", "query"}});
    EXPECT_EQ(upload_state(asked), "200 active 0") << form;
  }
  EXPECT_EQ(bare_error(house.call("POST", session, "abc")), "400 3 Missing upload command.");
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 0");
}

// Rule xgu.data.overrun: seen in the length, before a byte is asked for.
TEST(PhotosWire, RefusesTooManyBytesByTheirLength) {
  const PhotosHouse house;
  const auto session = house.session("10");
  RawClient client(house.server.port());
  const std::string text = house.text("POST", session, "12345678901",
                                      {{"X-Goog-Upload-Command", "upload, finalize"},
                                       {"X-Goog-Upload-Offset", "0"},
                                       {"Expect", "100-continue"}});
  client.send(text.substr(0, text.size() - 11));
  EXPECT_EQ(client.answer().status, 400);
}

// Rules xgu.raw.command-ignored, xgu.multipart.parts: by a command neither is another thing.
TEST(PhotosWire, IgnoresACommandBesideMultipart) {
  const PhotosHouse house;
  const auto answer =
      house.call("POST", "/v1/uploads",
                 "--B\r\nContent-Type: application/json\r\n\r\n{}\r\n--B\r\n\r\nabc\r\n--B--\r\n",
                 {{"X-Goog-Upload-Protocol", "multipart"},
                  {"X-Goog-Upload-Command", "start"},
                  {"Content-Type", "multipart/related; boundary=B"}});
  EXPECT_EQ(house.bytes_of_token(answer.body), "abc");
}

// Rule photos.token.body: the type of the switch.
TEST(PhotosWire, SendsTheTokenAsTheSwitchSays) {
  Options options;
  options.photos.token_content_type_html = true;
  const PhotosHouse house(options);
  const auto session = house.session();
  const auto last = house.command(session, "upload, finalize", "abc", "0");
  EXPECT_EQ(last.field("Content-Type"), "text/html; charset=UTF-8");
  EXPECT_EQ(house.bytes_of_token(last.body), "abc");
  EXPECT_EQ(house.raw("abd").field("Content-Type"), "text/html; charset=UTF-8");
}

// Rules xgu.browser.exposed, xgu.browser.preflight: every field of the protocol, and the other
// endpoints of the service.
TEST(PhotosWire, ExposesEveryFieldToWebPages) {
  const PhotosHouse house;
  const Fields page = {{"Origin", "https://page.example"}};
  const auto exposed = house.begin("", page).field("Access-Control-Expose-Headers");
  for (const char* name :
       {"X-Goog-Upload-URL", "X-Goog-Upload-Status", "X-Goog-Upload-Size-Received",
        "X-Goog-Upload-Chunk-Granularity", "X-Goog-Upload-Control-URL", "X-GUploader-UploadID"}) {
    EXPECT_NE(exposed.find(name), std::string::npos) << name;
  }
  const auto preflight =
      house.request("OPTIONS", "/v1/mediaItems:batchCreate", {},
                    {page[0], {"Access-Control-Request-Headers", "authorization, content-type"}});
  EXPECT_EQ(preflight.status, 200);
  EXPECT_EQ(preflight.field("Access-Control-Allow-Headers"), "authorization, content-type");
  EXPECT_EQ(house.call("GET", "/v1/mediaItems", {}, page).field("Access-Control-Allow-Origin"),
            "https://page.example");
}

}  // namespace
}  // namespace resumulator::testing_support
