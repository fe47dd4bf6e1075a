// Creation, interim answers, versions and what is no resumable upload.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/ietf_house.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kInterim = "HTTP/1.1 104 Upload Resumption Supported\r\n";

// Rules ietf.interim.location, ietf.complete.answer, ietf.complete.once
TEST(IetfCreate, AWholeUploadIsAnnouncedAndAnsweredByItsTarget) {
  IetfHouse house;
  const auto all = house.everything("POST", "/files", "hello", {house.complete(true)});
  EXPECT_THAT(all, StartsWith(kInterim + "Location: http://" + house.host() + "/files/"));
  EXPECT_THAT(all, HasSubstr("\r\nUpload-Draft-Interop-Version: 9\r\n"));
  const auto final = all.substr(all.find("\r\n\r\n") + 4);
  EXPECT_THAT(final, StartsWith("HTTP/1.1 200 OK\r\nUpload-Complete: ?1\r\nUpload-Offset: 5\r\n"));
  EXPECT_THAT(final, Not(HasSubstr("Location:")));
  EXPECT_THAT(final, HasSubstr("\"size\":5}"));
  ASSERT_EQ(house.server.objects("ietf").size(), 1U);
  EXPECT_EQ(house.server.objects("ietf").front().bytes(), "hello");
}

// Rules ietf.create.incomplete, ietf.append.answer
TEST(IetfCreate, AnUploadMayBeginWithoutContent) {
  IetfHouse house;
  const auto made = house.create("", false, {{"Content-Type", "text/plain"}});
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.field("Upload-Complete"), "?0");
  EXPECT_EQ(made.field("Upload-Offset"), "0");
  EXPECT_EQ(made.field("Upload-Limit"), "max-size=5497558138880");
  const auto upload = house.path_of(made);
  EXPECT_EQ(house.progress(upload), "204 0 ?0");
  const auto part = house.append(upload, 0, "hel", false);
  EXPECT_EQ(part.status, 204);
  EXPECT_EQ(part.field("Upload-Complete"), "?0");
  EXPECT_EQ(part.field("Upload-Offset"), "3");
  const auto last = house.append(upload, 3, "lo", true);
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.field("Upload-Complete"), "?1");
  EXPECT_EQ(house.progress(upload), "204 5 ?1");
  EXPECT_EQ(house.stored(upload), "hello");
  EXPECT_EQ(house.server.object("ietf", upload.substr(7))->content_type, "text/plain");
}

// Rules ietf.interim.version, ietf.common.echo
TEST(IetfCreate, WithoutAVersionThereIsNoInterimAnswer) {
  IetfHouse plain({}, 0);
  const auto all = plain.everything("POST", "/files", "hi", {plain.complete(true)});
  EXPECT_THAT(all, StartsWith("HTTP/1.1 200 OK"));
  EXPECT_THAT(all, Not(HasSubstr("Interop")));
  IetfHouse rfc({.rfc_mode = true}, 0);
  const auto announced = rfc.everything("POST", "/files", "hi", {rfc.complete(true)});
  EXPECT_THAT(announced, StartsWith(kInterim));
  EXPECT_THAT(announced, Not(HasSubstr("Interop")));
  IetfHouse quiet({.echo_version = false});
  EXPECT_FALSE(quiet.create("", false).has("Upload-Draft-Interop-Version"));
  EXPECT_EQ(IetfHouse().create("", false).field("Upload-Draft-Interop-Version"), "9");
}

// Rule ietf.interim.old-http
TEST(IetfCreate, HttpOneZeroGetsNoInterimAnswer) {
  IetfHouse house;
  auto request = house.text("POST", "/files", "hello", {house.complete(true)});
  request.replace(request.find("HTTP/1.1"), 8, "HTTP/1.0");
  RawClient client(house.server.port());
  client.send(request);
  const auto all = client.take_all();
  EXPECT_THAT(all, Not(HasSubstr(" 104 ")));
  EXPECT_THAT(all, HasSubstr(" 200 OK\r\nUpload-Complete: ?1\r\n"));
}

// Rule ietf.interim.same-location
TEST(IetfCreate, EveryAnswerOfOneCreationNamesOneUrl) {
  for (const int version : {5, 6, 7, 8, 9, 10}) {
    IetfHouse house({}, version);
    const auto all = house.everything("POST", "/files", "hello", {house.complete(false)});
    const auto first = all.find("\r\nLocation: ");
    const auto last = all.rfind("\r\nLocation: ");
    ASSERT_NE(first, last) << all;
    const auto line = [&](std::size_t at) { return all.substr(at + 2, all.find("\r\n", at + 2) - at - 2); };
    EXPECT_EQ(line(first), line(last));
  }
}

// Rules ietf.interim.full-duplex, ietf.interim.limit
TEST(IetfCreate, TheInterimAnswerComesBeforeTheContentIsRead) {
  IetfHouse house({.max_size = 1000});
  RawClient client(house.server.port());
  const auto text = house.text("POST", "/files", "hello", {house.complete(true)});
  client.send(std::string_view(text).substr(0, text.size() - 4));
  EXPECT_EQ(client.answer().status, 104);
  client.send("ello");
  EXPECT_EQ(IetfHouse::final_answer(client).status, 200);
  EXPECT_THAT(house.everything("POST", "/files", "", {house.complete(false)}),
              HasSubstr("Upload-Limit: max-size=1000\r\n\r\nHTTP/1.1 201"));
}

// Rule ietf.interim.continue
TEST(IetfCreate, TheInterimAnswerDoesNotReplace100Continue) {
  IetfHouse house;
  RawClient client(house.server.port());
  const Fields fields{house.complete(true), {"Expect", "100-continue"}};
  client.send(house.text("POST", "/files", {}, fields, "Content-Length: 2\r\n"));
  std::string came;
  while (came.find("100 Continue\r\n\r\n") == std::string::npos) came += client.take(1);
  EXPECT_THAT(came, StartsWith(kInterim));
  client.send("ok");
  EXPECT_EQ(IetfHouse::final_answer(client).status, 200);
}

// Rule ietf.interim.progress
TEST(IetfCreate, ProgressIsToldBySwitch) {
  IetfHouse house({.progress = 4});
  const auto all = house.everything("POST", "/files", "0123456789", {house.complete(true)});
  EXPECT_THAT(all, HasSubstr("Upload-Offset: 4\r\n\r\nHTTP/1.1 104"));
  EXPECT_THAT(all, HasSubstr("Upload-Offset: 8\r\n\r\nHTTP/1.1 200"));
  IetfHouse old({.progress = 4}, 4);
  EXPECT_THAT(old.everything("POST", "/files", "0123456789", {old.complete(true)}),
              Not(HasSubstr("Upload-Offset: 4")));
}

// Rule ietf.create.cut
TEST(IetfCreate, WhatCameOfABrokenCreationIsKept) {
  IetfHouse house;
  RawClient client(house.server.port());
  const auto text = house.text("POST", "/files", "0123456789", {house.complete(true)});
  client.send(std::string_view(text).substr(0, text.size() - 4));
  std::string head;
  while (!head.ends_with("\r\n\r\n")) head += client.take(1);
  client.close();
  const auto from = head.find("/files");
  const auto upload = head.substr(from, head.find("\r\n", from) - from);
  EXPECT_EQ(house.progress(upload), "204 6 ?0");
  EXPECT_EQ(house.append(upload, 6, "6789", true).status, 200);
  EXPECT_EQ(house.stored(upload), "0123456789");
}

// Rules ietf.length.inconsistent, ietf.problem.types, ietf.common.refusal
TEST(IetfCreate, LengthsMustAgree) {
  IetfHouse house;
  const auto answer = house.create("hello", true, {{"Upload-Length", "6"}});
  EXPECT_EQ(ietf_problem(answer), "400 inconsistent-upload-length");
  EXPECT_EQ(answer.field("Upload-Complete"), "?0");
  EXPECT_EQ(house.server.totals().sessions, 0U);
  EXPECT_EQ(house.create("hello", true, {{"Upload-Length", "5"}}).status, 200);
}

// Rule ietf.create.offset
TEST(IetfCreate, ACreationBeginsAtTheBeginning) {
  IetfHouse house;
  EXPECT_EQ(house.create("a", false, {{"Upload-Offset", "1"}}).status, 400);
  EXPECT_EQ(house.create("a", false, {{"Upload-Offset", "0"}}).status, 201);
}

// Rules ietf.limit.size, ietf.limit.append-size, ietf.limit.field, ietf.common.refusal
TEST(IetfCreate, LimitsAreSaidAndHeld) {
  IetfHouse house({.max_size = 10,
                   .max_append_size = 6,
                   .min_append_size = 2,
                   .max_age = std::chrono::hours(1)});
  const std::string limit = "max-size=10, max-append-size=6, min-append-size=2, max-age=3600";
  const auto large = house.create("0123456", false);
  EXPECT_EQ(large.status, 413);
  EXPECT_EQ(large.field("Upload-Limit"), limit);
  EXPECT_EQ(large.field("Upload-Complete"), "?0");
  EXPECT_EQ(house.create("", false, {{"Upload-Length", "11"}}).status, 413);
  EXPECT_EQ(house.create("0", false).status, 400);
  EXPECT_EQ(house.create("0", true).status, 200);
  const auto upload = house.open();
  EXPECT_EQ(house.append(upload, 0, "012345", false).status, 204);
  EXPECT_EQ(house.append(upload, 6, "67890", false).status, 413);
  EXPECT_EQ(house.append(upload, 6, "6", false).status, 400);
  EXPECT_EQ(house.append(upload, 6, "6", true).status, 200);
  const auto options = house.request("OPTIONS", "/files");
  EXPECT_EQ(options.field("Upload-Limit"), limit);
}

// Rule ietf.options.limit
TEST(IetfCreate, OptionsSayTheLimits) {
  const auto answer = IetfHouse().request("OPTIONS", "/files");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.field("Upload-Limit"), "max-size=5497558138880");
  EXPECT_EQ(answer.field("Accept-Patch"), "application/partial-upload");
}

// Rule ietf.options.fields
TEST(IetfCreate, OptionsHaveNoUploadFields) {
  IetfHouse house;
  IetfHouse lenient({.strict_head = false});
  for (const Fields& fields : {Fields{{"Upload-Offset", "0"}}, Fields{{"Upload-Complete", "?1"}},
                               Fields{{"Upload-Incomplete", "?1"}}, Fields{{"Upload-Length", "1"}}}) {
    EXPECT_EQ(house.request("OPTIONS", "/files", {}, fields).status, 400);
    EXPECT_EQ(house.request("OPTIONS", house.open(), {}, fields).status, 400);
    EXPECT_EQ(lenient.request("OPTIONS", "/files", {}, fields).status, 204);
  }
}

// Rule ietf.plain.too-small
TEST(IetfCreate, ASmallUploadIsAPlainOne) {
  IetfHouse house({.min_size = 10});
  EXPECT_THAT(house.everything("POST", "/files", "small", {house.complete(true)}),
              StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(house.everything("POST", "/files", "large enough", {house.complete(true)}),
              StartsWith(kInterim));
}

// Rules ietf.plain.no-complete, ietf.field.absent
TEST(IetfCreate, WithoutUploadCompleteItIsAPlainUpload) {
  IetfHouse house;
  for (const Fields& fields : {Fields{}, Fields{{"Upload-Complete", "true"}},
                               Fields{{"Upload-Complete", "?1"}, {"Upload-Complete", "?1"}}}) {
    const auto all = house.everything("POST", "/files", "hi", fields);
    EXPECT_THAT(all, StartsWith("HTTP/1.1 200"));
    EXPECT_THAT(all, Not(HasSubstr("Upload-Complete")));
  }
  EXPECT_EQ(house.server.objects("ietf").size(), 3U);
}

// Rules ietf.version.accepted, ietf.plain.unknown-version
TEST(IetfCreate, VersionsNobodySpeaksAreServedAsPlainUploadsOrRefused) {
  for (const int version : {2, 11, 99}) {
    IetfHouse house({}, version);
    const auto all = house.everything("POST", "/files", "hi", {house.complete(true)});
    EXPECT_THAT(all, StartsWith("HTTP/1.1 200")) << version;
    IetfHouse strict({.unknown_version = IetfOptions::UnknownVersion::k400}, version);
    EXPECT_EQ(strict.create("hi", true).status, 400) << version;
  }
  IetfHouse only({.versions = {6}}, 9);
  EXPECT_THAT(only.everything("POST", "/files", "hi", {only.complete(true)}),
              StartsWith("HTTP/1.1 200"));
}

// Rule ietf.route.detection
TEST(IetfCreate, SharesItsPathWithTus) {
  IetfHouse house;
  const auto tus =
      house.request("POST", "/files", {}, {{"Tus-Resumable", "1.0.0"}, {"Upload-Length", "3"}});
  EXPECT_EQ(tus.status, 201);
  EXPECT_EQ(tus.field("Tus-Resumable"), "1.0.0");
  IetfHouse bare({}, 0);
  const auto upload = bare.open();
  EXPECT_EQ(bare.progress(upload), "204 0 ?0");
  EXPECT_EQ(bare.request("POST", "/files").status, 412);  // tus asks for its version
}

}  // namespace
}  // namespace resumulator::testing_support
