// Evidence on paper and back; what became of objects; where two runs differ.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/wire/exchange_json.h"
#include "unit/verdict/told.h"
#include "verdict/compare.h"

namespace resumulator {
namespace {

using std::chrono::microseconds;
using ::testing::HasSubstr;
using ::testing::SizeIs;

RecordedExchange full_exchange() {
  RecordedExchange out;
  out.seq = 3;
  out.connection = 2;
  out.connection_seq = 4;
  out.started = microseconds(19'101);
  out.ended = microseconds(31'299);
  out.visible = microseconds(31'300);
  out.points.body = microseconds(31'000);
  out.points.stored = microseconds(31'200);
  out.protocol = "gcs-json";
  out.rule = "gcs.json.chunk";
  out.operation = Operation::kFinalize;
  out.method = "PUT";
  out.target = "/upload?x=\"1\"";
  out.request_headers = {{"Host", "localhost"}, {"X-Two", "a"}, {"X-Two", "b"}};
  out.bucket = "b";
  out.object = "photo.raw";
  out.session = 1;
  out.claimed = ClaimedRange{4718592, 9437184, 9437184};
  out.received = 4718592;
  out.persisted_before = 4718592;
  out.persisted_after = 9437184;
  out.status = 0;
  out.response_headers = {{"Range", "bytes=0-1"}};
  out.sent = 7;
  out.ending = Ending::kReset;
  out.note = "as told";
  out.lane = "main";
  out.generation = 1'893'456'000'123'456;
  out.rules_generation = 5;
  out.https = true;
  out.clock = TimePoint(microseconds(1'893'456'019'000'001));
  out.faults = {{"lose the last answer", "stored", "reset the connection", std::nullopt},
                {"flaky", "body:1", "answer 503", 0.25}};
  out.shadowed = {"other"};
  out.disagrees = 12;
  return out;
}

TEST(ExchangeJson, ComesBackAsItWas) {
  const auto line = exchange_to_json(full_exchange());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto back = exchange_from_json(line);
  ASSERT_TRUE(back) << back.error().text;
  EXPECT_EQ(exchange_to_json(*back), line);
  EXPECT_EQ(back->request_headers, full_exchange().request_headers);
  EXPECT_EQ(back->claimed, full_exchange().claimed);
  EXPECT_EQ(back->faults, full_exchange().faults);
  EXPECT_EQ(back->started, full_exchange().started);
  EXPECT_EQ(back->visible, full_exchange().visible);
  EXPECT_EQ(back->points, full_exchange().points);
  EXPECT_EQ(back->clock, full_exchange().clock);
  EXPECT_EQ(back->ending, Ending::kReset);
  EXPECT_EQ(back->disagrees, 12U);
  EXPECT_EQ(back->generation, full_exchange().generation);
  EXPECT_EQ(back->rules_generation, 5U);
  EXPECT_TRUE(back->https);
  EXPECT_THAT(line, HasSubstr(R"("generation":5)"));
  EXPECT_THAT(line, HasSubstr(R"("object_generation":1893456000123456)"));
}

TEST(ExchangeJson, ReadsJournalsFromBeforeTheRulesHadAGeneration) {
  const auto old = exchange_from_json(R"({"seq":1,"object_generation":9})");
  ASSERT_TRUE(old);
  EXPECT_EQ(old->rules_generation, 0U);
  EXPECT_EQ(old->generation, 9U);
  EXPECT_THAT(exchange_to_json(*old), ::testing::Not(HasSubstr(R"("generation":)")));
}

TEST(ExchangeJson, RefusesWhatIsNoExchange) {
  EXPECT_FALSE(exchange_from_json("[]"));
  EXPECT_FALSE(exchange_from_json("{"));
  EXPECT_THAT(exchange_from_json("{}").error().text, HasSubstr("\"seq\""));
  EXPECT_THAT(exchange_from_json(R"({"seq":1,"operation":"dance"})").error().text,
              HasSubstr("\"operation\""));
  EXPECT_THAT(exchange_from_json(R"({"seq":1,"received":-1})").error().text,
              HasSubstr("\"received\""));
  EXPECT_THAT(exchange_from_json(R"({"seq":1,"claimed":{"from":"x"}})").error().text,
              HasSubstr("claimed.from"));
  EXPECT_THAT(exchange_from_json(R"({"seq":1,"t_ms":1e300})").error().text, HasSubstr("t_ms"));
}

TEST(ExchangeJson, ReadsAJournalByLinesOrAsOneDocument) {
  EXPECT_THAT(*journal_from_json("{\"seq\":1}\n\n{\"seq\":2}\n"), SizeIs(2));
  EXPECT_THAT(*journal_from_json("{\"exchanges\":[\n{\"seq\":1},\n{\"seq\":2}]}"), SizeIs(2));
  EXPECT_THAT(*journal_from_json(""), SizeIs(0));
  EXPECT_THAT(journal_from_json("{\"seq\":1}\nx\n").error().text, HasSubstr("entry 2"));
  EXPECT_THAT(journal_from_json("{\"exchanges\":[{}]}").error().text, HasSubstr("entry 1"));
}

TEST(Evidence, ComesBackAsItWas) {
  Evidence evidence;
  evidence.scenario = "lost";
  evidence.case_name = "code=503";
  evidence.seed = UINT64_MAX;
  evidence.version = "0.1.0";
  evidence.exchanges = {full_exchange()};
  evidence.exchanges_dropped = 2;
  evidence.objects = {{"b", "o", 5, 6, "aa", 3, false, true, true, true}};
  RuleFacts rule;
  rule.name = "r";
  rule.matched = 3;
  rule.fired = 1;
  rule.nearest = "#4 matched all but nth";
  rule.nearest_connection = 2;
  rule.nearest_request = 9;
  evidence.rules = {rule};
  auto& client = evidence.client.emplace();
  client.signal = 9;
  client.timed_out = true;
  client.ran = microseconds(5);
  client.output = "line\n";
  evidence.payload_size = 7;
  evidence.payload_sha256 = "cc";
  evidence.files = {{"f", "dd"}};
  evidence.healed_at = microseconds(8);
  evidence.wire_scale = 0.5;
  evidence.no_timing = true;
  const auto facts = facts_json(evidence);
  const auto journal = journal_lines(evidence);
  const auto back = evidence_from_json(facts, journal);
  ASSERT_TRUE(back) << back.error().text;
  EXPECT_EQ(facts_json(*back), facts);
  EXPECT_EQ(journal_lines(*back), journal);
  EXPECT_EQ(back->seed, UINT64_MAX);
  EXPECT_EQ(back->client->signal, 9);
  EXPECT_EQ(back->healed_at, microseconds(8));
}

TEST(Evidence, TellsTheTroubleOfARunAgain) {
  Evidence evidence;
  evidence.trouble = "the port is in use";
  evidence.refused = true;
  const auto back = evidence_from_json(facts_json(evidence), "");
  ASSERT_TRUE(back) << back.error().text;
  EXPECT_EQ(back->trouble, evidence.trouble);
  EXPECT_TRUE(back->refused);
  const Verdict verdict = judge(*back, Scenario());
  EXPECT_EQ(verdict.outcome, VerdictOutcome::kError);
  EXPECT_EQ(verdict.trouble, evidence.trouble);
  EXPECT_EQ(exit_code(verdict), 2);
}

TEST(Evidence, RefusesWhatIsNone) {
  EXPECT_FALSE(evidence_from_json("", ""));
  EXPECT_FALSE(evidence_from_json("{}", ""));
  EXPECT_FALSE(evidence_from_json(facts_json({}), "x"));
  EXPECT_TRUE(evidence_from_json(facts_json({}), ""));
}

RecordedExchange finalize(std::uint64_t seq, std::uint64_t session, std::uint64_t generation) {
  RecordedExchange out;
  out.seq = seq;
  out.operation = Operation::kFinalize;
  out.bucket = "b";
  out.object = "o";
  out.session = session;
  out.generation = generation;
  out.status = 200;
  out.persisted_after = 10;
  return out;
}

TEST(ObjectFacts, KnowWhoMadeAnObjectAndWhatCameOfIt) {
  RecordedExchange damaged = finalize(1, 1, 100);
  damaged.faults = {{"rot", "stored", "flip a bit of byte 3", std::nullopt}};
  RecordedExchange deletion;
  deletion.seq = 2;
  deletion.operation = Operation::kDelete;
  deletion.bucket = "b";
  deletion.object = "o";
  deletion.status = 204;
  const auto facts =
      object_facts({damaged, deletion, finalize(3, 2, 200), finalize(4, 3, 300)},
                   {{"b", "o", 10, 300, "ff", false}, {"b", "seed", 4, 1, "ee", true}});
  ASSERT_THAT(facts, SizeIs(4));
  EXPECT_TRUE(facts[0].damaged && facts[0].deleted);
  EXPECT_TRUE(facts[1].replaced && !facts[1].deleted);
  EXPECT_EQ(facts[2].sha256, "ff");
  EXPECT_EQ(facts[2].finalized_by, 4U);
  EXPECT_FALSE(facts[2].replaced);
  EXPECT_TRUE(facts[3].planted);
}

TEST(ObjectFacts, TakeAnAnswerGivenAgainForNoSecondObject) {
  EXPECT_THAT(object_facts({finalize(1, 1, 0), finalize(2, 1, 0)}, {}), SizeIs(1));
  EXPECT_THAT(object_facts({finalize(1, 1, 5), finalize(2, 1, 5)}, {}), SizeIs(1));
}

TEST(ObjectFacts, KnowAnObjectWhoseMakingTheJournalForgot) {
  const auto facts = object_facts({}, {{"b", "o", 10, 300, "ff", false}});
  ASSERT_THAT(facts, SizeIs(1));
  EXPECT_EQ(facts[0].finalized_by, 0U);
  EXPECT_FALSE(facts[0].planted);
}

TEST(FirstDifference, IsNoneForTheSameBehaviour) {
  Told a;
  a.whole_upload();
  Told b;
  b.whole_upload();
  EXPECT_EQ(first_difference(a.evidence().exchanges, b.evidence().exchanges), std::nullopt);
}

TEST(FirstDifference, NamesTheRequest) {
  Told a;
  a.create();
  a.upload(0, 100, 200);
  a.query().stored(100);
  Told b;
  b.create();
  b.upload(0, 50, 200);
  const auto found = first_difference(a.evidence().exchanges, b.evidence().exchanges);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->before, 2U);
  EXPECT_EQ(found->now, 2U);
  EXPECT_EQ(found->text,
            "in session 1 the client sent #2 append from 0 to 50; before it sent #2 append from 0 "
            "to 100");
}

TEST(FirstDifference, SeesWhatIsMissingAndWhatIsMore) {
  Told a;
  a.create();
  a.query().stored(0);
  Told b;
  b.create();
  const auto less = first_difference(a.evidence().exchanges, b.evidence().exchanges);
  ASSERT_TRUE(less);
  EXPECT_EQ(less->now, 0U);
  EXPECT_EQ(less->before, 2U);
  const auto more = first_difference(b.evidence().exchanges, a.evidence().exchanges);
  ASSERT_TRUE(more);
  EXPECT_EQ(more->now, 2U);
}

}  // namespace
}  // namespace resumulator
