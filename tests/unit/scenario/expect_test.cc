// The nineteen checks and `given`: what is read of each, and each as an English sentence.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/load.h"

namespace resumulator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Loaded load(const std::string& check) {
  return load_scenario(R"({"scenario":"s","expect":[)" + check + "]}", "f.json");
}
template <typename T>
T read(const std::string& check) {
  const Loaded loaded = load(check);
  EXPECT_TRUE(loaded.ok()) << check << loaded.diagnostics.at(0).message;
  return std::get<T>(loaded.cases.at(0).expect.at(0).check);
}

struct Told {
  const char* check;
  const char* sentence;
};
void PrintTo(const Told& each, std::ostream* out) { *out << each.check; }
class Checks : public testing::TestWithParam<Told> {};
TEST_P(Checks, AreToldAsASentence) {
  const Loaded loaded = load(GetParam().check);
  ASSERT_TRUE(loaded.ok()) << loaded.diagnostics.at(0).message;
  EXPECT_THAT(explain(loaded.cases.at(0)), HasSubstr(GetParam().sentence));
}
const Told kTold[] = {
    {R"({"completes":{"objects":1,"within":"60s"}})",
     "must complete exactly 1 object(s) within 1m."},
    {R"({"completes":{}})", "must complete all object(s)."},
    {R"({"object":{"bucket":"b","name":"n","size":"1 KiB","equals":"payload"}})",
     "must leave object n in bucket b of 1 KiB that equals the payload."},
    {R"({"object":{"equals":{"sha256":"abababababababababababababababababababababababababababababababab"}}})",
     "with the SHA-256 abababababababababababababababababababababababababababababababab."},
    {R"({"bytes_agree":true})", "the same bytes whenever it sends an offset again"},
    {R"({"sessions":2})", "must open exactly 2 session(s)."},
    {R"({"sessions":{"at_least":1,"at_most":2}})",
     "must open at least 1 and at most 2 session(s)."},
    {R"({"retries":{"at_most":3,"per":"request"}})", "must retry at most 3 time(s) per request."},
    {R"({"backoff":{"at_least":"retry-after","after":[429,"5xx"]}})",
     "wait at least as long as Retry-After says after 429, 5xx."},
    {R"({"backoff":{"at_least":"500ms","at_most":"64s","grows":true,"jitter":true}})",
     "wait at least 500ms at most 64s longer each time not always the same after a failure."},
    {R"({"asks_before_resuming":true,"level":"should"})", "The client should ask what is stored"},
    {R"({"queries":{"at_most":2,"in_a_row":true,"after":"no-progress"}})",
     "must ask at most 2 time(s) in a row after an answer without progress."},
    {R"({"resumes_at":"reported"})", "go on at the offset the server reported last"},
    {R"({"restarts":{"after":[404,410],"from":0,"new_session":true}})",
     "must start over in a new session from byte 0 after 404, 410."},
    {R"({"chunks":{"multiple_of":"256 KiB","except_last":true}})",
     "must send chunks in multiples of 256 KiB, but for the last one."},
    {R"({"chunks":{"at_least":1024,"at_most":2048}})", "of at least 1 KiB of at most 2 KiB."},
    {R"({"resent_bytes":{"at_most":"1 MiB"}})", "must send at most 1 MiB a second time."},
    {R"({"conversation":"create upload+"})", "must talk in this order: create upload+."},
    {R"({"never":{"operation":"create","session":1}})",
     "must never send a create request of session 1."},
    {R"({"gives_up":{"after":403,"extra_requests":1}})",
     "must give up after 403 with at most 1 more request(s)."},
    {R"({"notices_corruption":{"by":["exit","reupload"]}})", "show it by exit code, new upload."},
    {R"({"client":{"exit":0,"within":"5m","output_has":"done"}})",
     "must end within 5m with exit code 0 and print \"done\"."},
    {R"({"client":{"exit":"nonzero"}})", "must end with an exit code that is not 0."},
    {R"({"protocol_rules":"all"})", "must keep all rules of the protocol."},
    {R"({"protocol_rules":["GCS-02"]})", "must keep the rules GCS-02."},
    {R"({"faults_met":"some","level":"info","because":"why"})",
     "may meet some of the faults: why."},
};
INSTANTIATE_TEST_SUITE_P(Table, Checks, testing::ValuesIn(kTold));

TEST(Expectations, KeepLevelReasonTextAndPlace) {
  const Loaded loaded = load(R"({"sessions":1,"level":"should","because":"b"})");
  const Expectation& only = loaded.cases.at(0).expect.at(0);
  EXPECT_EQ(only.level, Level::kShould);
  EXPECT_EQ(only.because, "b");
  EXPECT_EQ(only.text, "1");
  EXPECT_EQ(only.place.column, 27U);
  EXPECT_EQ(load(R"({"sessions":1})").cases.at(0).expect.at(0).level, Level::kMust);
}

TEST(Expectations, HaveDefaults) {
  EXPECT_EQ(read<CheckRetries>(R"({"retries":{"at_most":1}})").per, CheckRetries::Per::kRun);
  const auto noticed = read<CheckNoticesCorruption>(R"({"notices_corruption":{}})");
  EXPECT_TRUE(noticed.by_exit && noticed.by_delete && noticed.by_reupload);
  EXPECT_FALSE(read<CheckNoticesCorruption>(R"({"notices_corruption":{"by":["exit"]}})").by_delete);
  EXPECT_EQ(read<CheckGivesUp>(R"({"gives_up":{}})").extra_requests, 0U);
}

TEST(Expectations, TakeAPatternOnlyWhenItParses) {
  EXPECT_EQ(read<CheckConversation>(R"({"conversation":"create append*"})").pattern,
            "create append*");
  EXPECT_THAT(load(R"({"conversation":"create apend"})").diagnostics.at(0).message,
              HasSubstr("append"));
}

TEST(Given, IsReadWhole) {
  const Loaded loaded = load_scenario(
      R"({"scenario":"s","given":{"protocols":["gcs-json","tus"],"buckets":["b"],
          "objects":[{"bucket":"b","name":"n","size":"1 KiB","seed":3,"content_type":"text/plain"}],
          "payload":{"size":"9 MiB","seed":7,"name":"a.bin"},"clock":"2030-01-01T00:00:00Z",
          "clock_mode":"manual","session_lifetime":"7d","granularity":"256 KiB",
          "photos":{"granularity":"1 MiB","batch_base_url":true,"batch_partial_status":207},
          "tus":{"extensions":["creation"],"expiry":"1h"}}})",
      "f.json");
  ASSERT_TRUE(loaded.ok()) << loaded.diagnostics.at(0).message;
  const Given& given = loaded.cases.at(0).given;
  EXPECT_THAT(given.protocols, ElementsAre("gcs-json", "tus"));
  EXPECT_THAT(given.buckets, ElementsAre("b"));
  EXPECT_EQ(given.objects.at(0).size, 1024U);
  EXPECT_EQ(given.objects.at(0).content_type, "text/plain");
  EXPECT_EQ(given.payload->size, 9U << 20);
  EXPECT_EQ(given.payload->name, "a.bin");
  EXPECT_EQ(given.clock_manual, true);
  EXPECT_EQ(given.session_lifetime, std::chrono::hours(168));
  EXPECT_EQ(given.granularity, 262144U);
  const std::map<std::string, std::string> photos = {
      {"granularity", "1 MiB"}, {"batch_base_url", "on"}, {"batch_partial_status", "207"}};
  EXPECT_EQ(given.profiles.at("photos"), photos);
  EXPECT_THAT(given.tus.extensions.value(), ElementsAre("creation"));
  EXPECT_EQ(given.tus.expiry, std::chrono::hours(1));
  EXPECT_EQ(given.tus.max_size, std::nullopt);
}

TEST(Given, RefusesAPayloadThatWouldLeaveItsFolder) {
  for (const char* name : {"../x", "a/b", "..", "."}) {
    EXPECT_FALSE(load_scenario(R"({"scenario":"s","given":{"payload":{"size":1,"name":")" +
                                   std::string(name) + "\"}}}",
                               "f")
                     .ok())
        << name;
  }
}

TEST(Explain, HasWordsForEveryCondition) {
  const std::pair<const char*, const char*> kConditions[] = {
      {R"("session":"2..")", "of session 2 or more"},
      {R"("protocol":["gcs-json","tus"])", "over gcs-json or tus"},
      {R"("nth":"1..3")", "(number 1 to 3 of its kind)"},
      {R"("covers":"1 MiB")", "that carries byte 1048576"},
      {R"("offset":0)", "that begins at 0 bytes"},
      {R"("length":"1 MiB..2 MiB")", "with 1 MiB to 2 MiB"},
      {R"("persisted":"256 KiB..")", "when 256 KiB or more of the object are stored"},
      {R"("final":true)", "that ends the object"},
      {R"("bucket":"b*","object":"o")", "to bucket b* for object o"},
      {R"("header":{"a":null,"c":"x*"},"query":{"b":"*"})",
       "without the header a and with the header c like \"x*\" with the query parameter b"},
      {R"("lane":"a*")", "in lane a*"},
      {R"("connection":"2..")", "(number 2 or more on its connection)"},
      {R"("connection":"reused")", "on a reused connection"},
      {R"("phase":"start")", "in phase start"},
      {R"("clock":"7d..")", "from 7d on the service clock on"},
      {R"("clock":"..7d")", "up to 7d on the service clock"},
      {R"("clock":"1h..2h")", "between 1h and 2h on the service clock"},
      {R"("any_of":[{"operation":"query"},{"session":2}])",
       "that is a query request or a request of session 2"},
      {R"("not":{"operation":"append"})", "that is not an append request"}};
  for (const auto& [when, words] : kConditions) {
    const Loaded loaded = load_scenario(
        R"({"scenario":"s","rules":[{"do":"reset","when":{)" + std::string(when) + "}}]}", "f");
    EXPECT_THAT(explain(loaded.cases.at(0)), HasSubstr(words));
  }
}

TEST(Explain, TellsHowOften) {
  const std::pair<const char*, const char*> kOften[] = {
      {R"("times":1)", "/rule 1: The first time a request comes"},
      {R"("times":3)", "The first 3 times a request comes"},
      {R"("times":"always")", "Every time a request comes"},
      {R"("every":3,"times":"always")", "One time in 3 a request comes"},
      {R"("every":3,"times":2)", "One time in 3, 2 at most, a request comes"},
      {R"("skip":1,"per":"session")", "For each session, after 1 matches, the first time a"},
      {R"("per":"connection")", "For each connection, the first time a request comes"}};
  for (const auto& [how, words] : kOften) {
    const Loaded loaded =
        load_scenario(R"({"scenario":"s","rules":[{"do":"reset",)" + std::string(how) + "}]}", "f");
    EXPECT_THAT(explain(loaded.cases.at(0)), HasSubstr(words)) << how;
  }
}

TEST(Explain, HasWordsForEveryPointAndEveryKeep) {
  const std::pair<const char*, const char*> kPlaces[] = {
      {"accept", "when its connection is accepted"},
      {"headers", "after its head"},
      {"body:1 KiB", "after 1 KiB of its body"},
      {"object:1 MiB", "first 1 MiB of the object"},
      {"body", "when its body is whole"},
      {"stored", "before it is answered"},
      {"answer:12", "after 12 bytes of its answer"},
      {"answered", "after its answer"}};
  for (const auto& [at, words] : kPlaces) {
    const Loaded loaded = load_scenario(
        R"({"scenario":"s","rules":[{"do":"reset","at":")" + std::string(at) + "\"}]}", "f");
    EXPECT_THAT(explain(loaded.cases.at(0)), HasSubstr(words));
  }
  const std::pair<const char*, const char*> kKeeps[] = {{"\"received\"", "keep every byte"},
                                                        {"\"aligned\"", "keep whole granules"},
                                                        {"\"nothing\"", "keep nothing"},
                                                        {"\"1 KiB\"", "keep its first 1 KiB"},
                                                        {"\"60%\"", "keep 60 % of it"}};
  for (const auto& [keep, words] : kKeeps) {
    const Loaded loaded =
        load_scenario(R"({"scenario":"s","rules":[{"keep":)" + std::string(keep) + "}]}", "f");
    EXPECT_THAT(explain(loaded.cases.at(0)), HasSubstr(words));
  }
}

TEST(Explain, TellsARuleAsASentence) {
  const Loaded loaded = load_scenario(
      R"({"scenario":"s","rules":[
        {"name":"a","when":{"protocol":"gcs-json","operation":"upload","session":1},"at":"body:100 KiB",
         "keep":"aligned","do":{"answer":503}},
        {"name":"b","when":{"operation":"append"},"skip":2,"every":3,"times":"always","per":"object",
         "chance":0.25,"do":["reset",{"note":"x"}]},
        {"name":"c","steps":[{"answer":503},"close"],"then":"repeat"}],
        "heal":{"after":"60s","after_faults":3}})",
      "f.json");
  ASSERT_TRUE(loaded.ok());
  const std::string text = explain(loaded.cases.at(0));
  EXPECT_THAT(
      text,
      HasSubstr("s/a: The first time an upload request of session 1 over gcs-json comes, "
                "after 100 KiB of its body: answer 503 and keep whole granules of what came.\n"));
  EXPECT_THAT(
      text,
      HasSubstr("s/b: For each object, after 2 matches, one time in 3 an append request comes, "
                "after its head, with a chance of 25 %: reset the connection"));
  EXPECT_THAT(text,
              HasSubstr("s/c: Every time a request comes, after its head: first answer 503; then "
                        "close the connection; and again from the first.\n"));
  EXPECT_THAT(text, HasSubstr("After 3 fault(s) nothing more goes wrong."));
  EXPECT_THAT(text, HasSubstr("After 1m nothing more goes wrong."));
}

}  // namespace
}  // namespace resumulator
