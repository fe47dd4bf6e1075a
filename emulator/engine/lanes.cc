#include "engine/lanes.h"

#include <algorithm>
#include <utility>

#include "core/base/strings.h"
#include "core/wire/url.h"
#include "faults/glob_pattern.h"

namespace resumulator {
namespace {

constexpr std::size_t kNameMax = 200;

/// The bucket a path names, where it names one: ".../b/NAME/..." of the JSON API, or the first
/// segment.
std::string bucket_of(std::string_view target) {
  std::string_view path = target.substr(0, target.find('?'));
  const auto marked = path.find("/b/");
  std::string_view rest = marked == std::string_view::npos
                              ? path.substr(path.starts_with('/') ? 1 : 0)
                              : path.substr(marked + 3);
  return percent_decode(rest.substr(0, rest.find('/'))).value_or(std::string());
}

/// "/_emu/lane/NAME" and the name, or nothing.
std::pair<std::string, std::string> mounted(std::string_view target) {
  if (!target.starts_with(kLanePrefix)) return {};
  const auto rest = target.substr(kLanePrefix.size());
  const auto name = rest.substr(0, rest.find_first_of("/?"));
  return {std::string(target.substr(0, kLanePrefix.size() + name.size())), std::string(name)};
}

}  // namespace

bool is_lane_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameMax &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '.' || c == '-' || c == '_';
         });
}

Lanes::Lanes(std::shared_ptr<ServedLane> main) : main_(std::move(main)) {
  MutexLock hold(mutex_);
  lanes_[main_->name()] = {main_, {}};
}

Result<void> Lanes::add(std::shared_ptr<ServedLane> lane, std::vector<GlobPattern> claims) {
  MutexLock hold(mutex_);
  if (lanes_.contains(lane->name())) {
    return Unexpected(ErrorKind::kConflict, "There is a lane \"" + lane->name() + "\" already.");
  }
  for (const auto& [name, entry] : lanes_) {
    for (const GlobPattern& claim : claims) {
      if (std::find(entry.claims.begin(), entry.claims.end(), claim) == entry.claims.end())
        continue;
      return Unexpected(ErrorKind::kConflict,
                        "Buckets \"" + claim.text() + "\" are claimed by lane \"" + name + "\".");
    }
  }
  any_claims_ = any_claims_ || !claims.empty();
  std::string name = lane->name();
  lanes_[std::move(name)] = {std::move(lane), std::move(claims)};
  return {};
}

std::shared_ptr<ServedLane> Lanes::remove(std::string_view name) {
  if (name == main_->name()) return nullptr;
  MutexLock hold(mutex_);
  const auto found = lanes_.find(name);
  if (found == lanes_.end()) return nullptr;
  auto lane = std::move(found->second.lane);
  lanes_.erase(found);
  return lane;
}

std::shared_ptr<ServedLane> Lanes::find(std::string_view name) const {
  MutexLock hold(mutex_);
  const auto found = lanes_.find(name);
  return found == lanes_.end() ? nullptr : found->second.lane;
}

std::vector<std::shared_ptr<ServedLane>> Lanes::all() const {
  MutexLock hold(mutex_);
  std::vector<std::shared_ptr<ServedLane>> lanes;
  for (const auto& [name, entry] : lanes_) lanes.push_back(entry.lane);
  return lanes;
}

std::string Lanes::claimed_by(std::string_view target) const {
  if (!any_claims_) return {};
  const std::string bucket = bucket_of(target);
  if (bucket.empty()) return {};
  for (const auto& [name, entry] : lanes_) {
    for (const GlobPattern& claim : entry.claims) {
      if (claim.matches(bucket)) return name;
    }
  }
  return {};
}

std::string Lanes::testing(std::string_view test) const {
  if (test.empty()) return {};
  for (const auto& [name, entry] : lanes_) {
    if (entry.lane != main_ && entry.lane->retry_tests().knows(test)) return name;
  }
  return {};
}

Result<LaneFound> Lanes::resolve(const RequestHead& head, std::string_view by_port) const {
  const auto [mount, by_prefix] = mounted(head.target);
  const std::string by_field(head.headers.get("X-Emu-Lane"));
  const std::string_view test = head.headers.get("x-retry-test-id");
  if (mount.empty() && by_field.empty() && test.empty() && by_port.empty() && !any_claims_) {
    return LaneFound{.lane = main_, .mount = {}};
  }
  MutexLock hold(mutex_);
  std::string name(by_port);
  for (const std::string& other : {by_prefix, by_field, testing(test)}) {
    if (other.empty()) continue;
    if (!name.empty() && name != other) {
      return Unexpected(ErrorKind::kConflict,
                        "The request names two lanes, \"" + name + "\" and \"" + other + "\".");
    }
    name = other;
  }
  if (name.empty()) name = claimed_by(head.target);
  if (name.empty()) return LaneFound{.lane = main_, .mount = {}};
  const auto found = lanes_.find(name);
  if (found == lanes_.end()) {
    return Unexpected(ErrorKind::kNotFound, "There is no lane \"" + name + "\".", name);
  }
  const bool is_main = found->second.lane == main_;
  return LaneFound{.lane = found->second.lane,
                   .mount = mount.empty() && (is_main || !by_port.empty())
                                ? std::string()
                                : std::string(kLanePrefix) + name,
                   .by_prefix = !mount.empty()};
}

}  // namespace resumulator
