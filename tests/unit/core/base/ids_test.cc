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
  const std::string id = ids.upload_id();
  EXPECT_EQ(id.size(), 107U);
  EXPECT_TRUE(id.starts_with("ABPtcP"));
  EXPECT_TRUE(is_url_safe(id)) << id;
  const std::string request = ids.request_id();
  EXPECT_EQ(request.size(), 107U);
  EXPECT_TRUE(request.starts_with("ABg5-U"));
  EXPECT_TRUE(is_url_safe(request)) << request;
}

TEST(Ids, TheSameSeedGivesTheSameIdsWhateverElseIsAsked) {
  IdMaker plain(42);
  IdMaker busy(42);
  (void)busy.request_id();
  (void)busy.token("page", 5);
  EXPECT_EQ(plain.upload_id(), busy.upload_id());
  EXPECT_EQ(plain.upload_id(), busy.upload_id());
  EXPECT_NE(plain.upload_id(), IdMaker(43).upload_id());
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
      for (int i = 0; i < 500; ++i) mine.push_back(ids.upload_id());
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
