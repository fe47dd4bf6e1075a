// Expectations that no client can meet, in one file and in two; and those that look like it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/load.h"

namespace resumulator {
namespace {

using testing::HasSubstr;

constexpr const char* kPayload = R"("given":{"payload":{"size":1000}})";

Loaded file(const std::string& name, const std::string& given, const std::string& expect) {
  return load_scenario(
      "{\"scenario\":\"" + name + "\"," + given + ",\n\"expect\":[" + expect + "]}",
      name + ".json");
}
std::string messages(const Loaded& loaded) {
  std::string out;
  for (const Diagnostic& each : loaded.diagnostics) out += each.code + " " + each.message + "\n";
  return out;
}

struct Two {
  const char* first;
  const char* second;
};
void PrintTo(const Two& each, std::ostream* out) { *out << each.first << " | " << each.second; }

class Excluding : public testing::TestWithParam<Two> {};
TEST_P(Excluding, AreToldInOneFileWithBothPlaces) {
  const auto& [first, second] = GetParam();
  for (const auto& [a, b] : {std::pair(first, second), std::pair(second, first)}) {
    const Loaded loaded = file("a", kPayload, std::string(a) + ",\n" + b);
    ASSERT_EQ(loaded.diagnostics.size(), 1U) << messages(loaded);
    EXPECT_EQ(loaded.diagnostics[0].code, "E008");
    EXPECT_EQ(loaded.diagnostics[0].pointer, "/expect/1");
    EXPECT_EQ(loaded.diagnostics[0].line, 3U);
    EXPECT_THAT(loaded.diagnostics[0].message, HasSubstr("no client can do this and what the "
                                                         "expectation at a.json:2:11 wants"));
  }
}
TEST_P(Excluding, AreToldInTwoFiles) {
  const Loaded loaded = compose(
      {file("a", kPayload, GetParam().first), file("b", R"("about":"second")", GetParam().second)});
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << messages(loaded);
  EXPECT_EQ(loaded.diagnostics[0].file, "b.json");
  EXPECT_THAT(loaded.diagnostics[0].message, HasSubstr("at a.json:2:11 wants"));
}

constexpr const char* kSha[] = {
    R"({"object":{"name":"n","equals":{"sha256":"aa0000000000000000000000000000000000000000000000000000000000aaaa"}}})",
    R"({"object":{"name":"n","equals":{"sha256":"bb0000000000000000000000000000000000000000000000000000000000bbbb"}}})",
    R"({"object":{"name":"m","equals":{"sha256":"bb0000000000000000000000000000000000000000000000000000000000bbbb"}}})"};

INSTANTIATE_TEST_SUITE_P(
    Table, Excluding,
    testing::Values(
        Two{R"({"sessions":1})", R"({"sessions":{"at_least":2}})"},
        Two{R"({"completes":{"objects":1}})", R"({"completes":{"objects":2}})"},
        Two{R"({"completes":{"objects":0}})", R"({"completes":{"within":"1m"}})"},
        Two{R"({"object":{"size":5}})", R"({"object":{"size":6}})"},
        Two{R"({"object":{"bucket":"b","name":"n","size":5}})",
            R"({"object":{"name":"n","size":6}})"},
        Two{R"({"object":{"name":"n","size":5}})", R"({"object":{"name":"n","equals":"payload"}})"},
        Two{kSha[0], kSha[1]},
        Two{R"({"backoff":{"at_least":"2s","after":429}})",
            R"({"backoff":{"at_most":"1s","after":[429]}})"},
        Two{R"({"restarts":{"after":410,"from":0}})", R"({"restarts":{"after":410,"from":5}})"},
        Two{R"({"chunks":{"at_least":501}})", R"({"chunks":{"at_most":500}})"},
        Two{R"({"client":{"exit":0}})", R"({"client":{"exit":"nonzero"}})"},
        Two{R"({"client":{"exit":1}})", R"({"client":{"exit":2}})"},
        Two{R"({"client":{"exit":0}})", R"({"notices_corruption":{"by":["exit"]}})"}));

class Agreeing : public testing::TestWithParam<Two> {};
TEST_P(Agreeing, AreTakenThoughTheyLookAlike) {
  const auto& [first, second] = GetParam();
  const Loaded loaded = file("a", kPayload, std::string(first) + "," + second);
  EXPECT_TRUE(loaded.ok()) << messages(loaded);
}
INSTANTIATE_TEST_SUITE_P(
    Table, Agreeing,
    testing::Values(
        Two{R"({"sessions":1})", R"({"sessions":{"at_least":1}})"},
        Two{R"({"completes":{"objects":2}})", R"({"completes":{"within":"1m"}})"},
        Two{R"({"object":{"bucket":"b","name":"n","size":5}})",
            R"({"object":{"bucket":"c","name":"n","size":6}})"},
        Two{R"({"object":{"size":5}})", R"({"object":{"name":"planted","size":6}})"},
        Two{R"({"object":{"name":"n","size":1000}})",
            R"({"object":{"name":"n","equals":"payload"}})"},
        Two{kSha[0], kSha[2]},
        Two{R"({"object":{"equals":{"file":"a"}}})", R"({"object":{"equals":{"file":"b"}}})"},
        Two{R"({"retries":{"at_most":1}})", R"({"retries":{"at_most":2}})"},
        Two{R"({"backoff":{"at_least":"2s","after":429}})",
            R"({"backoff":{"at_most":"1s","after":503}})"},
        Two{R"({"backoff":{"at_least":"retry-after"}})", R"({"backoff":{"at_most":"1s"}})"},
        Two{R"({"restarts":{"after":410,"from":0}})", R"({"restarts":{"after":404,"from":5}})"},
        Two{R"({"restarts":{"after":410,"new_session":true}})",
            R"({"restarts":{"after":410,"new_session":false}})"},
        Two{R"({"chunks":{"at_least":2000}})", R"({"chunks":{"at_most":1500}})"},
        Two{R"({"client":{"exit":3}})", R"({"client":{"exit":"nonzero"}})"},
        Two{R"({"client":{"exit":0}})", R"({"notices_corruption":{"by":["exit","delete"]}})"},
        Two{R"({"client":{"exit":0}})", R"({"gives_up":{"after":403}})"}));

TEST(Chunks, OfAPayloadNobodyKnowsMayBeOne) {
  EXPECT_TRUE(
      file("a", R"("about":"x")", R"({"chunks":{"at_least":501}},{"chunks":{"at_most":500}})")
          .ok());
}

struct Upside {
  const char* check;
  const char* pointer;
};
class UpsideDown : public testing::TestWithParam<Upside> {};
TEST_P(UpsideDown, IsToldAtTheUpperBoundWithThePlaceOfTheLower) {
  const Loaded loaded = file("a", R"("about":"x")", GetParam().check);
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << messages(loaded);
  EXPECT_EQ(loaded.diagnostics[0].code, "E008");
  EXPECT_EQ(loaded.diagnostics[0].pointer, GetParam().pointer);
  EXPECT_THAT(loaded.diagnostics[0].message, HasSubstr("\"at_least\" at a.json:2:"));
}
INSTANTIATE_TEST_SUITE_P(
    Table, UpsideDown,
    testing::Values(
        Upside{R"({"sessions":{"at_least":3,"at_most":2}})", "/expect/0/sessions/at_most"},
        Upside{R"({"chunks":{"at_most":"1 KiB","at_least":"2 KiB"}})", "/expect/0/chunks/at_most"},
        Upside{R"({"backoff":{"at_least":"2s","at_most":"1999ms"}})",
               "/expect/0/backoff/at_most"}));

TEST(Bounds, ThatAreEqualLeaveOneValue) {
  EXPECT_TRUE(file("a", R"("about":"x")",
                   R"({"sessions":{"at_least":2,"at_most":2}},{"chunks":{"at_least":5,"at_most":5}},
                      {"backoff":{"at_least":"1s","at_most":"1s"}})")
                  .ok());
}

TEST(GivenObjects, OfOneNameAreToldInOneFileWithBothPlaces) {
  const auto load = [](const std::string& second) {
    return load_scenario(R"({"scenario":"s","given":{"objects":[
 {"bucket":"b","name":"o","size":5},
 )" + second + "]}}",
                         "f.json");
  };
  const Loaded twice = load(R"({"bucket":"b","name":"o","size":6})");
  ASSERT_EQ(twice.diagnostics.size(), 1U);
  EXPECT_EQ(twice.diagnostics[0].code, "E008");
  EXPECT_EQ(twice.diagnostics[0].line, 3U);
  EXPECT_THAT(twice.diagnostics[0].message, testing::HasSubstr("than at f.json:2:2"));
  const Loaded same = load(R"({"bucket":"b","name":"o","size":5})");
  ASSERT_TRUE(same.ok());
  EXPECT_EQ(same.cases.at(0).given.objects.size(), 1U);
  EXPECT_TRUE(load(R"({"bucket":"c","name":"o","size":6})").ok());
}

TEST(Payload, HasOneSize) {
  const Loaded loaded = file("a", kPayload, R"({"object":{"size":999,"equals":"payload"}})");
  ASSERT_EQ(loaded.diagnostics.size(), 1U) << messages(loaded);
  EXPECT_EQ(loaded.diagnostics[0].pointer, "/expect/0");
  EXPECT_THAT(loaded.diagnostics[0].message, HasSubstr("payload of 1000 bytes at a.json:1:"));
  EXPECT_TRUE(file("a", kPayload, R"({"object":{"size":1000,"equals":"payload"}})").ok());
}

}  // namespace
}  // namespace resumulator
