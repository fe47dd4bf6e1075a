// How a file becomes one: by itself, by word, or not.
#include <gtest/gtest.h>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

RawAnswer say(const RjsHouse& house, std::string_view what, std::string_view query = {}) {
  return house.request("POST", "/uploads/" + std::string(what) + "?resumableIdentifier=10-abin" +
                                   std::string(query));
}
nlohmann::json status_of(const RjsHouse& house) {
  return json_of(house.request("GET", "/uploads/status?resumableIdentifier=10-abin"));
}

// Rule rjs.complete.length
TEST(RjsComplete, ChunksThatDoNotAddUpMakeNoFile) {
  const RjsHouse house;
  Fields fields = {{"resumableIdentifier", "x"},
                   {"resumableFilename", "a.bin"},
                   {"resumableTotalSize", "10"},
                   {"resumableTotalChunks", "1"},
                   {"resumableChunkNumber", "1"}};
  EXPECT_EQ(RjsHouse::refused(house.post(fields, "0123")), "500 assembly_failed");
  EXPECT_EQ(house.file("a.bin"), "(none)");
  Options options;
  options.resumablejs.check_sizes = false;
  const RjsHouse lenient(options);
  EXPECT_EQ(lenient.post(fields, "0123").status, 200);
  EXPECT_EQ(lenient.file("a.bin"), "0123");
}

// Rule rjs.complete.metadata
TEST(RjsComplete, WhatAClientSaysOfTheFileIsTheObjectsIfItIsText) {
  const auto made = [](std::string_view type, const std::string& name) {
    const RjsHouse house;
    RjsChunk chunk = first_chunk();
    chunk.total = 4;
    chunk.count = 1;
    chunk.filename = name;
    Fields fields = chunk.parameters();
    fields[4].second = type;
    EXPECT_EQ(house.post(fields, chunk.bytes).status, 200);
    const auto list = json_of(house.request("GET", "/storage/v1/b/uploads/o"));
    return list["items"][0];
  };
  const auto good = made("image/png", "x/a.png");
  EXPECT_EQ(good["contentType"], "image/png");
  EXPECT_EQ(good["metadata"]["filename"], "x/a.png");
  EXPECT_EQ(good["metadata"]["relativePath"], "x/a.png");
  EXPECT_EQ(good["metadata"]["identifier"], "10-abin");
  for (const char* bad : {"", "x", "a/b\r\nX-Other: 1", "text/\xFF"}) {
    EXPECT_EQ(made(bad, "a.bin")["contentType"], "application/octet-stream") << bad;
  }
  const auto other = made("a/b", "\xFF\xFE.bin")["metadata"];
  EXPECT_FALSE(other.contains("filename")) << other;
  EXPECT_FALSE(other.contains("relativePath")) << other;
}

// Rule rjs.complete.manual
TEST(RjsComplete, ByWordWhereTheSwitchSaysSo) {
  Options options;
  options.resumablejs.assemble = ResumableJsSwitches::Assemble::kManual;
  const RjsHouse house(options);
  house.post(first_chunk());
  EXPECT_EQ(RjsHouse::refused(say(house, "assemble")), "409 chunks_missing");
  house.post(last_chunk());
  EXPECT_EQ(house.file("a.bin"), "(none)");
  EXPECT_EQ(RjsHouse::told(say(house, "assemble", "&filename=..%2Fother.bin")),
            R"(200 {"fileUploadStatus":true,"resumableIdentifier":"10-abin"})");
  EXPECT_EQ(house.file("other.bin"), "0123456789");
  EXPECT_EQ(say(house, "assemble").status, 200);
  EXPECT_EQ(RjsHouse::refused(house.request("POST", "/uploads/assemble?resumableIdentifier=no")),
            "404 unknown_upload");
  EXPECT_EQ(RjsHouse::refused(house.request("POST", "/uploads/assemble")), "400 missing_parameter");
}

// Rule rjs.complete.cleanup
TEST(RjsComplete, CleanUpForgetsTheUpload) {
  const RjsHouse house;
  house.post(first_chunk());
  EXPECT_EQ(say(house, "cleanup").status, 200);
  EXPECT_EQ(house.test(first_chunk()).status, 204);
  EXPECT_EQ(say(house, "cleanup").status, 404);
  house.post(first_chunk());
  house.post(last_chunk());
  EXPECT_EQ(say(house, "cleanup").status, 200);
  EXPECT_EQ(house.test(first_chunk()).status, 204);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
}

// Rule rjs.complete.forget
TEST(RjsComplete, AServerMayForgetFinishedUploads) {
  Options options;
  options.resumablejs.after_complete = ResumableJsSwitches::AfterComplete::kForget;
  const RjsHouse house(options);
  house.post(first_chunk());
  house.post(last_chunk());
  EXPECT_EQ(house.test(first_chunk()).status, 204);
  EXPECT_NE(house.post(first_chunk()).body.find("chunkUploadStatus"), std::string::npos);
  EXPECT_EQ(house.exchange(4).session, 2U);
  options.resumablejs.cleanup = ResumableJsSwitches::Cleanup::kManual;
  const RjsHouse untidy(options);
  untidy.post(first_chunk());
  untidy.post(last_chunk());
  EXPECT_EQ(untidy.test(first_chunk()).status, 200);
}

// Rule rjs.complete.status
TEST(RjsComplete, StatusTellsWhatIsThere) {
  const RjsHouse house;
  EXPECT_EQ(house.request("GET", "/uploads/status?resumableIdentifier=10-abin").status, 404);
  house.post(last_chunk());
  auto status = status_of(house);
  EXPECT_EQ(status["complete"], false);
  EXPECT_EQ(status["missing"], nlohmann::json::array({1}));
  EXPECT_EQ(status["chunks"][0]["number"], 2);
  EXPECT_EQ(status["chunks"][0]["size"], 6);
  EXPECT_EQ(status["chunks"][0]["arrived"], 1);
  house.post(first_chunk());
  status = status_of(house);
  EXPECT_EQ(status["complete"], true);
  EXPECT_EQ(status["object"], "a.bin");
}

}  // namespace
}  // namespace resumulator::testing_support
