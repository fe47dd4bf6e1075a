// PATCH and what follows it: one check after the other, and what each outcome leaves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/tus_house.h"

namespace resumulator::testing_support {
namespace {

// Rules tus.patch.success, tus.state.object
TEST(TusPatch, MovesTheOffsetAndTheLastOneMakesTheObject) {
  TusHouse house;
  const auto upload = house.create(10);
  const auto first = house.patch(upload, 0, "abcd");
  EXPECT_EQ(first.status, 204);
  EXPECT_EQ(first.field("Upload-Offset"), "4");
  EXPECT_EQ(house.stored(upload), "(none)");
  EXPECT_EQ(house.patch(upload, 4, "").field("Upload-Offset"), "4");
  const auto last = house.patch(upload, 4, "efghij");
  EXPECT_EQ(last.status, 204);
  EXPECT_EQ(last.field("Upload-Offset"), "10");
  EXPECT_EQ(house.stored(upload), "abcdefghij");
  EXPECT_EQ(house.progress(upload), "200 10/10");
  const auto exchanges = house.server.exchanges();
  EXPECT_EQ(exchanges[1].operation, Operation::kAppend);
  EXPECT_EQ(exchanges[1].protocol, "tus");
  EXPECT_EQ(exchanges[1].persisted_after, 4U);
  EXPECT_EQ(exchanges[3].operation, Operation::kFinalize);
  EXPECT_EQ(exchanges[3].session, 1U);
  EXPECT_EQ(exchanges[3].bucket, "tus");
}

// Rule tus.patch.chunked
TEST(TusPatch, TakesBodiesWithoutALength) {
  TusHouse house;
  const auto upload = house.create(10);
  EXPECT_EQ(house.patch_chunked(upload, 0, "abcd").field("Upload-Offset"), "4");
  EXPECT_EQ(house.patch_chunked(upload, 4, "").field("Upload-Offset"), "4");
  EXPECT_EQ(house.patch_chunked(upload, 4, "efghij").field("Upload-Offset"), "10");
  EXPECT_EQ(house.stored(upload), "abcdefghij");
}

// Rule tus.patch.media-type
TEST(TusPatch, WantsItsOwnMediaType) {
  TusHouse house;
  const auto upload = house.create(3);
  for (const Fields& fields : {Fields{{"Upload-Offset", "0"}},
                               Fields{{"Upload-Offset", "0"}, {"Content-Type", "text/plain"}}}) {
    EXPECT_EQ(tus_code(house.request("PATCH", upload, "abc", fields)),
              "415 ERR_INVALID_CONTENT_TYPE");
  }
  EXPECT_EQ(house.progress(upload), "200 0/3");
  const Fields named{{"Upload-Offset", "0"},
                     {"Content-Type", "Application/Offset+Octet-Stream; charset=x"}};
  EXPECT_EQ(house.request("PATCH", upload, "abc", named).status, 204);
  TusHouse other({.bad_media_type_status = 403});
  EXPECT_EQ(other.request("PATCH", other.create(1), "a", {{"Upload-Offset", "0"}}).status, 403);
}

// Rule tus.patch.offset
TEST(TusPatch, NeedsAnOffset) {
  TusHouse house;
  const auto upload = house.create(3);
  const Fields none{{"Content-Type", "application/offset+octet-stream"}};
  EXPECT_EQ(tus_code(house.request("PATCH", upload, "abc", none)), "400 ERR_INVALID_OFFSET");
}

// Rules tus.patch.conflict, tus.patch.conflict-offset
TEST(TusPatch, AnotherOffsetIsAConflictAndChangesNothing) {
  TusHouse house;
  const auto upload = house.create(10);
  EXPECT_EQ(house.patch(upload, 0, "abcd").status, 204);
  for (const std::uint64_t offset : {0U, 3U, 5U, 10U}) {
    const auto answer = house.patch(upload, offset, "xyz");
    EXPECT_EQ(tus_code(answer), "409 ERR_MISMATCHED_OFFSET") << offset;
    EXPECT_FALSE(answer.has("Upload-Offset"));
  }
  EXPECT_EQ(house.progress(upload), "200 4/10");
  TusHouse telling({.conflict_offset = true});
  EXPECT_EQ(telling.patch(telling.create(3), 1, "a").field("Upload-Offset"), "0");
}

// Rules tus.patch.complete, tus.patch.complete-empty
TEST(TusPatch, AFinishedUploadTakesNoMore) {
  TusHouse house;
  const auto upload = house.create(3);
  EXPECT_EQ(house.patch(upload, 0, "abc").status, 204);
  EXPECT_EQ(tus_code(house.patch(upload, 3, "d")), "413 ERR_UPLOAD_SIZE_EXCEEDED");
  EXPECT_EQ(house.patch_chunked(upload, 3, "d").status, 413);
  EXPECT_EQ(house.patch(upload, 0, "abc").status, 409);
  const auto empty = house.patch(upload, 3, "");
  EXPECT_EQ(empty.status, 204);
  EXPECT_EQ(empty.field("Upload-Offset"), "3");
  EXPECT_EQ(house.stored(upload), "abc");
  for (const int status : {204, 400}) {
    TusHouse other({.patch_complete_status = status});
    EXPECT_EQ(other.patch(other.create(0), 0, "d").status, status);
  }
}

// Rules tus.patch.length-known, tus.patch.length-late
TEST(TusPatch, TheLengthIsSaidOnce) {
  TusHouse house;
  const auto upload = house.create(10);
  for (const char* length : {"10", "11", "x"}) {
    EXPECT_EQ(tus_code(house.patch(upload, 0, "a", {{"Upload-Length", length}})),
              "400 ERR_INVALID_UPLOAD_LENGTH");
  }
  const auto deferred = house.path_of(house.post({{"Upload-Defer-Length", "1"}}));
  EXPECT_EQ(house.patch(deferred, 0, "abcd").status, 204);
  EXPECT_EQ(house.patch(deferred, 4, "", {{"Upload-Length", "3"}}).status, 400);
  EXPECT_EQ(house.progress(deferred), "200 4/-");
  EXPECT_EQ(house.patch(deferred, 4, "", {{"Upload-Length", "4"}}).status, 204);
  EXPECT_EQ(house.progress(deferred), "200 4/4");
  EXPECT_EQ(house.stored(deferred), "abcd");
}

// Rule tus.patch.too-long
TEST(TusPatch, WhatWouldPassTheLengthIsRefusedBeforeItIsRead) {
  TusHouse house;
  const auto upload = house.create(3);
  RawClient client(house.server.port());
  const auto fields = TusHouse::chunk_fields(0, {{"Expect", "100-continue"}});
  client.send(house.text("PATCH", upload, {}, fields, "Content-Length: 4\r\n"));
  EXPECT_EQ(tus_code(client.answer()), "413 ERR_UPLOAD_SIZE_EXCEEDED");
  EXPECT_EQ(house.progress(upload), "200 0/3");
}

// Rule tus.patch.overrun
TEST(TusPatch, ChunksPastTheLengthAreKeptUpToIt) {
  TusHouse house;
  const auto upload = house.create(5);
  EXPECT_EQ(house.patch(upload, 0, "ab").status, 204);
  EXPECT_EQ(tus_code(house.patch_chunked(upload, 2, "cdeXYZ")), "413 ERR_UPLOAD_SIZE_EXCEEDED");
  EXPECT_EQ(house.progress(upload), "200 5/5");
  EXPECT_EQ(house.stored(upload), "abcde");
  TusHouse strict({.overrun = TusOptions::Overrun::kDiscard});
  const auto other = strict.create(5);
  EXPECT_EQ(strict.patch_chunked(other, 0, "abcdefg").status, 413);
  EXPECT_EQ(strict.progress(other), "200 0/5");
}

// Rule tus.patch.deferred-max
TEST(TusPatch, ADeferredLengthHasTheMaximumToo) {
  TusHouse house({.max_size = 4});
  const auto upload = house.path_of(house.post({{"Upload-Defer-Length", "1"}}));
  EXPECT_EQ(tus_code(house.patch(upload, 0, "abcde")), "413 ERR_MAX_SIZE_EXCEEDED");
  EXPECT_EQ(house.patch_chunked(upload, 0, "abcde").status, 413);
  EXPECT_EQ(house.patch(upload, 0, "a", {{"Upload-Length", "5"}}).status, 400);
  EXPECT_EQ(house.patch(upload, 0, "abcd").status, 204);
}

// Rules tus.delete.success, tus.delete.complete, tus.delete.unknown, tus.delete.off
TEST(TusPatch, ADeletedUploadIsGoneForEveryMethod) {
  TusHouse house;
  const auto open = house.create(10);
  const auto done = house.post(
      {{"Upload-Length", "3"}, {"Content-Type", "application/offset+octet-stream"}}, "abc");
  for (const auto& upload : {open, house.path_of(done)}) {
    EXPECT_EQ(house.remove(upload).status, 204);
    EXPECT_EQ(house.progress(upload), "404 -/-");
    EXPECT_EQ(house.patch(upload, 0, "a").status, 404);
    EXPECT_EQ(house.remove(upload).status, 404);
    EXPECT_EQ(house.request("GET", upload).status, 404);
    EXPECT_EQ(house.stored(upload), "(none)");
  }
  TusHouse off(without({"termination"}));
  EXPECT_EQ(off.remove(off.create(1)).status, 405);
}

// Rule tus.state.object-removed
TEST(TusPatch, AFinishedUploadIsItsObject) {
  TusHouse house;
  const auto upload = house.create(3);
  EXPECT_EQ(house.patch(upload, 0, "abc").status, 204);
  EXPECT_EQ(house.request("DELETE", "/storage/v1/b/tus/o/" + upload.substr(7)).status, 204);
  EXPECT_EQ(house.progress(upload), "404 -/-");
}

// Rules tus.get.content, tus.get.empty, tus.get.type
TEST(TusPatch, WhatIsThereCanBeRead) {
  TusHouse house;
  const auto upload =
      house.create(6, {{"Upload-Metadata", "filename YSJiLnR4dA==,filetype dGV4dC9wbGFpbg=="}});
  EXPECT_EQ(house.request("GET", upload).status, 204);
  EXPECT_EQ(house.patch(upload, 0, "abc").status, 204);
  const auto part = house.request("GET", upload);
  EXPECT_EQ(part.status, 200);
  EXPECT_EQ(part.body, "abc");
  EXPECT_EQ(part.field("Content-Type"), "text/plain");
  EXPECT_EQ(part.field("Content-Disposition"), "attachment;filename=\"a\\\"b.txt\"");
  EXPECT_EQ(house.patch(upload, 3, "def").status, 204);
  EXPECT_EQ(house.request("GET", upload).body, "abcdef");
  const auto plain = house.create(1);
  EXPECT_EQ(house.patch(plain, 0, "x").status, 204);
  EXPECT_EQ(house.request("GET", plain).field("Content-Type"), "application/octet-stream");
  EXPECT_EQ(house.request("GET", plain).field("Content-Disposition"), "attachment");
}

}  // namespace
}  // namespace resumulator::testing_support
