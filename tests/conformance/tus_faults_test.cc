// Goal: rules that know nothing of tus do to its uploads what they do to every session.
#include <gtest/gtest.h>

#include "support/fault_house.h"
#include "support/tus_house.h"

namespace resumulator::testing_support {
namespace {

struct TusFaults : TusHouse {
  explicit TusFaults(std::string_view rules, TusOptions tus = {}) : TusHouse(std::move(tus)) {
    obey_rules(server, rules);
  }
};

TEST(TusFaults, ForgetAcknowledgedBytes) {
  TusFaults house(R"({"when":{"operation":"append"},"at":"answered","do":{"forget_bytes":"2"}})");
  const auto upload = house.create(10);
  EXPECT_EQ(house.patch(upload, 0, "abcd").field("Upload-Offset"), "4");
  EXPECT_EQ(house.patch(upload, 4, "ef").status, 409);
  EXPECT_EQ(house.progress(upload), "200 2/10");
  EXPECT_EQ(house.patch(upload, 2, "cdefghij").status, 204);
  EXPECT_EQ(house.stored(upload), "abcdefghij");
}

TEST(TusFaults, ClaimMoreAndLessThanIsStored) {
  TusFaults house(R"({"when":{"operation":"append"},"do":{"claim_bytes":"+3"}},
                     {"when":{"operation":"query"},"do":"hide_progress"})");
  const auto upload = house.create(10);
  EXPECT_EQ(house.patch(upload, 0, "abcd").field("Upload-Offset"), "7");
  EXPECT_EQ(house.progress(upload), "200 0/10");
  EXPECT_EQ(house.progress(upload), "200 4/10");
}

TEST(TusFaults, KeepLessThanCame) {
  TusFaults house(R"({"when":{"operation":"upload"},"keep":"3"})");
  const auto upload = house.create(5);
  EXPECT_EQ(house.patch(upload, 0, "abcde").field("Upload-Offset"), "3");
  EXPECT_EQ(house.stored(upload), "(none)");
  EXPECT_EQ(house.patch(upload, 3, "de").status, 204);
  EXPECT_EQ(house.stored(upload), "abcde");
}

TEST(TusFaults, CutABodyThatIsKeptAsFarAsItCame) {
  TusFaults house(R"({"when":{"operation":"upload"},"at":"body:4","do":{"answer":503}})");
  const auto upload = house.create(10);
  const auto answer = house.patch(upload, 0, "abcdefghij");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "");
  EXPECT_EQ(answer.field("Tus-Resumable"), "1.0.0");
  EXPECT_EQ(house.progress(upload), "200 4/10");
}

TEST(TusFaults, LoseTheLastAnswer) {
  TusFaults house(R"({"when":{"operation":"finalize"},"at":"stored","do":"reset"})");
  const auto upload = house.create(4);
  RawClient client(house.server.port());
  client.send(house.text("PATCH", upload, "abcd", TusHouse::chunk_fields(0)));
  EXPECT_TRUE(client.was_reset());
  EXPECT_EQ(house.progress(upload), "200 4/4");
  EXPECT_EQ(house.stored(upload), "abcd");
}

TEST(TusFaults, EndAnUpload) {
  for (const auto& [word, status] :
       {std::pair("forget", 404), std::pair("gone", 410), std::pair("expire", 410)}) {
    for (const char* at : {"headers", "body:2", "stored"}) {
      TusFaults house(R"({"when":{"operation":"append"},"at":")" + std::string(at) +
                      R"(","do":{"session":")" + word + R"("}})");
      const auto upload = house.create(10);
      EXPECT_EQ(house.patch(upload, 0, "abcd").status, status) << word << " " << at;
      EXPECT_EQ(house.head(upload).status, status) << word << " " << at;
    }
  }
}

TEST(TusFaults, RepeatARequestAsAProxyMight) {
  TusFaults house(R"({"when":{"operation":"append"},"do":"apply_twice"})");
  const auto upload = house.create(10);
  EXPECT_EQ(house.patch(upload, 0, "abcd").status, 409);
  EXPECT_EQ(house.progress(upload), "200 4/10");
}

TEST(TusFaults, SpeakOfLocksAndChecksums) {
  TusFaults house(R"({"when":{"operation":"query"},"do":{"answer":423}},
                     {"when":{"operation":"append"},"at":"body","keep":"nothing",
                      "do":{"answer":460}})");
  const auto upload = house.create(10);
  EXPECT_EQ(house.head(upload).status, 423);
  const auto answer = house.patch(upload, 0, "abcd");
  EXPECT_EQ(answer.status, 460);
  EXPECT_EQ(answer.reason, "Checksum Mismatch");
  EXPECT_EQ(house.progress(upload), "200 0/10");
}

TEST(TusFaults, TakeAwayAField) {
  TusFaults house(R"({"when":{"operation":"create"},"do":{"header":{"drop":["Location"]}}})");
  EXPECT_FALSE(house.post({{"Upload-Length", "1"}}).has("Location"));
}

}  // namespace
}  // namespace resumulator::testing_support
