// Many clients on one upload, through the protocol: PATCHes that go on, break off or are too long,
// questions, takeovers in mid-body, a DELETE in between, a final upload that waits for parts which
// are still being sent. Offsets that were told are kept, one request sees the end, and the bytes
// are the source.
//
// RESUMULATOR_MODEL_SEED=n repeats one run. Rules tus.lock.interrupt, tus.patch.cut,
// tus.patch.conflict, tus.delete.running, tus.concat.unfinished
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <thread>

#include "protocols/tus/protocol.h"
#include "unit/core/upload/session_fixture.h"

namespace resumulator {
namespace {

using testing::bytes_of;
using testing::read_all_of;
using testing::ScriptedBody;
using testing::TestWorld;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : engine_() % n; }
  bool chance(std::uint64_t percent) { return below(100) < percent; }

 private:
  std::mt19937_64 engine_;
};

/// A tus server without a wire.
struct House {
  Response ask(std::string method, std::string target, Headers headers, BodySource& body) const {
    RequestHead head;
    head.method = std::move(method);
    head.target = std::move(target);
    head.headers = std::move(headers);
    head.headers.add("Host", "h");
    head.headers.add("Tus-Resumable", "1.0.0");
    if (body.declared_length()) {
      head.framing = {BodyFraming::Kind::kLength, *body.declared_length()};
    } else {
      head.framing = {BodyFraming::Kind::kChunked, 0};
    }
    return protocol.open(head, test.world)->run(body);
  }
  Response ask(std::string method, std::string target, Headers headers = {}) const {
    MemoryBody none("");
    return ask(std::move(method), std::move(target), std::move(headers), none);
  }
  std::string create(Headers headers) const {
    const Response made = ask("POST", "/files", std::move(headers));
    const std::string location(made.headers.get("Location"));
    return location.substr(location.find("/files"));
  }
  Response patch(const std::string& upload, std::uint64_t at, ScriptedBody& body) const {
    return ask("PATCH", upload,
               {{"Upload-Offset", std::to_string(at)},
                {"Content-Type", "application/offset+octet-stream"}},
               body);
  }
  /// The bytes of the finished upload; nothing while there is none.
  std::optional<std::string> stored(const std::string& upload) const {
    const auto object = test.world->objects().get("tus", upload.substr(7));
    if (!object) return std::nullopt;
    return read_all_of(*(*object)->blob, (*object)->size);
  }

  TestWorld test;
  Protocol protocol = tus::make_tus_protocol(test.options);
};

std::optional<std::uint64_t> offset_of(const Response& response) {
  const std::string* text = response.headers.find("Upload-Offset");
  return text == nullptr ? std::nullopt : std::optional(std::stoull(*text));
}

/// What all clients of one upload know together.
struct Shared {
  const House& house;
  std::string upload;
  std::string source;
  std::atomic<std::uint64_t> furthest{0};
  std::atomic<int> finished{0};
  std::atomic<bool> removed{false};

  void told(std::uint64_t offset) {
    std::uint64_t known = furthest;
    while (known < offset && !furthest.compare_exchange_weak(known, offset)) {
    }
  }
};

/// One client: asks, sends from there, until the upload is complete or gone.
void send_until_done(Shared& shared, std::uint64_t seed) {
  Dice dice(seed);
  for (;;) {
    const std::uint64_t before = shared.furthest;
    const Response asked = shared.house.ask("HEAD", shared.upload);
    if (asked.status == 404) {
      EXPECT_TRUE(shared.removed);
      return;
    }
    ASSERT_EQ(asked.status, 200);
    const std::uint64_t at = offset_of(asked).value();
    ASSERT_GE(at, before) << "an offset that was told is not kept";
    shared.told(at);
    if (at == shared.source.size()) return;
    std::uint64_t size = shared.source.size() - at;
    if (dice.chance(70)) size = 1 + dice.below(size);
    ScriptedBody::Script script{.bytes = shared.source.substr(at, size),
                                .piece = 1 + dice.below(200'000)};
    if (dice.chance(60)) script.declared = size;
    if (dice.chance(30)) {
      script.ending = ScriptedBody::Ending::kCut;
      script.bytes.resize(dice.below(size + 1));
    } else if (!script.declared && dice.chance(20)) {
      script.bytes = shared.source.substr(at) + "too much";
    }
    ScriptedBody body(std::move(script));
    const Response answer = shared.house.patch(shared.upload, at, body);
    if (answer.status == 204) {
      const std::uint64_t now = offset_of(answer).value();
      ASSERT_GE(now, at);
      shared.told(now);
    } else {
      ASSERT_TRUE(answer.status == 409 || answer.status == 400 || answer.status == 413 ||
                  answer.status == 500 || answer.status == 404)
          << answer.status << " " << answer.body;
    }
  }
}

void upload_together(std::uint64_t seed) {
  House house;
  const std::string source = bytes_of(1 + Dice(seed).below(2'000'000), seed);
  Shared shared{house, house.create({{"Upload-Length", std::to_string(source.size())}}), source};
  const bool removes = seed % 5 == 0;
  std::vector<std::thread> clients;
  for (std::uint64_t i = 0; i < 4; ++i) {
    clients.emplace_back([&shared, own = seed * 10 + i] { send_until_done(shared, own); });
  }
  if (removes) {
    shared.removed = true;
    EXPECT_EQ(house.ask("DELETE", shared.upload).status, 204);
  }
  for (std::thread& client : clients) client.join();
  if (removes) {
    EXPECT_EQ(house.stored(shared.upload), std::nullopt);
    EXPECT_EQ(house.ask("HEAD", shared.upload).status, 404);
  } else {
    EXPECT_EQ(house.stored(shared.upload), source);
  }
}

/// Parts are sent by clients beside each other while the final upload is already there.
void join_together(std::uint64_t seed) {
  House house;
  std::vector<std::unique_ptr<Shared>> parts;
  std::string urls = "final;";
  std::string whole;
  for (std::uint64_t i = 0; i < 3; ++i) {
    const std::string source = bytes_of(1 + Dice(seed + i).below(500'000), seed + i);
    const std::string upload = house.create(
        {{"Upload-Length", std::to_string(source.size())}, {"Upload-Concat", "partial"}});
    parts.push_back(std::make_unique<Shared>(house, upload, source));
    urls += (i == 0 ? "" : " ") + upload;
    whole += source;
  }
  std::string final;
  std::vector<std::thread> clients;
  for (std::uint64_t i = 0; i < 6; ++i) {
    clients.emplace_back(
        [&part = *parts[i % 3], own = seed * 10 + i] { send_until_done(part, own); });
  }
  clients.emplace_back([&] { final = house.create({{"Upload-Concat", urls}}); });
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(house.stored(final), whole);
  EXPECT_EQ(offset_of(house.ask("HEAD", final)), whole.size());
  EXPECT_EQ(house.test.world->objects().list("tus", {}).value().items.size(), 1U);
}

class TusModel : public ::testing::TestWithParam<std::uint64_t> {
 protected:
  /// Seeds from ten times the parameter on.
  void each_seed(void (*run)(std::uint64_t)) {
    const char* fixed = std::getenv("RESUMULATOR_MODEL_SEED");
    const std::uint64_t from = fixed ? std::strtoull(fixed, nullptr, 10) : GetParam() * 10;
    for (std::uint64_t seed = from; seed < from + (fixed ? 1 : 10); ++seed) {
      SCOPED_TRACE("RESUMULATOR_MODEL_SEED=" + std::to_string(seed));
      run(seed);
      if (HasFailure()) return;
    }
  }
};

TEST_P(TusModel, ClientsOfOneUploadEndInTheSource) { each_seed(upload_together); }
TEST_P(TusModel, PartsThatAreStillSentEndInTheFinalUpload) { each_seed(join_together); }

INSTANTIATE_TEST_SUITE_P(Seeds, TusModel, ::testing::Range<std::uint64_t>(1, 6));

}  // namespace
}  // namespace resumulator
