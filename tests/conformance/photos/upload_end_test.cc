// Sessions that have ended: final, rejected, cancelled, expired, unknown; and faults on them.
#include <gtest/gtest.h>

#include "support/fault_house.h"
#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

// Rules xgu.final.replay, xgu.query.final: the token again, however it is asked for.
TEST(PhotosEnd, AFinishedSessionRepeatsItsToken) {
  const PhotosHouse house;
  const auto session = house.session();
  const auto last = house.command(session, "upload, finalize", "abc", "0");
  for (const auto& again :
       {house.command(session, "finalize"), house.command(session, "upload, finalize", "", "3"),
        house.ask(session)}) {
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.field("X-Goog-Upload-Status"), "final");
    EXPECT_EQ(again.body, last.body);
  }
  EXPECT_EQ(house.ask(session).field("X-Goog-Upload-Size-Received"), "3");
  EXPECT_EQ(house.server.objects("photos").size(), 1U);
}

// Rules xgu.data.after-end, xgu.cancel.final.
TEST(PhotosEnd, AFinishedSessionTakesNothingMore) {
  const PhotosHouse house;
  const auto session = house.session();
  house.command(session, "upload, finalize", "abc", "0");
  for (const auto& refused :
       {house.command(session, "upload, finalize", "abc", "0"),
        house.command(session, "upload, finalize", "", "0"),
        house.command(session, "upload", "", "3"), house.command(session, "cancel")}) {
    EXPECT_EQ(bare_error(refused), "400 9 Upload has already been terminated.");
    EXPECT_EQ(refused.field("X-Goog-Upload-Status"), "final");
  }
  EXPECT_EQ(upload_state(house.ask(session)), "200 final 3");
}

// Rule xgu.final.replay: the switch.
TEST(PhotosEnd, FinalizingAgainIsRefusedByTheSwitch) {
  Options options;
  options.photos.refinalize_rejected = true;
  const PhotosHouse house(options);
  const auto session = house.session();
  house.command(session, "upload, finalize", "abc", "0");
  EXPECT_EQ(upload_state(house.command(session, "finalize")), "400 final -");
  EXPECT_EQ(upload_state(house.ask(session)), "200 final 3");
}

// Rules photos.upload.empty, xgu.final.rejected: refused for good, each time in the same words.
TEST(PhotosEnd, AnUploadWithoutAByteIsRejectedForGood) {
  const PhotosHouse house;
  const auto session = house.session();
  for (const auto& answer : {house.command(session, "upload, finalize", "", "0"),
                             house.command(session, "finalize"), house.ask(session)}) {
    EXPECT_EQ(bare_error(answer), "400 3 Payload must not be empty");
    EXPECT_EQ(answer.field("X-Goog-Upload-Status"), "final");
    EXPECT_EQ(answer.field("Content-Type"), "text/html; charset=UTF-8");
  }
  EXPECT_EQ(bare_error(house.command(session, "upload", "", "0")),
            "400 9 Upload has already been terminated.");
}

// Rules xgu.cancel.active, xgu.cancel.again, xgu.query.cancelled, xgu.cancel.after.
TEST(PhotosEnd, ACancelledSessionSaysSo) {
  const PhotosHouse house;
  const auto session = house.session();
  house.command(session, "upload", some_bytes(kGranule), "0");
  for (const auto& answer :
       {house.command(session, "cancel"), house.command(session, "cancel"), house.ask(session)}) {
    EXPECT_EQ(upload_state(answer), "200 cancelled -");
    EXPECT_EQ(answer.body, "");
    EXPECT_FALSE(answer.has("X-Goog-Upload-Chunk-Granularity"));
  }
  for (const auto& answer :
       {house.command(session, "upload", "", "262144"), house.command(session, "finalize")}) {
    EXPECT_EQ(upload_state(answer), "400 cancelled -");
  }
  Options options;
  options.photos.cancelled_query_status = 410;
  const PhotosHouse other(options);
  const auto second = other.session();
  other.command(second, "cancel");
  EXPECT_EQ(upload_state(other.ask(second)), "410 cancelled -");
}

// Rules xgu.session.unknown, xgu.session.dispatch: the id alone decides.
TEST(PhotosEnd, AnUnknownIdIsNotFound) {
  const PhotosHouse house;
  for (const char* words : {"query", "upload", "finalize", "cancel", "upload, finalize"}) {
    const auto answer =
        house.command("/v1/uploads?upload_id=nobody&upload_protocol=resumable", words);
    EXPECT_EQ(bare_error(answer), "404 5 Requested upload was not found.");
    EXPECT_FALSE(answer.has("X-Goog-Upload-Status"));
  }
  for (const int status : {400, 410}) {
    Options options;
    options.photos.unknown_session_status = status;
    EXPECT_EQ(PhotosHouse(options).command("/v1/uploads?upload_id=nobody", "query").status, status);
  }
}

// Rule xgu.session.unknown: the id of another protocol's session is none here.
TEST(PhotosEnd, AnotherProtocolsIdIsUnknown) {
  const PhotosHouse house;
  const auto theirs = house.open("a");
  const auto id = theirs.substr(theirs.find("upload_id=") + 10);
  EXPECT_EQ(house.command("/v1/uploads?upload_id=" + id, "query").status, 404);
}

// Rule xgu.session.protocol-value: what the published probe altered.
TEST(PhotosEnd, AnotherProtocolInTheUrlIsRefused) {
  const PhotosHouse house;
  const auto session = house.session();
  EXPECT_EQ(bare_error(house.command(session + "x", "query")),
            "400 3 Invalid upload_protocol: resumablex");
  EXPECT_EQ(house.ask(session).status, 200);
}

// Rule xgu.session.lifetime: a week by the service clock, then as though it never was.
TEST(PhotosEnd, ASessionExpires) {
  const PhotosHouse house;
  const auto session = house.session();
  house.clock->advance(std::chrono::hours(24 * 7) - std::chrono::seconds(1));
  EXPECT_EQ(house.ask(session).status, 200);
  house.clock->advance(std::chrono::seconds(2));
  EXPECT_EQ(bare_error(house.ask(session)), "404 5 Requested upload was not found.");
  EXPECT_EQ(house.command(session, "upload, finalize", "abc", "0").status, 404);
}

// Rule xgu.command.on-session: query wins, then cancel; start and no word change nothing.
TEST(PhotosEnd, QueryWinsOverEverythingElse) {
  const PhotosHouse house;
  const auto session = house.session();
  EXPECT_EQ(upload_state(house.command(session, "query, cancel, upload, finalize", "abc", "0")),
            "200 active 0");
  for (const char* words : {"start", "start, upload", ""}) {
    EXPECT_EQ(house.command(session, words, "abc", "0").status, 400);
  }
  EXPECT_EQ(house.command(session, "upload, sing", "abc", "0").status, 400);
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 0");
  EXPECT_EQ(upload_state(house.command(session, "cancel, upload", "abc", "0")), "200 cancelled -");
}

struct PhotosFaults : PhotosHouse {
  explicit PhotosFaults(std::string_view rules) {
    const auto loaded =
        load_scenario("{\"scenario\":\"t\",\"rules\":[" + std::string(rules) + "]}", "rules");
    ServerAccess::engine(server).main_lane().set_rules(loaded.cases.at(0).rules, {});
  }
};

// Rule xgu.faults.progress: what hides or claims bytes does so in Size-Received.
TEST(PhotosEnd, ProgressIsToldAsTheFaultWantsIt) {
  const PhotosFaults house(R"(
    { "when": { "protocol": "photos", "operation": "append" }, "do": "hide_progress" },
    { "when": { "protocol": "photos", "operation": "query" }, "do": { "claim_bytes": "+5" } })");
  const auto session = house.session();
  EXPECT_EQ(upload_state(house.command(session, "upload", some_bytes(kGranule), "0")),
            "200 active 0");
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 262149");
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 262144");
}

// Rule xgu.faults.session: ended, forgotten and shortened sessions.
TEST(PhotosEnd, SessionsEndAsTheFaultWantsIt) {
  const PhotosFaults house(R"(
    { "when": { "session": 1, "operation": "query" }, "do": { "session": "forget" } },
    { "when": { "session": 2, "operation": "query" }, "do": { "session": "gone" } },
    { "when": { "session": 3, "operation": "query" }, "do": { "session": "expire" } },
    { "when": { "session": 4, "operation": "append" }, "at": "stored",
      "do": { "forget_bytes": "262144" } })");
  EXPECT_EQ(house.ask(house.session()).status, 404);
  EXPECT_EQ(house.ask(house.session()).status, 410);
  EXPECT_EQ(house.ask(house.session()).status, 404);
  const auto session = house.session();
  EXPECT_EQ(upload_state(house.command(session, "upload", some_bytes(2 * kGranule), "0")),
            "200 active 262144");
}

// Rules xgu.faults.answer, photos.error.upload-body: an injected error in the front end's own form,
// without an upload status.
TEST(PhotosEnd, InjectedErrorsHaveTheServicesForm) {
  const PhotosFaults house(R"(
    { "when": { "operation": "append" }, "do": { "answer": 503 } },
    { "when": { "operation": "list" }, "do": { "answer": 429 } })");
  const auto answer = house.command(house.session(), "upload", some_bytes(kGranule), "0");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(json_of(answer).value("code", 0), 14);
  EXPECT_FALSE(answer.has("X-Goog-Upload-Status"));
  EXPECT_EQ(api_error(house.call("GET", "/v1/mediaItems")).substr(0, 22), "429 RESOURCE_EXHAUSTED");
}

// Rule xgu.records.operations: what journals, rules and verdicts see.
TEST(PhotosEnd, ExchangesAreRecordedWithWhatTheyClaim) {
  const PhotosHouse house;
  const auto session = house.session("262147");
  house.command(session, "upload", some_bytes(kGranule), "0");
  house.ask(session);
  const auto token = house.command(session, "upload, finalize", "abc", "262144").body;
  house.raw("x");
  const auto all = house.server.exchanges();
  ASSERT_EQ(all.size(), 5U);
  const std::vector<Operation> wanted = {Operation::kCreate, Operation::kAppend, Operation::kQuery,
                                         Operation::kFinalize, Operation::kSimple};
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    EXPECT_EQ(all[i].protocol, "photos");
    EXPECT_EQ(all[i].operation, wanted[i]);
    EXPECT_EQ(all[i].session, i < 4 ? 1U : 0U);
    EXPECT_EQ(all[i].bucket, "photos");
  }
  EXPECT_EQ(all[1].claimed, (ClaimedRange{0, 262144, 262147}));
  EXPECT_EQ(all[1].persisted_after, 262144U);
  EXPECT_EQ(all[3].claimed, (ClaimedRange{262144, 262147, 262147}));
  EXPECT_EQ(all[3].object, token);
  EXPECT_NE(all[3].generation, 0U);
}

// Rule photos.upload.too-large
TEST(PhotosEnd, WhatIsTooLargeMayBeRefusedAtItsEndOrItsStart) {
  Options options;
  options.photos.photo_bytes_max = 3;
  options.photos.size_cap_at = PhotosSwitches::SizeCap::kFinalize;
  const PhotosHouse late(options);
  const auto session = late.session("4");
  for (int again = 0; again < 2; ++again) {
    const auto answer = late.command(session, "upload, finalize", again == 0 ? "abcd" : "", again == 0 ? "0" : "4");
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(answer.field("X-Goog-Upload-Status"), "final");
  }
  EXPECT_EQ(late.raw("abc").status, 200);
  EXPECT_EQ(late.raw("abcd").status, 413);
  EXPECT_EQ(late.raw("abcd", {{"X-Goog-Upload-File-Name", "a.mp4"}}).status, 200);
  options.photos.size_cap_at = PhotosSwitches::SizeCap::kStart;
  const PhotosHouse early(options);
  EXPECT_EQ(early.begin("3").status, 200);
  const auto refused = early.begin("4");
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(refused.field("X-Goog-Upload-Status"), "final");
}

}  // namespace
}  // namespace resumulator::testing_support
