// Interim answers as rules change them: what a client sees that cannot count on its 104.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/fault_house.h"
#include "support/ietf_house.h"

namespace resumulator::testing_support {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct InterimHouse : IetfHouse {
  explicit InterimHouse(std::string_view change, IetfOptions ietf = {})
      : IetfHouse(std::move(ietf)) {
    obey_rules(server,
               R"({"when":{"operation":["create","simple","append"]},"times":"always","do":)" +
                   std::string(change) + "}");
  }
  /// All that comes back when ten bytes are sent whole.
  std::string sent() const { return everything("POST", "/files", "0123456789", {complete(true)}); }
};

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

// Rule ietf.interim.fault
TEST(IetfInterim, IsLeftOut) {
  const InterimHouse house(R"({"interim":"omit"})", {.progress = 4});
  EXPECT_THAT(house.sent(), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_EQ(house.server.objects("ietf").front().bytes(), "0123456789");
}

// Rule ietf.interim.fault
TEST(IetfInterim, ComesTwice) {
  const InterimHouse house(R"({"interim":"repeat"})", {.progress = 8});
  const auto all = house.sent();
  EXPECT_EQ(count(all, " 104 "), 4U) << all;
  EXPECT_EQ(count(all, "Upload-Offset: 8\r\n"), 2U);
  EXPECT_EQ(count(all, " 200 "), 1U);
}

// Rule ietf.interim.fault: another version, another URL, none at all.
TEST(IetfInterim, SaysSomethingElse) {
  const InterimHouse house(R"({"interim":{"set":{"Upload-Draft-Interop-Version":"99",
      "Location":"http://nowhere.example/files/x"},"drop":["Upload-Limit"]}})");
  const auto all = house.sent();
  const auto interim = all.substr(0, all.find("\r\n\r\n"));
  EXPECT_EQ(interim,
            "HTTP/1.1 104 Upload Resumption Supported\r\n"
            "Location: http://nowhere.example/files/x\r\n"
            "Upload-Draft-Interop-Version: 99");
  EXPECT_THAT(all.substr(interim.size()), HasSubstr("\r\nUpload-Draft-Interop-Version: 9\r\n"));
}

// Rule ietf.interim.fault
TEST(IetfInterim, ComesLate) {
  const InterimHouse house(R"({"interim":{"late":4}})");
  RawClient client(house.server.port());
  const auto text = house.text("POST", "/files", "0123456789", {house.complete(true)});
  client.send(std::string_view(text).substr(0, text.size() - 7));
  EXPECT_FALSE(client.has_input());
  client.send("3");
  EXPECT_EQ(client.answer().status, 104);
  client.send("456789");
  EXPECT_EQ(client.answer().status, 200);
}

// Rule ietf.interim.fault: at the latest when all content is there, and before the final answer.
TEST(IetfInterim, ComesNoLaterThanTheEndOfTheContent) {
  const InterimHouse house(R"({"interim":{"late":"1 MiB"}})");
  const auto all = house.sent();
  EXPECT_THAT(all, StartsWith("HTTP/1.1 104 "));
  EXPECT_THAT(all, HasSubstr("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(house.everything("POST", "/files", "", {house.complete(false)}),
              StartsWith("HTTP/1.1 104 "));
}

// Rule ietf.interim.fault: a bodiless creation has one, too.
TEST(IetfInterim, OfAnEmptyCreationIsLeftOutAsWell) {
  const InterimHouse house(R"({"interim":"omit"})");
  EXPECT_THAT(house.everything("POST", "/files", "", {house.complete(false)}),
              StartsWith("HTTP/1.1 201 Created\r\n"));
}

// Rule ietf.interim.progress: as far as rules claim it.
TEST(IetfInterim, TellsMoreProgressThanIsKept) {
  const InterimHouse house(R"({"claim_bytes":"+3"})", {.progress = 4});
  EXPECT_THAT(house.sent(), HasSubstr(" 104 Upload Resumption Supported\r\n"));
  EXPECT_THAT(house.sent(), HasSubstr("Upload-Offset: 7\r\n"));
  EXPECT_THAT(house.sent(), Not(HasSubstr("Upload-Offset: 4\r\n")));
}

// Rule ietf.interim.progress: only newer versions say again where the upload is.
TEST(IetfInterim, NamesTheUploadInEveryAnswerFromVersion9On) {
  for (const int version : {5, 8, 9, 10}) {
    IetfHouse house({.progress = 4}, version);
    const auto all = house.everything("POST", "/files", "01234", {house.complete(false)});
    const auto from = all.find("HTTP/1.1 104", 1);
    const auto progress = all.substr(from, all.find("\r\n\r\n", from) - from);
    EXPECT_THAT(progress, HasSubstr("\r\nUpload-Offset: 4"));
    EXPECT_EQ(progress.find("\r\nLocation: ") != std::string::npos, version >= 9) << progress;
  }
}

// Rule ietf.interim.progress: by the clock.
TEST(IetfInterim, TellsProgressInTime) {
  IetfHouse house({.progress_time = std::chrono::seconds(1)});
  RawClient client(house.server.port());
  client.send(
      house.text("POST", "/files", "", {house.complete(true)}, "Transfer-Encoding: chunked\r\n"));
  EXPECT_EQ(client.answer().status, 104);
  // Nobody says when the server has begun to read: then a byte behind each second is told.
  int sent = 0;
  for (; !client.has_input(); ++sent) {
    house.clock->advance(std::chrono::seconds(1));
    client.send("1\r\nx\r\n");
  }
  const auto told = client.answer();
  EXPECT_EQ(told.status, 104);
  EXPECT_LE(std::stoi(told.field("Upload-Offset")), sent);
  client.send("0\r\n\r\n");
  EXPECT_EQ(IetfHouse::final_answer(client).status, 200);
}

}  // namespace
}  // namespace resumulator::testing_support
