#include "server/case_server.h"

#include "engine/engine.h"
#include "engine/lane.h"
#include "server/lane_case.h"
#include "server/server_access.h"

namespace resumulator {
namespace {

constexpr const char* kBucket = "bucket";
constexpr std::uint64_t kExchangesMax = 200'000;

ServedLane& main_lane(const Server& server) { return ServerAccess::engine(server).main_lane(); }

}  // namespace

Result<CaseServer> CaseServer::start(const Scenario& scenario, Options base, std::uint64_t seed,
                                     const std::function<bool()>& stopping) {
  CaseServer out;
  out.scenario_ = &scenario;
  const auto& given = scenario.given.buckets;
  const std::string usual = base.buckets.empty() ? kBucket : base.buckets.front();
  out.bucket_ = given.empty() ? usual : given.front();
  if (out.bucket_ != usual || base.buckets.empty()) base.buckets.push_back(out.bucket_);
  base.seed = seed;
  if (base.limits.exchanges_kept_max == Limits{}.exchanges_kept_max) {
    base.limits.exchanges_kept_max = kExchangesMax;
  }
  auto server = Server::try_start(options_for(scenario.given, std::move(base)));
  if (!server) return Unexpected(server.error());
  out.server_ = std::make_unique<Server>(*std::move(server));
  if (auto loaded = load_case(main_lane(*out.server_), scenario, stopping); !loaded) {
    return Unexpected(loaded.error());
  }
  return out;
}

Evidence CaseServer::evidence() const { return evidence_of(main_lane(*server_), *scenario_); }

}  // namespace resumulator
