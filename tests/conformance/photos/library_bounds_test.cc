// The Library API at its bounds: pages, searches, names, and the scope each call needs.
#include <gtest/gtest.h>

#include <set>

#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

// Rule photos.page.size: of items 25 and 100.
TEST(PhotosBounds, CutsPagesOfItems) {
  const PhotosHouse house;
  for (int batch = 0; batch < 3; ++batch) {
    json wanted = json::array();
    for (int i = 0; i < 34; ++i) {
      const auto name = std::to_string(batch) + "-" + std::to_string(i);
      wanted.push_back(PhotosHouse::new_item(house.upload(name), name));
    }
    ASSERT_EQ(house.batch({{"newMediaItems", wanted}}).status, 200);
  }
  const auto count = [&](const std::string& query) {
    return json_of(house.call("GET", "/v1/mediaItems" + query))["mediaItems"].size();
  };
  EXPECT_EQ(count(""), 25U);
  EXPECT_EQ(count("?pageSize=0"), 25U);
  EXPECT_EQ(count("?pageSize=99"), 99U);
  EXPECT_EQ(count("?pageSize=101"), 100U);
  const auto found = house.json("POST", "/v1/mediaItems:search", {{"pageSize", 1000}});
  EXPECT_EQ(json_of(found)["mediaItems"].size(), 100U);
  EXPECT_EQ(house.json("POST", "/v1/mediaItems:search", {{"pageSize", -1}}).status, 400);
}

// Rules photos.page.size, photos.page.token, photos.sharing.album: of albums 20 and 50, of shared
// ones as well; the token of one list is none of the other's.
TEST(PhotosBounds, CutsPagesOfAlbumsSharedOrNot) {
  Options options;
  options.photos.legacy_sharing = true;
  const PhotosHouse house(options);
  std::set<std::string> all;
  for (int i = 0; i < 51; ++i) {
    const auto id = house.album("a" + std::to_string(i));
    all.insert(id);
    ASSERT_EQ(house.json("POST", "/v1/albums/" + id + ":share", json::object()).status, 200);
  }
  for (const std::string member : {"albums", "sharedAlbums"}) {
    const auto page = [&](const std::string& query) {
      return json_of(house.call("GET", "/v1/" + member + query));
    };
    EXPECT_EQ(page("")[member].size(), 20U);
    const auto first = page("?pageSize=51");
    EXPECT_EQ(first[member].size(), 50U);
    const auto token = first.value("nextPageToken", "");
    const auto last = page("?pageToken=" + token);
    ASSERT_EQ(last[member].size(), 1U);
    EXPECT_FALSE(last.contains("nextPageToken"));
    std::set<std::string> seen = {last[member][0].value("id", "")};
    for (const auto& album : first[member]) seen.insert(album.value("id", ""));
    EXPECT_EQ(seen, all);
    const std::string other = member == "albums" ? "sharedAlbums" : "albums";
    EXPECT_EQ(house.call("GET", "/v1/" + other + "?pageToken=" + token).status, 400);
    EXPECT_EQ(house.call("GET", "/v1/" + member + "?pageSize=-1").status, 400);
  }
}

// Rule photos.search.bounds: each at its bound, and one past it.
TEST(PhotosBounds, HoldsSearchesToTheirBounds) {
  const PhotosHouse house;
  const auto status = [&](const json& filters) {
    return house.json("POST", "/v1/mediaItems:search", {{"filters", filters}}).status;
  };
  const json day = {{"year", 2023}, {"month", 1}, {"day", 1}};
  const auto dates = [&](std::size_t n) {
    return json{{"dateFilter", {{"dates", json(n, {{"year", 2023}})}}}};
  };
  const auto ranges = [&](std::size_t n) {
    return json{{"dateFilter", {{"ranges", json(n, {{"startDate", day}, {"endDate", day}})}}}};
  };
  const auto categories = [](const char* member, std::size_t n) {
    return json{{"contentFilter", {{member, json(n, "PETS")}}}};
  };
  const auto kinds = [](std::size_t n) {
    return json{{"mediaTypeFilter", {{"mediaTypes", json(n, "PHOTO")}}}};
  };
  EXPECT_EQ(status(dates(5)), 200);
  EXPECT_EQ(status(dates(6)), 400);
  EXPECT_EQ(status(ranges(5)), 200);
  EXPECT_EQ(status(ranges(6)), 400);
  for (const char* member : {"includedContentCategories", "excludedContentCategories"}) {
    EXPECT_EQ(status(categories(member, 10)), 200) << member;
    EXPECT_EQ(status(categories(member, 11)), 400) << member;
  }
  EXPECT_EQ(status(kinds(1)), 200);
  EXPECT_EQ(status(kinds(2)), 400);
}

// Rules photos.batch.bounds, photos.json.nulls, photos.item.filename, photos.item.resource: the
// longest names there may be; no album is none; the name of the batch before that of the upload.
TEST(PhotosBounds, TakesABatchAtItsBounds) {
  const PhotosHouse house;
  const std::string name(255, 'n');
  const auto token = house.upload("abc", {{"X-Goog-Upload-File-Name", "of-the-upload.jpg"}});
  json entry = PhotosHouse::new_item(token, name);
  entry["description"] = std::string(999, 'd');
  const auto item = json_of(house.batch(
      {{"albumId", ""}, {"newMediaItems", {entry}}}))["newMediaItemResults"][0]["mediaItem"];
  EXPECT_EQ(item["filename"], name);
  EXPECT_EQ(item["description"].get<std::string>().size(), 999U);
  EXPECT_EQ(item["mediaMetadata"]["creationTime"].get<std::string>().size(),
            std::string_view("2024-01-01T00:00:00Z").size());
  const auto other = house.upload("abd", {{"X-Goog-Upload-File-Name", "\xC3\xA4.jpg"}});
  const auto named = json_of(house.batch(
      {{"newMediaItems", {PhotosHouse::new_item(other)}}}))["newMediaItemResults"][0]["mediaItem"];
  EXPECT_EQ(named["filename"], "\xC3\xA4.jpg");
}

// Rule photos.auth.scope: any one of those a call needs, and no other.
TEST(PhotosBounds, AsksForTheScopeOfEachCall) {
  PhotosHouse house;
  const auto album = "/v1/albums/" + house.album("trip");
  const auto id = house.item("abc");
  const std::vector<std::string> scopes = {"appendonly", "edit.appcreateddata",
                                           "readonly.appcreateddata"};
  std::vector<std::string> tokens;
  for (const auto& scope : scopes) {
    const auto issued = house.request("POST", "/token",
                                      "grant_type=refresh_token&client_id=c&refresh_token=r&scope="
                                      "https://www.googleapis.com/auth/photoslibrary." +
                                          scope,
                                      {{"Content-Type", "application/x-www-form-urlencoded"}});
    tokens.push_back(json_of(issued).value("access_token", ""));
  }
  // Which of the three let a call in, one letter each.
  const auto let_in = [&](const char* method, const std::string& target) {
    std::string letters;
    for (std::size_t i = 0; i < scopes.size(); ++i) {
      house.token = tokens[i];
      const int status = house.call(method, target, "{}").status;
      if (status != 401 && status != 403) letters += scopes[i][0];
    }
    return letters;
  };
  EXPECT_EQ(let_in("POST", "/v1/uploads"), "a");
  EXPECT_EQ(let_in("POST", "/v1/mediaItems:batchCreate"), "a");
  EXPECT_EQ(let_in("POST", "/v1/albums"), "a");
  EXPECT_EQ(let_in("POST", album + ":addEnrichment"), "a");
  EXPECT_EQ(let_in("POST", album + ":batchAddMediaItems"), "ae");
  EXPECT_EQ(let_in("POST", album + ":batchRemoveMediaItems"), "e");
  EXPECT_EQ(let_in("PATCH", album + "?updateMask=title"), "e");
  EXPECT_EQ(let_in("PATCH", "/v1/mediaItems/" + id + "?updateMask=description"), "e");
  EXPECT_EQ(let_in("POST", "/v1/mediaItems:search"), "r");
  EXPECT_EQ(let_in("GET", "/v1/mediaItems:batchGet?mediaItemIds=" + id), "r");
  for (const std::string& target :
       {std::string("/v1/mediaItems"), "/v1/mediaItems/" + id, std::string("/v1/albums"), album}) {
    EXPECT_EQ(let_in("GET", target), "r") << target;
  }
}

}  // namespace
}  // namespace resumulator::testing_support
