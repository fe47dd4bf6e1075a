// Drive and YouTube: resumable uploads by 308, uploads in one request, and what they become.
#include <gtest/gtest.h>

#include "support/upload_house.h"

namespace resumulator::testing_support {
namespace {

struct DriveHouse : GcsHouse {
  explicit DriveHouse(Options options = {}) : GcsHouse(std::move(options)) {}
  std::string session(std::string_view target, std::string_view metadata = "{}",
                      const Fields& fields = {}) const {
    const std::string url =
        request(target.starts_with("/upload/drive/v3/files/") ? "PATCH" : "POST", target, metadata,
                fields)
            .field("Location");
    const auto path = url.find("/upload/");
    return path == std::string::npos ? "(no session)" : url.substr(path);
  }
  nlohmann::json file(std::string_view bytes, std::string_view metadata = "{}") const {
    const auto at = session("/upload/drive/v3/files?uploadType=resumable", metadata);
    return json_of(put(
        at, "0-" + std::to_string(bytes.size() - 1) + "/" + std::to_string(bytes.size()), bytes));
  }
};

const std::string kFields = "&fields=id,name,size,md5Checksum,parents,mimeType";

// Rules drive.upload.start, drive.upload.session, drive.file.resource: as the documentation has it.
TEST(Drive, TakesAFileInChunks) {
  const DriveHouse house;
  const auto session = house.session(
      "/upload/drive/v3/files?uploadType=resumable" + kFields,
      R"({"name":"a.bin","parents":["root"]})",
      {{"X-Upload-Content-Type", "image/png"}, {"X-Upload-Content-Length", "262147"}});
  const std::string bytes = some_bytes(kGranule + 3);
  EXPECT_EQ(progress_of(house.ask(session)), "308 -");
  EXPECT_EQ(progress_of(house.put(session, "0-262143/262147", bytes.substr(0, kGranule))),
            "308 bytes=0-262143");
  const auto last = house.put(session, "262144-262146/262147", bytes.substr(kGranule));
  EXPECT_EQ(last.status, 200);
  const auto json = json_of(last);
  EXPECT_EQ(json["name"], "a.bin");
  EXPECT_EQ(json["size"], "262147");
  EXPECT_EQ(json["mimeType"], "image/png");
  EXPECT_EQ(json["parents"][0], "root");
  EXPECT_FALSE(json.contains("kind"));
  const std::string path = "/drive/v3/files/" + json["id"].get<std::string>();
  EXPECT_EQ(house.request("GET", path + "?alt=media").body, bytes);
  const auto plain = json_of(house.request("GET", path));
  EXPECT_EQ(plain["kind"], "drive#file");
  EXPECT_FALSE(plain.contains("size"));
}

// Rules drive.upload.media, drive.upload.multipart.
TEST(Drive, TakesAFileInOneRequest) {
  const DriveHouse house;
  const auto media = house.request("POST", "/upload/drive/v3/files?uploadType=media", "abc",
                                   {{"Content-Type", "text/x"}});
  EXPECT_EQ(json_of(media)["mimeType"], "text/x");
  EXPECT_EQ(json_of(media)["name"], "Untitled");
  const auto parts = house.request(
      "POST", "/upload/drive/v3/files?uploadType=multipart" + kFields,
      "--B\r\nContent-Type: application/json\r\n\r\n{\"name\":\"n\"}\r\n--B\r\nContent-Type: "
      "image/gif\r\n\r\nabcd\r\n--B--\r\n",
      {{"Content-Type", "multipart/related; boundary=B"}});
  EXPECT_EQ(json_of(parts)["name"], "n");
  EXPECT_EQ(json_of(parts)["size"], "4");
  EXPECT_EQ(json_of(parts)["mimeType"], "image/gif");
  EXPECT_EQ(house.request("POST", "/upload/drive/v3/files?uploadType=multipart", "x").status, 400);
  EXPECT_EQ(house.request("POST", "/upload/drive/v3/files", "x").status, 400);
}

// Rule drive.upload.update: other bytes under the same id, what was said of it stays.
TEST(Drive, ReplacesTheBytesOfAFile) {
  const DriveHouse house;
  const auto id = house.file("abc", R"({"name":"n"})")["id"].get<std::string>();
  const auto session =
      house.session("/upload/drive/v3/files/" + id + "?uploadType=resumable" + kFields, "{}");
  const auto json = json_of(house.put(session, "0-3/4", "wxyz"));
  EXPECT_EQ(json["id"], id);
  EXPECT_EQ(json["name"], "n");
  EXPECT_EQ(house.request("GET", "/drive/v3/files/" + id + "?alt=media").body, "wxyz");
  EXPECT_EQ(
      house.request("PATCH", "/upload/drive/v3/files/nobody?uploadType=resumable", "{}").status,
      404);
}

// Rules drive.file.get, drive.file.list, drive.file.delete, drive.file.media, drive.upload.refused.
TEST(Drive, ListsAndDeletesFiles) {
  const DriveHouse house;
  const auto id = house.file("abcdef")["id"].get<std::string>();
  EXPECT_EQ(json_of(house.request("GET", "/drive/v3/files"))["files"][0]["id"], id);
  const auto part =
      house.request("GET", "/drive/v3/files/" + id + "?alt=media", {}, {{"Range", "bytes=1-2"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "bc");
  EXPECT_EQ(house.request("DELETE", "/drive/v3/files/" + id).status, 204);
  EXPECT_EQ(error_of(house.request("GET", "/drive/v3/files/" + id)),
            "404 notFound File not found: " + id + ".");
  EXPECT_EQ(house.request("DELETE", "/drive/v3/files/" + id).status, 404);
  EXPECT_EQ(house.request("PUT", "/drive/v3/files").status, 405);
  EXPECT_EQ(house.request("POST", "/upload/drive/v3/files?uploadType=resumable", "{").status, 400);
  EXPECT_EQ(house.ask("/upload/drive/v3/files?uploadType=resumable&upload_id=nobody").status, 404);
}

// Rule drive.upload.refused: a member of another type is named.
TEST(Drive, RefusesResourcesOfTheWrongType) {
  const DriveHouse house;
  const auto refused = [&](const std::string& target, std::string_view body) {
    return error_of(house.request("POST", target, body));
  };
  const std::string drive = "/upload/drive/v3/files?uploadType=resumable";
  EXPECT_EQ(refused(drive, R"({"name":7,"mimeType":{}})"),
            "400 invalid Invalid value for: 'name' must be of type string.");
  EXPECT_EQ(refused(drive, R"({"parents":"root"})"),
            "400 invalid Invalid value for: 'parents' must be of type array.");
  EXPECT_EQ(house.request("POST", drive, R"({"name":null,"starred":true})").status, 200);
  const std::string youtube = "/upload/youtube/v3/videos?uploadType=resumable&part=snippet";
  EXPECT_EQ(refused(youtube, R"({"snippet":7})"),
            "400 invalid Invalid value for: 'snippet' must be of type object.");
  EXPECT_EQ(refused(youtube, R"({"snippet":{"title":[]}})"),
            "400 invalid Invalid value for: 'snippet.title' must be of type string.");
}

// Rule drive.upload.session: the ids of other protocols are unknown here.
TEST(Drive, KnowsItsOwnSessionsOnly) {
  const DriveHouse house;
  const auto theirs = house.open("a");
  const auto id = theirs.substr(theirs.find("upload_id=") + 10);
  EXPECT_EQ(house.ask("/upload/drive/v3/files?upload_id=" + id).status, 404);
}

// Rules youtube.upload.part, youtube.video.resource, youtube.video.list.
TEST(Youtube, TakesAVideo) {
  const DriveHouse house;
  EXPECT_EQ(house.request("POST", "/upload/youtube/v3/videos?uploadType=resumable", "{}").status,
            400);
  const auto session =
      house.session("/upload/youtube/v3/videos?uploadType=resumable&part=snippet%2Cstatus",
                    R"({"snippet":{"title":"t"},"status":{"privacyStatus":"private"}})",
                    {{"X-Upload-Content-Type", "video/*"}});
  const auto video = json_of(house.put(session, "0-2/3", "abc"));
  EXPECT_EQ(video["kind"], "youtube#video");
  EXPECT_EQ(video["snippet"]["title"], "t");
  EXPECT_EQ(video["status"]["uploadStatus"], "uploaded");
  EXPECT_EQ(video["id"].get<std::string>().size(), 11U);
  const auto listed = json_of(house.request(
      "GET", "/youtube/v3/videos?part=snippet&id=" + video["id"].get<std::string>() + ",nobody"));
  EXPECT_EQ(listed["items"].size(), 1U);
  EXPECT_EQ(listed["items"][0]["id"], video["id"]);
}

Fields goog(std::string_view command, std::string_view offset = {}) {
  Fields fields = {{"X-Goog-Upload-Protocol", "resumable"},
                   {"X-Goog-Upload-Command", std::string(command)}};
  if (!offset.empty()) fields.emplace_back("X-Goog-Upload-Offset", std::string(offset));
  return fields;
}

// Rules drive.goog.start, drive.goog.result: the other protocol at the same address.
TEST(Youtube, TakesAVideoByXGoogUpload) {
  const DriveHouse house;
  const std::string target = "/upload/youtube/v3/videos?uploadType=resumable&part=snippet";
  auto start = goog("start");
  start.emplace_back("X-Goog-Upload-Header-Content-Type", "video/mp4");
  start.emplace_back("X-Goog-Upload-Header-Content-Length", "262147");
  const auto begun = house.request("POST", target, R"({"snippet":{"title":"t"}})", start);
  EXPECT_EQ(upload_state(begun), "200 active -");
  EXPECT_EQ(begun.field("X-Goog-Upload-Chunk-Granularity"), "262144");
  EXPECT_FALSE(begun.has("Location"));
  const auto session = path_of_url(begun.field("X-Goog-Upload-URL"));
  EXPECT_EQ(session, target + "&upload_id=" + begun.field("X-GUploader-UploadID") +
                         "&upload_protocol=resumable");
  const std::string bytes = some_bytes(kGranule + 3);
  const auto first = house.request("POST", session, bytes.substr(0, kGranule), goog("upload", "0"));
  EXPECT_EQ(upload_state(first), "200 active 262144");
  EXPECT_EQ(upload_state(house.request("POST", session, "", goog("query"))), "200 active 262144");
  const auto last =
      house.request("PUT", session, bytes.substr(kGranule), goog("upload, finalize", "262144"));
  EXPECT_EQ(upload_state(last), "200 final -");
  const auto video = json_of(last);
  EXPECT_EQ(video["kind"], "youtube#video");
  EXPECT_EQ(video["snippet"]["title"], "t");
  const auto object = house.server.object("youtube-videos", video["id"].get<std::string>());
  ASSERT_TRUE(object);
  EXPECT_EQ(object->bytes(), bytes);
}

// Rules drive.goog.refused, youtube.upload.part: the service in JSON, the protocol in a sentence.
TEST(Youtube, RefusesByXGoogUpload) {
  const DriveHouse house;
  const std::string root = "/upload/youtube/v3/videos";
  EXPECT_EQ(error_of(house.request("POST", root, "{}", goog("start"))),
            "400 required Required parameter: part");
  EXPECT_EQ(
      error_of(house.request("POST", root + "?part=snippet", R"({"snippet":7})", goog("start"))),
      "400 invalid Invalid value for: 'snippet' must be of type object.");
  const auto session =
      path_of_url(house.request("POST", root + "?part=snippet", "{}", goog("start"))
                      .field("X-Goog-Upload-URL"));
  const auto gap = house.request("POST", session, "x", goog("upload, finalize", "1"));
  EXPECT_EQ(upload_state(gap), "400 active -");
  EXPECT_EQ(gap.body, "Client uploaded to the wrong offset (1 instead of 0).");
  EXPECT_EQ(house.request("POST", session, "x").status, 400);
  const std::string other = "/upload/drive/v3/files?upload_protocol=resumable&" +
                            session.substr(session.find("upload_id="));
  EXPECT_EQ(house.request("POST", other, "", goog("query")).status, 404);
}

// Rule drive.goog.browser: a page may ask for the fields of the protocol, and read them.
TEST(Youtube, LetsWebPagesInByXGoogUpload) {
  const DriveHouse house;
  const std::string target = "/upload/youtube/v3/videos?part=snippet";
  const std::pair<std::string, std::string> page = {"Origin", "https://page.example"};
  const auto preflight = [&](const std::string& at, const char* fields) {
    return house.request("OPTIONS", at, {}, {page, {"Access-Control-Request-Headers", fields}});
  };
  const auto asked = preflight(target, "X-Goog-Upload-Command, x-goog-upload-protocol");
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(asked.field("Access-Control-Allow-Origin"), page.second);
  EXPECT_EQ(preflight(target, "content-type").status, 405);
  auto start = goog("start");
  start.push_back(page);
  const auto begun = house.request("POST", target, "{}", start);
  EXPECT_EQ(begun.field("Access-Control-Allow-Origin"), page.second);
  const auto session = path_of_url(begun.field("X-Goog-Upload-URL"));
  EXPECT_EQ(preflight(session, "x-goog-upload-offset").status, 200);
}

// Rules drive.goog.start, drive.goog.result, drive.upload.update: new files, and other bytes.
TEST(Drive, TakesAFileByXGoogUpload) {
  const DriveHouse house;
  const auto made = house.request("POST", "/upload/drive/v3/files?fields=id,name,size", "abc",
                                  goog("start, upload, finalize"));
  EXPECT_EQ(json_of(made)["size"], "3");
  const auto id = json_of(made)["id"].get<std::string>();
  const std::string target = "/upload/drive/v3/files/" + id;
  const auto session = path_of_url(
      house.request("PATCH", target, R"({"name":"n"})", goog("start")).field("X-Goog-Upload-URL"));
  const auto changed = json_of(house.request("POST", session, "wxyz", goog("upload, finalize")));
  EXPECT_EQ(changed["id"], id);
  EXPECT_EQ(changed["name"], "n");
  EXPECT_EQ(house.request("GET", "/drive/v3/files/" + id + "?alt=media").body, "wxyz");
  EXPECT_EQ(error_of(house.request("PATCH", "/upload/drive/v3/files/nobody", "{}", goog("start"))),
            "404 notFound File not found: nobody.");
  EXPECT_EQ(house.request("PATCH", "/upload/drive/v3/files", "{}", goog("start")).status, 405);
}

}  // namespace
}  // namespace resumulator::testing_support
