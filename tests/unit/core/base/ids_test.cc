#include "core/base/ids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <resumulator/exchange.hpp>
#include <set>
#include <string_view>
#include <thread>
#include <vector>

namespace resumulator {
namespace {

bool is_url_safe(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  });
}

// Rule gcs.identity.upload-id.
TEST(Ids, UploadIdsLookLikeThoseOfCloudStorage) {
  IdMaker ids(1);
  const std::string id = ids.upload_id("gcs-json/b/a", 1);
  EXPECT_EQ(id.size(), 107U);
  EXPECT_TRUE(id.starts_with("ABPtcP"));
  EXPECT_TRUE(is_url_safe(id)) << id;
  const std::string request = ids.request_id("GET /storage/v1/b/b/o/a");
  EXPECT_EQ(request.size(), 107U);
  EXPECT_TRUE(request.starts_with("ABg5-U"));
  EXPECT_TRUE(is_url_safe(request)) << request;
}

TEST(Ids, TheSameSeedGivesTheSameIdsWhateverElseIsAsked) {
  IdMaker plain(42);
  IdMaker busy(42);
  (void)busy.request_id("GET /b");
  (void)busy.token("page", 5);
  (void)busy.token("rewrite", 5, "b");
  EXPECT_EQ(plain.upload_id("a", 2), busy.upload_id("a", 2));
  EXPECT_NE(plain.upload_id("a", 2), plain.upload_id("a", 1));
  EXPECT_NE(plain.upload_id("a", 2), plain.upload_id("b", 2));
  EXPECT_NE(plain.upload_id("a", 2), IdMaker(43).upload_id("a", 2));
  for (int nth = 0; nth < 3; ++nth) {
    EXPECT_EQ(plain.request_id("GET /a"), busy.request_id("GET /a"));
    EXPECT_EQ(plain.token("rewrite", 20, "a"), busy.token("rewrite", 20, "a"));
  }
}

TEST(Ids, NoIdComesTwiceWhenMoreThanCanBeCountedAreAskedFor) {
  IdMaker ids(3);
  std::set<std::string> all;
  for (int round = 0; round < 2; ++round) {
    for (std::size_t i = 0; i <= IdMaker::kCountedMax; ++i) {
      EXPECT_TRUE(all.insert(ids.token("t", 20, std::to_string(i))).second) << round << " " << i;
    }
  }
}

TEST(Ids, TokensHaveTheLengthAskedForAndTheirOwnStreams) {
  IdMaker ids(5);
  EXPECT_EQ(ids.token("a", 0), "");
  EXPECT_EQ(ids.token("a", 1).size(), 1U);
  EXPECT_EQ(ids.token("a", 1000).size(), 1000U);
  EXPECT_TRUE(is_url_safe(ids.token("a", 1000)));
  EXPECT_NE(IdMaker(5).token("a", 20), IdMaker(5).token("b", 20));
}

TEST(Ids, ThreadsNeverGetTheSameId) {
  IdMaker ids(9);
  std::vector<std::vector<std::string>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&ids, &mine] {
      for (int i = 0; i < 500; ++i) mine.push_back(ids.request_id("GET /"));
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), 2000U);
}

TEST(Names, OperationsAndEndingsHaveDistinctWords) {
  std::set<std::string> words;
  for (int i = 0; i <= static_cast<int>(Operation::kOther); ++i) {
    words.insert(to_string(static_cast<Operation>(i)));
  }
  EXPECT_EQ(words.size(), 11U);
  EXPECT_STREQ(to_string(Operation::kFinalize), "finalize");
  EXPECT_STREQ(to_string(Ending::kAnswered), "answered");
  EXPECT_STREQ(to_string(Ending::kAnswerLost), "answer lost");
  std::set<std::string> endings;
  for (int i = 0; i <= static_cast<int>(Ending::kGarbage); ++i) {
    endings.insert(to_string(static_cast<Ending>(i)));
  }
  EXPECT_EQ(endings.size(), 8U);
}

}  // namespace
}  // namespace resumulator
