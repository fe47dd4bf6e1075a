// Chunks on a session: position, length, granularity, overlap, total, and who says it was the last.
#include <gtest/gtest.h>

#include <functional>

#include "support/gcs_house.h"

namespace resumulator::testing_support {
namespace {

using Switches = GcsSwitches;

GcsHouse with(const std::function<void(Switches&)>& change) {
  Options options;
  change(options.gcs);
  return GcsHouse(options);
}

// Rules gcs.append.stored, gcs.session.post: POST means the same as PUT.
TEST(GcsSessionChunks, ArriveByPutAndByPost) {
  GcsHouse house;
  const auto body = some_bytes(2 * kGranule + 7);
  const auto session = house.open("a");
  const auto first = house.request("POST", session, body.substr(0, kGranule),
                                   {{"Content-Range", "bytes 0-262143/*"}});
  EXPECT_EQ(progress_of(first), "308 bytes=0-262143");
  EXPECT_EQ(progress_of(house.put(session, "262144-524287/*", body.substr(kGranule, kGranule))),
            "308 bytes=0-524287");
  const auto last = house.request("POST", session, body.substr(2 * kGranule),
                                  {{"Content-Range", "bytes 524288-524294/524295"}});
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

// Rule gcs.append.gap: the switch offset_gap.
TEST(GcsSessionChunks, AGapIs503Or400OrTakenAsItComes) {
  const auto chunk = some_bytes(kGranule);
  auto refusing = with([](Switches& gcs) { gcs.offset_gap = Switches::OffsetGap::k400; });
  const auto session = refusing.open("a");
  EXPECT_EQ(refusing.put(session, "262144-524287/*", chunk).status, 400);
  EXPECT_EQ(progress_of(refusing.put(session, "0-262143/*", chunk)), "308 bytes=0-262143");
  auto blind = with([](Switches& gcs) { gcs.offset_gap = Switches::OffsetGap::kAppend; });
  EXPECT_EQ(progress_of(blind.put(blind.open("a"), "262144-524287/*", chunk)),
            "308 bytes=0-262143");
}

// Rule gcs.append.length.
TEST(GcsSessionChunks, TheLengthMustBeThatOfTheRange) {
  GcsHouse house;
  const auto session = house.open("a");
  const auto refused = house.put(session, "0-262143/*", "short");
  EXPECT_EQ(text_of(refused),
            "400 Invalid request.  There were 5 byte(s) in the request body.  There should have "
            "been 262144 byte(s) (starting at offset 0 and ending at offset 262143) according to "
            "the Content-Range header.");
  EXPECT_EQ(text_of(house.ask(session)), text_of(refused));
}

// Rule gcs.append.floor: whole granules stay, the rest must come again; going on regardless is a
// gap.
TEST(GcsSessionChunks, ALongChunkIsFloored) {
  GcsHouse house;
  const auto body = some_bytes(700'000);
  const auto session = house.open("a");
  EXPECT_EQ(progress_of(house.put(session, "0-299999/*", body.substr(0, 300'000))),
            "308 bytes=0-262143");
  EXPECT_EQ(house.put(session, "300000-599999/*", body.substr(300'000, 300'000)).status, 503);
  EXPECT_EQ(house.put(session, "262144-699999/700000", body.substr(kGranule)).status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

// Rules gcs.append.misaligned, gcs.append.too-small: the switch misaligned_chunk.
TEST(GcsSessionChunks, MisalignedChunksFollowTheSwitch) {
  const auto body = some_bytes(300'000);
  auto accepting =
      with([](Switches& gcs) { gcs.misaligned_chunk = Switches::Misaligned::kAccept; });
  EXPECT_EQ(progress_of(accepting.put(accepting.open("a"), "0-9/*", body.substr(0, 10))),
            "308 bytes=0-9");
  auto rejecting =
      with([](Switches& gcs) { gcs.misaligned_chunk = Switches::Misaligned::kReject; });
  EXPECT_EQ(rejecting.put(rejecting.open("a"), "0-299999/*", body).status, 400);
  auto flooring = with([](Switches& gcs) { gcs.misaligned_chunk = Switches::Misaligned::kFloor; });
  EXPECT_EQ(progress_of(flooring.put(flooring.open("a"), "0-9/*", body.substr(0, 10))), "308 -");
}

// Rule gcs.append.granularity: the switch granularity.
TEST(GcsSessionChunks, TheGranuleCanBeSmaller) {
  auto house = with([](Switches& gcs) { gcs.granularity = 1024; });
  const auto session = house.open("a");
  EXPECT_EQ(progress_of(house.put(session, "0-1999/*", some_bytes(2000))), "308 bytes=0-1023");
  EXPECT_NE(house.put(session, "1024-1033/*", some_bytes(10)).body.find("greater than 1024,"),
            std::string::npos);
}

// Rule gcs.append.overlap-skip: known bytes are not looked at.
TEST(GcsSessionChunks, BytesSentAgainAreSkippedUnseen) {
  GcsHouse house;
  const auto body = some_bytes(kGranule + 100);
  const auto session = house.open("a");
  house.put(session, "0-262143/*", body.substr(0, kGranule));
  EXPECT_EQ(progress_of(house.put(session, "0-262143/*", std::string(kGranule, 'x'))),
            "308 bytes=0-262143");
  const auto rest = std::string(44, 'x') + body.substr(kGranule);
  EXPECT_EQ(house.put(session, "262100-262243/262244", rest).status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

// Rule gcs.append.overlap: the switch overlap.
TEST(GcsSessionChunks, OverlapsFollowTheSwitch) {
  const auto body = some_bytes(2 * kGranule);
  auto checking = with([](Switches& gcs) { gcs.overlap = Switches::Overlap::kVerify; });
  const auto session = checking.open("a");
  checking.put(session, "0-262143/*", body.substr(0, kGranule));
  EXPECT_EQ(checking.put(session, "0-262143/*", std::string(kGranule, 'x')).status, 400);
  EXPECT_EQ(progress_of(checking.put(session, "0-524287/*", body)), "308 bytes=0-524287");
  auto strict = with([](Switches& gcs) { gcs.overlap = Switches::Overlap::kReject; });
  const auto other = strict.open("a");
  strict.put(other, "0-262143/*", body.substr(0, kGranule));
  EXPECT_EQ(text_of(strict.put(other, "0-524287/*", body)),
            "400 Invalid chunk position. The next chunk should start at offset 262144.");
}

// Rules gcs.session.total-changed, gcs.session.total-fixed: the word "earlier" is what clients look
// for.
TEST(GcsSessionChunks, ATotalThatChangesEndsTheSession) {
  GcsHouse house;
  const auto chunk = some_bytes(kGranule);
  const std::string refusal =
      "400 Invalid request.  According to the Content-Range header, the final size of the upload "
      "is 600000 byte(s). This does not match the expected size of 500000 byte(s), which was "
      "specified in an earlier request.";
  const auto named = house.open("a");
  house.put(named, "0-262143/500000", chunk);
  EXPECT_EQ(text_of(house.put(named, "262144-524287/600000", chunk)), refusal);
  EXPECT_EQ(text_of(house.ask(named)), refusal);
  const auto declared = house.open("a", "", "", {{"X-Upload-Content-Length", "500000"}});
  EXPECT_EQ(text_of(house.put(declared, "0-262143/600000", chunk)), refusal);
}

// Rule gcs.session.total-changed: also said without naming a total.
TEST(GcsSessionChunks, BytesPastTheTotalChangeIt) {
  GcsHouse house;
  const Fields ten = {{"X-Upload-Content-Length", "10"}};
  EXPECT_NE(house.put(house.open("a", "", "", ten), "0-262143/*", some_bytes(kGranule))
                .body.find("is 262144 byte(s). This does not match the expected size of 10 byte"),
            std::string::npos);
  EXPECT_EQ(house.put(house.open("a", "", "", ten), "", "0123456789x").status, 400);
  EXPECT_EQ(house.put(house.open("a", "", "", ten), "", "012").status, 400);
  EXPECT_EQ(house.put(house.open("a", "", "", ten), "", "0123456789").status, 200);
}

// Rule gcs.session.total-changed: a total below what is there is no total.
TEST(GcsSessionChunks, ATotalBelowWhatIsThereIsRefused) {
  GcsHouse house;
  const auto session = house.open("a");
  house.put(session, "0-262143/*", some_bytes(kGranule));
  EXPECT_EQ(house.put(session, "0-99/100", some_bytes(100)).status, 400);
}

// Rule gcs.session.total-changed: the switch total_change.
TEST(GcsSessionChunks, ATotalThatChangesIsIgnoredUnderTheSwitch) {
  auto house = with([](Switches& gcs) { gcs.total_change_is_error = false; });
  const auto body = some_bytes(2 * kGranule);
  const auto session = house.open("a", "", "", {{"X-Upload-Content-Length", "9"}});
  EXPECT_EQ(progress_of(house.put(session, "0-262143/*", body.substr(0, kGranule))),
            "308 bytes=0-262143");
  EXPECT_EQ(house.put(session, "262144-524287/524288", body.substr(kGranule)).status, 200);
  EXPECT_EQ(house.stored("a"), body);
}

// Rules gcs.session.early-finalize, gcs.append.final, gcs.append.total.
TEST(GcsSessionChunks, TheDeclaredLengthEndsTheUpload) {
  GcsHouse house;
  const Fields declared = {{"X-Upload-Content-Length", "300000"}};
  const auto body = some_bytes(300'000);
  EXPECT_EQ(house.put(house.open("a", "", "", declared), "0-299999/*", body).status, 200);
  EXPECT_EQ(house.stored("a"), body);
  auto waiting = with([](Switches& gcs) { gcs.complete_on_declared_length = false; });
  const auto session = waiting.open("a", "", "", declared);
  EXPECT_EQ(progress_of(waiting.put(session, "0-299999/*", body)), "308 bytes=0-262143");
  EXPECT_EQ(waiting.put(session, "262144-299999/300000", body.substr(kGranule)).status, 200);
}

// Rule gcs.limits.object.
TEST(GcsSessionChunks, AnObjectHasALargestSize) {
  Options options;
  options.limits.object_bytes_max = 2 * kGranule;
  GcsHouse house(options);
  const auto body = some_bytes(2 * kGranule + 1);
  const auto too_large = [&](const std::string& range, const std::string& bytes) {
    return error_of(house.put(house.open("a"), range, bytes)).substr(0, 18);
  };
  EXPECT_EQ(too_large("0-262143/524289", body.substr(0, kGranule)), "413 uploadTooLarge");
  EXPECT_EQ(too_large("0-524288/*", body), "413 uploadTooLarge");
  EXPECT_EQ(too_large("", body), "413 uploadTooLarge");
  EXPECT_EQ(house.put(house.open("a"), "", body.substr(1)).status, 200);
}

// Rule gcs.media.transport-gzip: bytes count as what the coding stands for.
TEST(GcsSessionChunks, ATransportCodingThatIsNoneIsRefused) {
  GcsHouse house;
  const auto session = house.open("a");
  const auto refused = house.put(session, "0-8/9", "123456789", {{"Content-Encoding", "gzip"}});
  EXPECT_EQ(error_of(refused), "400 badRequest Malformed request body.");
  EXPECT_EQ(house.put(session, "0-8/9", "123456789").status, 200);
}

// Rule gcs.session.journal: what a test asks of the record afterwards.
TEST(GcsSessionChunks, TheJournalTellsClaimsAndProgress) {
  GcsHouse house;
  const auto session = house.open("a");
  house.put(session, "0-299999/*", some_bytes(300'000));
  const auto exchange = house.server.exchanges().back();
  EXPECT_EQ(exchange.protocol, "gcs-json");
  EXPECT_EQ(exchange.rule, "gcs.json.chunk");
  EXPECT_EQ(exchange.operation, Operation::kAppend);
  EXPECT_EQ(exchange.object, "a");
  EXPECT_EQ(exchange.claimed, (ClaimedRange{0, 300'000, std::nullopt}));
  EXPECT_EQ(exchange.persisted_before, 0U);
  EXPECT_EQ(exchange.persisted_after, kGranule);
  EXPECT_EQ(exchange.received, 300'000U);
}

}  // namespace
}  // namespace resumulator::testing_support
