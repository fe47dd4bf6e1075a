// Where FilePond's server is, and who may ask it.
#include <gtest/gtest.h>

#include "support/filepond_house.h"

namespace resumulator::testing_support {
namespace {

// Rules fpd.route.mount, fpd.route.id
TEST(FilePondRoute, IsAPathWithAnId) {
  Options options;
  options.resumablejs.filepond_mount = "/pond";
  const FilePondHouse house({}, options);
  const auto begun = house.request("POST", "/pond", {}, {{"Upload-Length", "3"}});
  EXPECT_EQ(begun.status, 200);
  const auto fields = FilePondHouse::chunk_fields(0, 3);
  EXPECT_EQ(house.request("PATCH", "/pond/" + begun.body, "abc", fields).status, 204);
  EXPECT_EQ(house.file(begun.body), "abc");
  EXPECT_EQ(house.server.filepond_url(), house.server.url() + "/pond");
  EXPECT_NE(house.request("POST", "/filepond", {}, {{"Upload-Length", "3"}}).status, 200);
  options.resumablejs.filepond_mount = "";
  EXPECT_EQ(FilePondHouse({}, options).server.filepond_url(), "");
}

// Rule fpd.route.methods
TEST(FilePondRoute, RefusesOtherMethods) {
  const FilePondHouse house;
  const auto answer = house.request("PUT", "/filepond", "x");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.field("Allow"), "POST, DELETE, OPTIONS");
  EXPECT_EQ(house.request("PROPFIND", "/filepond").field("Allow"), "POST, DELETE, OPTIONS");
  EXPECT_EQ(house.request("POST", "/filepond/" + house.begin(1)).status, 405);
}

// Rule fpd.cors.answers
TEST(FilePondRoute, PagesMayUseIt) {
  const FilePondHouse house(
      R"({"when":{"protocol":"filepond","operation":"append"},"do":{"answer":503}})");
  const std::string id = house.begin(10);
  const auto preflight = house.request(
      "OPTIONS", FilePondHouse::address(id), {},
      {{"Origin", "http://page"},
       {"Access-Control-Request-Method", "PATCH"},
       {"Access-Control-Request-Headers", "upload-length,upload-name,upload-offset"}});
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.field("Access-Control-Allow-Origin"), "http://page");
  EXPECT_EQ(preflight.field("Access-Control-Allow-Headers"),
            "upload-length,upload-name,upload-offset");
  Fields fields = FilePondHouse::chunk_fields(0, 10);
  fields.emplace_back("Origin", "http://page");
  const auto refused = house.request("PATCH", FilePondHouse::address(id), "0123", fields);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(refused.field("Access-Control-Allow-Origin"), "http://page");
  const auto told = house.request("PATCH", FilePondHouse::address(id), "0123", fields);
  EXPECT_EQ(told.status, 204);
  EXPECT_EQ(told.field("Access-Control-Expose-Headers"), "Upload-Offset, Upload-Length");
}

}  // namespace
}  // namespace resumulator::testing_support
