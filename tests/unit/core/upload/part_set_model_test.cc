// A random client of parts against a map of strings: puts in any order, again, altered, broken off;
// removes, forgets, restarts the store, finishes with a list of its choice. After every step the set
// is the reference's; in the end the object is. And a process killed while it puts: what it was told
// is there afterwards.
//
// RESUMULATOR_MODEL_SEED=n repeats one run.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <random>

#include "unit/core/upload/part_fixture.h"

namespace resumulator {
namespace {

using Outcome = PartSet::Put::Outcome;
using Duplicate = PartSet::Duplicate;
using testing::bytes_of;
using testing::digests_of;
using testing::parts_spec;
using testing::PartsWorld;
using testing::ScriptedBody;
using testing::StoreKind;
using testing::text_of;

class RandomParts {
 public:
  explicit RandomParts(std::uint64_t seed)
      : engine_(seed),
        kind_(below(3) == 0 ? StoreKind::kFile : StoreKind::kMemory),
        test_(kind_),
        session_(test_.session()) {}

  void play(int steps) {
    for (int i = 0; i < steps && !::testing::Test::HasFailure(); ++i) {
      step();
      look();
    }
    finish();
  }

 private:
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  std::uint32_t number() { return static_cast<std::uint32_t>(1 + below(12)); }

  void step() {
    const std::uint64_t what = below(100);
    if (what < 70) return put(number());
    if (what < 80) return broken();
    if (what < 88) return remove(number());
    if (what < 94) return forget(below(20'000));
    if (kind_ == StoreKind::kFile) restart();
  }

  void put(std::uint32_t n) {
    std::string bytes = bytes_of(below(10'000), n);
    if (below(4) == 0 && !bytes.empty()) bytes[below(bytes.size())] ^= 1;
    const auto policy = static_cast<Duplicate>(below(3));
    const auto done = test_.put(*session_, n, bytes, policy);
    const auto before = model_.find(n);
    if (before == model_.end()) {
      EXPECT_EQ(done.outcome, Outcome::kStored);
    } else {
      EXPECT_EQ(done.differs_at.has_value(), before->second != bytes);
      if (done.differs_at) {
        const auto at = static_cast<std::size_t>(*done.differs_at);
        EXPECT_EQ(before->second.substr(0, at), bytes.substr(0, at));
        EXPECT_NE(before->second.substr(at, 1), bytes.substr(at, 1));
      }
      constexpr Outcome kMet[] = {Outcome::kAlreadyThere, Outcome::kReplaced, Outcome::kRefused};
      EXPECT_EQ(done.outcome, kMet[static_cast<int>(policy)]);
      if (policy != Duplicate::kReplace) return;
    }
    model_[n] = bytes;
    order_[n] = ++arrivals_;
  }

  void broken() {
    ScriptedBody body({.bytes = bytes_of(below(300'000)),
                       .piece = 1 + below(70'000),
                       .ending = below(2) == 0 ? ScriptedBody::Ending::kCut
                                               : ScriptedBody::Ending::kMalformed});
    EXPECT_FALSE(receive_part(*test_.world, body, UINT64_MAX).has_value());
  }

  void remove(std::uint32_t n) {
    EXPECT_EQ(session_->parts()->remove(n).has_value(), model_.erase(n) == 1);
  }

  void forget(std::uint64_t bytes) {
    ASSERT_TRUE(session_->parts()->forget_tail(bytes).has_value());
    std::uint64_t gone = 0;
    while (gone < bytes && !model_.empty()) {
      const auto last = std::max_element(
          model_.begin(), model_.end(),
          [this](const auto& a, const auto& b) { return order_[a.first] < order_[b.first]; });
      gone += last->second.size();
      model_.erase(last);
    }
  }

  void restart() {
    const std::string id = session_->id();
    session_.reset();
    test_.open();
    session_ = test_.world->sessions().find(id);
    ASSERT_NE(session_, nullptr);
  }

  void look() {
    const auto listed = session_->parts()->list();
    ASSERT_EQ(listed.size(), model_.size());
    std::uint64_t bytes = 0;
    auto expected = model_.begin();
    for (const PartPtr& part : listed) {
      ASSERT_EQ(part->number, expected->first);
      ASSERT_EQ(part->size, expected->second.size());
      bytes += part->size;
      ++expected;
    }
    ASSERT_EQ(session_->parts()->bytes(), bytes);
    ASSERT_EQ(session_->snapshot().offset, bytes);
    if (model_.empty()) return;
    const auto any = std::next(model_.begin(), static_cast<long>(below(model_.size())));
    ASSERT_EQ(text_of(*session_->parts()->find(any->first)), any->second);
  }

  void finish() {
    std::vector<PartPtr> chosen;
    std::string expected;
    for (std::uint64_t i = below(15); i > 0; --i) {  // some twice, some never
      const PartPtr part = session_->parts()->find(number());
      if (!part) continue;
      chosen.push_back(part);
      expected += model_[part->number];
    }
    const bool with_md5 = below(2) == 0;
    {
      Turn turn = session_->begin_turn(nullptr);
      ASSERT_TRUE(PartSet::finish(turn, chosen, {.with_md5 = with_md5}).has_value());
    }
    chosen.clear();
    if (kind_ == StoreKind::kFile) restart();
    const ObjectPtr object = test_.world->objects().get("b", "o").value();
    EXPECT_EQ(text_of(*object), expected);
    EXPECT_EQ(object->digests().crc32c, digests_of(expected).crc32c);
    if (with_md5) {
      EXPECT_EQ(object->digests().md5, digests_of(expected).md5);
    }
  }

  std::mt19937_64 engine_;
  const StoreKind kind_;
  PartsWorld test_;
  std::shared_ptr<UploadSession> session_;
  std::map<std::uint32_t, std::string> model_;
  std::map<std::uint32_t, int> order_;
  int arrivals_ = 0;
};

TEST(PartSetModel, AgreesWithTheReferenceStepByStep) {
  const char* fixed = std::getenv("RESUMULATOR_MODEL_SEED");
  const std::uint64_t from = fixed ? std::strtoull(fixed, nullptr, 10) : 1;
  const std::uint64_t runs = fixed ? 1 : 40;
  for (std::uint64_t seed = from; seed < from + runs && !HasFailure(); ++seed) {
    SCOPED_TRACE("RESUMULATOR_MODEL_SEED=" + std::to_string(seed));
    RandomParts(seed).play(40);
  }
}

// Rule gcs.store.kill, for parts: a child puts parts of a session and says so; it is killed in the
// midst, and everything it said is there.
TEST(PartSetModel, AKilledProcessLosesNothingItAcknowledged) {
  const test::TempDir directory;
  Options options;
  options.store_dir = directory.path("store");
  options.buckets = {"b"};
  std::uint32_t told = 0;
  for (std::uint32_t round = 0; round < 6; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::close(ends[0]);
      const auto world = World::open(options, std::make_shared<ManualClock>(), 7).value();
      const auto session =
          world->sessions().find_or_create(parts_spec("o", "k"), [](auto&) { return true; }).value();
      for (std::uint32_t n = told + 1;; ++n) {
        auto body = testing::whole_body(bytes_of(1000 + n, n));
        auto received = receive_part(*world, body, UINT64_MAX);
        const auto put = session->parts()->put(n, *std::move(received), Duplicate::kReplace);
        if (put.error.text.empty() && ::write(ends[1], &n, sizeof n) != sizeof n) ::_exit(1);
      }
    }
    ::close(ends[1]);
    std::uint32_t number = 0;
    const std::uint32_t until = told + 5 + round * 3;
    while (::read(ends[0], &number, sizeof number) == sizeof number) {
      told = std::max(told, number);
      if (number >= until) ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    ASSERT_GE(told, until);
    const auto world = World::open(options, std::make_shared<ManualClock>(), 7).value();
    const auto session = world->sessions().find_by_key("test", "k");
    ASSERT_NE(session, nullptr);
    ASSERT_TRUE(session->parts()->has_all(told));
    for (std::uint32_t n = 1; n <= told; ++n) {
      ASSERT_EQ(text_of(*session->parts()->find(n)), bytes_of(1000 + n, n));
    }
  }
}

}  // namespace
}  // namespace resumulator
