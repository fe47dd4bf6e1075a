// What rules do to FilePond's requests.
#include <gtest/gtest.h>

#include "support/filepond_house.h"

namespace resumulator::testing_support {
namespace {

// Rule fpd.report.honest: only what a fault says is otherwise.
TEST(FilePondFault, HidesAndClaimsProgress) {
  const FilePondHouse house(R"(
      {"when":{"protocol":"filepond","operation":"query","nth":1},"do":"hide_progress"},
      {"when":{"protocol":"filepond","operation":"query","nth":2},"do":{"claim_bytes":"+3"}})");
  const std::string id = house.begin(10);
  house.patch(id, 0, "0123");
  EXPECT_EQ(house.progress(id), "200 0");
  EXPECT_EQ(house.progress(id), "200 7");
  EXPECT_EQ(house.progress(id), "200 4");
}

// Rule fpd.transfer.gone
TEST(FilePondFault, EndsATransfer) {
  for (const auto& [end, status] : {std::pair("gone", "410 "), std::pair("forget", "404 "),
                                    std::pair("expire", "404 ")}) {
    const FilePondHouse house(R"({"when":{"operation":"append","nth":2},"do":{"session":")" +
                              std::string(end) + R"("}})");
    const std::string id = house.begin(10);
    house.patch(id, 0, "0123");
    EXPECT_EQ(FilePondHouse::told(house.patch(id, 4, "45")), status);
    EXPECT_EQ(house.progress(id), status);
    EXPECT_EQ(house.file(id), "(none)");
  }
}

// Rule fpd.patch.again: the answer to the last chunk is lost, and the chunk comes again.
TEST(FilePondFault, LosesTheLastAnswer) {
  const FilePondHouse house(R"({"when":{"operation":"finalize"},"at":"stored","do":"reset"})");
  const std::string id = house.begin(4);
  RawClient client(house.server.port());
  client.send(house.text("PATCH", FilePondHouse::address(id), "0123",
                         FilePondHouse::chunk_fields(0, 4)));
  EXPECT_TRUE(client.was_reset());
  EXPECT_EQ(house.file(id), "0123");
  EXPECT_EQ(FilePondHouse::told(house.patch(id, 0, "0123", 4)), "204 4");
}

// A rule at an exact byte of a chunk: 503, and nothing of the chunk is kept.
TEST(FilePondFault, AnswersInMidChunk) {
  const FilePondHouse house(R"({"when":{"operation":"append"},"at":"body:2","do":{"answer":503}})");
  const std::string id = house.begin(10);
  EXPECT_EQ(house.patch(id, 0, "0123").status, 503);
  EXPECT_EQ(house.exchange(2).received, 2U);
  EXPECT_EQ(house.progress(id), "200 0");
}

}  // namespace
}  // namespace resumulator::testing_support
