// Worlds: what they start with, what a reset leaves, one-request uploads, documents.
#include "core/upload/world.h"

#include <gtest/gtest.h>

#include "core/upload/gated_catalog.h"
#include "unit/core/upload/session_fixture.h"

namespace resumulator {
namespace {

using testing::bytes_of;
using testing::digests_of;
using testing::read_all_of;
using testing::ScriptedBody;
using testing::TestWorld;
using testing::whole_body;

TEST(World, HasTheBucketsOfItsOptions) {
  Options options;
  options.buckets = {"photos"};
  const TestWorld test(options);
  ASSERT_NE(test.world->objects().bucket("photos"), nullptr);
  EXPECT_EQ(test.world->objects().bucket("photos")->project, "resumulator");
  EXPECT_EQ(test.world->objects().bucket("others"), nullptr);
}

TEST(World, AFreshOneIsEmptyAndLeavesTheOldOneToItsRequests) {
  const TestWorld test;
  const auto session = test.session();
  ASSERT_TRUE(test.world->documents().put("acl/b", "{}").has_value());
  const std::shared_ptr<World> fresh = test.world->fresh().value();
  EXPECT_NE(fresh->objects().bucket("b"), nullptr);
  EXPECT_EQ(fresh->sessions().find(session->id()), nullptr);
  EXPECT_FALSE(fresh->documents().get("acl/b").has_value());
  EXPECT_TRUE(session->begin_turn(nullptr).finalize({}).has_value());
  EXPECT_TRUE(test.world->objects().get("b", "o").has_value());
  EXPECT_FALSE(fresh->objects().get("b", "o").has_value());
}

TEST(World, ObjectsOutliveIt) {
  ObjectPtr object;
  const std::string bytes = bytes_of(1'000'000);
  {
    const TestWorld test;
    const auto session = test.session();
    auto body = whole_body(bytes);
    testing::append_once(*session, {.ends_object = true}, testing::gcs_policy(), body);
    object = session->begin_turn(nullptr).finalize({}).value();
  }
  EXPECT_EQ(read_all_of(*object->blob, object->size), bytes);
}

// gcs.simple.bytes: a body of known or unknown length becomes a blob with its digests.
TEST(ReceiveObject, TakesTheWholeBody) {
  for (const bool with_md5 : {true, false}) {
    Options options;
    options.gcs.md5 = with_md5;
    const TestWorld test(options);
    for (const std::uint64_t size : {0U, 1U, 4096U, 262'144U, 262'145U, 5'000'000U}) {
      const std::string bytes = bytes_of(size);
      for (const bool declared : {true, false}) {
        ScriptedBody::Script script{.bytes = bytes, .piece = 70'000};
        if (declared) script.declared = size;
        ScriptedBody body(std::move(script));
        const ReceivedObject got = receive_object(*test.world, body, size).value();
        EXPECT_EQ(read_all_of(*got.blob, size), bytes);
        EXPECT_EQ(got.digests.crc32c, digests_of(bytes).crc32c);
        EXPECT_EQ(got.digests.md5.has_value(), with_md5);
        if (with_md5) {
          EXPECT_EQ(got.digests, digests_of(bytes));
        }
      }
    }
  }
}

TEST(ReceiveObject, SaysWhyItHasNone) {
  const TestWorld test;
  auto declared = whole_body("12345");
  EXPECT_EQ(receive_object(*test.world, declared, 4).error().kind, ErrorKind::kTooLarge);
  EXPECT_EQ(declared.received(), 0U);
  ScriptedBody streamed({.bytes = bytes_of(3'000'000)});
  EXPECT_EQ(receive_object(*test.world, streamed, 2'999'999).error().kind, ErrorKind::kTooLarge);
  ScriptedBody cut({.bytes = bytes_of(3'000'000), .ending = ScriptedBody::Ending::kCut});
  EXPECT_EQ(receive_object(*test.world, cut, UINT64_MAX).error().kind, ErrorKind::kCut);
  ScriptedBody broken({.bytes = "x", .ending = ScriptedBody::Ending::kMalformed});
  EXPECT_EQ(receive_object(*test.world, broken, 10).error().kind, ErrorKind::kMalformed);
}

TEST(Documents, ComeBackAsTheyWereKept) {
  const TestWorld test;
  Documents& documents = test.world->documents();
  ASSERT_TRUE(documents.put("acl/a/1", "1").has_value());
  ASSERT_TRUE(documents.put("acl/a/2", "2").has_value());
  ASSERT_TRUE(documents.put("acl/b/1", "3").has_value());
  ASSERT_TRUE(documents.put("acl/a/1", "4").has_value());
  EXPECT_EQ(documents.get("acl/a/1"), "4");
  EXPECT_EQ(documents.below("acl/a/").size(), 2U);
  EXPECT_EQ(documents.below("acl/a/")[0], (std::pair<std::string, std::string>("acl/a/1", "4")));
  EXPECT_TRUE(documents.erase("acl/b/1").value());
  EXPECT_FALSE(documents.erase("acl/b/1").value());
  ASSERT_TRUE(documents.erase_below("acl/").has_value());
  EXPECT_TRUE(documents.below("").empty());
}

TEST(Documents, AnEditIsOneStep) {
  const TestWorld test;
  Documents& documents = test.world->documents();
  ASSERT_TRUE(documents.put("a", "1").has_value());
  const auto done = documents.edit([](Documents::Edit& edit) -> Result<void> {
    EXPECT_EQ(edit.get("a"), "1");
    edit.put("b", "2");
    edit.erase("a");
    EXPECT_EQ(edit.get("a"), std::nullopt);
    EXPECT_EQ(edit.get("b"), "2");
    return {};
  });
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(documents.get("a"), std::nullopt);
  EXPECT_EQ(documents.get("b"), "2");
}

TEST(Documents, AnEditThatFailsChangesNothing) {
  const TestWorld test;
  Documents& documents = test.world->documents();
  const auto done = documents.edit([](Documents::Edit& edit) -> Result<void> {
    edit.put("a", "1");
    return Unexpected(ErrorKind::kConflict, "no");
  });
  EXPECT_EQ(done.error().kind, ErrorKind::kConflict);
  EXPECT_EQ(documents.get("a"), std::nullopt);
}

}  // namespace
}  // namespace resumulator
