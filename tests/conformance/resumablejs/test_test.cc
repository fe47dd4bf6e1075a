// Asking whether a chunk is there.
#include <gtest/gtest.h>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

// Rules rjs.test.present rjs.test.absent
TEST(RjsTest, SaysWhatIsThere) {
  const RjsHouse house;
  EXPECT_EQ(RjsHouse::told(house.test(first_chunk())), "204");
  house.post(last_chunk());
  EXPECT_EQ(RjsHouse::told(house.test(last_chunk())), R"(200 {"chunkUploadStatus":true})");
  EXPECT_EQ(RjsHouse::told(house.test(first_chunk())), "204");
  house.post(first_chunk());
  EXPECT_EQ(house.test(first_chunk()).status, 200);
  EXPECT_EQ(house.exchange(2).operation, Operation::kAppend);
  EXPECT_EQ(house.exchange(3).operation, Operation::kQuery);
  EXPECT_EQ(house.exchange(3).claimed, (ClaimedRange{4, 10, 10}));
}

// Rule rjs.test.absent
TEST(RjsTest, TheStatusForAbsentIsTheSwitches) {
  Options options;
  options.resumablejs.absent_status = 404;
  EXPECT_EQ(RjsHouse(options).test(first_chunk()).status, 404);
}

// Rule rjs.test.list
TEST(RjsTest, OneTestMayTellOfAllChunks) {
  Options options;
  options.resumablejs.test_list = true;
  const RjsHouse house(options);
  EXPECT_EQ(RjsHouse::told(house.test(first_chunk())), R"(200 {"uploaded_chunks":[]})");
  house.post(last_chunk());
  EXPECT_EQ(RjsHouse::told(house.test(first_chunk())), R"(200 {"uploaded_chunks":[2]})");
  house.post(first_chunk());
  EXPECT_EQ(RjsHouse::told(house.test(first_chunk())), R"(200 {"uploaded_chunks":[1,2]})");
  RjsChunk chunk = first_chunk();
  chunk.number = 3;
  EXPECT_EQ(RjsHouse::refused(house.test(chunk)), "400 chunk_out_of_range");
}

// Rule rjs.test.invalid
TEST(RjsTest, ParametersAreChecked) {
  const RjsHouse house;
  RjsChunk chunk = first_chunk();
  chunk.number = 3;
  EXPECT_EQ(RjsHouse::refused(house.test(chunk)), "400 chunk_out_of_range");
  EXPECT_EQ(RjsHouse::refused(house.request("GET", "/uploads")), "400 missing_parameter");
  EXPECT_EQ(RjsHouse::refused(house.request("GET", "/uploads?a=%x")), "400 invalid_parameter");
}

// Rule rjs.test.invalid
TEST(RjsTest, OtherSizesThanBeforeAreRefused) {
  Options options;
  RjsChunk other = first_chunk();
  other.total = 99;
  other.chunk = 33;
  other.count = 3;
  other.bytes = std::string(33, 'x');
  const RjsHouse house(options);
  house.post(first_chunk());
  EXPECT_EQ(RjsHouse::refused(house.test(other)), "409 parameter_conflict");
  house.post(last_chunk());
  EXPECT_EQ(RjsHouse::refused(house.test(other)), "409 parameter_conflict") << "finished";
  EXPECT_EQ(house.test(first_chunk()).status, 200);
  options.resumablejs.on_param_change = ResumableJsSwitches::ParamChange::kReset;
  const RjsHouse reset(options);
  reset.post(first_chunk());
  EXPECT_EQ(reset.test(other).status, 204) << "it would begin anew";
  EXPECT_EQ(reset.test(first_chunk()).status, 200);
  options.resumablejs.on_param_change = ResumableJsSwitches::ParamChange::kIgnore;
  const RjsHouse ignore(options);
  ignore.post(first_chunk());
  EXPECT_EQ(ignore.test(other).status, 200);
}

// Rule rjs.test.changes-nothing
TEST(RjsTest, MakesNoSession) {
  const RjsHouse house;
  house.test(first_chunk());
  EXPECT_EQ(house.exchange(1).session, 0U);
  EXPECT_EQ(house.request("GET", "/storage/v1/b/uploads").status, 404);
}

// Rule rjs.test.head
TEST(RjsTest, HeadTestsAsGet) {
  const RjsHouse house;
  house.post(first_chunk());
  RawClient client(house.server.port());
  client.send(house.text("HEAD", RjsHouse::target(first_chunk().parameters()), "", {}));
  const RawAnswer answer = client.answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "");
  client.send(house.text("HEAD", RjsHouse::target(last_chunk().parameters()), "", {}));
  EXPECT_EQ(client.answer(true).status, 204);
}

// Rule rjs.test.form
TEST(RjsTest, ParametersMayComeInABody) {
  const RjsHouse house;
  const Fields fields = first_chunk().parameters();
  const std::string pairs = encode_query({fields.begin(), fields.end()});
  const Fields type = {{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(house.request("GET", "/uploads", pairs, type).status, 204);
  house.post(first_chunk());
  EXPECT_EQ(house.request("GET", "/uploads", pairs, type).status, 200);
  EXPECT_EQ(house.request("GET", "/uploads", pairs + "%", type).status, 400);
}

// Rule rjs.test.by-post
TEST(RjsTest, AFormWithoutBytesTestsWhereItsMethodMay) {
  Options options;
  options.resumablejs.test_methods = "POST";
  const RjsHouse house(options);
  const Fields fields = first_chunk().parameters();
  const auto ask = [&](const RjsHouse& where) {
    return where.request("POST", "/uploads", RjsHouse::form(fields), RjsHouse::form_type());
  };
  EXPECT_EQ(ask(house).status, 204);
  EXPECT_EQ(house.exchange(1).operation, Operation::kQuery);
  house.post(first_chunk());
  EXPECT_EQ(ask(house).status, 200);
  EXPECT_EQ(RjsHouse::refused(ask(RjsHouse())), "400 missing_file");
}

}  // namespace
}  // namespace resumulator::testing_support
