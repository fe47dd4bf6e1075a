#include "server/lane_case.h"

#include <algorithm>
#include <resumulator/server.hpp>
#include <set>
#include <span>
#include <utility>

#include "core/base/random.h"
#include "core/base/seeded_bytes.h"
#include "core/base/sha256.h"
#include "engine/engine.h"
#include "engine/lanes.h"
#include "server/file_digests.h"
#include "server/mounts.h"
#include "server/option_table.h"
#include "server/scenario_reading.h"

namespace resumulator {
namespace {

constexpr std::size_t kBlock = 256 * 1024;
/// Of buckets' names, and the marks of patterns.
constexpr std::string_view kBucketLetters = "abcdefghijklmnopqrstuvwxyz0123456789-_.*?[]{},!^\\";

Result<std::shared_ptr<Blob>> seeded_blob(World& world, const GivenObject& given,
                                          RunningDigest& digest, const Stopping& stopping) {
  auto blob = world.blobs().create();
  if (!blob) return blob;
  std::vector<std::byte> block(kBlock);
  for (std::uint64_t at = 0; at < given.size;) {
    if (stopping()) return Unexpected(ErrorKind::kUnavailable, "The server is stopping.");
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, given.size - at));
    const auto part = std::span(block).first(size);
    fill_seeded(given.seed, at, part);
    digest.update(part);
    if (auto kept = append_copy(**blob, part); !kept) return Unexpected(kept.error());
    at += size;
  }
  return blob;
}

Result<void> plant(World& world, const GivenObject& given, const Stopping& stopping) {
  RunningDigest digest(world.options().gcs.md5);
  auto blob = seeded_blob(world, given, digest, stopping);
  if (!blob) return Unexpected(blob.error());
  NewObject object;
  object.bucket = given.bucket;
  object.name = given.name;
  object.metadata.content_type =
      given.content_type.empty() ? "application/octet-stream" : given.content_type;
  object.blob = *std::move(blob);
  object.size = given.size;
  object.digests = digest.snapshot();
  const auto stored = world.objects().insert(std::move(object), {});
  return stored ? Result<void>() : Unexpected(stored.error());
}

/// A world that was made without the scenario may lack them.
Result<void> make_buckets(World& world, const Given& given) {
  for (const std::string& name : options_for(given, Options()).buckets) {
    if (world.objects().bucket(name)) continue;
    Bucket spec;
    spec.name = name;
    spec.project = world.options().project;
    if (auto made = world.objects().create_bucket(std::move(spec)); !made) {
      return Unexpected(made.error());
    }
  }
  return {};
}

std::string sha256_of(const Blob& blob, std::uint64_t size) {
  Sha256 digest;
  std::vector<std::byte> block(kBlock);
  for (std::uint64_t at = 0; at < size;) {
    const auto got = blob.read(at, block);
    if (!got || *got == 0) return {};
    digest.update({reinterpret_cast<const char*>(block.data()), *got});
    at += *got;
  }
  return digest.finish();
}

/// One that reads the same now and goes its own way from then on.
std::shared_ptr<Clock> clock_like(const std::shared_ptr<Clock>& clock) {
  if (!clock) return std::make_shared<SystemClock>();
  if (dynamic_cast<const ManualClock*>(clock.get()) != nullptr) {
    return std::make_shared<ManualClock>(clock->now());
  }
  return std::make_shared<SystemClock>(clock->now());
}

std::vector<LiveObject> live_objects(World& world, const Given& given) {
  std::set<std::pair<std::string, std::string>> planted;
  for (const GivenObject& each : given.objects) planted.emplace(each.bucket, each.name);
  std::vector<LiveObject> live;
  for (const BucketPtr& bucket : world.objects().buckets()) {
    ListQuery query;
    do {
      const auto page = world.objects().list(bucket->name, query);
      if (!page) break;
      for (const ObjectPtr& object : page->items) {
        live.push_back({.bucket = object->bucket,
                        .name = object->name,
                        .size = object->size,
                        .generation = object->generation,
                        .sha256 = object->blob ? sha256_of(*object->blob, object->size) : "",
                        .planted = planted.contains({object->bucket, object->name})});
      }
      query.after = page->next_after;
    } while (!query.after.empty());
  }
  return live;
}

/// Sets what `given` says of profiles. The first thing that cannot be set is told; the rest is set.
Result<void> apply_profiles(const Given& given, Options& options) {
  Result<void> outcome;
  for (const auto& [profile, settings] : given.profiles) {
    for (const auto& [name, value] : settings) {
      Result<void> set = set_switch(options, switch_of(profile, name), value);
      if (set || !outcome) continue;
      outcome = Unexpected(ErrorKind::kUsage, "given." + profile + ": " + set.error().text);
    }
  }
  return outcome;
}

Result<void> load_case_until(ServedLane& lane, const Scenario& scenario, const Stopping& stopping) {
  Options scratch;
  if (auto known = apply_profiles(scenario.given, scratch); !known) return known;
  const auto world = lane.in_use().world;
  if (auto made = make_buckets(*world, scenario.given); !made) return made;
  for (const GivenObject& each : scenario.given.objects) {
    if (auto planted = plant(*world, each, stopping); !planted) return planted;
  }
  lane.set_rules(scenario.rules, scenario.heal);
  lane.set_judged(true, !scenario.expect.empty());
  return {};
}

/// The first claim that no bucket can fit.
Result<void> check_claims(const std::vector<std::string>& claims) {
  for (const std::string& claim : claims) {
    const bool fits = Glob::parse(claim) && !claim.empty() &&
                      claim.find_first_not_of(kBucketLetters) == std::string::npos;
    if (fits) continue;
    return Unexpected(ErrorKind::kUsage, "No bucket can fit the claim \"" + claim +
                                             "\": a bucket's name has lower-case letters, digits, "
                                             "'-', '_' and '.', a pattern also * ? [ ] { }.");
  }
  return {};
}

}  // namespace

Options options_for(const Given& given, Options base) {
  const auto want = [&base](const std::string& bucket) {
    auto& have = base.buckets;
    if (std::find(have.begin(), have.end(), bucket) == have.end()) have.push_back(bucket);
  };
  for (const std::string& bucket : given.buckets) want(bucket);
  for (const GivenObject& object : given.objects) want(object.bucket);
  if (!given.protocols.empty()) base.protocols = given.protocols;
  if (given.session_lifetime) base.session_lifetime = *given.session_lifetime;
  if (given.granularity) base.gcs.granularity = *given.granularity;
  static_cast<void>(apply_profiles(given, base));  // load_case() tells what is wrong with it
  if (given.tus.extensions) base.tus.extensions = *given.tus.extensions;
  if (given.tus.max_size) base.tus.max_size = *given.tus.max_size;
  if (given.tus.expiry) base.tus.expiry = *given.tus.expiry;
  if (given.clock_manual.value_or(false)) {
    base.clock =
        given.clock ? std::make_shared<ManualClock>(*given.clock) : std::make_shared<ManualClock>();
  } else if (given.clock) {
    base.clock = std::make_shared<SystemClock>(*given.clock);
  }
  return base;
}

Result<ObjectPtr> store_bytes(World& world, std::string_view bucket, std::string_view name,
                              std::string_view bytes, std::string_view content_type) {
  auto blob = world.blobs().create();
  if (!blob) return Unexpected(blob.error());
  const auto raw = std::as_bytes(std::span(bytes));
  if (const auto kept = append_copy(**blob, raw); !kept) return Unexpected(kept.error());
  RunningDigest digest(world.options().gcs.md5);
  digest.update(raw);
  NewObject object;
  object.bucket = bucket;
  object.name = name;
  object.metadata.content_type = content_type;
  object.blob = *std::move(blob);
  object.size = bytes.size();
  object.digests = digest.snapshot();
  return world.objects().insert(std::move(object), {});
}

Result<void> load_case(ServedLane& lane, const Scenario& scenario, const Stopping& stopping) {
  return load_case_until(lane, scenario,
                         [&] { return lane.waits_ended() || (stopping && stopping()); });
}

Result<std::shared_ptr<ServedLane>> open_lane(Engine& engine, const Options& base,
                                              const LaneWish& wish) {
  if (!is_lane_name(wish.name)) {
    return Unexpected(
        ErrorKind::kUsage,
        "\"" + wish.name + "\" cannot name a lane: letters, digits, '.', '-' and '_'.");
  }
  if (auto fine = check_claims(wish.claims); !fine) return Unexpected(fine.error());
  Options options = wish.scenario ? options_for(wish.scenario->given, base) : base;
  if (Result<void> apart = check_mounts(options); !apart) return Unexpected(apart.error());
  // A lane's time is its own.
  if (!options.clock || options.clock == base.clock) options.clock = clock_like(base.clock);
  options.store_dir.clear();
  const std::uint64_t seed =
      wish.seed.value_or(draw(base.seed.value_or(0), "lane/" + wish.name, 0));
  auto world = World::open(options, options.clock, seed);
  if (!world) return Unexpected(world.error());
  auto lane = std::make_shared<ServedLane>(wish.name, seed, *std::move(world),
                                           options.limits.exchanges_kept_max, engine.started());
  if (wish.scenario) {
    const auto loaded =
        load_case_until(*lane, *wish.scenario, [&engine] { return engine.stopping(); });
    if (!loaded) return Unexpected(loaded.error());
  }
  std::vector<GlobPattern> claims;
  for (const std::string& claim : wish.claims) claims.emplace_back(claim);
  if (auto added = engine.lanes().add(lane, std::move(claims)); !added) {
    return Unexpected(added.error());
  }
  return lane;
}

Evidence evidence_of(ServedLane& lane, const Scenario& scenario) {
  Evidence evidence;
  evidence.scenario = scenario.name;
  evidence.case_name = scenario.case_name;
  evidence.lane = lane.name();
  evidence.seed = lane.seed();
  evidence.version = version();
  evidence.wire_scale = lane.in_use().world->options().wire_scale;
  lane.wait_until_idle(std::chrono::seconds(5));
  evidence.files = digests_of_files(scenario);
  evidence.exchanges = lane.recorder().exchanges();
  evidence.exchanges_dropped = lane.recorder().dropped();
  const auto in_use = lane.in_use();
  evidence.rules = in_use.rules->facts();
  if (const auto healed = in_use.rules->healed_at()) {
    evidence.healed_at = lane.since_server_start(*healed);
  }
  evidence.objects = object_facts(evidence.exchanges, live_objects(*in_use.world, scenario.given));
  return evidence;
}

}  // namespace resumulator
