// Goal: what q2google reads of every answer, and breaks without, is there.
// Method: its own sequence, start, chunks of four granules, one last request with the rest, then
// batchCreate; its list of sizes; what its models demand.
#include <gtest/gtest.h>

#include <ctime>
#include <set>
#include <thread>

#include "support/photos_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

constexpr std::uint64_t kChunk = 4 * kGranule;

/// As datetime.strptime(value, "%a, %d %b %Y %H:%M:%S %Z") takes it, where %Z is GMT.
bool is_its_date(const std::string& value) {
  std::tm time{};
  const char* end = strptime(value.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &time);
  return value.size() == 29 && end != nullptr && *end == '\0';
}

// Rules xgu.headers.once, xgu.headers.case, xgu.headers.identity, xgu.headers.date: it makes a dict
// of the fields, whose keys have a case and come once.
void expect_what_it_reads(const RawAnswer& answer, const std::string& status) {
  EXPECT_LT(answer.status, 400);
  EXPECT_EQ(answer.field("X-Goog-Upload-Status"), status);
  EXPECT_NE(answer.field("X-GUploader-UploadID"), "");
  EXPECT_TRUE(is_its_date(answer.field("Date"))) << answer.field("Date");
  std::set<std::string> names;
  for (const auto& [name, value] : answer.fields) {
    std::string lower;
    for (const char c : name)
      lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_TRUE(names.insert(lower).second) << name << " stands twice";
  }
}

/// Its transfer of one file: the last answer.
RawAnswer transfer(const PhotosHouse& house, const std::string& bytes) {
  const auto started = house.begin(
      std::to_string(bytes.size()),
      {{"Content-Type", "application/octet-stream"}, {"X-Goog-Upload-Content-Type", "image/jpeg"}});
  expect_what_it_reads(started, "active");
  EXPECT_EQ(started.field("X-Goog-Upload-Chunk-Granularity"), std::to_string(kGranule));
  const auto url = started.field("X-Goog-Upload-URL");
  EXPECT_TRUE(url.starts_with("http://")) << url;
  const auto session = path_of_url(url);
  std::uint64_t offset = 0;
  for (; bytes.size() - offset >= kChunk; offset += kChunk) {
    const auto at = std::to_string(offset);
    expect_what_it_reads(house.command(session, "upload", bytes.substr(offset, kChunk), at),
                         "active");
    expect_what_it_reads(house.ask(session), "active");
  }
  return house.command(session, "upload, finalize", bytes.substr(offset), std::to_string(offset));
}

// Rules xgu.data.granularity, xgu.data.never-final, xgu.final.result, photos.token.body: the last
// request has the rest, which may be nothing.
TEST(Q2google, UploadsFilesOfEverySize) {
  const PhotosHouse house;
  for (const std::uint64_t size : {std::uint64_t{1}, kGranule - 1, kGranule, kChunk - 1, kChunk,
                                   kChunk + 1, std::uint64_t{10} << 20}) {
    const std::string bytes = some_bytes(size);
    const auto last = transfer(house, bytes);
    expect_what_it_reads(last, "final");
    EXPECT_EQ(house.bytes_of_token(last.body), bytes) << size;
  }
}

// Rule photos.upload.empty: raise_for_status is all it does about it.
TEST(Q2google, IsRefusedAnEmptyFile) {
  const PhotosHouse house;
  EXPECT_EQ(bare_error(transfer(house, "")), "400 3 Payload must not be empty");
}

// Rules photos.batch.order, photos.batch.status, photos.batch.details, photos.batch.bounds,
// xgu.headers.once: fifty files side by side and one more, in two batches.
TEST(Q2google, UploadsABatchSideBySide) {
  const PhotosHouse house;
  constexpr std::size_t kFiles = 51;
  std::vector<std::string> tokens(kFiles);
  std::vector<std::thread> uploads;
  for (std::size_t i = 0; i < kFiles; ++i) {
    uploads.emplace_back([&, i] { tokens[i] = transfer(house, "file " + std::to_string(i)).body; });
  }
  for (auto& upload : uploads) upload.join();
  std::set<std::string> items;
  for (const auto& [from, to] : {std::pair<std::size_t, std::size_t>(0, 50), {50, kFiles}}) {
    json wanted = json::array();
    for (std::size_t i = from; i < to; ++i) {
      wanted.push_back(PhotosHouse::new_item(tokens[i], std::to_string(i) + ".jpg"));
    }
    const auto answer = house.batch({{"albumId", nullptr}, {"newMediaItems", wanted}});
    EXPECT_EQ(answer.field("Content-Type"), "application/json; charset=UTF-8");
    const auto results = json_of(answer)["newMediaItemResults"];
    ASSERT_EQ(results.size(), to - from);
    for (std::size_t i = from; i < to; ++i) {
      const auto& result = results[i - from];
      EXPECT_EQ(result["uploadToken"], tokens[i]);
      EXPECT_TRUE(result["status"]["message"].is_string());
      EXPECT_FALSE(result["status"].contains("details"));
      const auto& item = result["mediaItem"];
      for (const char* name : {"id", "productUrl", "mimeType"}) {
        EXPECT_TRUE(item[name].is_string()) << name;
      }
      items.insert(item["id"].get<std::string>());
    }
  }
  EXPECT_EQ(items.size(), kFiles);
  EXPECT_TRUE(json_of(house.call("GET", "/v1/mediaItems/" + *items.begin())).is_object());
}

// Rules photos.batch.partial, photos.token.unknown: one body under either status, a message in
// every result.
TEST(Q2google, ReadsABatchOfWhichSomeFailed) {
  for (const int status : {200, 207}) {
    Options options;
    options.photos.batch_partial_status = status;
    const PhotosHouse house(options);
    const auto token = transfer(house, "abc").body;
    const auto answer = house.batch(
        {{"newMediaItems", {PhotosHouse::new_item("nothing"), PhotosHouse::new_item(token)}}});
    EXPECT_EQ(answer.status, status);
    const auto results = json_of(answer)["newMediaItemResults"];
    EXPECT_EQ(results[0]["status"]["code"], 3);
    EXPECT_TRUE(results[0]["status"]["message"].is_string());
    EXPECT_FALSE(results[0].contains("mediaItem"));
    EXPECT_FALSE(results[1]["status"].contains("code"));
    EXPECT_TRUE(results[1]["mediaItem"].is_object());
  }
}

// Rules photos.auth.session-url, oauth.token.refresh, oauth.token.invalid-grant: its token runs out
// between two chunks; a new one goes on where the old one ended; a revoked one gets none.
TEST(Q2google, RefreshesItsTokenBetweenTwoChunks) {
  Options options;
  options.photos.auth = PhotosSwitches::Auth::kStrict;
  PhotosHouse house(options);
  const auto refreshed = [&] {
    return house.request("POST", "/token",
                         "grant_type=refresh_token&client_id=c&client_secret=s&refresh_token=r",
                         {{"Content-Type", "application/x-www-form-urlencoded"}});
  };
  const auto first = json_of(refreshed());
  // google-auth takes a token for dead 225 seconds before its end.
  EXPECT_GT(first.value("expires_in", 0), 225);
  house.token = first.value("access_token", "");
  const std::string bytes = some_bytes(kChunk + 1);
  const auto session = house.session(std::to_string(bytes.size()));
  expect_what_it_reads(house.command(session, "upload", bytes.substr(0, kChunk), "0"), "active");
  house.clock->advance(std::chrono::hours(1));
  const auto at = std::to_string(kChunk);
  EXPECT_EQ(bare_error(house.command(session, "upload, finalize", bytes.substr(kChunk), at)),
            "401 16 Authentication session is not defined.");
  house.token = json_of(refreshed()).value("access_token", "");
  const auto last = house.command(session, "upload, finalize", bytes.substr(kChunk), at);
  EXPECT_EQ(house.bytes_of_token(last.body), bytes);
  house.request("POST", "/revoke", "token=r",
                {{"Content-Type", "application/x-www-form-urlencoded"}});
  EXPECT_EQ(json_of(refreshed()).value("error", ""), "invalid_grant");
}

}  // namespace
}  // namespace resumulator::testing_support
