// Goal: an album takes 20,000 items and not one more, unless a switch says otherwise. Method: an
// album that has all but one is laid into the world, then items are added as a client would.
#include <gtest/gtest.h>

#include <string>

#include "protocols/google_photos/library.h"
#include "protocols/google_photos/request.h"

namespace resumulator::google_photos {
namespace {

// Rule photos.album.full
TEST(AlbumFull, TakesNoMoreThanItsItems) {
  const std::size_t most = PhotosSwitches{}.album_items_max;
  EXPECT_EQ(most, 20'000U);
  const auto world = World::open(Options{}, std::make_shared<ManualClock>(), 1).value();
  const auto laid = world->documents().edit([&](Documents::Edit& edit) -> Result<void> {
    Album album;
    album.id = "trip";
    album.title = "trip";
    for (std::size_t i = 1; i < most; ++i) {
      album.entries.push_back({"i" + std::to_string(i), false});
    }
    album.entries.push_back({"a text takes no place", true});
    put_album(edit, album);
    for (const char* id : {"last", "late"}) {
      MediaItem item;
      item.id = id;
      put_item(edit, item);
    }
    return {};
  });
  ASSERT_TRUE(laid);
  const auto add = [&](const std::string& id) {
    Request request;
    request.world = world;
    request.id = "trip";
    request.body = R"({"mediaItemIds":[")" + id + "\"]}";
    const auto answer = add_to_album(request);
    const auto* problem = std::get_if<Problem>(&answer);
    return problem == nullptr ? std::string() : problem->message;
  };
  EXPECT_EQ(add("last"), "");
  EXPECT_EQ(add("late"), "The album has reached its limit of media items.");
  EXPECT_EQ(find_album(*world, "trip")->items().size(), most);
}

}  // namespace
}  // namespace resumulator::google_photos
