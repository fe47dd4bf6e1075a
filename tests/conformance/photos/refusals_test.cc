// Values the Library API does not know, and those it knows and does little with.
#include <gtest/gtest.h>

#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

json names_of(const RawAnswer& answer) {
  json names = json::array();
  for (const auto& item : json_of(answer).value("mediaItems", json::array())) {
    names.push_back(item.value("filename", ""));
  }
  return names;
}

RawAnswer search(const PhotosHouse& house, const json& body) {
  return house.json("POST", "/v1/mediaItems:search", body);
}

// Rules photos.json.types, photos.search.bounds
TEST(PhotosRefusals, NamesWordsThatAreNone) {
  const PhotosHouse house;
  const std::string prefix = "400 INVALID_ARGUMENT Invalid value at ";
  EXPECT_EQ(
      api_error(search(
          house, {{"filters", {{"contentFilter", {{"includedContentCategories", {"BOGUS"}}}}}}})),
      prefix + "'filters.content_filter.included_content_categories[0]' (TYPE_ENUM), \"BOGUS\"");
  EXPECT_EQ(api_error(search(
                house, {{"filters", {{"contentFilter", {{"excludedContentCategories", {7}}}}}}})),
            prefix + "'filters.content_filter.excluded_content_categories[0]' (TYPE_ENUM), 7");
  EXPECT_EQ(api_error(search(
                house, {{"filters", {{"featureFilter", {{"includedFeatures", {"BOGUS"}}}}}}})),
            prefix + "'filters.feature_filter.included_features[0]' (TYPE_ENUM), \"BOGUS\"");
  EXPECT_EQ(api_error(search(house, {{"orderBy", "zzz"}})),
            prefix + "'order_by' (TYPE_ENUM), \"zzz\"");
  const auto album = house.album("trip");
  EXPECT_EQ(api_error(house.batch({{"albumId", album},
                                   {"albumPosition", {{"position", "BOGUS"}}},
                                   {"newMediaItems", {PhotosHouse::new_item("t")}}})),
            prefix + "'album_position.position' (TYPE_ENUM), \"BOGUS\"");
}

// Rule photos.album.enrichment: one text, place or map, of the types they have.
TEST(PhotosRefusals, TakesOneWholeEnrichment) {
  const PhotosHouse house;
  const std::string path = "/v1/albums/" + house.album("trip") + ":addEnrichment";
  const auto add = [&](const json& item, const json& position = nullptr) {
    return house.json("POST", path, {{"newEnrichmentItem", item}, {"albumPosition", position}});
  };
  const json text = {{"text", "hello"}};
  const json place = {{"locationName", "x"}, {"latlng", {{"latitude", 1.5}, {"longitude", 2}}}};
  EXPECT_EQ(add({{"textEnrichment", text}}).status, 200);
  EXPECT_EQ(add({{"locationEnrichment", {{"location", place}}}}).status, 200);
  EXPECT_EQ(add({{"mapEnrichment", {{"origin", place}, {"destination", place}}}}).status, 200);
  for (const json& wrong :
       {json(7), json::object(), json{{"textEnrichment", 7}},
        json{{"textEnrichment", {{"text", 7}}}}, json{{"textEnrichment", {{"text", ""}}}},
        json{{"textEnrichment", json::object()}},
        json{{"textEnrichment", text}, {"locationEnrichment", {{"location", place}}}},
        json{{"locationEnrichment", json::object()}}, json{{"mapEnrichment", {{"origin", place}}}},
        json{{"locationEnrichment", {{"location", {{"latlng", {{"latitude", "x"}}}}}}}},
        json{{"bogus", 1}}}) {
    EXPECT_TRUE(api_error(add(wrong)).starts_with("400 INVALID_ARGUMENT ")) << wrong;
  }
  EXPECT_EQ(api_error(add({{"bogus", 1}})),
            "400 INVALID_ARGUMENT Invalid JSON payload received. Unknown name \"bogus\" at "
            "'new_enrichment_item': Cannot find field.");
  EXPECT_EQ(add({{"textEnrichment", text}}, {{"position", "BOGUS"}}).status, 400);
}

// Rules photos.search.filters, photos.search.order, photos.page.token: no item is a favourite; the
// order is the newest first unless the oldest is wanted.
TEST(PhotosSearch, FindsByFeatureAndOrder) {
  const PhotosHouse house;
  for (const char* name : {"a", "b", "c"}) {
    house.item(name, name);
    house.clock->advance(std::chrono::seconds(1));
  }
  const auto features = [&](const char* word) {
    return names_of(search(house, {{"filters",
                                    {{"featureFilter", {{"includedFeatures", {word}}}},
                                     {"excludeNonAppCreatedData", true}}}}));
  };
  EXPECT_EQ(features("FAVORITES"), json::array());
  EXPECT_EQ(features("NONE"), json({"c", "b", "a"}));
  json oldest = {{"orderBy", "MediaMetadata.creation_time"}, {"pageSize", 2}};
  const auto page = search(house, oldest);
  EXPECT_EQ(names_of(page), json({"a", "b"}));
  oldest["pageToken"] = json_of(page)["nextPageToken"];
  EXPECT_EQ(names_of(search(house, oldest)), json({"c"}));
  oldest["orderBy"] = "MediaMetadata.creation_time desc";
  EXPECT_EQ(api_error(search(house, oldest)), "400 INVALID_ARGUMENT Invalid page token.");
}

// Rule photos.batch.position: behind an enrichment.
TEST(PhotosSearch, PutsItemsBehindAnEnrichment) {
  const PhotosHouse house;
  const auto album = house.album("trip");
  const auto put = [&](const std::string& name, const json& position) {
    const json item = PhotosHouse::new_item(house.upload(name), name);
    return house.batch(
        {{"albumId", album}, {"newMediaItems", {item}}, {"albumPosition", position}});
  };
  put("a", nullptr);
  const auto text =
      json_of(house.json("POST", "/v1/albums/" + album + ":addEnrichment",
                         {{"newEnrichmentItem", {{"textEnrichment", {{"text", "hello"}}}}},
                          {"albumPosition", {{"position", "FIRST_IN_ALBUM"}}}}));
  const auto behind = [&](const std::string& id) {
    return json{{"position", "AFTER_ENRICHMENT_ITEM"}, {"relativeEnrichmentItemId", id}};
  };
  EXPECT_EQ(put("b", behind(text["enrichmentItem"].value("id", ""))).status, 200);
  EXPECT_EQ(names_of(search(house, {{"albumId", album}})), json({"b", "a"}));
  EXPECT_EQ(api_error(put("c", behind("nobody"))),
            "400 INVALID_ARGUMENT Invalid relative enrichment item ID.");
}

// Rules photos.album.list, photos.item.list: parameters that say nothing here are taken.
TEST(PhotosSearch, TakesParametersThatSayNothing) {
  const PhotosHouse house;
  house.item("a");
  house.album("trip");
  for (const char* target :
       {"/v1/albums?excludeNonAppCreatedData=true&quotaUser=me", "/v1/mediaItems?quotaUser=me"}) {
    EXPECT_EQ(house.call("GET", target).status, 200);
  }
  EXPECT_EQ(house
                .call("POST", "/v1/uploads?quotaUser=me&prettyPrint=false", "abc",
                      {{"X-Goog-Upload-Protocol", "raw"}})
                .status,
            200);
}

// Rule photos.media.expiry: the switch.
TEST(PhotosMedia, LastsAsLongAsTheSwitchSays) {
  Options options;
  options.photos.base_url_ttl = std::chrono::minutes(5);
  const PhotosHouse house(options);
  const auto url =
      json_of(house.call("GET", "/v1/mediaItems/" + house.item("abc"))).value("baseUrl", "");
  const auto path = path_of_url(url);
  EXPECT_EQ(house.request("GET", path).status, 200);
  house.clock->advance(std::chrono::minutes(5));
  EXPECT_EQ(house.request("GET", path).status, 403);
}

}  // namespace
}  // namespace resumulator::testing_support
