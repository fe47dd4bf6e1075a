// The universal resumable upload: where it differs from the other services of X-Goog-Upload.
#include <gtest/gtest.h>

#include "support/upload_house.h"

namespace resumulator::testing_support {
namespace {

struct GenericHouse : UploadHouse {
  GenericHouse() : UploadHouse("/resumable/upload/v1/files:upload?sid=7", "") {}
};

// Rules generic.route.mount, generic.start.answer
TEST(Generic, OpensAnUploadOfAnyResource) {
  const GenericHouse house;
  const auto started = house.begin();
  EXPECT_EQ(started.status, 200);
  EXPECT_EQ(started.body, "");
  EXPECT_EQ(started.field("X-Goog-Upload-Status"), "active");
  EXPECT_EQ(started.field("X-Goog-Upload-Chunk-Granularity"), "262144");
  const auto url = started.field("X-Goog-Upload-URL");
  EXPECT_NE(url.find("/resumable/upload/v1/files:upload?sid=7&upload_id="), std::string::npos);
  EXPECT_EQ(house.server.exchanges().at(0).protocol, "generic");
  EXPECT_EQ(house.server.exchanges().at(0).operation, Operation::kCreate);
}

// Rules generic.start.metadata, generic.final.result
TEST(Generic, EndsInAResourceWithTheMetadataOfItsStart) {
  const GenericHouse house;
  const auto session = house.session_with(R"({"title":"notes"})");
  const auto answer = house.command(session, "upload, finalize", "abc");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("X-Goog-Upload-Status"), "final");
  const auto result = json_of(answer);
  const auto name = result["name"].get<std::string>();
  EXPECT_TRUE(name.starts_with("v1/files/")) << name;
  EXPECT_EQ(result["sizeBytes"], "3");
  EXPECT_EQ(result["metadata"]["title"], "notes");
  EXPECT_EQ(house.server.object("generic", name.substr(9))->bytes(), "abc");
  EXPECT_EQ(house.command(session, "finalize", "", "3").body, answer.body);
  EXPECT_EQ(house.start_with("{").status, 400);
}

// Rules generic.offset.status, generic.refusal.text
TEST(Generic, RefusesAnotherOffsetAsAConflict) {
  const GenericHouse house;
  const auto session = house.session();
  const auto refused = house.command(session, "upload, finalize", "abc", "1");
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(refused.field("X-Goog-Upload-Status"), "active");
  EXPECT_EQ(refused.field("Content-Type").substr(0, 10), "text/plain");
  EXPECT_FALSE(refused.body.empty());
  const std::string other = session.substr(0, session.rfind('=')) + "=x";
  for (const auto& wrong :
       {house.command(session, "upload, bogus"), house.ask(other), house.request("GET", session)}) {
    EXPECT_GE(wrong.status, 400);
    EXPECT_EQ(wrong.field("X-Goog-Upload-Status"), "active");
    EXPECT_EQ(wrong.field("X-GUploader-UploadID"), refused.field("X-GUploader-UploadID"));
  }
  EXPECT_EQ(house.command(session, "upload, finalize", "abc").status, 200);
}

// Rules generic.start.again, xgu.command.restart: a session of its own at the same address.
TEST(Generic, OpensAnotherSessionWhereOneIsStartedAgain) {
  const GenericHouse house;
  const auto session = house.session();
  const auto again =
      house.request("POST", session, R"({"title":"two"})", {{"X-Goog-Upload-Command", "start"}});
  EXPECT_EQ(upload_state(again), "200 active -");
  const auto other = path_of_url(again.field("X-Goog-Upload-URL"));
  EXPECT_EQ(other, "/resumable/upload/v1/files:upload?sid=7&upload_id=" +
                       again.field("X-GUploader-UploadID") + "&upload_protocol=resumable");
  EXPECT_NE(other, session);
  const auto last = json_of(house.command(other, "upload, finalize", "abc"));
  EXPECT_EQ(last["metadata"]["title"], "two");
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 0");
}

// Rule generic.query.cancelled
TEST(Generic, SaysACancelledSessionIsGone) {
  const GenericHouse house;
  const auto session = house.session();
  EXPECT_EQ(house.command(session, "cancel").status, 200);
  const auto asked = house.command(session, "query");
  EXPECT_EQ(asked.status, 410);
  EXPECT_EQ(asked.field("X-Goog-Upload-Status"), "cancelled");
}

}  // namespace
}  // namespace resumulator::testing_support
