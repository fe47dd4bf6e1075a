// Uploads whose end was missed, by a stop of the server or for want of room: whoever asks for them
// gets them finished.
#include <gtest/gtest.h>

#include "core/upload/append.h"
#include "core/upload/world.h"
#include "engine/engine.h"
#include "server/server_access.h"
#include "support/program.h"
#include "support/tus_house.h"

namespace resumulator::testing_support {
namespace {

/// Stores the bytes of an upload as a server does that is killed before it makes the object.
void store_and_die(const TusHouse& house, const std::string& upload, std::string bytes) {
  const auto session =
      ServerAccess::engine(house.server).world()->sessions().find(upload.substr(7));
  ASSERT_TRUE(session);
  Turn turn = session->begin_turn(nullptr);
  const std::uint64_t size = bytes.size();
  ASSERT_TRUE(turn.set_total(size));
  MemoryBody body(std::move(bytes));
  const auto done = append_body(turn, {.length = size, .total = size}, {}, body);
  ASSERT_EQ(done.outcome, Appended::Outcome::kReachedTotal);
}

// Rule tus.state.caught-up
TEST(TusCatchUp, WhoeverAsksForAnUploadOfAllBytesFinishesIt) {
  TusHouse house;
  const auto asked = house.create(5);
  store_and_die(house, asked, "hello");
  EXPECT_EQ(house.stored(asked), "(none)");
  EXPECT_EQ(house.progress(asked), "200 5/5");
  EXPECT_EQ(house.stored(asked), "hello");
  EXPECT_FALSE(house.head(asked).has("Upload-Expires"));
  const auto read = house.create(5);
  store_and_die(house, read, "hello");
  EXPECT_EQ(house.request("GET", read).body, "hello");
  EXPECT_EQ(house.stored(read), "hello");
  const auto patched = house.create(5);
  store_and_die(house, patched, "hello");
  EXPECT_EQ(tus_code(house.patch(patched, 5, "!")), "413 ERR_UPLOAD_SIZE_EXCEEDED");
  EXPECT_EQ(house.stored(patched), "hello");
  const auto again = house.create(5);
  store_and_die(house, again, "hello");
  EXPECT_EQ(house.patch(again, 5, "").status, 204);
  EXPECT_EQ(house.stored(again), "hello");
  EXPECT_EQ(house.server.objects("tus").size(), 4U);
}

std::string part_of(const TusHouse& house, std::uint64_t length) {
  return house.create(length, {{"Upload-Concat", "partial"}});
}
std::string final_of(const TusHouse& house, const std::string& urls) {
  return house.path_of(house.post({{"Upload-Concat", "final;" + urls}}));
}

// Rule tus.concat.caught-up
TEST(TusCatchUp, WhoeverAsksForAFinalUploadAssemblesIt) {
  TusHouse house;
  const auto a = part_of(house, 5);
  const auto asked = final_of(house, a);
  const auto read = final_of(house, a + " " + a);
  store_and_die(house, a, "hello");
  EXPECT_EQ(house.server.objects("tus").size(), 0U);
  EXPECT_EQ(house.progress(asked), "200 5/5");
  EXPECT_EQ(house.stored(asked), "hello");
  EXPECT_EQ(house.request("GET", read).body, "hellohello");
  EXPECT_EQ(house.stored(read), "hellohello");
}

// Rule tus.concat.caught-up
TEST(TusCatchUp, AFinalUploadWaitsForRoom) {
  constexpr std::uint64_t kRoom = 4 * kGranule;
  Options options;
  options.max_store = kRoom;
  TusHouse house(options);
  const auto bytes = some_bytes(kRoom / 2);
  const auto part = part_of(house, bytes.size());
  const auto whole = final_of(house, part);
  const auto other = house.create(kRoom / 4);
  EXPECT_EQ(house.patch(other, 0, some_bytes(kRoom / 4)).status, 204);
  EXPECT_EQ(house.patch(part, 0, bytes).status, 204);
  EXPECT_EQ(house.progress(whole), "200 -/" + std::to_string(bytes.size()));
  EXPECT_EQ(house.remove(other).status, 204);
  const auto size = std::to_string(bytes.size());
  EXPECT_EQ(house.progress(whole), "200 " + size + "/" + size);
  EXPECT_EQ(house.stored(whole), bytes);
}

// Rule tus.concat.inner
TEST(TusCatchUp, WhoeverAsksForTheOuterGetsTheInnerFirst) {
  constexpr std::uint64_t kRoom = 4 * kGranule;
  const auto bytes = some_bytes(kGranule);
  const auto size = std::to_string(bytes.size());
  for (const int how : {0, 1, 2}) {
    Options options;
    options.max_store = kRoom;
    options.tus.concat_any = true;
    TusHouse house(options);
    const auto part = part_of(house, bytes.size());
    const auto inner = final_of(house, part);
    const auto outer = final_of(house, inner);
    const auto other = house.create(3 * kGranule);
    EXPECT_EQ(house.patch(other, 0, some_bytes(3 * kGranule)).status, 204);
    EXPECT_EQ(house.patch(part, 0, bytes).status, 204);
    EXPECT_EQ(house.progress(outer), "200 -/" + size) << "no room for the inner one";
    EXPECT_EQ(house.remove(other).status, 204);
    EXPECT_EQ(house.stored(inner), "(none)");
    if (how == 0) {
      EXPECT_EQ(house.progress(outer), "200 " + size + "/" + size);
    }
    if (how == 1) {
      EXPECT_EQ(house.request("GET", outer).body, bytes);
    }
    const auto asked = how == 2 ? final_of(house, inner) : outer;
    EXPECT_EQ(house.stored(asked), bytes) << how;
    EXPECT_EQ(house.stored(inner), bytes) << how;
  }
}

// Rule tus.concat.no-trace
TEST(TusCatchUp, AFinalUploadThatIsRefusedLeavesNothing) {
  const TemporaryDirectory directory;
  Options options;
  options.store_dir = directory.path();
  options.max_store = 4 * kGranule;
  const auto bytes = some_bytes(3 * kGranule);
  {
    TusHouse house(options);
    const auto part = part_of(house, bytes.size());
    EXPECT_EQ(house.patch(part, 0, bytes).status, 204);
    EXPECT_EQ(house.post({{"Upload-Concat", "final;" + part}}).status, 503);
  }
  options.max_store = 0;
  const TusHouse house(options);
  EXPECT_EQ(house.server.objects("tus").size(), 0U);
}

// Rules tus.state.caught-up, tus.concat.caught-up: nobody asks.
TEST(TusCatchUp, TheServerThatOpensTheStoreFinishesWhatAKillCut) {
  const TemporaryDirectory directory;
  Options options;
  options.store_dir = directory.path();
  options.tus.concat_any = true;
  std::string plain;
  std::string inner;
  std::string outer;
  std::string waits;
  {
    const TusHouse house(options);
    const auto part = part_of(house, 5);
    inner = final_of(house, part);
    outer = final_of(house, inner + " " + part);
    waits = final_of(house, part + " " + part_of(house, 1));
    plain = house.create(3);
    store_and_die(house, part, "hello");
    store_and_die(house, plain, "abc");
    ASSERT_EQ(house.server.objects("tus").size(), 0U);
  }
  const TusHouse house(options);
  EXPECT_EQ(house.stored(plain), "abc");
  EXPECT_EQ(house.stored(inner), "hello");
  EXPECT_EQ(house.stored(outer), "hellohello");
  EXPECT_EQ(house.stored(waits), "(none)");
  EXPECT_EQ(house.server.objects("tus").size(), 3U);
  EXPECT_EQ(house.progress(waits), "200 -/6");
}

// Rules tus.concat.not-partial, tus.concat.unfinished
TEST(TusCatchUp, BySwitchAFinalUploadWaitsForAnyOther) {
  TusHouse house({.concat_any = true});
  const auto part = part_of(house, 5);
  const auto plain = house.create(3);
  const auto inner = final_of(house, part);
  const auto middle = final_of(house, inner + " " + plain);
  const auto outer = final_of(house, middle + " " + inner);
  EXPECT_EQ(house.patch(part, 0, "hello").status, 204);
  EXPECT_EQ(house.stored(inner), "hello");
  EXPECT_EQ(house.stored(middle), "(none)");
  EXPECT_EQ(house.patch(plain, 0, "abc").status, 204);
  EXPECT_EQ(house.stored(middle), "helloabc");
  EXPECT_EQ(house.stored(outer), "helloabchello");
}

}  // namespace
}  // namespace resumulator::testing_support
