// Data on a session: offsets, granules, the last request, what a broken one leaves.
#include <gtest/gtest.h>

#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

const std::string kG = std::to_string(kGranule);

// Rules xgu.data.chunk, xgu.query.active, xgu.final.result: the whole way, as the documentation has
// it.
TEST(PhotosSession, TakesAFileInChunks) {
  const PhotosHouse house;
  const std::string bytes = some_bytes(2 * kGranule + 7);
  const auto session = house.session(std::to_string(bytes.size()));
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 0");
  const auto first = house.command(session, "upload", bytes.substr(0, 2 * kGranule), "0");
  EXPECT_EQ(upload_state(first), "200 active 524288");
  EXPECT_EQ(first.body, "");
  EXPECT_EQ(first.field("Content-Type"), "text/plain; charset=utf-8");
  const auto query = house.ask(session);
  EXPECT_EQ(upload_state(query), "200 active 524288");
  EXPECT_EQ(query.field("X-Goog-Upload-Chunk-Granularity"), kG);
  EXPECT_EQ(query.body, "");
  const auto last =
      house.command(session, "upload, finalize", bytes.substr(2 * kGranule), "524288");
  EXPECT_EQ(upload_state(last), "200 final -");
  for (const char* name : {"X-Goog-Upload-URL", "X-Goog-Upload-Control-URL",
                           "X-Goog-Upload-Chunk-Granularity", "X-Goog-Upload-Size-Received"}) {
    EXPECT_FALSE(last.has(name)) << name;
  }
  EXPECT_EQ(house.bytes_of_token(last.body), bytes);
}

// Rule xgu.headers.identity: the session's id on every answer of it.
TEST(PhotosSession, EveryAnswerNamesTheSession) {
  const PhotosHouse house;
  const auto session = house.session();
  const auto id = session.substr(session.find("upload_id=") + 10);
  const std::string name = id.substr(0, id.find('&'));
  for (const auto& answer : {house.ask(session), house.command(session, "upload", "", "0"),
                             house.command(session, "upload", "x", "5"),
                             house.command(session, "upload, finalize", "x", "0")}) {
    EXPECT_EQ(answer.field("X-GUploader-UploadID"), name);
  }
}

// Rules xgu.data.offset, photos.upload.status-on-errors: neither a gap nor a replay; checked before
// alignment, and the session lives.
TEST(PhotosSession, RefusesAnyOtherOffset) {
  const PhotosHouse house;
  const auto session = house.session();
  ASSERT_EQ(house.command(session, "upload", some_bytes(kGranule), "0").status, 200);
  const auto replay = house.command(session, "upload", some_bytes(kGranule), "0");
  EXPECT_EQ(bare_error(replay), "400 3 Client uploaded to the wrong offset (0 instead of 262144).");
  EXPECT_FALSE(replay.has("X-Goog-Upload-Status"));
  const auto gap = house.command(session, "upload", "x", "262145");
  EXPECT_EQ(bare_error(gap),
            "400 3 Client uploaded to the wrong offset (262145 instead of 262144).");
  EXPECT_EQ(house.command(session, "upload, finalize", "x", "0").status, 400);
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 262144");
}

// Rules xgu.data.offset, photos.upload.status-on-errors: the switches.
TEST(PhotosSession, RefusesOtherOffsetsAsTheSwitchesSay) {
  Options options;
  options.photos.offset_error_status = 409;
  options.photos.error_upload_status = UploadStatusOnErrors::kActive;
  const PhotosHouse house(options);
  EXPECT_EQ(upload_state(house.command(house.session(), "upload", "x", "1")), "409 active -");
}

// Rule photos.upload.status-on-errors: by `auto` only who would else give up is told.
TEST(PhotosSession, TellsTheStatusOfARefusalToThoseWhoNeedIt) {
  Options options;
  options.photos.error_upload_status = UploadStatusOnErrors::kAuto;
  const PhotosHouse house(options);
  const auto session = house.session();
  const auto refused = [&](const std::string& target, std::string_view agent) {
    return upload_state(house.call("POST", target, "x",
                                   {{"X-Goog-Upload-Command", "upload"},
                                    {"X-Goog-Upload-Offset", "1"},
                                    {"User-Agent", std::string(agent)}}));
  };
  constexpr std::string_view kPhone = "org.example.App/1.2 iPhone/17.3 hw/iPhone15_3 (GTMSUF/1)";
  EXPECT_EQ(refused(session, kPhone), "400 active -");
  EXPECT_EQ(refused(session, "org.example.App/1.2 iPhone/17.3 hw/iPhone15_3"), "400 - -");
  EXPECT_EQ(refused(session, ""), "400 - -");
  EXPECT_EQ(refused("/v1/uploads?upload_id=nobody&upload_protocol=resumable", kPhone), "404 - -");
  house.command(session, "cancel");
  EXPECT_EQ(refused(session, kPhone), "400 cancelled -");
  EXPECT_EQ(refused(session, ""), "400 cancelled -");
}

// Rule xgu.data.offset-missing: none is 0; one that is no number is refused.
TEST(PhotosSession, TakesAMissingOffsetForZero) {
  const PhotosHouse house;
  const auto session = house.session();
  EXPECT_EQ(house.command(session, "upload", some_bytes(kGranule)).status, 200);
  EXPECT_EQ(house.command(session, "upload", some_bytes(kGranule)).status, 400);
  for (const char* offset : {"-1", "x", "0x10", "1.0"}) {
    EXPECT_EQ(bare_error(house.command(session, "upload", "", offset)),
              "400 3 Invalid value for X-Goog-Upload-Offset.");
  }
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 262144");
}

// Rule xgu.data.granularity: also where the bytes would reach the declared size.
TEST(PhotosSession, RefusesAChunkThatIsNotWholeGranules) {
  const PhotosHouse house;
  const auto session = house.session("1000");
  for (const std::uint64_t size : {std::uint64_t{1}, std::uint64_t{1000}}) {
    EXPECT_EQ(bare_error(house.command(session, "upload", some_bytes(size), "0")),
              "400 3 The size of a chunk that is not the last must be a multiple of 262144 bytes.");
  }
  EXPECT_EQ(house.command(house.session(), "upload", some_bytes(kGranule + 1), "0").status, 400);
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 0");
  EXPECT_EQ(upload_state(house.command(session, "upload", "", "0")), "200 active 0");
}

// Rules xgu.data.granularity, xgu.data.chunked: known at the end of a chunked body.
TEST(PhotosSession, ChecksTheLengthOfAChunkedBodyAtItsEnd) {
  const PhotosHouse house;
  const auto session = house.session();
  const auto chunked = [&](std::string_view words, const std::string& bytes,
                           std::string_view offset) {
    char size[20];
    std::snprintf(size, sizeof size, "%zx", bytes.size());
    return house.command(session, words, std::string(size) + "\r\n" + bytes + "\r\n0\r\n\r\n",
                         offset, "Transfer-Encoding: chunked\r\n");
  };
  EXPECT_EQ(chunked("upload", some_bytes(kGranule + 1), "0").status, 400);
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 0");
  EXPECT_EQ(upload_state(chunked("upload", some_bytes(kGranule), "0")), "200 active 262144");
  EXPECT_EQ(upload_state(chunked("upload, finalize", "abc", kG)), "200 final -");
}

// Rule xgu.data.granularity: the switches photos.granularity and photos.granularity_policy.
TEST(PhotosSession, FollowsTheSwitchesOfGranularity) {
  Options options;
  options.photos.granularity = 1000;
  options.photos.granularity_policy = PhotosSwitches::Granularity::kTruncate;
  const PhotosHouse floors(options);
  const auto session = floors.session();
  EXPECT_EQ(upload_state(floors.command(session, "upload", some_bytes(2500), "0")),
            "200 active 2000");
  options.photos.granularity_policy = PhotosSwitches::Granularity::kAccept;
  const PhotosHouse accepts(options);
  EXPECT_EQ(upload_state(accepts.command(accepts.session(), "upload", some_bytes(2500), "0")),
            "200 active 2500");
  EXPECT_EQ(accepts.begin().field("X-Goog-Upload-Chunk-Granularity"), "1000");
}

// Rule xgu.data.size-received: by the switch only a query tells.
TEST(PhotosSession, TellsTheSizeOnChunksUnlessSwitchedOff) {
  Options options;
  options.photos.size_received_on_upload = false;
  const PhotosHouse house(options);
  const auto session = house.session();
  EXPECT_EQ(upload_state(house.command(session, "upload", some_bytes(kGranule), "0")),
            "200 active -");
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 262144");
}

// Rule xgu.data.never-final: every byte is there, and still only the word ends it.
TEST(PhotosSession, IsNeverFinalByItsLength) {
  const PhotosHouse house;
  const auto session = house.session(kG);
  EXPECT_EQ(upload_state(house.command(session, "upload", some_bytes(kGranule), "0")),
            "200 active 262144");
  const auto last = house.command(session, "upload, finalize", "", kG);
  EXPECT_EQ(upload_state(last), "200 final -");
  EXPECT_EQ(house.bytes_of_token(last.body), some_bytes(kGranule));
}

// Rule xgu.data.overrun: nothing of such a body is kept.
TEST(PhotosSession, RefusesBytesPastTheDeclaredSize) {
  const PhotosHouse house;
  const auto session = house.session("10");
  EXPECT_EQ(bare_error(house.command(session, "upload, finalize", some_bytes(11), "0")),
            "400 3 The chunk goes past the declared size of 10 bytes.");
  EXPECT_EQ(house.command(session, "upload", some_bytes(kGranule), "0").status, 400);
  EXPECT_EQ(house
                .command(session, "upload, finalize", "b\r\nhello world\r\n0\r\n\r\n", "0",
                         "Transfer-Encoding: chunked\r\n")
                .status,
            400);
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 0");
  EXPECT_EQ(house.command(session, "upload, finalize", some_bytes(10), "0").status, 200);
}

// Rule xgu.final.short: the bytes stay, the session goes on.
TEST(PhotosSession, RefusesToFinishWithFewerBytesThanDeclared) {
  const PhotosHouse house;
  const auto session = house.session("10");
  EXPECT_EQ(house.command(session, "finalize").status, 400);
  EXPECT_EQ(bare_error(house.command(session, "upload, finalize", "abcd", "0")),
            "400 3 The upload was finalized with 4 of 10 declared bytes.");
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 4");
  const auto last = house.command(session, "upload, finalize", "efghij", "4");
  EXPECT_EQ(house.bytes_of_token(last.body), "abcdefghij");
  Options options;
  options.photos.short_finalize = true;
  const PhotosHouse accepts(options);
  const auto short_one = accepts.command(accepts.session("10"), "upload, finalize", "abcd", "0");
  EXPECT_EQ(accepts.bytes_of_token(short_one.body), "abcd");
}

// Rule xgu.final.alone: an offset is looked at only where there is one, and it brings no data.
TEST(PhotosSession, IsFinishedByTheWordAlone) {
  const PhotosHouse house;
  const auto session = house.session();
  house.command(session, "upload", some_bytes(kGranule), "0");
  EXPECT_EQ(house.command(session, "finalize", "", "1").status, 400);
  EXPECT_EQ(house.command(session, "finalize", "data").status, 400);
  const auto last = house.command(session, "finalize");
  EXPECT_EQ(upload_state(last), "200 final -");
  EXPECT_EQ(house.bytes_of_token(last.body), some_bytes(kGranule));
}

// Rule xgu.command.any-order.
TEST(PhotosSession, TakesTheWordsInAnyOrder) {
  const PhotosHouse house;
  for (const char* words : {"upload,finalize", "finalize, upload", "UPLOAD ,, Finalize"}) {
    EXPECT_EQ(upload_state(house.command(house.session(), words, "abc", "0")), "200 final -");
  }
}

// Rule xgu.session.put.
TEST(PhotosSession, TakesPutForPost) {
  const PhotosHouse house;
  const auto answer =
      house.call("PUT", house.session(), "abc", {{"X-Goog-Upload-Command", "upload, finalize"}});
  EXPECT_EQ(upload_state(answer), "200 final -");
}

// Rule xgu.head.leftovers: headers of the start say nothing on a chunk.
TEST(PhotosSession, IgnoresStartHeadersOnChunks) {
  const PhotosHouse house;
  const auto session = house.session("3");
  const auto answer = house.call("POST", session, "abc",
                                 {{"X-Goog-Upload-Command", "upload, finalize"},
                                  {"X-Goog-Upload-Offset", "0"},
                                  {"X-Goog-Upload-Protocol", "resumable"},
                                  {"X-Goog-Upload-Raw-Size", "nonsense"},
                                  {"X-Goog-Upload-Header-Content-Length", "1"},
                                  {"Content-Type", "application/json"}});
  EXPECT_EQ(answer.status, 200);
}

// Rule xgu.data.cut: whole granules of what came, and nothing is finished.
TEST(PhotosSession, KeepsWholeGranulesOfABrokenChunk) {
  const PhotosHouse house;
  const std::string bytes = some_bytes(3 * kGranule);
  const auto cut = [&](const PhotosHouse& at, const std::string& session, std::string_view words) {
    RawClient client(at.server.port());
    const std::string head =
        "POST " + session + " HTTP/1.1\r\nHost: a\r\nX-Goog-Upload-Offset: 0\r\n" +
        "X-Goog-Upload-Command: " + std::string(words) + "\r\nContent-Length: 786432\r\n\r\n";
    client.send(head + bytes.substr(0, kGranule + 5000));
    client.half_close();
    static_cast<void>(client.take_all());
  };
  for (const char* words : {"upload", "upload, finalize"}) {
    const auto session = house.session("786432");
    cut(house, session, words);
    EXPECT_EQ(upload_state(house.ask(session)), "200 active 262144");
    EXPECT_EQ(house.command(session, "upload, finalize", bytes.substr(kGranule), kG).status, 200);
  }
  Options options;
  options.photos.partial_commit = PhotosSwitches::PartialCommit::kByte;
  const PhotosHouse exact(options);
  const auto all = exact.session();
  cut(exact, all, "upload");
  EXPECT_EQ(upload_state(exact.ask(all)), "200 active 267144");
  options.photos.partial_commit = PhotosSwitches::PartialCommit::kNone;
  const PhotosHouse nothing(options);
  const auto none = nothing.session();
  cut(nothing, none, "upload");
  EXPECT_EQ(upload_state(nothing.ask(none)), "200 active 0");
}

// Rule photos.upload.violation-body.
TEST(PhotosSession, RefusesInTheFormOfTheSwitch) {
  Options options;
  options.photos.violation_body = PhotosSwitches::ViolationBody::kText;
  const PhotosHouse text(options);
  EXPECT_EQ(text.command(text.session(), "upload", "x", "1").body,
            "Client uploaded to the wrong offset (1 instead of 0).");
  options.photos.violation_body = PhotosSwitches::ViolationBody::kEmpty;
  const PhotosHouse empty(options);
  EXPECT_EQ(empty.command(empty.session(), "upload", "x", "1").body, "");
}

// Rule photos.auth.session-url: not needed, but a bad one is refused; by the switch needed or
// ignored.
TEST(PhotosSession, NeedsNoCredentialsOnItsUrl) {
  PhotosHouse house;
  const auto session = house.session();
  house.bare = true;
  EXPECT_EQ(house.ask(session).status, 200);
  for (const char* unusable : {"Basic zzz", "Bearer", "Bearer ", "zzz"}) {
    const auto refused = house.request(
        "POST", session, "", {{"Authorization", unusable}, {"X-Goog-Upload-Command", "query"}});
    EXPECT_EQ(bare_error(refused), "401 16 Authentication session is not defined.") << unusable;
  }
  Options options;
  options.photos.auth = PhotosSwitches::Auth::kStrict;
  options.photos.session_url_auth = PhotosSwitches::SessionUrlAuth::kRequired;
  PhotosHouse strict(options);
  const auto tokens =
      strict.request("POST", "/token", "grant_type=refresh_token&client_id=a&refresh_token=r",
                     {{"Content-Type", "application/x-www-form-urlencoded"}});
  strict.token = json_of(tokens).value("access_token", "");
  const auto theirs = strict.session();
  EXPECT_EQ(strict.ask(theirs).status, 200);
  strict.token = "wrong";
  EXPECT_EQ(bare_error(strict.ask(theirs)), "401 16 Authentication session is not defined.");
  strict.bare = true;
  EXPECT_EQ(strict.ask(theirs).status, 401);
}

// Rule xgu.session.one-at-a-time
TEST(PhotosSession, AQueryWaitsForTheChunkThatIsComing) {
  Options options;
  options.limits.takeover_after = std::chrono::hours(1);
  const PhotosHouse house(options);
  const auto session = house.session();
  const std::string chunk = some_bytes(kGranule);
  const Fields fields = {{"Authorization", "Bearer a"},
                         {"X-Goog-Upload-Command", "upload"},
                         {"X-Goog-Upload-Offset", "0"},
                         {"Expect", "100-continue"}};
  const std::string request = house.text("POST", session, chunk, fields);
  const auto head = request.size() - chunk.size();
  RawClient sender(house.server.port());
  sender.send(request.substr(0, head));
  // It is asked for its body: from now on the session is its.
  EXPECT_EQ(sender.answer().status, 100);
  RawClient asker(house.server.port());
  asker.send(house.text("POST", session, "",
                        {{"Authorization", "Bearer a"}, {"X-Goog-Upload-Command", "query"}}));
  sender.send(chunk);
  EXPECT_EQ(sender.answer().status, 200);
  EXPECT_EQ(upload_state(asker.answer()), "200 active 262144");
}

// Rules xgu.session.one-at-a-time, xgu.data.cut: of a sender that went silent the query tells what
// is kept of it, and there data goes on.
TEST(PhotosSession, AQueryCutsASilentChunkAndTellsWhereToGoOn) {
  Options options;
  options.limits.takeover_after = std::chrono::milliseconds(50);
  const PhotosHouse house(options);
  const auto session = house.session("1048576");
  const std::string bytes = some_bytes(4 * kGranule);
  const Fields fields = {{"Authorization", "Bearer a"},
                         {"X-Goog-Upload-Command", "upload"},
                         {"X-Goog-Upload-Offset", "0"},
                         {"Expect", "100-continue"}};
  const std::string request = house.text("POST", session, bytes, fields);
  RawClient sender(house.server.port());
  sender.send(request.substr(0, request.size() - bytes.size()));
  EXPECT_EQ(sender.answer().status, 100);
  sender.send(bytes.substr(0, kGranule + 5));
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 262144");
  EXPECT_EQ(sender.answer().status, 408);
  EXPECT_EQ(house.command(session, "upload, finalize", bytes.substr(kGranule), kG).status, 200);
}

// Rule xgu.head.leftovers: what else a start says of its file is taken for nothing.
TEST(PhotosSession, TakesHeadersOfTheStartThatSayNothingHere) {
  const PhotosHouse house;
  const auto session =
      house.session("3", {{"Slug", "a%20b.jpg"},
                          {"X-Goog-Upload-Header-Content-Disposition", "attachment"},
                          {"X-Goog-Upload-Header-Content-Language", "de"}});
  EXPECT_EQ(house.command(session, "upload, finalize", "abc", "0").status, 200);
}

// Rule xgu.session.id-missing
TEST(PhotosSession, NeedsAnIdInItsUrl) {
  const PhotosHouse house;
  const auto refused = house.ask("/v1/uploads?upload_id=&upload_protocol=resumable");
  EXPECT_EQ(bare_error(refused), "400 3 Missing upload_id.");
  EXPECT_FALSE(refused.has("X-Goog-Upload-Status"));
}

}  // namespace
}  // namespace resumulator::testing_support
