// The rules of uploads in parts.
#include <gtest/gtest.h>

#include "unit/verdict/told.h"

namespace resumulator {
namespace {

constexpr std::uint64_t kPart = 5 * 1024 * kKib;

Step& ask(Told& told, Operation operation, const char* rule, int status,
          const std::string& query = "?uploadId=u") {
  Step& step = told.add(operation);
  RecordedExchange exchange = step.exchange();
  exchange.protocol = "gcs-xml";
  exchange.rule = rule;
  exchange.target = "/bk/o" + query;
  exchange.status = status;
  step = Step(std::move(exchange));
  return step;
}
Step& start(Told& told) {
  return ask(told, Operation::kCreate, "gcs.xml.multipart-start", 200, "?uploads");
}
Step& part(Told& told, const std::string& number, int status = 200) {
  return ask(told, Operation::kAppend, "gcs.xml.part", status,
             "?partNumber=" + number + "&uploadId=u")
      .received(kPart);
}
Step& complete(Told& told, int status = 200) {
  return ask(told, Operation::kFinalize, "gcs.xml.multipart-complete", status)
      .generation(status == 200 ? 7 : 0);
}
Step& abort_upload(Told& told) {
  return ask(told, Operation::kCancel, "gcs.xml.multipart-abort", 204);
}
std::string seen(const Told& told, const char* rule) { return told.rule(rule).seen; }

TEST(XmlParts, ACorrectUploadKeepsEveryRule) {
  Told told;
  start(told);
  part(told, "1");
  part(told, "2", 503);
  part(told, "2");
  part(told, "3").received(1);
  complete(told).broken(Ending::kReset).generation(7);
  complete(told, 404);
  for (const char* id : {"XML-01", "XML-02", "XML-03", "XML-04", "XML-05", "XML-06", "XML-07"}) {
    EXPECT_EQ(told.rule(id).outcome, CheckOutcome::kPass) << id << seen(told, id);
  }
}

TEST(Xml01, WantsNumbersFrom1To10000) {
  Told told;
  start(told);
  part(told, "1");
  part(told, "10000");
  EXPECT_EQ(told.rule("XML-01").outcome, CheckOutcome::kPass);
  part(told, "0", 400);
  EXPECT_EQ(seen(told, "XML-01"), "#4 has part number '0'");
}

TEST(Xml02, WantsPartsOfFiveMebibytes) {
  Told told;
  start(told);
  part(told, "1").received(kPart - 1);
  EXPECT_EQ(told.rule("XML-02").outcome, CheckOutcome::kPass);
  part(told, "2").received(1);
  complete(told);
  EXPECT_EQ(seen(told, "XML-02"), "#2 sends part 1 of 5242879 bytes, which is not the last");
}

TEST(Xml03, WantsSilenceAfterTheEnd) {
  Told told;
  start(told);
  part(told, "1");
  abort_upload(told);
  EXPECT_EQ(told.rule("XML-03").outcome, CheckOutcome::kPass);
  part(told, "2", 404);
  EXPECT_EQ(seen(told, "XML-03"), "#4 sends a part to an upload that is over, as #3 said");
}

TEST(Xml03, SaysNothingOfWhatWasInFlight) {
  Told told;
  start(told);
  part(told, "1", 404);
  part(told, "2", 404).after(std::chrono::milliseconds(-1));
  EXPECT_EQ(told.rule("XML-03").outcome, CheckOutcome::kPass);
}

TEST(Xml04, WantsAFailedPartAgain) {
  Told told;
  start(told);
  part(told, "1", 503);
  part(told, "2");
  complete(told);
  EXPECT_EQ(seen(told, "XML-04"), "#4 completes, part 1 failed in #2 and did not come again");
  Told asks;
  start(asks);
  part(asks, "1").broken(Ending::kReset, kPart);
  ask(asks, Operation::kQuery, "gcs.xml.parts", 200);
  complete(asks);
  EXPECT_EQ(asks.rule("XML-04").outcome, CheckOutcome::kPass);
}

TEST(Xml05, WantsAnEndAfterARefusalForGood) {
  Told told;
  start(told);
  part(told, "1", 403);
  part(told, "2");
  EXPECT_EQ(told.rule("XML-05").outcome, CheckOutcome::kPass);
  part(told, "1");
  EXPECT_EQ(seen(told, "XML-05"), "#4 repeats what #2 was refused with 403");
}

TEST(Xml06, WantsEveryUploadEnded) {
  Told told;
  start(told);
  part(told, "1");
  EXPECT_EQ(seen(told, "XML-06"), "#1 starts an upload that is neither completed nor aborted");
  abort_upload(told);
  EXPECT_EQ(told.rule("XML-06").outcome, CheckOutcome::kPass);
  Told unheard;
  start(unheard).broken(Ending::kReset);
  EXPECT_EQ(unheard.rule("XML-06").outcome, CheckOutcome::kPass);
}

TEST(Xml07, WantsAPartOnce) {
  Told told;
  start(told);
  part(told, "1").by_rule("lie", "another ETag");
  part(told, "1");
  EXPECT_EQ(told.rule("XML-07").outcome, CheckOutcome::kPass);
  complete(told, 503);
  part(told, "1");
  EXPECT_EQ(seen(told, "XML-07"), "#5 sends part 1, which #3 had stored");
}

TEST(XmlParts, AreNoMatterOfTheJsonApi) {
  Told told;
  told.whole_upload();
  for (const CheckResult& each : told.judge(R"({"scenario": "made up"})").checks) {
    EXPECT_FALSE(each.id.starts_with("rule XML")) << each.id;
  }
}

}  // namespace
}  // namespace resumulator
