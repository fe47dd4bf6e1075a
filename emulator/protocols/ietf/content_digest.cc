#include "protocols/ietf/content_digest.h"

#include <algorithm>
#include <array>

#include "core/wire/structured_field.h"

namespace resumulator::ietf {
namespace {

constexpr std::array<std::pair<std::string_view, Algorithm>, 4> kNames = {
    {{"sha-256", Algorithm::kSha256},
     {"sha-512", Algorithm::kSha512},
     {"md5", Algorithm::kMd5},
     {"sha", Algorithm::kSha1}}};
constexpr std::size_t kBlock = 256 * 1024;

}  // namespace

Digests read_digests(const Headers& headers, std::string_view name) {
  Digests digests;
  const auto dictionary = sf_dictionary(headers, name);
  if (!dictionary) return digests;
  for (const auto& [key, item] : *dictionary) {
    const auto known = std::find_if(kNames.begin(), kNames.end(),
                                    [&](const auto& each) { return each.first == key; });
    if (known == kNames.end()) continue;
    if (item.kind != SfItem::Kind::kBytes) return {};
    // One of another size than the algorithm's is no body's digest: it will not hold.
    digests.emplace_back(known->second, item.text);
  }
  return digests;
}

RunningDigests::RunningDigests(const Digests& declared) : declared_(declared) {
  for (const auto& [algorithm, value] : declared) {
    digests_.push_back(make_body_digest(algorithm, false));
  }
}

void RunningDigests::update(std::span<const std::byte> bytes) {
  for (const auto& digest : digests_) digest->update(bytes);
}

bool RunningDigests::hold() {
  bool same = true;
  for (std::size_t i = 0; i < digests_.size(); ++i) {
    same = digests_[i]->finish() == declared_[i].second && same;
  }
  return same;
}

bool digests_hold(const Digests& declared, const StoredBytes& bytes) {
  RunningDigests digests(declared);
  std::vector<std::byte> block(declared.empty() ? 0 : kBlock);
  for (std::uint64_t at = 0; at < bytes.size && !declared.empty();) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, bytes.size - at));
    const auto got = bytes.blob->read(at, std::span(block).first(want));
    if (!got || *got == 0) return false;
    digests.update(std::span(block).first(*got));
    at += *got;
  }
  return digests.hold();
}

BodyRead DigestedBody::read(std::span<std::byte> into) {
  if (mismatch_) return {BodyState::kMalformed, 0};
  const BodyRead got = body().read(into);
  if (got.state == BodyState::kMore) digests_.update(into.first(got.size));
  if (got.state != BodyState::kEnd) return got;
  if (!ended_) mismatch_ = !digests_.hold();
  ended_ = true;
  return mismatch_ ? BodyRead{BodyState::kMalformed, 0} : got;
}

}  // namespace resumulator::ietf
