// objects.list over the wire.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/wire/url.h"
#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

RawAnswer list(const GcsHouse& house, const std::string& query) {
  return house.request("GET", "/storage/v1/b/b/o?" + query);
}

/// "a dir/ b": prefixes in brackets, then items.
std::string names(const json& page) {
  std::string out;
  for (const auto& prefix : page.value("prefixes", json::array())) {
    out += "[" + prefix.get<std::string>() + "] ";
  }
  for (const auto& item : page.value("items", json::array())) {
    out += item["name"].get<std::string>() + " ";
  }
  return out;
}

std::string listed(const GcsHouse& house, const std::string& query) {
  return names(json_of(list(house, query)));
}

class GcsList : public testing::Test {
 protected:
  GcsList() {
    for (const char* name :
         {"a.txt", "b.txt", "dir%2F", "dir%2Fc.txt", "dir%2Fd.txt", "dir2%2Fe.txt", "zz.txt"}) {
      house.media(name, name);
    }
  }
  GcsHouse house;
};

// gcs.list.empty
TEST_F(GcsList, OfNothingIsJustItsKind) {
  EXPECT_EQ(list(house, "prefix=none&prettyPrint=false").body, R"({"kind":"storage#objects"})");
  EXPECT_EQ(list(house, "maxResults=0&prettyPrint=false").body, R"({"kind":"storage#objects"})");
  EXPECT_FALSE(list(house, "prefix=none").has("ETag"));
}

// gcs.list.order gcs.list.prefix
TEST_F(GcsList, ShowsNamesInByteOrder) {
  house.media("B", "x");
  house.media("%C3%A4", "x");
  EXPECT_EQ(listed(house, ""),
            "B a.txt b.txt dir/ dir/c.txt dir/d.txt dir2/e.txt zz.txt \xC3\xA4 ");
  EXPECT_EQ(listed(house, "prefix=dir%2F"), "dir/ dir/c.txt dir/d.txt ");
}

// gcs.list.delimiter gcs.list.trailing-delimiter
TEST_F(GcsList, FoldsNamesBehindADelimiter) {
  EXPECT_EQ(listed(house, "delimiter=/"), "[dir/] [dir2/] a.txt b.txt zz.txt ");
  EXPECT_EQ(listed(house, "delimiter=/&prefix=dir/"), "dir/ dir/c.txt dir/d.txt ");
  EXPECT_EQ(listed(house, "delimiter=/&includeTrailingDelimiter=true"),
            "[dir/] [dir2/] a.txt b.txt dir/ zz.txt ");
}

// gcs.list.offsets gcs.list.match-glob
TEST_F(GcsList, IsBoundedByOffsetsAndGlobs) {
  EXPECT_EQ(listed(house, "startOffset=b.txt&endOffset=dir2/e.txt"),
            "b.txt dir/ dir/c.txt dir/d.txt ");
  EXPECT_EQ(listed(house, "matchGlob=*.txt"), "a.txt b.txt zz.txt ");
  EXPECT_EQ(listed(house, "matchGlob=**%2F[cd].txt"), "dir/c.txt dir/d.txt ");
  EXPECT_EQ(list(house, "matchGlob=[").status, 400);
}

// gcs.list.pages gcs.list.page-token
TEST_F(GcsList, IsPagedThroughItemsAndPrefixesTogether) {
  for (const std::string size : {"1", "2", "3", "4"}) {
    std::string all;
    std::string token;
    int pages = 0;
    do {
      const json page = json_of(
          list(house, "delimiter=/&maxResults=" + size +
                          (token.empty() ? "" : "&pageToken=" + percent_encode_query(token))));
      EXPECT_LE(
          page.value("items", json::array()).size() + page.value("prefixes", json::array()).size(),
          std::stoul(size));
      all += names(page);
      token = page.value("nextPageToken", "");
    } while (!token.empty() && ++pages < 10);
    EXPECT_NE(all.find("a.txt "), std::string::npos);
    EXPECT_EQ(std::count(all.begin(), all.end(), ' '), 5) << size << ": " << all;
  }
}

// gcs.list.page-token
TEST_F(GcsList, RefusesAPageTokenItHasNotGiven) {
  const std::string token = json_of(list(house, "maxResults=1"))["nextPageToken"];
  EXPECT_EQ(error_of(list(house, "pageToken=" + percent_encode_query("A" + token))),
            "400 invalid Invalid page token.");
  EXPECT_EQ(list(house, "pageToken=Zm9v").status, 400);
}

// gcs.list.parameters
TEST_F(GcsList, RefusesNumbersThatAreNone) {
  for (const char* value : {"-1", "1.5", "x", "", "18446744073709551616"}) {
    EXPECT_EQ(error_of(list(house, std::string("maxResults=") + value)).substr(0, 20),
              "400 invalidParameter")
        << value;
  }
  EXPECT_EQ(list(house, "maxResults=18446744073709551615").status, 200);
  EXPECT_EQ(list(house, "versions=true&softDeleted=true").status, 400);
}

// gcs.list.versions
TEST_F(GcsList, ShowsEveryVersionPageByPage) {
  house.request("PATCH", "/storage/v1/b/b", R"({"versioning":{"enabled":true}})");
  house.media("a.txt", "second");
  house.media("a.txt", "third");
  EXPECT_EQ(listed(house, "versions=true&prefix=a"), "a.txt a.txt a.txt ");
  EXPECT_EQ(listed(house, "prefix=a"), "a.txt ");
  json page = json_of(list(house, "versions=true&prefix=a&maxResults=2"));
  const std::string last = page["items"][1]["generation"];
  page = json_of(list(house, "versions=true&prefix=a&maxResults=2&pageToken=" +
                                 percent_encode_query(page["nextPageToken"].get<std::string>())));
  ASSERT_EQ(page["items"].size(), 1u);
  EXPECT_GT(page["items"][0]["generation"].get<std::string>(), last);
}

// gcs.list.soft-deleted
TEST_F(GcsList, ShowsSoftDeletedObjectsWhenAskedForThem) {
  house.request("PATCH", "/storage/v1/b/b",
                R"({"softDeletePolicy":{"retentionDurationSeconds":"604800"}})");
  house.request("DELETE", "/storage/v1/b/b/o/a.txt");
  EXPECT_EQ(listed(house, "softDeleted=true"), "a.txt ");
  EXPECT_EQ(listed(house, "prefix=a"), "");
}

// gcs.list.items
TEST_F(GcsList, HoldsWholeResources) {
  const json item = json_of(list(house, "prefix=a"))["items"][0];
  EXPECT_EQ(item, json_of(house.get("a.txt")));
  EXPECT_TRUE(json_of(list(house, "prefix=a&projection=full"))["items"][0].contains("acl"));
  EXPECT_EQ(list(house, "prefix=a&prettyPrint=false&fields=items(name),nextPageToken").body,
            R"({"items":[{"name":"a.txt"}]})");
}

// gcs.list.sessions
TEST_F(GcsList, DoesNotShowWhatIsStillBeingUploaded) {
  const std::string session = house.open("open.bin");
  house.put(session, "0-262143/*", some_bytes(kGranule));
  EXPECT_EQ(listed(house, "prefix=open"), "");
}

}  // namespace
}  // namespace resumulator::testing_support
