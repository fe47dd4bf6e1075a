// A store that may hold no more (Options::max_store): each protocol says so in its own form, loses
// nothing it has acknowledged, and goes on where it was as soon as there is room.
#include <gtest/gtest.h>

#include <resumulator/lane.hpp>

#include "support/ietf_house.h"
#include "support/photos_house.h"
#include "support/tus_house.h"
#include "support/xml_house.h"

namespace resumulator::testing_support {
namespace {

constexpr std::uint64_t kRoom = 4 * kGranule;

Options bounded() {
  Options options;
  options.max_store = kRoom;
  return options;
}

/// Half of the room is taken by an object that can be deleted.
template <typename House>
void take_half(const House& house) {
  ASSERT_EQ(house.media("half", some_bytes(kRoom / 2)).status, 200);
}
template <typename House>
void give_half(const House& house) {
  ASSERT_EQ(house.request("DELETE", "/storage/v1/b/b/o/half").status, 204);
}

TEST(FullStore, OfCloudStorageKeepsWhatASessionHasAndGoesOn) {
  const GcsHouse house(bounded());
  take_half(house);
  const auto all = some_bytes(kRoom, 2);
  const auto session = house.open("a");
  ASSERT_EQ(progress_of(house.put(session, "0-262143/1048576", all.substr(0, kGranule))),
            "308 bytes=0-262143");
  const auto refused = house.put(session, "262144-1048575/1048576", all.substr(kGranule));
  EXPECT_EQ(refused.status, 503);
  // Nothing of that request is kept, and nothing of those before is lost.
  EXPECT_EQ(progress_of(house.put(session, "*/1048576")), "308 bytes=0-262143");
  EXPECT_EQ(house.stored("a"), "(none)");
  EXPECT_EQ(house.media("b", some_bytes(kRoom / 2)).status, 503);
  EXPECT_EQ(house.stored("half").size(), kRoom / 2);
  give_half(house);
  // Bytes that are there already may come again: they need no room.
  EXPECT_EQ(house.put(session, "0-1048575/1048576", all).status, 200);
  EXPECT_EQ(house.stored("a"), all);
}

TEST(FullStore, OfTheXmlApiIsServiceUnavailable) {
  const XmlHouse house(bounded());
  take_half(house);
  const auto refused = house.put_object("a", some_bytes(kRoom / 2 + 1));
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(element(refused, "Code"), "ServiceUnavailable");
  EXPECT_EQ(house.kept("a"), "(none)");
  EXPECT_EQ(house.put_object("a", some_bytes(kRoom / 2)).status, 200);
}

TEST(FullStore, OfTusLeavesTheOffsetWhereItWas) {
  const TusHouse house(bounded());
  const auto all = some_bytes(kRoom + 10);
  const auto upload = house.create(all.size());
  ASSERT_EQ(house.patch(upload, 0, all.substr(0, 100)).status, 204);
  EXPECT_EQ(tus_code(house.patch(upload, 100, all.substr(100))), "503 ERR_STORAGE_UNAVAILABLE");
  EXPECT_EQ(house.progress(upload), "200 100/" + std::to_string(all.size()));
  EXPECT_EQ(house.remove(upload).status, 204);
  const auto next = house.create(kRoom);
  EXPECT_EQ(house.patch(next, 0, all.substr(0, kRoom)).status, 204);
  EXPECT_EQ(house.stored(next), all.substr(0, kRoom));
}

TEST(FullStore, OfPhotosSaysSoAndTheSessionLives) {
  const PhotosHouse house(bounded());
  take_half(house);
  const auto all = some_bytes(kRoom, 2);
  const auto session = house.session(std::to_string(kRoom));
  const auto refused = house.command(session, "upload, finalize", all, "0");
  EXPECT_EQ(refused.status, 503);
  const auto asked = house.ask(session);
  EXPECT_EQ(asked.field("X-Goog-Upload-Status"), "active");
  const auto received = asked.field("X-Goog-Upload-Size-Received");
  EXPECT_LE(std::stoull(received), kRoom / 2);
  give_half(house);
  const auto done =
      house.command(session, "upload, finalize", all.substr(std::stoull(received)), received);
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(house.bytes_of_token(done.body), all);
}

TEST(FullStore, OfTheDraftIsAServersError) {
  const GcsHouse house(bounded());
  RawClient client(house.server.port());
  client.send(house.text("POST", "/files", some_bytes(kRoom + 1),
                         {{"Upload-Draft-Interop-Version", "8"}, {"Upload-Complete", "?1"}}));
  EXPECT_EQ(IetfHouse::final_answer(client).status, 503);
  EXPECT_EQ(house.media("a", some_bytes(kRoom)).status, 200) << "nothing was kept of it";
}

TEST(FullStore, OfResumableJsRefusesTheChunkAlone) {
  const GcsHouse house(bounded());
  const auto chunk = [&](int number, const std::string& bytes) {
    return house
        .request("POST",
                 "/uploads?resumableChunkNumber=" + std::to_string(number) +
                     "&resumableChunkSize=524288&resumableTotalSize=1048577&resumableIdentifier=x&"
                     "resumableFilename=a&resumableTotalChunks=2&resumableRelativePath=a&"
                     "resumableCurrentChunkSize=" +
                     std::to_string(bytes.size()),
                 bytes, {{"Content-Type", "application/octet-stream"}})
        .status;
  };
  EXPECT_EQ(chunk(1, some_bytes(524288)), 200);
  EXPECT_EQ(chunk(2, some_bytes(524289)), 503);
  EXPECT_EQ(chunk(1, some_bytes(524288)), 200);
}

TEST(FullStore, IsEachLanesOwn) {
  GcsHouse house(bounded());
  ASSERT_EQ(house.media("a", some_bytes(kRoom)).status, 200);
  const Lane lane = house.server.lane("other");
  EXPECT_EQ(house.media("b", "x").status, 503);
  EXPECT_EQ(house
                .request("POST", "/_emu/lane/other/upload/storage/v1/b/b/o?uploadType=media&name=b",
                         some_bytes(kRoom))
                .status,
            200);
}

TEST(FullStore, IsEmptyAfterAReset) {
  const GcsHouse house(bounded());
  ASSERT_EQ(house.media("a", some_bytes(kRoom)).status, 200);
  EXPECT_EQ(house.request("POST", "/_emu/v1/lanes/main/reset", "{}").status, 200);
  EXPECT_EQ(house.media("a", some_bytes(kRoom)).status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
