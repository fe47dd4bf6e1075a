// What sources leave open about uploads: each switch beside its default.
#include <gtest/gtest.h>

#include "support/fault_house.h"
#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

const Fields kBearer = {{"Authorization", "Bearer a"}};

/// A request that has been asked for its body and has sent nothing of it: what it is about is its.
class Waiting {
 public:
  Waiting(const PhotosHouse& house, std::string_view target, std::string body, Fields fields = {})
      : client_(house.server.port()), body_(std::move(body)) {
    fields.insert(fields.end(), kBearer.begin(), kBearer.end());
    fields.emplace_back("Expect", "100-continue");
    const std::string text = house.text("POST", target, body_, fields);
    client_.send(text.substr(0, text.size() - body_.size()));
    EXPECT_EQ(client_.answer().status, 100);
  }
  RawAnswer go_on() {
    client_.send(body_);
    return client_.answer();
  }
  RawAnswer answer() { return client_.answer(); }

 private:
  RawClient client_;
  std::string body_;
};

Fields chunk_at(std::string_view offset) {
  return {{"X-Goog-Upload-Command", "upload"}, {"X-Goog-Upload-Offset", std::string(offset)}};
}

Options patient() {
  Options options;
  options.limits.takeover_after = std::chrono::hours(1);
  return options;
}

// Rule xgu.session.beside: the second waits for the first, and is judged by what that left.
TEST(PhotosSwitches, DataWaitsForTheDataBeforeIt) {
  const PhotosHouse house(patient());
  const auto session = house.session();
  Waiting first(house, session, some_bytes(kGranule), chunk_at("0"));
  RawClient second(house.server.port());
  Fields fields = chunk_at("262144");
  fields.push_back(kBearer[0]);
  second.send(house.text("POST", session, some_bytes(kGranule), fields));
  EXPECT_EQ(upload_state(first.go_on()), "200 active 262144");
  EXPECT_EQ(upload_state(second.answer()), "200 active 524288");
}

// Rule xgu.session.beside: refused at once, and the first goes on.
TEST(PhotosSwitches, DataBesideOtherDataIsRefused) {
  Options options = patient();
  options.photos.concurrent_chunk = PhotosSwitches::ConcurrentChunk::kReject;
  const PhotosHouse house(options);
  const auto session = house.session();
  Waiting first(house, session, some_bytes(kGranule), chunk_at("0"));
  const auto refused = house.command(session, "upload", some_bytes(kGranule), "0");
  EXPECT_EQ(bare_error(refused), "409 10 Another request on this upload is under way.");
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 0");
  EXPECT_EQ(upload_state(first.go_on()), "200 active 262144");
  EXPECT_EQ(upload_state(house.command(session, "upload", "", "262144")), "200 active 262144");
}

// Rule xgu.session.beside: the first is cut, and the second has the session.
TEST(PhotosSwitches, DataEndsTheDataBeforeIt) {
  Options options = patient();
  options.photos.concurrent_chunk = PhotosSwitches::ConcurrentChunk::kAbortFirst;
  const PhotosHouse house(options);
  const auto session = house.session();
  Waiting first(house, session, some_bytes(kGranule), chunk_at("0"));
  EXPECT_EQ(upload_state(house.command(session, "upload", some_bytes(2 * kGranule), "0")),
            "200 active 524288");
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 524288");
  Waiting second(house, session, some_bytes(kGranule), chunk_at("524288"));
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 524288");
  EXPECT_EQ(second.answer().status, 408);
}

// Rule xgu.command.restart: by the switch the new session has the old one's address, not its id.
TEST(PhotosSwitches, AStartOnASessionMayOpenAnother) {
  Options options;
  options.photos.restart_opens_new = true;
  const PhotosHouse house(options);
  const auto session = house.session("", {{"X-Goog-Upload-File-Name", "a.jpg"}});
  const auto again = house.command(session + "&authuser=0", "start");
  EXPECT_EQ(upload_state(again), "200 active -");
  const auto other = path_of_url(again.field("X-Goog-Upload-URL"));
  const auto id = again.field("X-GUploader-UploadID");
  EXPECT_EQ(other, "/v1/uploads?authuser=0&upload_id=" + id + "&upload_protocol=resumable");
  EXPECT_NE(other, session);
  EXPECT_EQ(house.command(other, "upload, finalize", "abc", "0").status, 200);
  EXPECT_EQ(upload_state(house.ask(session)), "200 active 0");
  const PhotosHouse strict;
  const auto kept = strict.session();
  EXPECT_EQ(strict.command(kept, "start").status, 400);
  EXPECT_EQ(upload_state(strict.ask(kept)), "200 active 0");
}

// Rule xgu.query.final: size and answer each by a switch.
TEST(PhotosSwitches, AQueryOfAFinishedUploadMaySayLess) {
  Options options;
  options.photos.query_final_size = false;
  const PhotosHouse sizeless(options);
  const auto session = sizeless.session();
  const auto token = sizeless.command(session, "upload, finalize", "abc", "0").body;
  EXPECT_EQ(upload_state(sizeless.ask(session)), "200 final -");
  EXPECT_EQ(sizeless.ask(session).body, token);
  options.photos.query_final_size = true;
  options.photos.query_final_body = false;
  const PhotosHouse mute(options);
  const auto other = mute.session();
  mute.command(other, "upload, finalize", "abc", "0");
  EXPECT_EQ(upload_state(mute.ask(other)), "200 final 3");
  EXPECT_EQ(mute.ask(other).body, "");
  EXPECT_NE(mute.command(other, "finalize").body, "");
}

// Rules xgu.data.overrun, xgu.final.short: more than declared is taken by the switch, fewer is not.
TEST(PhotosSwitches, MoreThanDeclaredMayBeTaken) {
  Options options;
  options.photos.overrun = true;
  const PhotosHouse house(options);
  const auto session = house.session("10");
  EXPECT_EQ(bare_error(house.command(session, "upload, finalize", "abcd", "0")),
            "400 3 The upload was finalized with 4 of 10 declared bytes.");
  EXPECT_EQ(house.command(session, "finalize").status, 400);
  const auto last = house.command(session, "upload, finalize", "efghijklmn", "4");
  EXPECT_EQ(upload_state(last), "200 final -");
  EXPECT_EQ(house.bytes_of_token(last.body), "abcdefghijklmn");
  const auto whole = house.command(house.session("4"), "upload", some_bytes(kGranule), "0");
  EXPECT_EQ(upload_state(whole), "200 active 262144");
}

struct QuotaHouse : PhotosHouse {
  explicit QuotaHouse(const Options& options) : PhotosHouse(options) {
    const auto loaded = load_scenario(
        R"({"scenario":"t","rules":[{ "when": { "operation": "append" }, "do": { "answer": 429 } }]})",
        "rules");
    ServerAccess::engine(server).main_lane().set_rules(loaded.cases.at(0).rules, {});
  }
};

// Rule photos.upload.quota: a quota that is used up, in the words of today or of 2018.
TEST(PhotosSwitches, AQuotaIsUsedUpInTheFormOfTheSwitch) {
  Options options;
  const QuotaHouse today(options);
  EXPECT_EQ(bare_error(today.command(today.session(), "upload", "", "0")).substr(0, 5), "429 8");
  options.photos.legacy_quota_errors = true;
  const QuotaHouse then(options);
  EXPECT_EQ(bare_error(then.command(then.session(), "upload", "", "0")).substr(0, 37),
            "400 3 Insufficient tokens for quota '");
}

// The switch of a lane is that of its scenario, also for what a rule answers.
TEST(PhotosSwitches, AQuotaInALaneIsToldAsItsScenarioWants) {
  const PhotosHouse house;
  house.request("POST", "/_emu/v1/lanes", R"({"name":"a","scenario":{"scenario":"s",
      "given":{"photos":{"upload_quota_style":"legacy_400"}},
      "rules":[{"when":{"operation":"create"},"times":"always","do":{"answer":429}}]}})");
  const Fields start = {
      kBearer[0], {"X-Goog-Upload-Protocol", "resumable"}, {"X-Goog-Upload-Command", "start"}};
  EXPECT_EQ(house.request("POST", "/_emu/lane/a/v1/uploads", "", start).status, 400);
  EXPECT_EQ(house.request("POST", "/v1/uploads", "", start).status, 200);
}

// Rule photos.batch.serial: one batch at a time where the switch says so, from its first byte on.
TEST(PhotosSwitches, ABatchBesideAnotherIsRefused) {
  const auto batch_of = [](const PhotosHouse& house, std::string_view bytes) {
    return nlohmann::json{{"newMediaItems", {PhotosHouse::new_item(house.upload(bytes))}}};
  };
  const std::string target = "/v1/mediaItems:batchCreate";
  for (const auto& [serial, told] :
       {std::pair(PhotosSwitches::SerialWrites::k429,
                  "429 RESOURCE_EXHAUSTED Quota exceeded for quota 'concurrent write request' of "
                  "service 'photoslibrary.googleapis.com'."),
        std::pair(PhotosSwitches::SerialWrites::k500,
                  "500 INTERNAL Internal error encountered.")}) {
    Options options;
    options.photos.serial_writes = serial;
    const PhotosHouse house(options);
    Waiting first(house, target, batch_of(house, "aaa").dump());
    const auto second = batch_of(house, "bbb");
    EXPECT_EQ(api_error(house.batch(second)), told);
    EXPECT_EQ(house.call("GET", "/v1/mediaItems").body, "{}\n");
    EXPECT_EQ(first.go_on().status, 200);
    EXPECT_EQ(house.batch(second).status, 200);
  }
  const PhotosHouse house;
  Waiting first(house, target, batch_of(house, "aaa").dump());
  EXPECT_EQ(house.batch(batch_of(house, "bbb")).status, 200);
  EXPECT_EQ(first.go_on().status, 200);
}

// Rule photos.batch.details: objects that name their type, with items that failed only.
TEST(PhotosSwitches, StatusesOfFailedItemsMayHaveDetails) {
  Options options;
  options.photos.item_status_details = true;
  const PhotosHouse house(options);
  const auto results =
      json_of(house.batch({{"newMediaItems",
                            {PhotosHouse::new_item("nothing"),
                             PhotosHouse::new_item(house.upload("aaa"))}}}))["newMediaItemResults"];
  EXPECT_EQ(results[0]["status"]["details"][0]["@type"],
            "type.googleapis.com/google.rpc.ErrorInfo");
  EXPECT_EQ(results[0]["status"]["details"][0]["reason"], "INVALID_ARGUMENT");
  EXPECT_FALSE(results[1]["status"].contains("details"));
  const PhotosHouse plain;
  const auto failed = json_of(plain.batch({{"newMediaItems", {PhotosHouse::new_item("nothing")}}}));
  EXPECT_FALSE(failed["newMediaItemResults"][0]["status"].contains("details"));
}

// Rule photos.error.legacy-array: asked for or not.
TEST(PhotosSwitches, TheArrayOfErrorsComesAsTheSwitchSays) {
  Options options;
  const auto has_array = [&](PhotosSwitches::ErrorsArray wanted, const std::string& query) {
    options.photos.legacy_errors_array = wanted;
    const PhotosHouse house(options);
    return json_of(house.call("GET", "/v1/mediaItems/AGjnobody" + query))["error"].contains(
        "errors");
  };
  EXPECT_TRUE(has_array(PhotosSwitches::ErrorsArray::kOn, ""));
  EXPECT_FALSE(has_array(PhotosSwitches::ErrorsArray::kOff, "?alt=json"));
  EXPECT_FALSE(has_array(PhotosSwitches::ErrorsArray::kAuto, ""));
  EXPECT_TRUE(has_array(PhotosSwitches::ErrorsArray::kAuto, "?$alt=json"));
}

// Rules photos.item.get, photos.item.patch, photos.album.get, photos.search.bounds: what is not
// there, by the switch.
TEST(PhotosSwitches, WhatIsNotThereIsToldByTheSwitch) {
  for (const auto& [status, word] :
       {std::pair(404, "404 NOT_FOUND"), std::pair(403, "403 PERMISSION_DENIED"),
        std::pair(400, "400 INVALID_ARGUMENT")}) {
    Options options;
    options.photos.unknown_item_status = status;
    const PhotosHouse house(options);
    const std::size_t length = std::string_view(word).size();
    for (const char* path : {"/v1/mediaItems/AGjnobody", "/v1/albums/AGjnobody"}) {
      EXPECT_EQ(api_error(house.call("GET", path)).substr(0, length), word) << path;
    }
    EXPECT_EQ(house.json("POST", "/v1/mediaItems:search", {{"albumId", "AGjnobody"}}).status,
              status);
    EXPECT_EQ(house
                  .json("PATCH", "/v1/mediaItems/AGjnobody?updateMask=description",
                        nlohmann::json::object())
                  .status,
              status);
  }
}

}  // namespace
}  // namespace resumulator::testing_support
