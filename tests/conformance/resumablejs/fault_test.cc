// Faults act on the family as on every protocol.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

RjsHouse obeying(std::string_view rules) { return RjsHouse({}, rules); }

// Rule rjs.test.report
TEST(RjsFault, ATestMayLie) {
  RjsHouse house = obeying(R"(
    { "when": { "operation": "query", "nth": 1 }, "do": { "claim_bytes": "+4" } },
    { "when": { "operation": "query", "nth": 2 }, "do": { "claim_bytes": "+3" } },
    { "when": { "operation": "query", "nth": 3 }, "do": "hide_progress" },
    { "when": { "operation": "query", "nth": 4 }, "do": { "claim_bytes": "-4" } },
    { "when": { "operation": "query", "nth": 5 }, "do": { "claim_bytes": "-3" } })");
  EXPECT_EQ(house.test(first_chunk()).status, 200);
  EXPECT_EQ(house.test(first_chunk()).status, 204);
  house.post(first_chunk());
  EXPECT_EQ(house.test(first_chunk()).status, 204);
  EXPECT_EQ(house.test(first_chunk()).status, 204);
  EXPECT_EQ(house.test(first_chunk()).status, 200);
}

// Rule rjs.fault.form: flow.js and its like put the parameters into the form alone.
TEST(RjsFault, RulesKnowAChunkByTheFieldsOfItsForm) {
  RjsHouse house = obeying(R"(
    { "when": { "operation": "upload", "covers": 0, "object": "a.bin" }, "do": { "answer": 503 } },
    { "when": { "operation": "finalize", "offset": 4, "length": 6 }, "do": { "answer": 502 } })");
  EXPECT_EQ(house.post_form(last_chunk().parameters(), last_chunk().bytes).status, 200);
  EXPECT_EQ(house.post_form(first_chunk().parameters(), first_chunk().bytes).status, 503)
      << "carries byte 0";
  RjsChunk other = first_chunk();
  other.identifier = other.filename = "b.bin";
  EXPECT_EQ(house.post_form(other.parameters(), other.bytes).status, 200) << "another object";
  other.number = 2;
  other.bytes = "456789";
  EXPECT_EQ(house.post_form(other.parameters(), other.bytes).status, 502) << "the last of its file";
  EXPECT_EQ(house.post_form(other.parameters(), other.bytes).status, 200);
  EXPECT_EQ(house.file("b.bin"), "0123456789");
}

// Rule rjs.fault.form: what was read ahead does not count as read.
TEST(RjsFault, ACutInsideAFormIsAtItsByte) {
  RjsHouse house = obeying(R"(
    { "when": { "operation": "append", "covers": 0 }, "at": "body:7", "do": "reset" },
    { "when": { "operation": "finalize" }, "at": "body", "do": { "answer": 503 } })");
  RawClient client(house.server.port());
  const std::string body = RjsHouse::form(first_chunk().parameters(), first_chunk().bytes);
  client.send(house.text("POST", "/uploads", body, RjsHouse::form_type()));
  EXPECT_TRUE(client.was_reset());
  EXPECT_EQ(house.exchange(1).received, 7U);
  EXPECT_EQ(house.exchange(1).ending, Ending::kReset);
  EXPECT_EQ(house.exchange(1).claimed, (ClaimedRange{0, 4, 10}));
  EXPECT_EQ(house.post_form(first_chunk().parameters(), first_chunk().bytes).status, 200);
  const auto refused = house.post_form(last_chunk().parameters(), last_chunk().bytes);
  EXPECT_EQ(refused.status, 503);
  EXPECT_EQ(house.post_form(last_chunk().parameters(), last_chunk().bytes).status, 200);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
}

// Rule rjs.fault.form: where the client waits for 100 Continue, the point `headers` comes first.
TEST(RjsFault, AFormThatWaitsToBeAskedForIsNotLookedInto) {
  RjsHouse house = obeying(R"({ "when": { "operation": "append" }, "do": { "answer": 503 } })");
  Fields fields = RjsHouse::form_type();
  fields.emplace_back("Expect", "100-continue");
  RawClient client(house.server.port());
  const std::string body = RjsHouse::form(first_chunk().parameters(), first_chunk().bytes);
  const std::string request = house.text("POST", "/uploads", body, fields);
  client.send(request.substr(0, request.size() - body.size()));
  EXPECT_EQ(client.answer().status, 503);
}

// Rule rjs.fault.form: fields that come one by one.
TEST(RjsFault, AFormIsLookedIntoAsItComes) {
  RjsHouse house = obeying(
      R"({ "when": { "operation": "append", "covers": 0 }, "do": { "answer": 503 } })");
  const std::string body = RjsHouse::form(first_chunk().parameters(), first_chunk().bytes);
  const std::string request = house.text("POST", "/uploads", body, RjsHouse::form_type());
  RawClient client(house.server.port());
  const std::size_t file = request.find("name=\"file\"");
  for (std::size_t at = 0; at < file; at += 50) {
    client.send(request.substr(at, std::min<std::size_t>(50, file - at)));
  }
  client.send(request.substr(file, request.find("0123\r\n", file) - file));  // not the bytes
  EXPECT_EQ(client.answer().status, 503);
}

// Rule rjs.chunk.keep
TEST(RjsFault, AChunkIsKeptWholeOrNotAtAll) {
  for (const char* keep : {"\"nothing\"", "2", "\"60%\"", "\"received\""}) {
    RjsHouse house = obeying(std::string(R"({ "when": { "operation": "append" }, "keep": )") +
                             keep + " }");
    const bool kept = keep == std::string("\"received\"");
    EXPECT_EQ(house.octet(first_chunk()).status, kept ? 200 : 503) << keep;
    EXPECT_EQ(house.test(first_chunk()).status, kept ? 200 : 204) << keep;
  }
}

// Rule rjs.session.gone
TEST(RjsFault, ASessionMayEnd) {
  for (const char* how : {"forget", "expire", "gone"}) {
    RjsHouse house = obeying(std::string(R"({ "when": { "operation": "append" }, "at": "answered",
        "do": { "session": ")") + how + R"(" } })");
    EXPECT_EQ(house.post(first_chunk()).status, 200);
    const bool gone = how == std::string("gone");
    EXPECT_EQ(house.test(first_chunk()).status, gone ? 410 : 204) << how;
    EXPECT_EQ(house.post(last_chunk()).status, gone ? 410 : 200) << how;
    EXPECT_EQ(house.file("a.bin"), "(none)");
  }
}

// Rule rjs.session.gone
TEST(RjsFault, AcknowledgedChunksMayBeForgotten) {
  RjsHouse house = obeying(
      R"({ "when": { "operation": "append", "nth": 2 }, "at": "answered",
           "do": { "forget_bytes": 1 } })");
  RjsChunk chunk;
  chunk.total = chunk.count = 3;
  chunk.chunk = 1;
  const auto post = [&](std::uint64_t number) {
    chunk.number = number;
    chunk.bytes = std::to_string(number);
    return house.post(chunk).status;
  };
  EXPECT_EQ(post(1), 200);
  EXPECT_EQ(post(3), 200);
  EXPECT_EQ(house.test(chunk).status, 204);
  EXPECT_EQ(post(2), 200);
  EXPECT_EQ(house.file("a.bin"), "(none)");
  EXPECT_EQ(post(3), 200);
  EXPECT_EQ(house.file("a.bin"), "123");
}

// Rules rjs.chunk.duplicate rjs.chunk.stored
TEST(RjsFault, AnAnswerMayBeLostAndARequestCome2Times) {
  RjsHouse house = obeying(R"(
    { "when": { "operation": "upload", "nth": 1 }, "at": "stored", "do": "reset" },
    { "when": { "operation": "finalize" }, "do": "apply_twice" })");
  RawClient client(house.server.port());
  const RjsChunk first = first_chunk();
  client.send(house.text("POST", RjsHouse::target(first.parameters()),
                         RjsHouse::form(first.parameters(), first.bytes), RjsHouse::form_type()));
  EXPECT_TRUE(client.was_reset());
  EXPECT_EQ(house.test(first).status, 200);
  EXPECT_NE(house.post(last_chunk()).body.find("fileUploadStatus"), std::string::npos);
  EXPECT_EQ(house.file("a.bin"), "0123456789");
}

// Rules rjs.chunk.cut rjs.chunk.stored
TEST(RjsFault, RulesFindAChunkByItsPlace) {
  RjsHouse house = obeying(R"(
    { "when": { "protocol": "resumablejs", "covers": 5, "final": true, "object": "a.bin" },
      "at": "body:3", "do": { "answer": 502 } })");
  EXPECT_EQ(house.post(first_chunk()).status, 200);
  EXPECT_EQ(house.octet(last_chunk()).status, 502);
  EXPECT_EQ(house.test(last_chunk()).status, 204);
  EXPECT_EQ(house.octet(last_chunk()).status, 200);
}

// Rule rjs.complete.last: a bit that turned over is in the finished file.
TEST(RjsFault, StoredBytesMayBeDamaged) {
  RjsHouse house = obeying(R"({ "when": { "operation": "append" }, "at": "stored",
      "do": { "flip_bit": { "byte": 9, "bit": 0 } } })");
  house.post(first_chunk());
  house.post(last_chunk());
  EXPECT_EQ(house.file("a.bin"), "0123456788");
}

}  // namespace
}  // namespace resumulator::testing_support
