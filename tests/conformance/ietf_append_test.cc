// Offset retrieval, appends and cancellation, version by version.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "support/ietf_house.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;

// Rules ietf.retrieve.answer, ietf.retrieve.length
TEST(IetfAppend, RetrievalSaysOffsetLengthAndCompleteness) {
  IetfHouse house;
  const auto upload = house.open({{"Upload-Length", "5"}});
  EXPECT_EQ(house.append(upload, 0, "hel", false).status, 204);
  for (const char* method : {"HEAD", "GET"}) {
    const auto answer = house.request(method, upload);
    EXPECT_EQ(answer.status, 204) << method;
    EXPECT_EQ(answer.field("Upload-Offset"), "3");
    EXPECT_EQ(answer.field("Upload-Length"), "5");
    EXPECT_EQ(answer.field("Upload-Complete"), "?0");
    EXPECT_EQ(answer.field("Upload-Limit"), "max-size=5497558138880");
    EXPECT_EQ(answer.field("Cache-Control"), "no-store");
  }
  IetfHouse old({}, 8);
  EXPECT_EQ(old.request("GET", old.open()).status, 405);
}

// Rule ietf.retrieve.strict
TEST(IetfAppend, RetrievalHasNoUploadFields) {
  IetfHouse house;
  const auto upload = house.open();
  for (const char* name : {"Upload-Offset", "Upload-Complete", "Upload-Length"}) {
    EXPECT_EQ(house.request("HEAD", upload, {}, {{name, "?0"}}).status, 400) << name;
  }
  IetfHouse lenient({.strict_head = false});
  EXPECT_EQ(lenient.request("HEAD", lenient.open(), {}, {{"Upload-Offset", "0"}}).status, 204);
}

// Rules ietf.state.gone, ietf.cancel.answer
TEST(IetfAppend, AnUploadThatHasEndedIsNotThere) {
  IetfHouse house;
  EXPECT_EQ(house.progress("/files/nobody"), "404 - -");
  const auto upload = house.open();
  EXPECT_EQ(house.request("DELETE", upload).status, 204);
  EXPECT_EQ(house.progress(upload), "404 - -");
  EXPECT_EQ(house.append(upload, 0, "a", true).status, 404);
  EXPECT_EQ(house.request("DELETE", upload).status, 404);
  IetfHouse gone({.gone_status = 410, .max_age = std::chrono::hours(1)});
  const auto expired = gone.open();
  gone.clock->advance(std::chrono::hours(1));
  EXPECT_EQ(gone.progress(expired), "410 - -");
}

// Rule ietf.cancel.fields
TEST(IetfAppend, OldVersionsCancelWithoutUploadFields) {
  IetfHouse old({}, 6);
  const auto upload = old.open();
  EXPECT_EQ(old.request("DELETE", upload, {}, {{"Upload-Offset", "0"}}).status, 400);
  EXPECT_EQ(old.request("DELETE", upload).status, 204);
  IetfHouse house;
  EXPECT_EQ(house.request("DELETE", house.open(), {}, {{"Upload-Offset", "0"}}).status, 204);
}

TEST(IetfAppend, CancellingAFinishedUploadLeavesWhatItBecame) {
  IetfHouse house;
  const auto upload = house.open();
  EXPECT_EQ(house.append(upload, 0, "hello", true).status, 200);
  EXPECT_EQ(house.request("DELETE", upload).status, 204);
  EXPECT_EQ(house.progress(upload), "404 - -");
  EXPECT_EQ(house.stored(upload), "hello");
}

// Rules ietf.append.mismatch, ietf.problem.types, ietf.common.refusal
TEST(IetfAppend, AnotherOffsetIsAConflictThatSaysTheTrueOne) {
  IetfHouse house;
  const auto upload = house.open();
  EXPECT_EQ(house.append(upload, 0, "hel", false).status, 204);
  for (const std::uint64_t offset : {0U, 2U, 4U}) {
    const auto answer = house.append(upload, offset, "xy", false);
    EXPECT_EQ(ietf_problem(answer), "409 mismatching-upload-offset");
    EXPECT_EQ(answer.field("Content-Type"), "application/problem+json");
    EXPECT_EQ(answer.field("Upload-Offset"), "3");
    EXPECT_EQ(answer.field("Upload-Complete"), "?0");
    const auto json = nlohmann::json::parse(answer.body);
    EXPECT_EQ(json["expected-offset"], 3);
    EXPECT_EQ(json["provided-offset"], offset);
  }
  EXPECT_EQ(house.progress(upload), "204 3 ?0");
}

// Rules ietf.append.media-type, ietf.append.offset, ietf.append.complete
TEST(IetfAppend, TheHeadIsCheckedFirst) {
  IetfHouse house;
  const auto upload = house.open();
  const Fields::value_type type{"Content-Type", "application/partial-upload"};
  const Fields::value_type offset{"Upload-Offset", "0"};
  const auto status = [&](const IetfHouse& at, const std::string& where, const Fields& fields) {
    return at.request("PATCH", where, "a", fields).status;
  };
  EXPECT_EQ(status(house, upload, {offset, house.complete(false)}), 415);
  EXPECT_EQ(status(house, upload, {type, house.complete(false)}), 400);
  EXPECT_EQ(status(house, upload, {type, house.complete(false), {"Upload-Offset", "-1"}}), 400);
  EXPECT_EQ(status(house, upload, {type, offset}), 400);
  EXPECT_EQ(house.progress(upload), "204 0 ?0");
  IetfHouse five({}, 5);
  EXPECT_EQ(status(five, five.open(), {offset, five.complete(false)}), 201);
  IetfHouse six({}, 6);
  EXPECT_EQ(status(six, six.open(), {type, offset}), 201);  // taken for the last one
  IetfHouse strict({.missing_complete = IetfOptions::MissingComplete::k400}, 6);
  EXPECT_EQ(status(strict, strict.open(), {type, offset}), 400);
}

// Rules ietf.append.replay, ietf.complete.once
TEST(IetfAppend, ARepeatOfTheLastAppendGetsItsAnswerAgain) {
  IetfHouse house({.replay_for = std::chrono::hours(1)});
  const auto upload = house.open();
  const auto first = house.append(upload, 0, "hello", true);
  const auto again = house.append(upload, 5, "", true);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.field("Upload-Complete"), "?1");
  EXPECT_EQ(ietf_problem(house.append(upload, 0, "hello", true)), "409 mismatching-upload-offset");
  EXPECT_EQ(house.append(upload, 5, "x", true).status, 409);
  EXPECT_EQ(house.server.objects("ietf").size(), 1U);
  house.clock->advance(std::chrono::hours(1));
  EXPECT_EQ(house.append(upload, 5, "", true).status, 404);
}

// Rule ietf.append.completed
TEST(IetfAppend, OldVersionsRefuseAppendsToAFinishedUpload) {
  for (const int version : {6, 7, 8}) {
    IetfHouse house({}, version);
    const auto upload = house.open();
    house.append(upload, 0, "hello", true);
    EXPECT_EQ(ietf_problem(house.append(upload, 5, "", true)), "400 completed-upload") << version;
  }
  IetfHouse five({}, 5);
  const auto upload = five.open();
  five.append(upload, 0, "hello", true);
  EXPECT_EQ(ietf_problem(five.append(upload, 5, "", true)), "400 Upload is already completed");
}

// Rules ietf.length.learned, ietf.length.inconsistent
TEST(IetfAppend, AllWordsAboutTheLengthMustAgree) {
  IetfHouse house;
  const auto upload = house.open({{"Upload-Length", "5"}});
  EXPECT_EQ(ietf_problem(house.append(upload, 0, "hel", false, {{"Upload-Length", "6"}})),
            "400 inconsistent-upload-length");
  EXPECT_EQ(ietf_problem(house.append(upload, 0, "hel", true)), "400 inconsistent-upload-length");
  EXPECT_EQ(house.append(upload, 0, "hello", false).status, 204);
  EXPECT_EQ(house.progress(upload), "204 5 ?0");  // a length completes nothing
  EXPECT_EQ(house.append(upload, 5, "", true).status, 200);
  const auto other = house.open();
  EXPECT_EQ(house.append(other, 0, "abc", false).status, 204);
  EXPECT_EQ(ietf_problem(house.append(other, 3, "", false, {{"Upload-Length", "2"}})),
            "400 inconsistent-upload-length");
}

// Rule ietf.append.overrun
TEST(IetfAppend, ContentPastTheLengthEndsTheUpload) {
  for (const int version : {7, 9}) {
    IetfHouse house({}, version);
    const auto upload = house.open({{"Upload-Length", "5"}});
    EXPECT_EQ(house.append(upload, 0, "0123456", false).status, 400) << version;
    EXPECT_EQ(house.head(upload).status, 404) << version;
  }
  IetfHouse six({}, 6);
  const auto upload = six.open({{"Upload-Length", "5"}});
  EXPECT_EQ(six.append(upload, 0, "0123456", false).status, 400);
  EXPECT_EQ(six.progress(upload), "204 5 ?0");
  IetfHouse keeping({.overrun = IetfOptions::Overrun::kKeep});
  const auto kept = keeping.open({{"Upload-Length", "5"}});
  const Fields fields{{"Upload-Offset", "0"},
                      {"Content-Type", "application/partial-upload"},
                      keeping.complete(false)};
  EXPECT_EQ(keeping
                .request("PATCH", kept, "7\r\n0123456\r\n0\r\n\r\n", fields,
                         "Transfer-Encoding: chunked\r\n")
                .status,
            400);
  EXPECT_EQ(keeping.progress(kept), "204 5 ?0");
}

// Rules ietf.digest.content, ietf.digest.representation
TEST(IetfAppend, DigestsAreChecked) {
  IetfHouse house;
  const Fields right{
      {"Content-Digest", "sha-256=:LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=:, x=1"}};
  const Fields wrong{{"Content-Digest", "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"}};
  const auto upload = house.open();
  EXPECT_EQ(house.append(upload, 0, "hello", false, wrong).status, 400);
  for (const char* bad :
       {"sha-256=:AAAA:", "sha-256=::", "md5=:LPJNul+wow4m6DsqxbninhsWHlwfp0Je:"}) {
    EXPECT_EQ(house.append(upload, 0, "hello", false, {{"Content-Digest", bad}}).status, 400)
        << bad;
  }
  EXPECT_EQ(house.progress(upload), "204 0 ?0");
  EXPECT_EQ(house.append(upload, 0, "hello", false, right).status, 204);
  const Fields whole{{"Repr-Digest", "md5=:XUFAKrxLKna5cZ2REBfFkg==:"}};
  EXPECT_EQ(house.create("hello", true, whole).status, 200);
  const auto other = house.open(whole);
  EXPECT_EQ(house.append(other, 0, "hullo", true).status, 400);
  EXPECT_EQ(house.progress(other), "404 - -");
  IetfHouse blind({.digests = false});
  EXPECT_EQ(blind.append(blind.open(), 0, "hello", false, wrong).status, 204);
}

// Rules ietf.append.cut, ietf.lock.interrupt
TEST(IetfAppend, ARetrievalEndsTheTransferThatRuns) {
  IetfHouse house;
  const auto upload = house.open();
  RawClient client(house.server.port());
  const Fields fields{
      {"Upload-Offset", "0"}, {"Content-Type", "application/partial-upload"}, house.complete(true)};
  const auto text = house.text("PATCH", upload, "0123456789", fields);
  client.send(std::string_view(text).substr(0, text.size() - 4));
  // It may not have begun when the first question comes.
  while (!client.has_input()) static_cast<void>(house.head(upload));
  EXPECT_EQ(client.answer().status, 400);
  const auto offset = std::stoull(house.head(upload).field("Upload-Offset"));
  EXPECT_LE(offset, 6U);
  EXPECT_EQ(
      house.append(upload, offset, std::string_view("0123456789").substr(offset), true).status,
      200);
  EXPECT_EQ(house.stored(upload), "0123456789");
}

// Rule ietf.cancel.running
TEST(IetfAppend, ACancellationCutsTheTransferThatRuns) {
  IetfHouse house;
  const auto upload = house.open();
  RawClient client(house.server.port());
  const Fields fields{
      {"Upload-Offset", "0"}, {"Content-Type", "application/partial-upload"}, house.complete(true)};
  const auto text = house.text("PATCH", upload, "0123456789", fields);
  client.send(std::string_view(text).substr(0, text.size() - 4));
  EXPECT_EQ(house.request("DELETE", upload).status, 204);
  // Had it not begun yet, it would find nothing to send to once it has all.
  client.send("6789");
  EXPECT_GE(client.answer().status, 400);
  EXPECT_EQ(house.progress(upload), "404 - -");
  EXPECT_EQ(house.stored(upload), "(none)");
}

// Rule ietf.lock.busy
TEST(IetfAppend, ARunningTransferRefusesOthersBySwitch) {
  for (const auto& [lock, status] :
       {std::pair(IetfOptions::Lock::k409, 409), std::pair(IetfOptions::Lock::k423, 423)}) {
    IetfHouse house({.lock = lock});
    const Fields fields{{"Upload-Offset", "0"},
                        {"Content-Type", "application/partial-upload"},
                        house.complete(true)};
    std::string upload;
    const auto begin = [&] {
      upload = house.open();
      const auto text = house.text("PATCH", upload, "0123456789", fields);
      auto client = std::make_unique<RawClient>(house.server.port());
      client->send(std::string_view(text).substr(0, text.size() - 4));
      return client;
    };
    auto client = begin();
    // It may meet a question that has the turn just then, and is refused itself: another one then.
    for (int asked = 1; house.head(upload).status != status; ++asked) {
      if (asked % 100 == 0) client = begin();
    }
    client->send("6789");
    EXPECT_EQ(client->answer().status, 200);
  }
}

// Rules ietf.version.statuses, ietf.complete.location
TEST(IetfVersions, AnswerEachInItsOwnWords) {
  const struct {
    int version;
    int part;
    int whole;
    bool location;
    const char* limit;
  } rows[] = {{3, 201, 201, true, ""},
              {4, 201, 201, true, ""},
              {5, 201, 201, true, ""},
              {6, 201, 201, true, "max-size=5497558138880, expires=60"},
              {7, 204, 200, true, "max-size=5497558138880, max-age=60"},
              {8, 204, 200, true, "max-size=5497558138880, max-age=60"},
              {9, 204, 200, false, "max-size=5497558138880, max-age=60"},
              {10, 204, 200, false, "max-size=5497558138880, max-age=60"}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.version);
    IetfHouse house({.max_age = std::chrono::minutes(1)}, row.version);
    const auto made = house.create("", false);
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.field("Upload-Limit"), row.limit);
    EXPECT_EQ(made.field(row.version == 3 ? "Upload-Incomplete" : "Upload-Complete"),
              row.version == 3 ? "?1" : "?0");
    const auto upload = house.path_of(made);
    EXPECT_EQ(house.append(upload, 0, "hel", false).status, row.part);
    const auto last = house.append(upload, 3, "lo", true);
    EXPECT_EQ(last.status, row.whole);
    EXPECT_EQ(last.has("Location"), row.location);
    EXPECT_EQ(last.field("Upload-Offset"), "5");
    EXPECT_EQ(house.stored(upload), "hello");
  }
  IetfHouse chosen({.final_status = 204, .append_status = 200});
  const auto upload = chosen.open();
  EXPECT_EQ(chosen.append(upload, 0, "a", false).status, 200);
  EXPECT_EQ(chosen.append(upload, 1, "b", true).status, 204);
}

// Rules ietf.problem.others, ietf.problem.types
TEST(IetfVersions, ProblemsHaveATypeOnlyWhereTheVersionHasIt) {
  IetfHouse five({}, 5);
  const auto upload = five.open();
  EXPECT_EQ(ietf_problem(five.append(upload, 1, "a", false)), "409 Mismatching upload offset");
  IetfHouse six({}, 6);
  EXPECT_EQ(ietf_problem(six.create("ab", true, {{"Upload-Length", "3"}})),
            "400 Inconsistent upload length");
  EXPECT_THAT(six.request("PATCH", "/files/nobody").body, HasSubstr("\"status\":404"));
}

}  // namespace
}  // namespace resumulator::testing_support
