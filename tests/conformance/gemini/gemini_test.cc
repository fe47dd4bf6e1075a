// The Files of the Gemini API: uploads, what they become, and what is to be seen of it.
#include <gtest/gtest.h>

#include "support/upload_house.h"

namespace resumulator::testing_support {
namespace {

struct GeminiHouse : UploadHouse {
  explicit GeminiHouse(Options options = {})
      : UploadHouse("/upload/v1beta/files?key=k", "{}", std::move(options)) {}
  nlohmann::json file(std::string_view bytes, std::string_view wish = "{}") const {
    return json_of(command(session_with(wish), "upload, finalize", bytes))["file"];
  }
};

std::string error(const RawAnswer& answer) {
  const auto json = json_of(answer);
  return std::to_string(answer.status) + " " + json["error"].value("status", "-");
}

// Rules gemini.upload.start, gemini.upload.metadata, gemini.upload.result, gemini.file.resource.
TEST(Gemini, MakesAFileOfAnUpload) {
  const GeminiHouse house;
  const Fields head = {{"X-Goog-Upload-Header-Content-Type", "text/plain"},
                       {"X-Goog-Upload-Header-Content-Length", "3"}};
  const auto started = house.start_with(R"({"file":{"display_name":"notes"}})", head);
  EXPECT_EQ(started.status, 200);
  EXPECT_EQ(started.body, "");
  EXPECT_EQ(started.field("X-Goog-Upload-Chunk-Granularity"), "8388608");
  const auto answer = house.command(house.session_with(R"({"file":{"displayName":"notes"}})", head),
                                    "upload, finalize", "abc");
  EXPECT_EQ(answer.field("X-Goog-Upload-Status"), "final");
  const auto file = json_of(answer)["file"];
  EXPECT_TRUE(file["name"].get<std::string>().starts_with("files/"));
  EXPECT_LE(file["name"].get<std::string>().size(), 46U);
  EXPECT_EQ(file["displayName"], "notes");
  EXPECT_EQ(file["mimeType"], "text/plain");
  EXPECT_EQ(file["sizeBytes"], "3");
  EXPECT_EQ(file["state"], "ACTIVE");
  EXPECT_EQ(file["source"], "UPLOADED");
  // base64 of the hexadecimal digits of SHA-256("abc").
  EXPECT_EQ(
      file["sha256Hash"],
      "YmE3ODE2YmY4ZjAxY2ZlYTQxNDE0MGRlNWRhZTIyMjNiMDAzNjFhMzk2MTc3YTljYjQxMGZmNjFmMjAwMTVhZA==");
  EXPECT_EQ(json_of(house.request("GET", "/v1beta/" + file["name"].get<std::string>())), file);
}

// Rule gemini.upload.start: the switch.
TEST(Gemini, TakesChunksOfTheGranularityItIsTold) {
  Options options;
  options.gemini.granularity = 1000;
  const GeminiHouse house(options);
  const auto session = house.session();
  EXPECT_EQ(house.command(session, "upload", std::string(999, 'x')).status, 400);
  EXPECT_EQ(upload_state(house.command(session, "upload", std::string(1000, 'x'))),
            "200 active 1000");
  EXPECT_EQ(house.begin().field("X-Goog-Upload-Chunk-Granularity"), "1000");
}

// Rules gemini.upload.name, gemini.upload.metadata.
TEST(Gemini, TakesTheNameAFileIsGiven) {
  const GeminiHouse house;
  const std::string named = R"({"file":{"name":"files/my-file"}})";
  EXPECT_EQ(house.file("abc", named)["name"], "files/my-file");
  EXPECT_EQ(error(house.start_with(named)), "409 ALREADY_EXISTS");
  for (const char* bad : {R"({"file":{"name":"files/Upper"}})", R"({"file":{"name":"-a"}})", "{"}) {
    EXPECT_EQ(error(house.start_with(bad)), "400 INVALID_ARGUMENT");
  }
}

// Rule gemini.upload.metadata: a member of another type is named with its place.
TEST(Gemini, RefusesMetadataOfTheWrongType) {
  const GeminiHouse house;
  const auto refused = [&](std::string_view body) {
    const auto answer = house.start_with(body);
    EXPECT_EQ(error(answer), "400 INVALID_ARGUMENT");
    return json_of(answer)["error"].value("message", "");
  };
  EXPECT_EQ(refused(R"({"file":3})"), "Invalid value at 'file' (TYPE_MESSAGE), 3");
  EXPECT_EQ(refused(R"({"file":{"displayName":7}})"),
            "Invalid value at 'file.display_name' (TYPE_STRING), 7");
  EXPECT_EQ(refused(R"({"file":{"name":[]}})"), "Invalid value at 'file.name' (TYPE_STRING), []");
  EXPECT_EQ(house.start_with(R"({"file":{"name":null,"displayName":null}})").status, 200);
}

// Rule gemini.upload.too-large.
TEST(Gemini, RefusesMoreThanAFileMayHold) {
  const GeminiHouse house;
  const auto refused = house.begin({{"X-Goog-Upload-Header-Content-Length", "2147483649"}});
  EXPECT_EQ(error(refused), "400 INVALID_ARGUMENT");
  EXPECT_EQ(refused.field("X-Goog-Upload-Status"), "final");
}

// Rules gemini.upload.refusals, gemini.upload.ended: a sentence, and the session's status.
TEST(Gemini, RefusesInSentencesWithTheStatus) {
  const GeminiHouse house;
  const auto session = house.session();
  const auto wrong = house.command(session, "upload", "x", "1");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.field("X-Goog-Upload-Status"), "active");
  EXPECT_EQ(wrong.body, "Client uploaded to the wrong offset (1 instead of 0).");
  const auto status = [&](const RawAnswer& answer) {
    return std::to_string(answer.status) + " " + answer.field("X-Goog-Upload-Status");
  };
  EXPECT_EQ(status(house.command(session, "upload, bogus")), "400 active");
  EXPECT_EQ(status(house.request("GET", session)), "405 active");
  const std::string other = session.substr(0, session.rfind('=')) + "=x";
  EXPECT_EQ(status(house.ask(other)), "400 active");
  house.command(session, "upload, finalize", "abc");
  const auto late = house.command(session, "upload", "x", "3");
  EXPECT_EQ(late.status, 400);
  EXPECT_EQ(late.body, "Upload has already been terminated.");
  Options options;
  options.gemini.error_upload_status = UploadStatusOnErrors::kOmit;
  const GeminiHouse silent(options);
  EXPECT_EQ(status(silent.command(silent.session(), "upload", "x", "1")), "400 ");
}

// Rules gemini.file.get, gemini.file.unknown, gemini.file.delete, gemini.file.lifetime.
TEST(Gemini, ForgetsFilesThatAreDeletedOrOld) {
  const GeminiHouse house;
  const auto name = house.file("abc")["name"].get<std::string>();
  EXPECT_EQ(error(house.request("GET", "/v1beta/files/nobody")), "403 PERMISSION_DENIED");
  EXPECT_EQ(house.request("DELETE", "/v1beta/" + name).body, "{}\n");
  EXPECT_EQ(house.request("GET", "/v1beta/" + name).status, 403);
  EXPECT_EQ(house.request("DELETE", "/v1beta/" + name).status, 403);
  const auto old = house.file("abc")["name"].get<std::string>();
  house.clock->advance(std::chrono::hours(48));
  EXPECT_EQ(house.request("GET", "/v1beta/" + old).status, 403);
  EXPECT_EQ(house.request("POST", "/v1beta/files/a").status, 404);
}

// Rule gemini.file.state: by the switch a file is first in work.
TEST(Gemini, ProcessesAFileAsLongAsItIsTold) {
  Options options;
  options.gemini.processing = std::chrono::seconds(10);
  const GeminiHouse house(options);
  const auto file = house.file("abc");
  EXPECT_EQ(file["state"], "PROCESSING");
  house.clock->advance(std::chrono::seconds(10));
  EXPECT_EQ(json_of(house.request("GET", "/v1beta/" + file["name"].get<std::string>()))["state"],
            "ACTIVE");
}

// Rule gemini.route.versions: google-genai asks for v1.
TEST(Gemini, SpeaksEveryVersion) {
  const GeminiHouse house;
  const auto name = house.file("abc")["name"].get<std::string>();
  for (const std::string version : {"v1", "v1alpha", "v1beta"}) {
    EXPECT_EQ(house.request("GET", "/" + version + "/" + name).status, 200);
    EXPECT_EQ(
        house
            .request("POST", "/upload/" + version + "/files", "{}",
                     {{"X-Goog-Upload-Protocol", "resumable"}, {"X-Goog-Upload-Command", "start"}})
            .status,
        200);
  }
}

// Rule gemini.file.list.
TEST(Gemini, ListsNewestFirstInPages) {
  const GeminiHouse house;
  EXPECT_EQ(house.request("GET", "/v1beta/files").body, "{}\n");
  for (const char* name : {"a", "b", "c"}) {
    house.file(name, R"({"file":{"name":"files/)" + std::string(name) + "\"}}");
    house.clock->advance(std::chrono::seconds(1));
  }
  const auto first = json_of(house.request("GET", "/v1beta/files?pageSize=2"));
  EXPECT_EQ(first["files"][0]["name"], "files/c");
  ASSERT_EQ(first["files"].size(), 2U);
  const auto last = json_of(house.request(
      "GET", "/v1beta/files?pageSize=2&pageToken=" + first.value("nextPageToken", "")));
  EXPECT_EQ(last["files"][0]["name"], "files/a");
  EXPECT_FALSE(last.contains("nextPageToken"));
  EXPECT_EQ(house.request("GET", "/v1beta/files?pageToken=nonsense").status, 400);
  EXPECT_EQ(house.request("GET", "/v1beta/files?pageSize=x").status, 400);
}

}  // namespace
}  // namespace resumulator::testing_support
