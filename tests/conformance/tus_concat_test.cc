// Concatenation and expiration.
#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "support/tus_house.h"

namespace resumulator::testing_support {
namespace {

std::string partial(const TusHouse& house, std::uint64_t length, std::string_view body) {
  const auto upload = house.create(length, {{"Upload-Concat", "partial"}});
  EXPECT_EQ(house.patch(upload, 0, body).status, 204);
  return upload;
}

RawAnswer join(const TusHouse& house, const std::string& urls, Fields more = {},
               std::string_view body = {}) {
  more.emplace_back("Upload-Concat", "final;" + urls);
  return house.post(more, body);
}

// Rules tus.concat.partial, tus.concat.final, tus.concat.head, tus.concat.kept
TEST(TusConcat, PartsBecomeOneUploadInTheirOrder) {
  TusHouse house;
  const auto a = partial(house, 5, "hello");
  const auto b = partial(house, 6, " world");
  EXPECT_EQ(house.head(a).field("Upload-Concat"), "partial");
  EXPECT_EQ(house.progress(a), "200 5/5");
  EXPECT_TRUE(house.server.objects("tus").empty());
  const std::string urls = "http://" + house.host() + a + " " + b + " " + a;
  const auto answer = join(house, urls, {{"Upload-Metadata", "filename YQ=="}});
  EXPECT_EQ(answer.status, 201);
  EXPECT_FALSE(answer.has("Upload-Expires"));
  const auto upload = house.path_of(answer);
  EXPECT_EQ(house.head(upload).field("Upload-Metadata"), "filename YQ==");
  EXPECT_EQ(house.progress(upload), "200 16/16");
  EXPECT_EQ(house.head(upload).field("Upload-Concat"), "final;" + urls);
  EXPECT_EQ(house.stored(upload), "hello worldhello");
  EXPECT_EQ(house.server.objects("tus").size(), 1U);
  EXPECT_EQ(house.request("GET", a).body, "hello");
  EXPECT_EQ(house.remove(a).status, 204);
  EXPECT_EQ(house.request("GET", upload).body, "hello worldhello");
}

// Rule tus.concat.metadata
TEST(TusConcat, WhatPartsSayOfThemselvesIsNotTheWholes) {
  TusHouse house;
  const auto a = house.create(1, {{"Upload-Concat", "partial"}, {"Upload-Metadata", "part YQ=="}});
  EXPECT_EQ(house.patch(a, 0, "x").status, 204);
  const auto upload = house.path_of(join(house, a));
  EXPECT_FALSE(house.head(upload).has("Upload-Metadata"));
  const auto object = house.request("GET", "/storage/v1/b/tus/o/" + upload.substr(7)).body;
  EXPECT_EQ(object.find("\"metadata\""), std::string::npos) << object;
}

// Rule tus.concat.modify
TEST(TusConcat, AFinalUploadTakesNoBytes) {
  TusHouse house;
  const auto a = partial(house, 5, "hello");
  const auto upload = house.path_of(join(house, a));
  EXPECT_EQ(tus_code(house.patch(upload, 5, "x")), "403 ERR_MODIFY_FINAL");
  EXPECT_EQ(tus_code(house.patch(upload, 0, "")), "403 ERR_MODIFY_FINAL");
}

// Rules tus.concat.unfinished, tus.head.final
TEST(TusConcat, AFinalUploadMayWaitForItsParts) {
  TusHouse house;
  const auto a = partial(house, 5, "hel");
  const auto b = partial(house, 3, "");
  const auto answer = join(house, a + " " + b);
  EXPECT_EQ(answer.status, 201);
  const auto upload = house.path_of(answer);
  EXPECT_EQ(house.progress(upload), "200 -/8");
  EXPECT_FALSE(house.head(upload).has("Upload-Defer-Length"));
  EXPECT_EQ(house.patch(upload, 0, "").status, 403);
  EXPECT_EQ(house.patch(b, 0, "xyz").status, 204);
  EXPECT_EQ(house.progress(upload), "200 -/8");
  EXPECT_EQ(house.patch(a, 3, "lo").status, 204);
  EXPECT_EQ(house.progress(upload), "200 8/8");
  EXPECT_EQ(house.stored(upload), "helloxyz");
}

TEST(TusConcat, APartWhoseLengthIsNotKnownLeavesTheSumUnknown) {
  TusHouse house;
  const auto a =
      house.path_of(house.post({{"Upload-Defer-Length", "1"}, {"Upload-Concat", "partial"}}));
  const auto upload = house.path_of(join(house, a));
  EXPECT_EQ(house.progress(upload), "200 -/-");
  EXPECT_EQ(house.patch(a, 0, "abc", {{"Upload-Length", "3"}}).status, 204);
  EXPECT_EQ(house.stored(upload), "abc");
}

/// Asks how far the upload is and sends some of the rest, until all of it is there.
void send_the_rest(const TusHouse& house, const std::string& upload, std::string_view body,
                   std::size_t step) {
  for (std::uint64_t at = 0; at < body.size();) {
    at = std::stoull("0" + house.head(upload).field("Upload-Offset"));
    house.patch(upload, at, body.substr(at, step));  // refused where somebody else was quicker
  }
}

// Rules tus.concat.unfinished, tus.lock.interrupt, tus.state.object
TEST(TusConcat, FinalsMadeWhileTwoWriteTheirPartsHaveAllBytesOnce) {
  const TusHouse house;
  const std::string first(40'000, 'a');
  const std::string second(30'000, 'b');
  const auto a = partial(house, first.size(), "");
  const auto b = partial(house, second.size(), "");
  std::vector<std::string> finals;
  std::vector<std::thread> threads;
  for (const std::size_t step : {3000U, 7001U}) {
    threads.emplace_back([&, step] { send_the_rest(house, a, first, step); });
    threads.emplace_back([&, step] { send_the_rest(house, b, second, step); });
  }
  threads.emplace_back([&] {
    for (int i = 0; i < 8; ++i) finals.push_back(house.path_of(join(house, a + " " + b)));
  });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& upload : finals) {
    EXPECT_EQ(house.progress(upload), "200 70000/70000");
    EXPECT_EQ(house.stored(upload), first + second);
  }
  EXPECT_EQ(house.server.objects("tus").size(), finals.size());
}

// Rule tus.concat.unfinished-off
TEST(TusConcat, WithoutTheExtensionAllPartsMustBeThere) {
  TusHouse house(without({"concatenation-unfinished"}));
  EXPECT_EQ(tus_code(join(house, partial(house, 5, "hel"))), "400 ERR_UPLOAD_NOT_FINISHED");
}

// Rules tus.concat.unknown, tus.concat.malformed
TEST(TusConcat, PartsNobodyMadeAreRefused) {
  TusHouse house;
  const auto a = partial(house, 5, "hello");
  const auto gone = partial(house, 1, "x");
  EXPECT_EQ(house.remove(gone).status, 204);
  for (const std::string& urls :
       {a + " /files/nobody", "http://elsewhere" + a, std::string("/other/x"), gone,
        std::string("http://"), a + "/.."}) {
    EXPECT_EQ(tus_code(join(house, urls)), "404 ERR_UPLOAD_NOT_FOUND") << urls;
  }
  for (const char* bad : {"final", "final;", "final; ", "FINAL;x", "parts", "", "partial;x"}) {
    const auto answer = house.post({{"Upload-Concat", bad}, {"Upload-Length", "1"}});
    EXPECT_EQ(answer.status, 400) << bad;
  }
  const auto twice = house.post(
      {{"Upload-Length", "1"}, {"Upload-Concat", "partial"}, {"Upload-Concat", "final;" + a}});
  EXPECT_EQ(tus_code(twice), "400 ERR_INVALID_CONCAT");
  // An upload of another protocol at the same path.
  const auto foreign =
      RawClient(house.server.port())
          .ask(
              "POST /files HTTP/1.1\r\nHost: a\r\nUpload-Draft-Interop-Version: 9\r\n"
              "Upload-Complete: ?0\r\nContent-Length: 0\r\n\r\n");
  ASSERT_TRUE(foreign.has("Location"));
  EXPECT_EQ(tus_code(join(house, house.path_of(foreign))), "404 ERR_UPLOAD_NOT_FOUND");
}

// Rule tus.concat.not-partial
TEST(TusConcat, PartsMustBePartialUnlessSwitched) {
  const auto try_it = [](TusHouse house) {
    const auto a = house.create(5);
    EXPECT_EQ(house.patch(a, 0, "hello").status, 204);
    return tus_code(join(house, a)).substr(0, 3);
  };
  EXPECT_EQ(try_it(TusHouse()), "400");
  EXPECT_EQ(try_it(TusHouse({.concat_any = true})), "201");
}

// Rules tus.concat.no-length, tus.concat.body
TEST(TusConcat, TheLengthIsTheSumAndNoBytesCome) {
  TusHouse house;
  const auto a = partial(house, 5, "hello");
  EXPECT_EQ(join(house, a, {{"Upload-Length", "5"}}).status, 400);
  EXPECT_EQ(join(house, a, {{"Upload-Defer-Length", "1"}}).status, 400);
  EXPECT_EQ(join(house, a, {{"Content-Type", "application/offset+octet-stream"}}, "x").status, 403);
  EXPECT_EQ(join(house, a, {{"Content-Type", "text/plain"}}, "x").status, 415);
}

// Rule tus.concat.too-large
TEST(TusConcat, TheSumHasTheMaximumToo) {
  TusHouse house({.max_size = 8});
  const auto a = partial(house, 5, "hello");
  EXPECT_EQ(tus_code(join(house, a + " " + a)), "413 ERR_MAX_SIZE_EXCEEDED");
}

// Rule tus.concat.off
TEST(TusConcat, WithoutTheExtensionItIsRefused) {
  TusHouse house(without({"concatenation"}));
  EXPECT_EQ(house.post({{"Upload-Length", "1"}, {"Upload-Concat", "partial"}}).status, 400);
  EXPECT_EQ(join(house, "/files/x").status, 400);
}

// Rules tus.expiration.patch, tus.head.expires, tus.expiration.finished
TEST(TusExpiration, UnfinishedUploadsSayWhenTheyEnd) {
  const std::string end = "Thu, 01 Jan 1970 01:00:00 GMT";
  TusHouse epoch({.expiry = std::chrono::hours(1)});
  epoch.clock->set(TimePoint{});
  const auto made = epoch.post({{"Upload-Length", "3"}});
  EXPECT_EQ(made.field("Upload-Expires"), end);
  const auto upload = epoch.path_of(made);
  epoch.clock->advance(std::chrono::minutes(30));
  EXPECT_EQ(epoch.patch(upload, 0, "a").field("Upload-Expires"), end);
  EXPECT_EQ(epoch.head(upload).field("Upload-Expires"), end);
  EXPECT_FALSE(epoch.patch(upload, 1, "bc").has("Upload-Expires"));
  EXPECT_FALSE(epoch.head(upload).has("Upload-Expires"));
  epoch.clock->advance(std::chrono::hours(2));
  EXPECT_EQ(epoch.progress(upload), "200 3/3");
}

// Rule tus.expiration.finished
TEST(TusExpiration, ACompletePartDoesEnd) {
  TusHouse house({.expiry = std::chrono::hours(1)});
  const auto part = partial(house, 5, "hello");
  const auto whole = house.path_of(join(house, part));
  EXPECT_TRUE(house.head(part).has("Upload-Expires"));
  EXPECT_FALSE(house.head(whole).has("Upload-Expires"));
  house.clock->advance(std::chrono::hours(1));
  EXPECT_EQ(house.progress(part), "410 -/-");
  EXPECT_EQ(tus_code(join(house, part)), "404 ERR_UPLOAD_NOT_FOUND");
  EXPECT_EQ(house.progress(whole), "200 5/5");
}

// Rule tus.expiration.gone
TEST(TusExpiration, WhatHasExpiredIsGoneAndThenForgotten) {
  TusHouse house({.expiry = std::chrono::hours(1), .gone_for = std::chrono::hours(2)});
  const auto upload = house.create(3);
  house.clock->advance(std::chrono::hours(1));
  EXPECT_EQ(house.progress(upload), "410 -/-");
  EXPECT_EQ(house.patch(upload, 0, "a").status, 410);
  house.clock->advance(std::chrono::hours(2));
  EXPECT_EQ(house.progress(upload), "404 -/-");
}

// Rule tus.expiration.sliding
TEST(TusExpiration, MaySlideWithEveryChunk) {
  TusHouse house(
      {.expiry = std::chrono::hours(1), .expiry_mode = TusOptions::ExpiryMode::kSliding});
  const auto upload = house.create(3);
  house.clock->advance(std::chrono::minutes(50));
  EXPECT_EQ(house.patch(upload, 0, "a").status, 204);
  house.clock->advance(std::chrono::minutes(50));
  EXPECT_EQ(house.progress(upload), "200 1/3");
  house.clock->advance(std::chrono::minutes(10));
  EXPECT_EQ(house.progress(upload), "410 -/-");
}

// Rule tus.expiration.off
TEST(TusExpiration, WithoutTheExtensionNothingExpires) {
  TusHouse house(without({"expiration"}));
  const auto made = house.post({{"Upload-Length", "3"}});
  EXPECT_FALSE(made.has("Upload-Expires"));
  house.clock->advance(std::chrono::hours(24 * 365));
  EXPECT_EQ(house.progress(house.path_of(made)), "200 0/3");
}

}  // namespace
}  // namespace resumulator::testing_support
