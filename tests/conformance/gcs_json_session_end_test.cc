// Sessions that are no more: unknown, cancelled, expired, ended by a refusal; and wrong methods.
#include <gtest/gtest.h>

#include <functional>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using Switches = GcsSwitches;

constexpr const char* kUnknown =
    "/upload/storage/v1/b/b/o?uploadType=resumable&name=a&upload_id=nobody";

// Rules gcs.session.unknown, gcs.session.gone-body.
TEST(GcsSessionEnd, AnUnknownIdIsNotFound) {
  GcsHouse house;
  for (const auto& answer :
       {house.ask(kUnknown), house.put(kUnknown, "0-0/1", "x"), house.cancel(kUnknown),
        house.request("POST", kUnknown, "x"), house.ask("/upload/storage/v1/b/b/o?upload_id=")}) {
    EXPECT_EQ(text_of(answer), "404 Not Found");
    EXPECT_EQ(answer.field("Content-Type"), "text/plain; charset=utf-8");
  }
}

// Rules gcs.session.unknown, gcs.session.gone-body: the switches.
TEST(GcsSessionEnd, AnUnknownIdFollowsTheSwitches) {
  Options options;
  options.gcs.unknown_session_status = 410;
  EXPECT_EQ(text_of(GcsHouse(options).ask(kUnknown)), "410 Gone");
  options.gcs.unknown_session_status = 400;
  options.gcs.session_error_json = true;
  EXPECT_EQ(error_of(GcsHouse(options).ask(kUnknown)), "400 badRequest Bad Request");
  options.gcs.unknown_session_status = 404;
  EXPECT_EQ(error_of(GcsHouse(options).ask(kUnknown)), "404 notFound Not Found");
  options.gcs.unknown_session_status = 410;
  EXPECT_EQ(error_of(GcsHouse(options).ask(kUnknown)), "410 - Gone");
}

// Rule gcs.expiry.status: the switch expired_session_status, for every kind of request.
TEST(GcsSessionEnd, AnExpiredSessionFollowsTheSwitch) {
  for (const int status : {400, 404, 410}) {
    Options options;
    options.gcs.expired_session_status = status;
    options.session_lifetime = std::chrono::seconds(10);
    GcsHouse house(options);
    const auto session = house.open("a");
    house.put(session, "0-262143/*", some_bytes(kGranule));
    house.clock->advance(std::chrono::seconds(11));
    EXPECT_EQ(house.ask(session).status, status);
    EXPECT_EQ(house.put(session, "262144-262144/262145", "x").status, status);
    EXPECT_EQ(house.cancel(session).status, status);
  }
}

// Rule gcs.session.lifetime: a finished session answers as long as it would have lived.
TEST(GcsSessionEnd, AFinishedSessionAnswersForItsLifetime) {
  GcsHouse house;
  const auto session = house.open("a");
  house.put(session, "*/0");
  house.clock->advance(std::chrono::hours(24 * 6));
  EXPECT_EQ(house.ask(session).status, 200);
}

// Rules gcs.cancel.status, gcs.cancel.after: every later request is told the same.
TEST(GcsSessionEnd, ACancelledSessionIsRemembered) {
  GcsHouse house;
  const auto session = house.open("a");
  house.put(session, "0-262143/*", some_bytes(kGranule));
  for (const auto& answer : {house.cancel(session), house.cancel(session), house.ask(session),
                             house.put(session, "0-0/1", "x")}) {
    EXPECT_EQ(answer.status, 499);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.field("Content-Length"), "0");
  }
  Options options;
  options.gcs.cancelled_session_status = 404;
  GcsHouse other(options);
  const auto second = other.open("a");
  EXPECT_EQ(other.cancel(second).status, 499);
  EXPECT_EQ(other.ask(second).status, 404);
}

// Rule gcs.cancel.finalised: the object survives.
TEST(GcsSessionEnd, CancellingAFinishedSessionChangesNothing) {
  for (const int status : {499, 405}) {
    Options options;
    options.gcs.cancel_finalised_status = status;
    GcsHouse house(options);
    const auto session = house.open("a");
    house.put(session, "0-2/3", "abc");
    EXPECT_EQ(house.cancel(session).status, status);
    EXPECT_EQ(house.stored("a"), "abc");
    EXPECT_EQ(house.ask(session).status, 200);
  }
}

// Rule gcs.cancel.reduced-query: a client may strip what it does not need of the address.
TEST(GcsSessionEnd, TheIdIsAllASessionNeeds) {
  GcsHouse house;
  const auto session = house.open("a", "&ifGenerationMatch=0");
  const auto id = session.substr(session.find("upload_id"));
  EXPECT_EQ(house.cancel("/upload/storage/v1/b/b/o?" + id).status, 499);
}

// Rules gcs.session.poison, gcs.session.poison-replay: the switches poison_on_400, poison_replay.
TEST(GcsSessionEnd, ARefusedChunkFollowsTheSwitches) {
  const auto after_refusal = [](const std::function<void(Switches&)>& change) {
    Options options;
    change(options.gcs);
    GcsHouse house(options);
    const auto session = house.open("a");
    EXPECT_EQ(house.put(session, "0-9/*", "0123456789").status, 400);
    return text_of(house.ask(session));
  };
  EXPECT_EQ(after_refusal([](Switches&) {}).substr(0, 20), "400 Invalid request.");
  EXPECT_EQ(after_refusal([](Switches& gcs) { gcs.poison_on_400 = false; }), "308 ");
  EXPECT_EQ(after_refusal([](Switches& gcs) { gcs.poison_replay = Switches::PoisonReplay::kOff; }),
            "308 ");
  EXPECT_EQ(after_refusal([](Switches& gcs) { gcs.poison_replay = Switches::PoisonReplay::k410; }),
            "410 Gone");
  EXPECT_EQ(after_refusal([](Switches& gcs) { gcs.poison_replay = Switches::PoisonReplay::k404; }),
            "404 Not Found");
}

// Rule gcs.session.poison-replay: a cancellation is a later request, too.
TEST(GcsSessionEnd, CancellingAPoisonedSessionRepeatsItsRefusal) {
  GcsHouse house;
  const auto session = house.open("a");
  house.put(session, "0-9/*", "0123456789");
  EXPECT_EQ(house.cancel(session).status, 400);
}

// Rule gcs.session.method.
TEST(GcsSessionEnd, OtherMethodsAreNotAllowed) {
  GcsHouse house;
  const auto session = house.open("a");
  EXPECT_EQ(error_of(house.request("GET", session)), "405 methodNotAllowed Method Not Allowed");
  EXPECT_EQ(house.request("PATCH", session).status, 405);
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
}

// Rule gcs.session.post-without-type: the switch post_chunk_requires_upload_type.
TEST(GcsSessionEnd, APostWithoutItsTypeIsRefusedUnderTheSwitch) {
  Options options;
  options.gcs.post_chunk_requires_upload_type = true;
  GcsHouse house(options);
  const auto session = house.open("a");
  const auto bare =
      session.substr(0, session.find('?') + 1) + session.substr(session.find("upload_id"));
  const Fields range = {{"Content-Range", "bytes 0-0/1"}};
  EXPECT_EQ(house.request("POST", bare, "x", range).status, 405);
  EXPECT_EQ(house.request("PUT", bare, "x", range).status, 200);
  EXPECT_EQ(GcsHouse().request("POST", kUnknown, "x", range).status, 404);
}

// Rule gcs.session.path-form: /upload/resumable/{upload id}.
TEST(GcsSessionEnd, AnIdInThePathIsASession) {
  GcsHouse house;
  const auto session = house.open("a");
  const auto id = session.substr(session.find("upload_id=") + 10);
  EXPECT_EQ(house.put("/upload/resumable/" + id, "0-2/3", "abc").status, 200);
  EXPECT_EQ(house.stored("a"), "abc");
  EXPECT_EQ(house.ask("/upload/resumable/nobody").status, 404);
}

}  // namespace
}  // namespace resumulator::testing_support
