// Chunks that break off, byte for byte on the wire: nothing of them is there.
#include <gtest/gtest.h>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

// The request of the second chunk of "0123456789", in pieces.
struct Sent {
  std::string head;
  std::string body;
};
Sent second_chunk(const RjsHouse& house, bool octet) {
  const RjsChunk chunk = last_chunk();
  Sent sent;
  sent.body = octet ? chunk.bytes : RjsHouse::form(chunk.parameters(), chunk.bytes);
  const std::string whole =
      house.text("POST", RjsHouse::target(chunk.parameters()), sent.body,
                 octet ? Fields{{"Content-Type", "application/octet-stream"}}
                       : RjsHouse::form_type());
  sent.head = whole.substr(0, whole.size() - sent.body.size());
  return sent;
}

// Rule rjs.chunk.cut
TEST(RjsCut, AChunkThatBreaksOffLeavesNothing) {
  for (const bool octet : {false, true}) {
    const RjsHouse house;
    house.post(first_chunk());
    const Sent sent = second_chunk(house, octet);
    for (std::size_t cut = 0; cut < sent.body.size(); cut += octet ? 1 : 37) {
      RawClient client(house.server.port());
      client.send(sent.head + sent.body.substr(0, cut));
      client.half_close();
      EXPECT_EQ(client.take_all(), "");
      EXPECT_EQ(house.test(last_chunk()).status, 204) << cut;
    }
    EXPECT_EQ(house.file("a.bin"), "(none)");
    EXPECT_EQ(house.post(last_chunk()).status, 200);
    EXPECT_EQ(house.file("a.bin"), "0123456789");
  }
}

// Rule rjs.chunk.cut: all of the chunk came, and the end of the form did not.
TEST(RjsCut, AFormIsWholeWithItsLastByte) {
  const RjsHouse house;
  const Sent sent = second_chunk(house, false);
  for (const std::size_t missing : {1U, 4U, 10U}) {
    RawClient client(house.server.port());
    client.send(sent.head + sent.body.substr(0, sent.body.size() - missing));
    client.half_close();
    EXPECT_EQ(client.take_all(), "");
    EXPECT_EQ(house.test(last_chunk()).status, 204);
  }
}

// Rule rjs.chunk.cut: a connection that is reset, while another chunk goes on.
TEST(RjsCut, AResetDisturbsNoOtherChunk) {
  const RjsHouse house;
  const Sent sent = second_chunk(house, true);
  RawClient slow(house.server.port());
  slow.send(sent.head + sent.body.substr(0, 3));
  {
    RawClient broken(house.server.port());
    broken.send(sent.head + sent.body.substr(0, 5));
    broken.reset();
  }
  const auto ended = [](const RecordedExchange& each) { return each.ending == Ending::kCut; };
  ASSERT_TRUE(house.server.wait_for(ended, std::chrono::seconds(30)));
  EXPECT_EQ(house.post(first_chunk()).status, 200);
  const RawAnswer answer = slow.ask(sent.body.substr(3));
  EXPECT_NE(answer.body.find("fileUploadStatus"), std::string::npos);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
}

}  // namespace
}  // namespace resumulator::testing_support
