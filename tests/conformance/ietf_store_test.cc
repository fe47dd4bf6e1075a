// What a store that is opened again knows of uploads.
#include <gtest/gtest.h>

#include "core/upload/append.h"
#include "core/upload/world.h"
#include "engine/engine.h"
#include "server/server_access.h"
#include "support/ietf_house.h"
#include "support/program.h"

namespace resumulator::testing_support {
namespace {

/// Over the same store each time.
struct StoredHouse : IetfHouse {
  explicit StoredHouse(const TemporaryDirectory& directory) : IetfHouse({}, 9, directory.path()) {}
};

// Rule ietf.state.survives
TEST(IetfStore, UploadsGoOnWhereTheyWere) {
  const TemporaryDirectory directory;
  std::string upload;
  std::string finished;
  RawAnswer answer;
  {
    const StoredHouse house(directory);
    upload =
        house.open({{"Upload-Length", "5"}, {"Repr-Digest", "md5=:XUFAKrxLKna5cZ2REBfFkg==:"}});
    EXPECT_EQ(house.append(upload, 0, "hel", false).status, 204);
    finished = house.open();
    answer = house.append(finished, 0, "abc", true);
    EXPECT_EQ(answer.status, 200);
  }
  {
    const StoredHouse house(directory);
    EXPECT_EQ(house.progress(upload), "204 3 ?0");
    EXPECT_EQ(house.head(upload).field("Upload-Length"), "5");
    EXPECT_EQ(house.append(upload, 3, "lo", true).status, 200);
    EXPECT_EQ(house.progress(finished), "204 3 ?1");
    EXPECT_EQ(house.append(finished, 3, "", true).body, answer.body) << "the answer again";
  }
  const StoredHouse house(directory);
  EXPECT_EQ(house.stored(upload), "hello");
  EXPECT_EQ(house.stored(finished), "abc");
}

// Rule ietf.state.survives: killed between the last content and the end, which nobody was told of.
TEST(IetfStore, AnEndThatAKillCutIsNone) {
  const TemporaryDirectory directory;
  std::string upload;
  {
    const StoredHouse house(directory);
    upload = house.open();
    const auto session =
        ServerAccess::engine(house.server).world()->sessions().find(upload.substr(7));
    ASSERT_TRUE(session);
    Turn turn = session->begin_turn(nullptr);
    MemoryBody body("hello");
    const auto done = append_body(turn, {.length = 5, .total = 5, .ends_object = true}, {}, body);
    ASSERT_EQ(done.outcome, Appended::Outcome::kReachedTotal);
  }
  const StoredHouse house(directory);
  EXPECT_EQ(house.stored(upload), "(none)");
  EXPECT_EQ(house.progress(upload), "204 5 ?0");
  EXPECT_EQ(house.append(upload, 5, "", true).status, 200);
  EXPECT_EQ(house.stored(upload), "hello");
}

}  // namespace
}  // namespace resumulator::testing_support
