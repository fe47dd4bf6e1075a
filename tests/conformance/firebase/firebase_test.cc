// Firebase Storage beyond what the recordings show: refused uploads, ends of sessions, other doors.
#include <gtest/gtest.h>

#include "support/upload_house.h"

namespace resumulator::testing_support {
namespace {

struct FirebaseHouse : UploadHouse {
  explicit FirebaseHouse(std::string rules = "open")
      : UploadHouse("/v0/b/b/o?name=a%2Fb.txt", "{}", with(std::move(rules))) {}
  static Options with(std::string rules) {
    Options options;
    options.firebase.rules = std::move(rules);
    return options;
  }
};

// Rules firebase.access.resumable, firebase.upload.refusals: a start is let through, its end is
// not.
TEST(Firebase, TellsADeniedUploadAtItsEnd) {
  const FirebaseHouse house("signed_in");
  const auto session = house.session();
  ASSERT_NE(session, "(no session)");
  for (const auto& answer : {house.command(session, "upload, finalize", "abc"),
                             house.command(session, "finalize", "", "3")}) {
    EXPECT_EQ(answer.status, 403);
    EXPECT_EQ(answer.field("X-Goog-Upload-Status"), "final");
    EXPECT_EQ(json_of(answer)["error"]["message"], "Permission denied.");
  }
  EXPECT_EQ(house.stored("a/b.txt"), "(none)");
  const FirebaseHouse open;
  EXPECT_EQ(open.command(open.session(), "upload, finalize", "abc").status, 200);
}

// Rules firebase.upload.metadata, xgu.start.metadata: what the body of the start says is kept.
TEST(Firebase, KeepsTheMetadataOfTheStart) {
  const FirebaseHouse house;
  const auto session = house.session_with(
      R"({"contentType":"image/gif","cacheControl":"no-store","metadata":{"k":"v"}})",
      {{"X-Goog-Upload-Header-Content-Type", "image/png"}});
  const auto json = json_of(house.command(session, "upload, finalize", "abc"));
  EXPECT_EQ(json["contentType"], "image/gif");
  EXPECT_EQ(json["cacheControl"], "no-store");
  EXPECT_EQ(json["metadata"]["k"], "v");
  EXPECT_EQ(house.stored("a/b.txt"), "abc");
  const auto bad = house.start_with("{");
  EXPECT_EQ(bad.status, 400);
  EXPECT_EQ(json_of(bad)["error"]["message"], "Invalid metadata input.");
}

// Rule firebase.upload.session: status and size of a finished one, as the JavaScript library needs
// them.
TEST(Firebase, TellsTheSizeOfAFinishedUpload) {
  const FirebaseHouse house;
  const auto session = house.session();
  house.command(session, "upload, finalize", "abc");
  const auto asked = house.command(session, "query");
  EXPECT_EQ(asked.field("X-Goog-Upload-Status"), "final");
  EXPECT_EQ(asked.field("X-Goog-Upload-Size-Received"), "3");
  EXPECT_EQ(json_of(asked)["name"], "a/b.txt");
  EXPECT_EQ(house.command(session, "cancel").status, 400);
  EXPECT_EQ(house.command("/v0/b/b/o?name=a&upload_id=nobody", "query").status, 404);
}

// Rules firebase.upload.start, xgu.start.url: the URL twice, the name in it, nothing in the body.
TEST(Firebase, OpensASession) {
  FirebaseHouse house;
  const auto started = house.begin({{"X-Goog-Upload-Header-Content-Length", "3"},
                                    {"X-Goog-Upload-Header-Content-Type", "text/plain"}});
  EXPECT_EQ(upload_state(started), "200 active -");
  EXPECT_EQ(started.body, "");
  EXPECT_EQ(started.field("X-Goog-Upload-Chunk-Granularity"), "262144");
  EXPECT_EQ(path_of_url(started.field("X-Goog-Upload-URL")),
            "/v0/b/b/o?name=a%2Fb.txt&upload_id=" + started.field("X-GUploader-UploadID") +
                "&upload_protocol=resumable");
  EXPECT_EQ(started.field("X-Goog-Upload-Control-URL"), started.field("X-Goog-Upload-URL"));
  Options options;
  options.firebase.granularity = 1000;
  const UploadHouse fine("/v0/b/b/o?name=a", "{}", options);
  EXPECT_EQ(fine.begin().field("X-Goog-Upload-Chunk-Granularity"), "1000");
  const auto session = fine.session();
  EXPECT_EQ(fine.command(session, "upload", std::string(1001, 'x')).status, 400);
  EXPECT_EQ(fine.command(session, "upload", std::string(2000, 'x')).status, 200);
}

// Rule firebase.upload.status-on-errors
TEST(Firebase, TellsTheStatusOfARefusalWhereItIsWanted) {
  const auto refused = [](UploadStatusOnErrors when, std::string_view agent) {
    Options options;
    options.firebase.error_upload_status = when;
    const UploadHouse house("/v0/b/b/o?name=a", "{}", options);
    return upload_state(house.request("POST", house.session(), "x",
                                      {{"X-Goog-Upload-Command", "upload"},
                                       {"X-Goog-Upload-Offset", "1"},
                                       {"User-Agent", std::string(agent)}}));
  };
  constexpr std::string_view kPhone = "org.example.App/1.2 iPhone/17.3 (GTMSUF/1)";
  EXPECT_EQ(refused(UploadStatusOnErrors::kOmit, kPhone), "400 - -");
  EXPECT_EQ(refused(UploadStatusOnErrors::kAuto, kPhone), "400 active -");
  EXPECT_EQ(refused(UploadStatusOnErrors::kAuto, ""), "400 - -");
  EXPECT_EQ(refused(UploadStatusOnErrors::kActive, ""), "400 active -");
}

// Rule firebase.upload.headers: with the fields of the client libraries and without any.
TEST(Firebase, LooksAtNoMoreOfARequestThanItNeeds) {
  const FirebaseHouse house;
  const auto session = house.session({{"Authorization", "Firebase e30.e30.c2ln"},
                                      {"X-Firebase-Storage-Version", "webjs/12"},
                                      {"X-Firebase-GMPID", "1:1:web:1"},
                                      {"X-Firebase-AppCheck", "no token"}});
  const auto chunk =
      house.request("PUT", session, some_bytes(kGranule),
                    {{"X-Goog-Upload-Command", "upload"}, {"X-Goog-Upload-Offset", "0"}});
  EXPECT_EQ(upload_state(chunk), "200 active -");
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 262144");
  const auto last = house.request("PUT", session, "abc",
                                  {{"X-Goog-Upload-Protocol", "resumable"},
                                   {"X-Goog-Upload-Command", "upload, finalize"},
                                   {"X-Goog-Upload-Offset", "262144"}});
  EXPECT_EQ(upload_state(last), "200 final -");
  EXPECT_EQ(house.stored("a/b.txt"), some_bytes(kGranule) + "abc");
}

// Rule firebase.upload.ends: each end again, and after another.
TEST(Firebase, RepeatsTheEndOfASession) {
  const FirebaseHouse house;
  const auto session = house.session();
  const auto last = house.command(session, "upload, finalize", "abc");
  for (const auto& again : {house.command(session, "finalize", "", "3"), house.ask(session)}) {
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.field("X-Goog-Upload-Status"), "final");
    EXPECT_EQ(again.body, last.body);
  }
  EXPECT_EQ(upload_state(house.command(session, "cancel")), "400 final -");
  const auto other = house.session();
  house.command(other, "upload", some_bytes(kGranule));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(upload_state(house.command(other, "cancel")), "200 cancelled -");
  }
  EXPECT_EQ(upload_state(house.ask(other)), "200 cancelled -");
  EXPECT_EQ(house.command(other, "finalize", "", "262144").status, 400);
  EXPECT_EQ(house.stored("a/b.txt"), "abc");
  for (const char* words : {"query", "cancel", "upload, finalize"}) {
    EXPECT_EQ(house.command("/v0/b/b/o?name=a&upload_id=nobody", words).status, 404) << words;
  }
}

// Rule firebase.upload.path: the object may stand in the path, and nothing need stand in the body.
TEST(Firebase, TakesTheObjectFromThePath) {
  const FirebaseHouse house;
  EXPECT_EQ(house.request("POST", "/v0/b/b/o/x%2Fy", "abc", {{"Content-Type", "text/x"}}).status,
            200);
  EXPECT_EQ(house.stored("x/y"), "abc");
  EXPECT_EQ(house.request("POST", "/v0/b/b/o?name=empty", "").status, 200);
  EXPECT_EQ(house.stored("empty"), "");
  EXPECT_EQ(house.request("POST", "/v0/b/nowhere/o?name=a", "abc").status, 404);
}

// Rules firebase.patch.override, firebase.route.method.
TEST(Firebase, TakesPatchByAnotherMethod) {
  const FirebaseHouse house;
  house.request("POST", "/v0/b/b/o?name=a", "abc");
  const auto answer = house.request("PUT", "/v0/b/b/o/a", R"({"contentLanguage":"de"})",
                                    {{"X-HTTP-Method-Override", "PATCH"}});
  EXPECT_EQ(json_of(answer)["contentLanguage"], "de");
  EXPECT_EQ(house.stored("a"), "abc");
  EXPECT_EQ(house.request("POST", "/v0/b/b/o/a", "x", {{"X-HTTP-Method-Override", "COPY"}}).status,
            405);
}

// Rule firebase.route.preflight: pages of every origin are let in.
TEST(Firebase, LetsWebPagesIn) {
  const FirebaseHouse house;
  const auto preflight =
      house.request("OPTIONS", "/v0/b/b/o?name=a", {},
                    {{"Origin", "https://page.example"},
                     {"Access-Control-Request-Headers", "x-goog-upload-command"}});
  EXPECT_EQ(preflight.field("Access-Control-Allow-Origin"), "https://page.example");
  house.request("POST", "/v0/b/b/o?name=a", "abc");
  EXPECT_EQ(house.request("GET", "/v0/b/b/o/a?alt=media", {}, {{"Origin", "https://page.example"}})
                .field("Access-Control-Allow-Origin"),
            "*");
}

// Rule firebase.access.rules: nobody, somebody, the owner.
TEST(Firebase, HoldsCallersToTheRules) {
  const FirebaseHouse house("a@b.c");
  EXPECT_EQ(house.request("GET", "/v0/b/b/o").status, 403);
  EXPECT_EQ(house.request("GET", "/v0/b/b/o", {}, {{"Authorization", "Bearer x"}}).status, 200);
  EXPECT_EQ(house.request("GET", "/v0/b/b/o", {}, {{"Authorization", "Firebase x"}}).status, 403);
  const FirebaseHouse signed_in("signed_in");
  const std::string token = "Firebase e30.e30.c2ln";
  EXPECT_EQ(signed_in.request("GET", "/v0/b/b/o", {}, {{"Authorization", token}}).status, 200);
  EXPECT_EQ(house.request("GET", "/v0/b/b/o", {}, {{"Authorization", token}}).status, 403);
}

}  // namespace
}  // namespace resumulator::testing_support
