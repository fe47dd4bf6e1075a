// The bodies of answers, and what a browser needs beside them.
#include <gtest/gtest.h>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

using Body = ResumableJsSwitches::Body;

RjsHouse with_bodies(Body body) {
  Options options;
  options.resumablejs.body = body;
  return RjsHouse(options);
}
RjsChunk out_of_range() {
  RjsChunk chunk = first_chunk();
  chunk.number = 9;
  return chunk;
}

// Rule rjs.answer.error
TEST(RjsAnswer, ErrorsAreJson) {
  const auto answer = RjsHouse().post(out_of_range());
  EXPECT_EQ(RjsHouse::told(answer),
            R"(400 {"error":"chunk_out_of_range","message":"There is no chunk 9 of 2."})");
  EXPECT_EQ(answer.field("Content-Type"), "application/json");
}

// Rule rjs.answer.node
TEST(RjsAnswer, OrTheWordsOfTheNodeSample) {
  const RjsHouse house = with_bodies(Body::kNode);
  EXPECT_EQ(RjsHouse::told(house.post(first_chunk())), "200 partly_done");
  EXPECT_EQ(RjsHouse::told(house.test(first_chunk())), "200 found");
  EXPECT_EQ(RjsHouse::told(house.post(last_chunk())), "200 done");
  EXPECT_EQ(RjsHouse::told(house.post(out_of_range())), "400 non_resumable_request");
  RjsChunk wrong = first_chunk();
  wrong.bytes = "012";
  EXPECT_EQ(RjsHouse::told(house.post(wrong)), "400 invalid_resumable_request");
}

// Rule rjs.answer.empty
TEST(RjsAnswer, OrNothing) {
  const RjsHouse house = with_bodies(Body::kEmpty);
  EXPECT_EQ(RjsHouse::told(house.post(first_chunk())), "200");
  EXPECT_EQ(RjsHouse::told(house.test(first_chunk())), "200");
  EXPECT_EQ(RjsHouse::told(house.post(out_of_range())), "400");
}

// Rule rjs.cors.preflight
TEST(RjsAnswer, APreflightAllowsWhatWasAskedFor) {
  const RjsHouse house;
  const auto answer = house.request("OPTIONS", "/uploads", "",
                                    {{"Origin", "http://page.example"},
                                     {"Access-Control-Request-Method", "POST"},
                                     {"Access-Control-Request-Headers", "x-token, content-type"}});
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "http://page.example");
  EXPECT_EQ(answer.field("Access-Control-Allow-Methods"),
            "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  EXPECT_EQ(answer.field("Access-Control-Allow-Headers"), "x-token, content-type");
  EXPECT_EQ(answer.field("Access-Control-Max-Age"), "86400");
}

// Rule rjs.cors.answers
TEST(RjsAnswer, EveryAnswerMayBeRead) {
  const RjsHouse house(
      {}, R"({ "when": { "operation": "append", "nth": 2 }, "do": { "answer": 503 } })");
  const Fields origin = {{"Origin", "http://page.example"}};
  const std::string target = RjsHouse::target(first_chunk().parameters());
  Fields form = RjsHouse::form_type();
  form.insert(form.end(), origin.begin(), origin.end());
  const std::string body = RjsHouse::form({}, "0123");
  const std::string query = "/uploads?resumableChunkNumber=x";
  for (const auto& answer :
       {house.request("GET", target, "", origin), house.request("POST", target, body, form),
        house.request("POST", target, body, form), house.request("GET", query, "", origin),
        house.request("DELETE", "/uploads", "", origin)}) {
    EXPECT_EQ(answer.field("Access-Control-Allow-Origin"), "http://page.example") << answer.status;
    EXPECT_EQ(answer.field("Access-Control-Allow-Credentials"), "true");
    EXPECT_EQ(answer.field("Vary"), "Origin");
  }
  EXPECT_EQ(house.exchange(3).status, 503);
  EXPECT_FALSE(house.test(first_chunk()).has("Access-Control-Allow-Origin"));
}

}  // namespace
}  // namespace resumulator::testing_support
