// Media items and albums: read, listed, searched, changed; their bytes; errors around them.
#include <gtest/gtest.h>

#include "support/photos_house.h"
#include "support/program.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

std::string names_of(const RawAnswer& answer) {
  std::string names;
  for (const auto& item : json_of(answer).value("mediaItems", json::array())) {
    names += item.value("filename", "?").substr(0, 1);
  }
  return names;
}

// Rules photos.item.get, photos.item.batch-get, photos.error.envelope.
TEST(PhotosLibrary, GivesItemsByTheirIds) {
  const PhotosHouse house;
  const auto id = house.item("abc");
  const auto answer = house.call("GET", "/v1/mediaItems/" + id);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json_of(answer)["id"], id);
  EXPECT_TRUE(json_of(answer)["baseUrl"].get<std::string>().starts_with("http://" + house.host()));
  const auto unknown = house.call("GET", "/v1/mediaItems/AGjnobody");
  EXPECT_EQ(unknown.body,
            "{\n  \"error\": {\n    \"code\": 404,\n    \"message\": \"Requested entity was not "
            "found.\",\n    \"status\": \"NOT_FOUND\"\n  }\n}\n");
  EXPECT_EQ(api_error(house.call("GET", "/v1/mediaItems/a.b")),
            "400 INVALID_ARGUMENT Invalid media item ID.");
  const auto both = json_of(
      house.call("GET", "/v1/mediaItems:batchGet?mediaItemIds=" + id + "&mediaItemIds=nobody"));
  EXPECT_EQ(both["mediaItemResults"][0]["mediaItem"]["id"], id);
  EXPECT_EQ(both["mediaItemResults"][1]["status"],
            json({{"code", 3}, {"message", "Invalid media item ID."}}));
  EXPECT_EQ(house.call("GET", "/v1/mediaItems:batchGet").status, 400);
  std::string many = "/v1/mediaItems:batchGet?";
  for (int i = 0; i < 51; ++i) many += "mediaItemIds=a&";
  EXPECT_EQ(house.call("GET", many).status, 400);
}

// Rule photos.error.legacy-array.
TEST(PhotosLibrary, AddsTheArrayOfErrorsForOldClients) {
  const PhotosHouse house;
  const auto errors =
      json_of(house.call("GET", "/v1/mediaItems/AGjnobody?alt=json&prettyPrint=false"))["error"];
  EXPECT_EQ(errors["errors"][0]["reason"], "notFound");
  EXPECT_EQ(errors["status"], "NOT_FOUND");
}

// Rules photos.item.list, photos.page.size, photos.page.token: newest first, page by page.
TEST(PhotosLibrary, ListsNewestFirstInPages) {
  const PhotosHouse house;
  for (const char* name : {"a", "b", "c", "d", "e"}) {
    house.item(name, std::string(name) + ".jpg");
    house.clock->advance(std::chrono::seconds(1));
  }
  const auto first = house.call("GET", "/v1/mediaItems?pageSize=2");
  EXPECT_EQ(names_of(first), "ed");
  const auto token = json_of(first).value("nextPageToken", "");
  const auto second = house.call("GET", "/v1/mediaItems?pageSize=2&pageToken=" + token);
  EXPECT_EQ(names_of(second), "cb");
  const auto last =
      house.call("GET", "/v1/mediaItems?pageToken=" + json_of(second).value("nextPageToken", ""));
  EXPECT_EQ(names_of(last), "a");
  EXPECT_FALSE(json_of(last).contains("nextPageToken"));
  EXPECT_EQ(names_of(house.call("GET", "/v1/mediaItems?pageSize=1000&key=x")), "edcba");
  EXPECT_EQ(house.call("GET", "/v1/mediaItems?pageSize=-1").status, 400);
  EXPECT_EQ(house.call("GET", "/v1/mediaItems?pageSize=x").status, 400);
  EXPECT_EQ(house.call("GET", "/v1/mediaItems?pageToken=nonsense").status, 400);
  EXPECT_EQ(house.call("GET", "/v1/albums?pageToken=" + token).status, 400);
}

// Rules photos.search.filters, photos.search.bounds.
TEST(PhotosLibrary, SearchesByDateAndKind) {
  Options options;
  options.clock =
      std::make_shared<ManualClock>(TimePoint(std::chrono::hours(24 * 365 * 54)));  // in 2023
  const PhotosHouse house(options);
  house.item("a", "a.jpg");
  house.item("b", "b.mp4");
  const auto search = [&](const json& filters) {
    return house.json("POST", "/v1/mediaItems:search", {{"filters", filters}, {"pageSize", 50}});
  };
  EXPECT_EQ(names_of(house.json("POST", "/v1/mediaItems:search", json::object())).size(), 2U);
  EXPECT_EQ(names_of(search({{"mediaTypeFilter", {{"mediaTypes", {"VIDEO"}}}}})), "b");
  EXPECT_EQ(names_of(search({{"mediaTypeFilter", {{"mediaTypes", {"PHOTO"}}}},
                             {"includeArchivedMedia", true}})),
            "a");
  EXPECT_EQ(names_of(search({{"dateFilter", {{"dates", {{{"year", 2023}}}}}}})).size(), 2U);
  EXPECT_EQ(names_of(search({{"dateFilter", {{"dates", {{{"year", 2022}}}}}}})), "");
  const json from = {{"year", 2023}, {"month", 1}, {"day", 1}};
  const json to = {{"year", 2023}, {"month", 12}, {"day", 31}};
  EXPECT_EQ(
      names_of(search({{"dateFilter", {{"ranges", {{{"startDate", from}, {"endDate", to}}}}}}}))
          .size(),
      2U);
  EXPECT_EQ(names_of(search({{"contentFilter", {{"includedContentCategories", {"PETS"}}}}})), "");
  EXPECT_EQ(search({{"mediaTypeFilter", {{"mediaTypes", {"SOUND"}}}}}).status, 400);
  EXPECT_EQ(search({{"dateFilter", {{"dates", json(6, {{"year", 2023}})}}}}).status, 400);
  EXPECT_EQ(search({{"dateFilter", {{"dates", {{{"day", 3}}}}}}}).status, 400);
  EXPECT_EQ(house
                .json("POST", "/v1/mediaItems:search",
                      {{"albumId", house.album("x")}, {"filters", json::object()}})
                .status,
            400);
  EXPECT_EQ(house.json("POST", "/v1/mediaItems:search", {{"albumId", "nobody"}}).status, 404);
}

// Rule photos.item.patch.
TEST(PhotosLibrary, ChangesADescription) {
  const PhotosHouse house;
  const std::string path = "/v1/mediaItems/" + house.item("abc");
  const auto answer =
      house.json("PATCH", path + "?updateMask=description", {{"description", "new"}});
  EXPECT_EQ(json_of(answer)["description"], "new");
  EXPECT_EQ(json_of(house.call("GET", path))["description"], "new");
  EXPECT_EQ(house.json("PATCH", path, {{"description", "x"}}).status, 400);
  EXPECT_EQ(house.json("PATCH", path + "?updateMask=filename", {{"filename", "x"}}).status, 400);
  EXPECT_EQ(
      house.json("PATCH", "/v1/mediaItems/nobody?updateMask=description", json::object()).status,
      404);
}

// Rules photos.album.create, photos.album.title, photos.album.get, photos.album.list,
// photos.album.patch.
TEST(PhotosLibrary, KeepsAlbums) {
  const PhotosHouse house;
  EXPECT_EQ(house.call("GET", "/v1/albums").body, "{}\n");
  const auto made = json_of(house.json("POST", "/v1/albums", {{"album", {{"title", "trip"}}}}));
  EXPECT_EQ(made["title"], "trip");
  EXPECT_EQ(made["isWriteable"], true);
  EXPECT_FALSE(made.contains("mediaItemsCount"));
  const std::string path = "/v1/albums/" + made["id"].get<std::string>();
  EXPECT_EQ(json_of(house.call("GET", path)), made);
  for (int i = 0; i < 21; ++i) {
    house.clock->advance(std::chrono::seconds(1));
    house.album("n" + std::to_string(i));
  }
  const auto page = json_of(house.call("GET", "/v1/albums"));
  EXPECT_EQ(page["albums"].size(), 20U);
  EXPECT_EQ(page["albums"][0]["title"], "trip");
  EXPECT_TRUE(page.contains("nextPageToken"));
  EXPECT_EQ(json_of(house.json("PATCH", path + "?updateMask=title", {{"title", "two"}}))["title"],
            "two");
  EXPECT_EQ(house.json("PATCH", path + "?updateMask=title", {{"title", ""}}).status, 400);
  EXPECT_EQ(house.json("PATCH", path, {{"title", "x"}}).status, 400);
  EXPECT_EQ(house.json("POST", "/v1/albums", {{"album", {{"title", ""}}}}).status, 400);
  EXPECT_EQ(
      house.json("POST", "/v1/albums", {{"album", {{"title", std::string(501, 'a')}}}}).status,
      400);
  EXPECT_EQ(
      house.json("POST", "/v1/albums", {{"album", {{"title", std::string(500, 'a')}}}}).status,
      200);
  EXPECT_EQ(house.call("GET", "/v1/albums/AGjnobody").status, 404);
}

// Rules photos.album.add, photos.album.remove, photos.album.enrichment: all or nothing.
TEST(PhotosLibrary, FillsAndEmptiesAlbums) {
  const PhotosHouse house;
  const auto a = house.item("a");
  const auto b = house.item("b");
  const std::string path = "/v1/albums/" + house.album("trip");
  const auto add = [&](const json& ids) {
    return house.json("POST", path + ":batchAddMediaItems", {{"mediaItemIds", ids}});
  };
  EXPECT_EQ(api_error(add({a, "nobody"})),
            "400 INVALID_ARGUMENT Request contains an invalid media item id.");
  EXPECT_FALSE(json_of(house.call("GET", path)).contains("mediaItemsCount"));
  EXPECT_EQ(add({a, b}).body, "{}\n");
  const auto full = json_of(house.call("GET", path));
  EXPECT_EQ(full["mediaItemsCount"], "2");
  EXPECT_EQ(full["coverPhotoMediaItemId"], a);
  EXPECT_EQ(json_of(house.json("PATCH", path + "?updateMask=coverPhotoMediaItemId",
                               {{"coverPhotoMediaItemId", b}}))["coverPhotoMediaItemId"],
            b);
  EXPECT_EQ(add(json::array()).status, 400);
  EXPECT_EQ(add({a, a}).status, 400);
  EXPECT_EQ(add(json(51, "x")).status, 400);
  const auto enrichment =
      house.json("POST", path + ":addEnrichment",
                 {{"newEnrichmentItem", {{"textEnrichment", {{"text", "hello"}}}}},
                  {"albumPosition", {{"position", "FIRST_IN_ALBUM"}}}});
  EXPECT_FALSE(json_of(enrichment)["enrichmentItem"].value("id", "").empty());
  EXPECT_EQ(house.json("POST", path + ":addEnrichment", json::object()).status, 400);
  EXPECT_EQ(house.json("POST", path + ":batchRemoveMediaItems", {{"mediaItemIds", {b}}}).status,
            200);
  EXPECT_EQ(json_of(house.call("GET", path))["mediaItemsCount"], "1");
  EXPECT_EQ(house.json("POST", path + ":batchRemoveMediaItems", {{"mediaItemIds", {b}}}).status,
            400);
  EXPECT_EQ(
      house.json("POST", "/v1/albums/nobody:batchAddMediaItems", {{"mediaItemIds", {a}}}).status,
      400);
}

// Rules photos.media.bytes, photos.media.range, photos.media.expiry.
TEST(PhotosLibrary, GivesTheBytesOfAnItem) {
  const PhotosHouse house;
  const auto id = house.item("0123456789");
  const auto url = json_of(house.call("GET", "/v1/mediaItems/" + id)).value("baseUrl", "");
  const auto path = url.substr(url.find("/v1/"));
  for (const char* suffix : {"", "=d", "=dv", "=w2048-h1024-c"}) {
    const auto answer = house.request("GET", path + suffix);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "0123456789");
    EXPECT_EQ(answer.field("Content-Type"), "image/jpeg");
  }
  const auto part = house.request("GET", path + "=d", {}, {{"Range", "bytes=2-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "234");
  EXPECT_EQ(part.field("Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(house.request("GET", path, {}, {{"Range", "bytes=10-"}}).status, 416);
  RawClient client(house.server.port());
  client.send("HEAD " + path + "=d HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = client.answer(true);
  EXPECT_EQ(head.field("Content-Length"), "10");
  EXPECT_EQ(house.request("GET", "/v1/media/nobody").status, 404);
  house.clock->advance(std::chrono::minutes(60));
  EXPECT_EQ(house.request("GET", path + "=d").status, 403);
}

// Rules photos.sharing.removed, photos.error.page.
TEST(PhotosLibrary, RefusesWhatTheServiceHasNoMore) {
  const PhotosHouse house;
  const std::string album = "/v1/albums/" + house.album("trip");
  for (const std::string& path :
       {album + ":share", album + ":unshare", std::string("/v1/sharedAlbums:join")}) {
    EXPECT_EQ(api_error(house.json("POST", path, json::object())),
              "403 PERMISSION_DENIED Request had insufficient authentication scopes.");
  }
  EXPECT_EQ(house.call("GET", "/v1/sharedAlbums").status, 403);
  const auto page = house.call("GET", "/v1/albums/a/b<c>");
  EXPECT_EQ(page.status, 404);
  EXPECT_EQ(page.field("Content-Type"), "text/html; charset=UTF-8");
  EXPECT_EQ(page.body.find("<c>"), std::string::npos);
}

// Rule photos.sharing.album: by the switch, as it was.
TEST(PhotosLibrary, SharesAlbumsWhereTheSwitchSaysSo) {
  Options options;
  options.photos.legacy_sharing = true;
  const PhotosHouse house(options);
  const auto id = house.album("trip");
  house.album("other");
  const auto share = [&](const std::string& verb) {
    return house.json("POST", "/v1/albums/" + id + verb, json::object());
  };
  const auto info = json_of(share(":share"))["shareInfo"];
  const auto token = info.value("shareToken", "");
  EXPECT_FALSE(token.empty());
  EXPECT_EQ(json_of(share(":share"))["shareInfo"], info);
  EXPECT_EQ(json_of(house.call("GET", "/v1/albums/" + id))["shareInfo"], info);
  const auto all = json_of(house.call("GET", "/v1/sharedAlbums"))["sharedAlbums"];
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["id"], id);
  EXPECT_EQ(json_of(house.call("GET", "/v1/sharedAlbums/" + token))["title"], "trip");
  const json by_token = {{"shareToken", token}};
  EXPECT_EQ(json_of(house.json("POST", "/v1/sharedAlbums:join", by_token))["album"]["id"], id);
  EXPECT_EQ(house.json("POST", "/v1/sharedAlbums:leave", by_token).body, "{}\n");
  EXPECT_EQ(house.json("POST", "/v1/sharedAlbums:join", {{"shareToken", "x"}}).status, 400);
  EXPECT_EQ(share(":unshare").body, "{}\n");
  EXPECT_EQ(house.call("GET", "/v1/sharedAlbums").body, "{}\n");
  EXPECT_EQ(house.call("GET", "/v1/sharedAlbums/" + token).status, 404);
  EXPECT_EQ(house.json("POST", "/v1/albums/AGjnobody:share", json::object()).status, 404);
}

// Rule photos.store.durable: items, albums and their bytes outlive the process.
TEST(PhotosLibrary, OutlivesTheProcess) {
  const TemporaryDirectory directory;
  Options options;
  options.store_dir = directory.path();
  std::string id;
  {
    const PhotosHouse house(options);
    id = house.item("abc");
  }
  const PhotosHouse house(options);
  const auto url = json_of(house.call("GET", "/v1/mediaItems/" + id)).value("baseUrl", "");
  EXPECT_EQ(house.request("GET", url.substr(url.find("/v1/"))).body, "abc");
}

}  // namespace
}  // namespace resumulator::testing_support
