// Goal: a directory store loses nothing that was acknowledged, whenever its process is killed.
// Method: a child runs sessions and objects over a store and tells each intention and each
// acknowledgement through a pipe; it is killed in the midst, the store is opened again and compared
// with what was told; the next child goes on where that one ended. Seeded; the kill lands where the
// machine lets it.
//
// Rule gcs.store.kill
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <map>
#include <sstream>

#include "core/upload/world.h"
#include "unit/core/upload/blob_support.h"

namespace resumulator {
namespace {

using test::some_bytes;
using test::TempDir;

constexpr std::uint64_t kSeed = 20300101;
constexpr int kRounds = 30;

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Digests digests_of(std::uint64_t seed, std::uint64_t size) {
  RunningDigest digest(true);
  digest.update(some_bytes(seed, 0, static_cast<std::size_t>(size)));
  return digest.snapshot();
}

std::shared_ptr<World> open_world(const std::string& directory) {
  Options options;
  options.store_dir = directory;
  options.buckets = {"bucket"};
  Result<std::shared_ptr<World>> world =
      World::open(options, std::make_shared<ManualClock>(), kSeed);
  EXPECT_TRUE(world) << world.error().text;
  return world ? *std::move(world) : nullptr;
}

/// The child: works until it is killed. Bytes of a session are those its ordinal names, bytes of an
/// object those its metadata names.
class Worker {
 public:
  Worker(World& world, int pipe, std::uint64_t round) : world_(world), pipe_(pipe), round_(round) {
    for (const auto& session : world.sessions().all()) {
      if (session->snapshot().state == SessionState::kActive) open_.push_back(session);
    }
  }

  void run() {
    for (std::uint64_t step = 0;; ++step) {
      const std::uint64_t what = draw(kSeed + round_, "what", step) % 10;
      if (open_.empty() || what == 0) {
        create(step);
      } else if (what <= 5) {
        append(step);
      } else if (what == 6) {
        finish(step);
      } else if (what <= 8) {
        put(step);
      } else {
        remove(step);
      }
    }
  }

 private:
  void tell(const std::string& line) const {
    const std::string whole = line + "\n";
    if (::write(pipe_, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size()))
      ::_exit(3);
  }
  template <typename T>
  void need(const Result<T>& result) const {
    if (result) return;
    tell("failed " + result.error().text);
    ::_exit(2);
  }
  std::size_t pick(std::uint64_t step) const {
    return static_cast<std::size_t>(draw(kSeed + round_, "which", step) % open_.size());
  }

  void create(std::uint64_t /*step*/) {
    SessionSpec spec;
    spec.bucket = "bucket";
    spec.object = "uploaded";
    auto session = world_.sessions().create(std::move(spec));
    need(session);
    tell("created " + (*session)->id() + " " + std::to_string((*session)->ordinal()));
    open_.push_back(*std::move(session));
  }

  void append(std::uint64_t step) {
    const auto& session = open_[pick(step)];
    const std::uint64_t size = 1 + draw(kSeed + round_, "size", step) % 100'000;
    tell("will " + session->id());
    Turn turn = session->begin_turn(nullptr);
    const std::uint64_t at = turn.offset();
    MemoryBody body(text_of(some_bytes(session->ordinal(), at, static_cast<std::size_t>(size))));
    if (turn.receive(body, 0, size).kept != size) ::_exit(4);
    need(turn.persist_to(at + size, Operation::kAppend));
    tell("kept " + session->id() + " " + std::to_string(at + size) + " " +
         std::to_string(session->ordinal()));
  }

  void finish(std::uint64_t step) {
    const std::size_t which = pick(step);
    const auto session = open_[which];
    tell("will " + session->id());
    Turn turn = session->begin_turn(nullptr);
    const Result<ObjectPtr> object = turn.finalize({});
    need(object);
    tell("finished " + session->id() + " " + std::to_string((*object)->generation) + " " +
         std::to_string(session->ordinal()));
    open_.erase(open_.begin() + static_cast<long>(which));
  }

  void put(std::uint64_t step) {
    const std::string name = "object" + std::to_string(draw(kSeed + round_, "name", step) % 5);
    const std::uint64_t seed = draw(kSeed + round_, "bytes", step);
    const std::uint64_t size = draw(kSeed + round_, "size", step) % 50'000;
    tell("will " + name);
    MemoryBody body(text_of(some_bytes(seed, 0, static_cast<std::size_t>(size))));
    Result<ReceivedObject> received = receive_object(world_, body, size);
    need(received);
    NewObject object;
    object.bucket = "bucket";
    object.name = name;
    object.metadata.custom["seed"] = std::to_string(seed);
    object.blob = received->blob;
    object.size = size;
    object.digests = received->digests;
    const Result<ObjectPtr> stored = world_.objects().insert(std::move(object), {});
    need(stored);
    tell("stored " + name + " " + std::to_string((*stored)->generation));
  }

  void remove(std::uint64_t step) {
    const std::string name = "object" + std::to_string(draw(kSeed + round_, "name", step) % 5);
    tell("will " + name);
    const Result<void> removed = world_.objects().remove("bucket", name, {}, {});
    if (!removed && removed.error().kind != ErrorKind::kNotFound) need(removed);
    tell("stored " + name + " 0");
  }

  World& world_;
  const int pipe_;
  const std::uint64_t round_;
  std::vector<std::shared_ptr<UploadSession>> open_;
};

/// What the parent knows from the pipe.
struct Told {
  struct Session {
    std::uint64_t ordinal = 0;
    std::uint64_t offset = 0;
    std::uint64_t generation = 0;  // not 0: finished
  };
  std::map<std::string, Session> sessions;
  std::map<std::string, std::uint64_t> objects;  // generation; 0: removed
  std::string pending;                           // an intention that was not acknowledged yet
  std::uint64_t acknowledged = 0;
  std::string failure;

  void hear(const std::string& line) {
    std::istringstream words(line);
    std::string what, key;
    std::uint64_t number = 0, ordinal = 0;
    words >> what >> key >> number >> ordinal;
    if (what == "will") {
      pending = key;
      return;
    }
    ++acknowledged;
    pending.clear();
    if (what == "created") {
      sessions[key].ordinal = number;
    } else if (what == "kept") {
      // A session may be in the store although its creation was not told: the kill came in between.
      sessions[key].offset = number;
      sessions[key].ordinal = ordinal;
    } else if (what == "finished") {
      sessions[key].generation = number;
      sessions[key].ordinal = ordinal;
    } else if (what == "stored") {
      objects[key] = number;
    } else {
      failure = line;
    }
  }
};

/// Runs one child until `kill_after` acknowledgements were heard, kills it, hears the rest.
void run_and_kill(const std::string& directory, std::uint64_t round, std::uint64_t kill_after,
                  Told& told) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::close(ends[0]);
    const std::shared_ptr<World> world = open_world(directory);
    if (!world) ::_exit(1);
    Worker(*world, ends[1], round).run();
  }
  ::close(ends[1]);
  FILE* lines = ::fdopen(ends[0], "r");
  ASSERT_NE(lines, nullptr);
  const std::uint64_t until = told.acknowledged + kill_after;
  bool killed = false;
  char line[512];
  while (std::fgets(line, sizeof(line), lines) != nullptr) {
    told.hear(std::string(line, std::char_traits<char>::length(line) - 1));
    if (!killed && told.acknowledged >= until) {
      ::kill(child, SIGKILL);
      killed = true;
    }
  }
  std::fclose(lines);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(killed) << told.failure << " status " << status;
}

void check_session(World& world, const std::string& id, Told::Session& session, bool pending) {
  const auto found = world.sessions().find(id);
  ASSERT_NE(found, nullptr) << id;
  EXPECT_EQ(found->ordinal(), session.ordinal);
  const SessionSnapshot now = found->snapshot();
  if (session.generation == 0 && pending && now.state == SessionState::kComplete) {
    session.generation = now.result->generation;  // done, though nobody was told
  }
  if (session.generation != 0) {
    EXPECT_EQ(now.state, SessionState::kComplete);
    ASSERT_TRUE(now.result);
    EXPECT_EQ(now.result->generation, session.generation);
    EXPECT_EQ(now.result->size, session.offset);
    EXPECT_EQ(now.result->digests(), digests_of(session.ordinal, session.offset));
    return;
  }
  ASSERT_EQ(now.state, SessionState::kActive);
  if (pending) {
    EXPECT_GE(now.offset, session.offset);
    session.offset = now.offset;
  }
  EXPECT_EQ(now.offset, session.offset);
  if (now.offset == 0) return;
  EXPECT_EQ(now.digests, digests_of(session.ordinal, now.offset));
}

void check_bytes(const ObjectVersion& object, std::uint64_t seed) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(object.size));
  ASSERT_NE(object.blob, nullptr);
  const Result<std::size_t> got = object.blob->read(0, bytes);
  ASSERT_TRUE(got) << got.error().text;
  EXPECT_EQ(*got, object.size);
  EXPECT_EQ(bytes, some_bytes(seed, 0, bytes.size()));
  EXPECT_EQ(object.digests(), digests_of(seed, object.size));
}

void check_object(World& world, const std::string& name, std::uint64_t& generation, bool pending) {
  const Result<ObjectPtr> object = world.objects().get("bucket", name);
  if (pending) generation = object ? (*object)->generation : 0;
  if (generation == 0) {
    EXPECT_FALSE(object) << name;
    return;
  }
  ASSERT_TRUE(object) << name;
  EXPECT_EQ((*object)->generation, generation);
  const std::string& seed = (*object)->metadata.custom.at("seed");
  check_bytes(**object, std::stoull(seed));
}

/// A child can be killed between making a session and telling of it: the next one goes on with it.
void adopt_untold(World& world, Told& told) {
  std::size_t untold = 0;
  for (const auto& session : world.sessions().all()) {
    if (told.sessions.contains(session->id())) continue;
    ++untold;
    EXPECT_EQ(session->snapshot().offset, 0U) << session->id();
    told.sessions[session->id()].ordinal = session->ordinal();
  }
  EXPECT_LE(untold, 1U);
}

void check_world(World& world, Told& told) {
  adopt_untold(world, told);
  for (auto& [id, session] : told.sessions) {
    check_session(world, id, session, told.pending == id);
  }
  for (auto& [name, generation] : told.objects) {
    check_object(world, name, generation, told.pending == name);
  }
  if (told.pending.starts_with("object") && !told.objects.contains(told.pending)) {
    check_object(world, told.pending, told.objects[told.pending], true);
  }
  // The object all sessions write to: the one that was finished last.
  Told::Session last;
  for (const auto& [id, session] : told.sessions) {
    if (session.generation > last.generation) last = session;
  }
  if (last.generation != 0) {
    const Result<ObjectPtr> object = world.objects().get("bucket", "uploaded");
    ASSERT_TRUE(object);
    EXPECT_EQ((*object)->generation, last.generation);
    check_bytes(**object, last.ordinal);
  }
  told.pending.clear();
}

std::size_t files_below(const std::string& path) {
  std::size_t n = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
    n += entry.is_regular_file() ? 1U : 0U;
  }
  return n;
}

TEST(Durability, KeepsEveryAcknowledgedByteWhereverItIsKilled) {
  const TempDir directory;
  Told told;
  for (std::uint64_t round = 0; round < kRounds && !HasFatalFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    const std::uint64_t kill_after = 1 + draw(kSeed, "kill", round) % 40;
    run_and_kill(directory.path(), round, kill_after, told);
    if (HasFatalFailure()) return;
    const std::shared_ptr<World> world = open_world(directory.path());
    ASSERT_NE(world, nullptr);
    check_world(*world, told);
  }
  EXPECT_GE(told.acknowledged, static_cast<std::uint64_t>(kRounds));
}

TEST(Durability, LeavesNoFilesBehindThatNobodyNeeds) {
  const TempDir directory;
  Told told;
  for (std::uint64_t round = 100; round < 105; ++round) {
    run_and_kill(directory.path(), round, 30, told);
    ASSERT_FALSE(HasFatalFailure());
  }
  const std::shared_ptr<World> world = open_world(directory.path());
  ASSERT_NE(world, nullptr);
  std::size_t needed = 0;
  const ListPage page = *world->objects().list("bucket", {});
  for (const ObjectPtr& object : page.items) {
    needed += object->size > 0 ? 1U : 0U;
  }
  for (const auto& session : world->sessions().all()) {
    const SessionSnapshot now = session->snapshot();
    needed += now.state == SessionState::kActive && now.offset > 0 ? 1U : 0U;
  }
  EXPECT_EQ(files_below(directory.path("blobs")), needed);
}

TEST(Durability, LosesNothingWhenTheStoreIsClosedInOrder) {
  const TempDir directory;
  std::string id;
  {
    const auto world = open_world(directory.path());
    SessionSpec spec;
    spec.bucket = "bucket";
    spec.object = "o";
    const auto session = *world->sessions().create(spec);
    id = session->id();
    Turn turn = session->begin_turn(nullptr);
    MemoryBody body(text_of(some_bytes(1, 0, 300'000)));
    ASSERT_EQ(turn.receive(body, 0, 300'000).kept, 300'000U);
    ASSERT_TRUE(turn.persist_to(262'144, Operation::kAppend));
  }
  const auto world = open_world(directory.path());
  const auto session = world->sessions().find(id);
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(session->snapshot().offset, 262'144U);
  Turn turn = session->begin_turn(nullptr);
  const Result<ObjectPtr> object = turn.finalize({});
  ASSERT_TRUE(object);
  check_bytes(**object, 1);
}

}  // namespace
}  // namespace resumulator
