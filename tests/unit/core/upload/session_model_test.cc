// A random client against the reference of session_model.h: splits, resends, overlaps, leaves gaps,
// breaks off, lies about lengths, asks, restarts the store, runs beside itself. After every step
// outcome, offset and digests are the reference's; in the end the bytes are.
//
// RESUMULATOR_MODEL_SEED=n repeats one run. Rules gcs.append.*, gcs.session.one-writer
#include "unit/core/upload/session_model.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>

namespace resumulator {
namespace {

using Outcome = Appended::Outcome;
using testing::bytes_of;
using testing::digests_of;
using testing::Model;
using testing::ModelStep;
using testing::read_all_of;
using testing::ScriptedBody;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t below(std::uint64_t n) { return n == 0 ? 0 : engine_() % n; }
  bool chance(std::uint64_t percent) { return below(100) < percent; }
  template <typename E>
  E one_of(int values) {
    return static_cast<E>(below(static_cast<std::uint64_t>(values)));
  }

 private:
  std::mt19937_64 engine_;
};

AppendPolicy random_policy(Dice& dice) {
  constexpr std::uint64_t kGranularities[] = {1, 1000, 4096, 262'144};
  if (dice.chance(30)) return testing::gcs_policy();
  return {.granularity = kGranularities[dice.below(4)],
          .cut = dice.one_of<AppendPolicy::Cut>(3),
          .misaligned = dice.one_of<AppendPolicy::Misaligned>(4),
          .gap = dice.one_of<AppendPolicy::Gap>(2),
          .overlap = dice.one_of<AppendPolicy::Overlap>(3),
          .overrun = dice.one_of<AppendPolicy::Overrun>(2),
          .open_end_keeps_all = dice.chance(50)};
}

/// One client, one session, one world; the world may be closed and opened again.
class Client {
 public:
  explicit Client(std::uint64_t seed) : dice_(seed) {
    options_.buckets = {"b"};
    options_.gcs.md5 = dice_.chance(80);
    if (dice_.chance(30)) options_.memory_limit = dice_.below(2) * 100'000;
    if (dice_.chance(15)) {
      directory_ = ::testing::TempDir() + "resumulator-model-" + std::to_string(::getpid()) + "-" +
                   std::to_string(seed);
      options_.store_dir = directory_;
    }
    model_.policy = random_policy(dice_);
    constexpr std::uint64_t kSizes[] = {3, 5000, 5000, 50'000, 50'000, 1'500'000};
    source_ = bytes_of(dice_.below(kSizes[dice_.below(6)]), seed);
    if (dice_.chance(60)) total_ = source_.size();
    open();
    session_ = world_->sessions().create(testing::spec_of("o")).value();
  }
  ~Client() {
    session_.reset();
    world_.reset();
    if (!directory_.empty()) std::filesystem::remove_all(directory_);
  }

  /// Steps until the object is there, at most `steps_max`; returns how many it took.
  int play(int steps_max) {
    for (int step = 1; step <= steps_max; ++step) {
      if (dice_.chance(5) && !directory_.empty()) restart();
      if (dice_.chance(20)) look();
      append_one(random_step(step > steps_max / 2));
      look();
      if (::testing::Test::HasFatalFailure() || ::testing::Test::HasNonfatalFailure()) return step;
      if (total_ == model_.stored.size() && dice_.chance(80)) {
        finish();
        return step;
      }
    }
    return steps_max;
  }

 private:
  void open() { world_ = World::open(options_, clock_, 7).value(); }

  void restart() {
    const std::string id = session_->id();
    session_.reset();
    world_.reset();
    open();
    session_ = world_->sessions().find(id);
    ASSERT_NE(session_, nullptr);
  }

  std::uint64_t random_start() {
    const std::uint64_t now = std::min<std::uint64_t>(model_.stored.size(), source_.size());
    if (dice_.chance(60)) return now;
    if (dice_.chance(70)) return now - dice_.below(now + 1);
    return std::min<std::uint64_t>(now + dice_.below(100'000), source_.size());
  }

  /// `honest` steps bring the object to its end.
  ModelStep random_step(bool honest) {
    ModelStep step;
    const std::uint64_t now = model_.stored.size();
    const std::uint64_t at = honest ? std::min<std::uint64_t>(now, source_.size()) : random_start();
    std::uint64_t size = source_.size() - at;
    if (!honest && dice_.chance(80)) size = dice_.below(size + 1);
    if (!honest && dice_.chance(50)) {
      const std::uint64_t granule = model_.policy.granularity;
      size = std::min(source_.size() - at, (size + granule) / granule * granule);
    }
    step.request.at = at;
    step.request.total = total_;
    step.body.bytes = source_.substr(at, size);
    step.body.piece = 1 + dice_.below(dice_.chance(50) ? 1'000'000 : 20'000);
    if (size > 100'000) step.body.piece += 10'000;
    const std::uint64_t form = honest ? 2 + dice_.below(7) : dice_.below(10);
    if (form < 6) {
      step.request.length = size;
      if (dice_.chance(40)) step.request.total = source_.size();
    } else if (form < 8) {
      step.request.total = source_.size();
    } else if (honest || dice_.chance(10)) {
      step.request.ends_object = true;
    }
    if (dice_.chance(50)) step.body.declared = size;
    if (!honest) disturb(step);
    return step;
  }

  void disturb(ModelStep& step) {
    std::string& bytes = step.body.bytes;
    if (dice_.chance(25)) {
      step.body.ending = ScriptedBody::Ending::kCut;
      bytes.resize(dice_.below(bytes.size() + 1));
    } else if (dice_.chance(4)) {
      step.body.ending = ScriptedBody::Ending::kMalformed;
      bytes.resize(dice_.below(bytes.size() + 1));
    } else if (dice_.chance(8)) {
      step.body.declared.reset();
      bytes.resize(dice_.chance(50) ? bytes.size() + 1 : dice_.below(bytes.size() + 1));
    } else if (dice_.chance(5) && step.request.length) {
      ++*step.request.length;
    }
    // What is known already may be sent altered: skipped unseen, or noticed.
    if (step.request.at < model_.stored.size() && !bytes.empty() && dice_.chance(20)) {
      bytes[0] = static_cast<char>(bytes[0] ^ 1);
    }
  }

  void append_one(const ModelStep& step) {
    const std::uint64_t before = model_.stored.size();
    const Outcome expected = model_.take(step);
    ScriptedBody body(step.body);
    Turn turn = session_->begin_turn(body.control());
    const Appended done = append_body(turn, step.request, model_.policy, body);
    EXPECT_EQ(static_cast<int>(done.outcome), static_cast<int>(expected));
    EXPECT_EQ(done.before, before);
    EXPECT_EQ(done.offset, model_.stored.size());
    EXPECT_EQ(turn.offset(), model_.stored.size());
    EXPECT_LE(done.received, step.body.bytes.size());
    const bool reached =
        done.outcome == Outcome::kReachedTotal || done.outcome == Outcome::kOverrun;
    if (reached) total_ = model_.stored.size();
  }

  void look() {
    const SessionSnapshot shot = session_->snapshot();
    ASSERT_EQ(shot.state, SessionState::kActive);
    ASSERT_EQ(shot.offset, model_.stored.size());
    Digests expected = shot.offset == 0 ? Digests{} : digests_of(model_.stored);
    if (!options_.gcs.md5) expected.md5.reset();
    ASSERT_EQ(shot.digests, expected);
  }

  void finish() {
    const Result<ObjectPtr> object = session_->begin_turn(nullptr).finalize({});
    ASSERT_TRUE(object.has_value());
    EXPECT_EQ(read_all_of(*(*object)->blob, (*object)->size), model_.stored);
    EXPECT_EQ((*object)->digests().crc32c, digests_of(model_.stored).crc32c);
    EXPECT_EQ(session_->snapshot().state, SessionState::kComplete);
    if (!directory_.empty()) {
      restart();
      EXPECT_EQ(session_->snapshot().state, SessionState::kComplete);
      const ObjectPtr again = world_->objects().get("b", "o").value();
      EXPECT_EQ(read_all_of(*again->blob, again->size), model_.stored);
    }
  }

  Dice dice_;
  Options options_;
  std::string directory_;
  Model model_;
  std::string source_;
  std::optional<std::uint64_t> total_;
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>();
  std::shared_ptr<World> world_;
  std::shared_ptr<UploadSession> session_;
};

class SessionModel : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(SessionModel, AgreesWithTheReferenceStepByStep) {
  const char* fixed = std::getenv("RESUMULATOR_MODEL_SEED");
  const std::uint64_t from = fixed ? std::strtoull(fixed, nullptr, 10) : GetParam() * 1000;
  const std::uint64_t runs = fixed ? 1 : 50;
  int steps = 0;
  for (std::uint64_t seed = from; seed < from + runs; ++seed) {
    SCOPED_TRACE("RESUMULATOR_MODEL_SEED=" + std::to_string(seed));
    steps += Client(seed).play(50);
    if (HasFailure()) return;
  }
  RecordProperty("steps", steps);
}

INSTANTIATE_TEST_SUITE_P(Seeds, SessionModel, ::testing::Range<std::uint64_t>(1, 11));

/// Several clients on one session: each goes on from what it is told, some break off. Offsets never
/// shrink, one of them finishes, and the bytes are the source.
void upload_together(std::uint64_t seed) {
  testing::TestWorld test;
  const auto session = test.session();
  const std::string source = bytes_of(1 + Dice(seed).below(4'000'000), seed);
  std::atomic<std::uint64_t> furthest{0};
  const auto client = [&](std::uint64_t own) {
    Dice dice(own);
    while (true) {
      const std::uint64_t seen = furthest;
      const SessionSnapshot shot = session->snapshot();
      if (shot.state == SessionState::kComplete) return;
      ASSERT_GE(shot.offset, seen);
      const std::uint64_t at =
          shot.offset - std::min(shot.offset, dice.below(2) * dice.below(600'000));
      std::uint64_t size = source.size() - at;
      if (dice.chance(80)) size = std::min(size, 262'144 + dice.below(900'000));
      ScriptedBody::Script script{.bytes = source.substr(at, size),
                                  .piece = 1 + dice.below(300'000)};
      if (dice.chance(30)) {
        script.ending = ScriptedBody::Ending::kCut;
        script.bytes.resize(dice.below(size + 1));
      }
      ScriptedBody body(std::move(script));
      Turn turn = session->begin_turn(body.control());
      if (turn.state() == SessionState::kComplete) return;
      const Appended done = append_body(turn, {.at = at, .length = size, .total = source.size()},
                                        testing::gcs_policy(), body);
      ASSERT_GE(done.offset, done.before);
      std::uint64_t known = furthest;
      while (known < done.offset && !furthest.compare_exchange_weak(known, done.offset)) {
      }
      if (done.outcome == Outcome::kReachedTotal) {
        EXPECT_TRUE(turn.finalize({}).has_value());
      }
    }
  };
  std::vector<std::thread> clients;
  for (std::uint64_t i = 0; i < 4; ++i) clients.emplace_back(client, seed * 10 + i);
  for (std::thread& thread : clients) thread.join();
  const ObjectPtr object = test.world->objects().get("b", "o").value();
  EXPECT_EQ(object->generation, session->snapshot().result->generation);
  EXPECT_EQ(read_all_of(*object->blob, object->size), source);
  EXPECT_EQ(object->digests(), digests_of(source));
}

TEST_P(SessionModel, ClientsBesideEachOtherEndInTheSource) {
  for (std::uint64_t seed = GetParam() * 100; seed < GetParam() * 100 + 5; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    upload_together(seed);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace resumulator
