// mediaItems:batchCreate: tokens become items.
#include <gtest/gtest.h>

#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;
using namespace std::string_view_literals;

std::string status_of(const json& result) {
  return std::to_string(result["status"].value("code", 0)) + " " +
         result["status"].value("message", "");
}
const std::string kFailed = "3 Failed: There was an error while trying to create this media item.";

// Rules photos.batch.order, photos.batch.status, photos.item.resource, photos.json.nulls: as
// q2google asks, nulls and all.
TEST(PhotosBatch, MakesItemsInTheOrderOfTheRequest) {
  const PhotosHouse house;
  const auto a = house.upload("aaa", {{"X-Goog-Upload-Content-Type", "image/jpeg"}});
  const auto b = house.upload("bbb");
  const auto answer =
      house.batch({{"albumId", nullptr},
                   {"newMediaItems",
                    {{{"description", nullptr},
                      {"simpleMediaItem", {{"fileName", nullptr}, {"uploadToken", a}}}},
                     {{"description", "d"},
                      {"simpleMediaItem", {{"fileName", "b.png"}, {"uploadToken", b}}}}}}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.field("Content-Type"), "application/json; charset=UTF-8");
  const auto results = json_of(answer)["newMediaItemResults"];
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["uploadToken"], a);
  EXPECT_EQ(results[1]["uploadToken"], b);
  EXPECT_EQ(results[0]["status"], json({{"message", "Success"}}));
  const auto& item = results[1]["mediaItem"];
  EXPECT_GE(item["id"].get<std::string>().size(), 55U);
  EXPECT_EQ(item["filename"], "b.png");
  EXPECT_EQ(item["mimeType"], "image/png");
  EXPECT_EQ(item["description"], "d");
  EXPECT_TRUE(
      item["productUrl"].get<std::string>().starts_with("https://photos.google.com/lr/photo/"));
  EXPECT_FALSE(item.contains("baseUrl"));
  EXPECT_EQ(item["mediaMetadata"]["photo"], json::object());
  EXPECT_FALSE(item["mediaMetadata"].contains("width"));
  EXPECT_EQ(results[0]["mediaItem"]["mimeType"], "image/jpeg");
}

// Rules photos.token.unknown, photos.batch.partial: one fails, the others do not.
TEST(PhotosBatch, FailsItemByItem) {
  PhotosHouse house;
  const auto good = house.upload("aaa");
  const json body = {
      {"newMediaItems", {PhotosHouse::new_item("nothing"), PhotosHouse::new_item(good)}}};
  const auto answer = house.batch(body);
  EXPECT_EQ(answer.status, 200);
  const auto results = json_of(answer)["newMediaItemResults"];
  EXPECT_EQ(status_of(results[0]), kFailed);
  EXPECT_EQ(results[0]["uploadToken"], "nothing");
  EXPECT_FALSE(results[0].contains("mediaItem"));
  EXPECT_EQ(status_of(results[1]), "0 Success");
  Options options;
  options.photos.batch_partial_status = 207;
  options.photos.bad_token = PhotosSwitches::BadToken::kItem5;
  const PhotosHouse other(options);
  const auto partial = other.batch({{"newMediaItems", {PhotosHouse::new_item("nothing")}}});
  EXPECT_EQ(partial.status, 207);
  EXPECT_EQ(json_of(partial)["newMediaItemResults"][0]["status"]["code"], 5);
  options.photos.bad_token = PhotosSwitches::BadToken::kBatch400;
  EXPECT_EQ(PhotosHouse(options).batch(body).status, 400);
}

// Rule photos.item.too-large
TEST(PhotosBatch, FailsWhatIsTooLargeForItsKind) {
  Options options;
  options.photos.photo_bytes_max = 3;
  options.photos.video_bytes_max = 4;
  const PhotosHouse house(options);
  const json body = {{"newMediaItems",
                      {PhotosHouse::new_item(house.upload("abc"), "a.jpg"),
                       PhotosHouse::new_item(house.upload("abcd"), "b.jpg"),
                       PhotosHouse::new_item(house.upload("abce"), "c.mp4"),
                       PhotosHouse::new_item(house.upload("abcde"), "d.mp4")}}};
  const auto results = json_of(house.batch(body))["newMediaItemResults"];
  EXPECT_EQ(status_of(results[0]), "0 Success");
  EXPECT_EQ(status_of(results[1]), kFailed);
  EXPECT_EQ(status_of(results[2]), "0 Success");
  EXPECT_EQ(status_of(results[3]), kFailed);
  options.photos.size_cap_at = PhotosSwitches::SizeCap::kNever;
  const PhotosHouse other(options);
  const json again = {{"newMediaItems", {PhotosHouse::new_item(other.upload("abcdef"), "a.jpg")}}};
  EXPECT_EQ(status_of(json_of(other.batch(again))["newMediaItemResults"][0]), "0 Success");
}

// Rule photos.item.processing
TEST(PhotosBatch, AFilmIsProcessedForAWhile) {
  Options options;
  options.photos.video_processing_delay = std::chrono::minutes(2);
  const PhotosHouse house(options);
  const auto id = house.item("film", "a.mp4");
  const auto status = [&] {
    return json_of(house.call("GET", "/v1/mediaItems/" + id))["mediaMetadata"]["video"]["status"];
  };
  EXPECT_EQ(status(), "PROCESSING");
  house.clock->advance(std::chrono::minutes(2));
  EXPECT_EQ(status(), "READY");
}

// Rules photos.item.failed, photos.item.processing
TEST(PhotosBatch, AFilmFailsAsTheSwitchSays) {
  using Status = PhotosSwitches::VideoStatus;
  constexpr std::string_view kFilm =
      "\0\0\0\x18"
      "ftypmp42-and-the-rest"sv;
  const auto status_by = [&](Status wanted, std::string_view bytes) {
    Options options;
    options.photos.video_status = wanted;
    options.photos.video_processing_delay = std::chrono::minutes(2);
    const PhotosHouse house(options);
    const auto target = "/v1/mediaItems/" + house.item(bytes, "a.mp4");
    const auto status = [&] {
      return json_of(house.call("GET", target))["mediaMetadata"]["video"].value("status", "-");
    };
    const auto before = status();
    house.clock->advance(std::chrono::minutes(2));
    return before + " " + status();
  };
  EXPECT_EQ(status_by(Status::kReady, "no film at all"), "PROCESSING READY");
  EXPECT_EQ(status_by(Status::kFailed, kFilm), "PROCESSING FAILED");
  EXPECT_EQ(status_by(Status::kSniff, "no film at all"), "PROCESSING FAILED");
  EXPECT_EQ(status_by(Status::kSniff, kFilm), "PROCESSING READY");
}

// Rule photos.album.full: an entry there is no room for fails alone, and nothing is made of it.
TEST(PhotosBatch, AFullAlbumTakesNoMore) {
  Options options;
  options.photos.album_items_max = 2;
  const PhotosHouse house(options);
  const auto album = house.album("trip");
  const auto third = house.upload("ccc");
  const json entries = {PhotosHouse::new_item(house.upload("aaa")),
                        PhotosHouse::new_item(house.upload("bbb")), PhotosHouse::new_item(third)};
  const auto results =
      json_of(house.batch({{"albumId", album}, {"newMediaItems", entries}}))["newMediaItemResults"];
  EXPECT_EQ(status_of(results[1]), "0 Success");
  EXPECT_EQ(status_of(results[2]), "8 Failed: The album has reached its limit of media items.");
  EXPECT_FALSE(results[2].contains("mediaItem"));
  EXPECT_EQ(json_of(house.call("GET", "/v1/albums/" + album))["mediaItemsCount"], "2");
  EXPECT_EQ(json_of(house.call("GET", "/v1/mediaItems"))["mediaItems"].size(), 2U);
  // What is in it already asks for no room; the token that failed is not used up.
  const auto again = json_of(house.batch(
      {{"albumId", album},
       {"newMediaItems", {PhotosHouse::new_item(house.upload("aaa"))}}}))["newMediaItemResults"];
  EXPECT_EQ(status_of(again[0]), "0 Success");
  const auto outside = json_of(
      house.batch({{"newMediaItems", {PhotosHouse::new_item(third)}}}))["newMediaItemResults"];
  EXPECT_EQ(status_of(outside[0]), "0 Success");
  const json added = {{"mediaItemIds", {outside[0]["mediaItem"]["id"]}}};
  EXPECT_EQ(api_error(house.json("POST", "/v1/albums/" + album + ":batchAddMediaItems", added)),
            "400 INVALID_ARGUMENT The album has reached its limit of media items.");
}

// Rule photos.token.lifetime: one day.
TEST(PhotosBatch, ATokenIsGoodForOneDay) {
  const PhotosHouse house;
  const auto token = house.upload("aaa");
  const json body = {{"newMediaItems", {PhotosHouse::new_item(token)}}};
  house.clock->advance(std::chrono::hours(24) - std::chrono::seconds(1));
  EXPECT_EQ(status_of(json_of(house.batch(body))["newMediaItemResults"][0]), "0 Success");
  house.clock->advance(std::chrono::seconds(1));
  EXPECT_EQ(status_of(json_of(house.batch(body))["newMediaItemResults"][0]), kFailed);
}

// Rules photos.token.reuse, photos.item.duplicate: the same bytes are the same item, the first name
// stays.
TEST(PhotosBatch, TheSameBytesAreTheSameItem) {
  const PhotosHouse house;
  const auto token = house.upload("aaa");
  const auto first = house.item("aaa", "first.jpg");
  const auto results =
      json_of(house.batch({{"newMediaItems",
                            {PhotosHouse::new_item(token, "other.jpg"),
                             PhotosHouse::new_item(token, "third.jpg")}}}))["newMediaItemResults"];
  for (const auto& result : results) {
    EXPECT_EQ(status_of(result), "0 Success");
    EXPECT_EQ(result["mediaItem"]["id"], first);
    EXPECT_EQ(result["mediaItem"]["filename"], "first.jpg");
  }
  EXPECT_NE(house.item("bbb"), first);
  for (const auto& [reuse, code] : {std::pair(PhotosSwitches::TokenReuse::kAlreadyExists, 6),
                                    std::pair(PhotosSwitches::TokenReuse::kInvalid, 3)}) {
    Options options;
    options.photos.token_reuse = reuse;
    const PhotosHouse other(options);
    const json body = {{"newMediaItems", {PhotosHouse::new_item(other.upload("aaa"))}}};
    EXPECT_EQ(status_of(json_of(other.batch(body))["newMediaItemResults"][0]), "0 Success");
    EXPECT_EQ(json_of(other.batch(body))["newMediaItemResults"][0]["status"]["code"], code);
  }
}

// Rule photos.batch.bounds: nothing of the batch happens, and its tokens stay good.
TEST(PhotosBatch, RefusesABatchAsAWhole) {
  const PhotosHouse house;
  const auto token = house.upload("aaa");
  const auto good = PhotosHouse::new_item(token);
  const auto refused = [&](const json& body) { return api_error(house.batch(body)); };
  EXPECT_EQ(refused(json::object()),
            "400 INVALID_ARGUMENT Request must contain at least one new media item.");
  EXPECT_EQ(refused({{"newMediaItems", json::array()}}),
            "400 INVALID_ARGUMENT Request must contain at least one new media item.");
  EXPECT_EQ(refused({{"newMediaItems", json(51, good)}}),
            "400 INVALID_ARGUMENT Request must have less than 50 items.");
  for (const json& bad : {PhotosHouse::new_item(""), json::object()}) {
    EXPECT_EQ(refused({{"newMediaItems", {good, bad}}}),
              "400 INVALID_ARGUMENT Request must contain a valid upload token.");
  }
  EXPECT_EQ(
      refused({{"newMediaItems", {good, PhotosHouse::new_item(token, std::string(256, 'a'))}}}),
      "400 INVALID_ARGUMENT File name must not have more than 255 characters.");
  EXPECT_EQ(refused({{"newMediaItems",
                      {{{"description", std::string(1000, 'a')},
                        {"simpleMediaItem", {{"uploadToken", token}}}}}}}),
            "400 INVALID_ARGUMENT Description must not have more than 1000 characters.");
  EXPECT_EQ(refused({{"albumId", "nowhere"}, {"newMediaItems", {good}}}),
            "400 INVALID_ARGUMENT Invalid album ID.");
  EXPECT_EQ(
      refused({{"albumPosition", {{"position", "FIRST_IN_ALBUM"}}}, {"newMediaItems", {good}}}),
      "400 INVALID_ARGUMENT Album position can only be set together with an album ID.");
  EXPECT_EQ(house.call("GET", "/v1/mediaItems").body, "{}\n");
  EXPECT_EQ(json_of(house.batch({{"newMediaItems", json(50, good)}}))["newMediaItemResults"].size(),
            50U);
}

// Rules photos.json.unknown, photos.json.types, photos.json.malformed.
TEST(PhotosBatch, RefusesJsonItCannotTake) {
  const PhotosHouse house;
  const auto refused = [&](std::string_view body) {
    return api_error(house.call("POST", "/v1/mediaItems:batchCreate", body));
  };
  EXPECT_EQ(refused(R"({"newMediaItems":[{"simpleMediaItem":{"token":"x"}}]})"),
            "400 INVALID_ARGUMENT Invalid JSON payload received. Unknown name \"token\" at "
            "'new_media_items[0].simple_media_item': Cannot find field.");
  EXPECT_EQ(
      refused(R"({"extra":1})"),
      "400 INVALID_ARGUMENT Invalid JSON payload received. Unknown name \"extra\": Cannot find "
      "field.");
  EXPECT_EQ(refused(R"({"newMediaItems":[{"simpleMediaItem":{"uploadToken":7}}]})"),
            "400 INVALID_ARGUMENT Invalid value at "
            "'new_media_items[0].simple_media_item.upload_token' (TYPE_STRING), 7");
  EXPECT_EQ(refused(R"({"newMediaItems":{"a":1}})").substr(0, 54),
            "400 INVALID_ARGUMENT Invalid value at 'new_media_items");
  for (const char* body : {"{", "[]", "nonsense", "{\"a\":\"\xFF\"}"}) {
    EXPECT_TRUE(refused(body).starts_with("400 INVALID_ARGUMENT Invalid JSON payload received. "));
  }
  EXPECT_EQ(house.call("POST", "/v1/mediaItems:batchCreate", std::string(2 << 20, ' ')).status,
            413);
  Options options;
  options.photos.ignore_unknown_json = true;
  const PhotosHouse lenient(options);
  EXPECT_EQ(lenient.batch({{"extra", 1}, {"newMediaItems", {PhotosHouse::new_item("t")}}}).status,
            200);
}

// Rules photos.batch.album, photos.batch.position.
TEST(PhotosBatch, PutsItemsIntoAnAlbumWhereTheyAreWanted) {
  const PhotosHouse house;
  const auto album = house.album("trip");
  const auto put = [&](const std::string& bytes, const json& position) {
    json body = {{"albumId", album},
                 {"newMediaItems", {PhotosHouse::new_item(house.upload(bytes), bytes + ".jpg")}}};
    if (!position.is_null()) body["albumPosition"] = position;
    return json_of(house.batch(body))["newMediaItemResults"][0]["mediaItem"].value("id", "");
  };
  const auto a = put("a", nullptr);
  put("b", {{"position", "LAST_IN_ALBUM"}});
  put("c", {{"position", "FIRST_IN_ALBUM"}});
  put("d", {{"position", "AFTER_MEDIA_ITEM"}, {"relativeMediaItemId", a}});
  put("a", {{"position", "FIRST_IN_ALBUM"}});
  const auto found =
      json_of(house.json("POST", "/v1/mediaItems:search", {{"albumId", album}}))["mediaItems"];
  std::string order;
  for (const auto& item : found) order += item.value("filename", "").substr(0, 1);
  EXPECT_EQ(order, "cadb");
  EXPECT_EQ(json_of(house.call("GET", "/v1/albums/" + album))["mediaItemsCount"], "4");
  EXPECT_EQ(
      api_error(house.batch(
          {{"albumId", album},
           {"albumPosition", {{"position", "AFTER_MEDIA_ITEM"}, {"relativeMediaItemId", "x"}}},
           {"newMediaItems", {PhotosHouse::new_item(house.upload("e"))}}})),
      "400 INVALID_ARGUMENT Invalid relative media item ID.");
}

// Rules photos.item.mime-type, photos.item.filename, photos.item.validate, photos.batch.base-url.
TEST(PhotosBatch, NamesAndTypesItemsByWhatIsKnownOfThem) {
  Options options;
  options.photos.batch_base_url = true;
  const PhotosHouse house(options);
  const auto made = [&](const PhotosHouse& at, std::string_view bytes, const Fields& fields,
                        const std::string& name) {
    return json_of(
        at.batch({{"newMediaItems",
                   {PhotosHouse::new_item(at.upload(bytes, fields),
                                          name)}}}))["newMediaItemResults"][0]["mediaItem"];
  };
  const std::string png = "\x89PNG\r\n\x1A\n0000";
  EXPECT_EQ(made(house, png, {}, "x.jpg")["mimeType"], "image/png");
  const auto movie = made(house, "1", {{"X-Goog-Upload-File-Name", "m.MOV"}}, "");
  EXPECT_EQ(movie["mimeType"], "video/quicktime");
  EXPECT_EQ(movie["filename"], "m.MOV");
  EXPECT_EQ(movie["mediaMetadata"]["video"]["status"], "READY");
  EXPECT_TRUE(movie.contains("baseUrl"));
  const auto nameless = made(house, png + "1", {}, "");
  EXPECT_TRUE(nameless["filename"].get<std::string>().ends_with(".png"));
  EXPECT_EQ(made(house, "2", {}, "")["mimeType"], "application/octet-stream");
  const auto latin = made(house, "3", {{"X-Goog-Upload-File-Name", "\xE4.jpg"}}, "");
  EXPECT_EQ(latin["filename"], "\xC3\xA4.jpg");
  options.photos.validate_media = true;
  const PhotosHouse sniffs(options);
  EXPECT_TRUE(made(sniffs, "no picture", {}, "a.jpg").is_null());
  EXPECT_FALSE(made(sniffs, png, {}, "a.jpg").is_null());
}

}  // namespace
}  // namespace resumulator::testing_support
