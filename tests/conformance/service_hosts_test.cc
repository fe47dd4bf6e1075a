// A path means at each host of Google's what the service there makes of it; at any other host all
// services share one address. Rules gcs.xml.route.path, photos.error.page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using testing::HasSubstr;

struct Hosts : GcsHouse {
  [[nodiscard]] RawAnswer at(const std::string& host, const std::string& method,
                             const std::string& path, const std::string& body = {}) const {
    return RawClient(server.port())
        .ask(method + " " + path + " HTTP/1.1\r\nHost: " + host +
             "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
};

TEST(ServiceHosts, BucketsOfStorageMayHaveTheNamesOfOurMounts) {
  const Hosts house;
  for (const std::string bucket : {"files", "uploads", "filepond"}) {
    EXPECT_EQ(house.at("storage.googleapis.com", "PUT", "/" + bucket).status, 200) << bucket;
    EXPECT_EQ(house.at("Storage.GoogleAPIs.com:443", "PUT", "/" + bucket + "/a", "x").status, 200);
    EXPECT_EQ(house.at("storage.googleapis.com", "GET", "/" + bucket + "/a").body, "x");
    EXPECT_EQ(house.at(bucket + ".storage.googleapis.com", "GET", "/a").body, "x");
    EXPECT_NE(house.at("localhost", "PUT", "/" + bucket).status, 200) << "the mount's";
  }
  EXPECT_EQ(house.at("storage.googleapis.com", "GET", "/storage/v1/b/files/o/a").status, 200);
}

TEST(ServiceHosts, SpeakNothingButTheirOwn) {
  const Hosts house;
  house.request("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=o", "x");
  const auto status = [&](const std::string& host, const std::string& path) {
    return house.at(host, "GET", path).status;
  };
  EXPECT_EQ(status("localhost", "/v1/albums"), 401) << "wants a token";
  EXPECT_EQ(status("photoslibrary.googleapis.com", "/v1/albums"), 401);
  EXPECT_EQ(status("storage.googleapis.com", "/v1/albums"), 404);
  EXPECT_EQ(status("localhost", "/b/o"), 404) << "the JSON API's";
  EXPECT_EQ(status("firebasestorage.googleapis.com", "/v0/b/b/o/o"), 200);
  EXPECT_EQ(status("storage.googleapis.com", "/v0/b/b/o/o"), 404);
  EXPECT_EQ(status("firebasestorage.googleapis.com", "/storage/v1/b/b/o/o"), 404);
  EXPECT_EQ(status("www.googleapis.com", "/storage/v1/b/b/o/o"), 200);
  EXPECT_EQ(status("generativelanguage.googleapis.com", "/v1beta/files"), 200);
  EXPECT_EQ(status("generativelanguage.googleapis.com", "/storage/v1/b/b/o/o"), 404);
  EXPECT_EQ(status("oauth2.googleapis.com", "/storage/v1/b/b/o/o"), 404);
}

TEST(ServiceHosts, OfPhotosHasAPageForWhatIsNotThere) {
  const Hosts house;
  const auto page = house.at("photoslibrary.googleapis.com", "GET", "/v1/foo");
  EXPECT_EQ(page.status, 404);
  EXPECT_EQ(page.field("Content-Type"), "text/html; charset=UTF-8");
  EXPECT_THAT(house.at("localhost", "GET", "/v1/foo").body, HasSubstr("NoSuchBucket"));
}

}  // namespace
}  // namespace resumulator::testing_support
