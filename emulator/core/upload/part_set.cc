#include "core/upload/part_set.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "core/upload/catalog.h"
#include "core/upload/composite_blob.h"
#include "core/upload/crc_combine.h"
#include "core/upload/session_state.h"

namespace resumulator {
namespace {

constexpr std::size_t kBlock = 64 * 1024;

/// The first byte that is another one; the shorter one's end where one is a prefix of the other;
/// nothing where they are the same.
std::optional<std::uint64_t> first_difference(const Blob& a, const Blob& b) {
  std::vector<std::byte> left(kBlock);
  std::vector<std::byte> right(kBlock);
  std::uint64_t at = 0;
  while (true) {
    const std::size_t in_a = a.read(at, left).value_or(0);
    const std::size_t in_b = b.read(at, right).value_or(0);
    const std::size_t both = std::min(in_a, in_b);
    const auto differs = std::mismatch(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(both),
                                       right.begin());
    const auto same = static_cast<std::size_t>(differs.first - left.begin());
    at += same;
    if (same < both || in_a != in_b) return at;
    if (both < kBlock) return std::nullopt;
  }
}

std::optional<Digests> digests_of(const std::vector<PartPtr>& parts, bool with_md5) {
  if (parts.size() == 1 && (!with_md5 || parts.front()->digests.md5)) {
    Digests one = parts.front()->digests;
    if (!with_md5) one.md5.reset();
    return one;
  }
  if (with_md5) return std::nullopt;
  Digests all;
  for (const PartPtr& part : parts) {
    all.crc32c = crc32c_of_both(all.crc32c, part->digests.crc32c, part->size);
  }
  return all;
}

}  // namespace

Result<ReceivedObject> receive_part(World& world, BodySource& body, std::uint64_t limit,
                                    bool with_md5) {
  return receive_object(world, body, limit, with_md5);
}

bool is_kept_whole(const BodySource& body) {
  const Keep* instead = body.keep();
  if (instead == nullptr) return true;
  switch (instead->kind) {
    case Keep::Kind::kReceived:
    case Keep::Kind::kAligned:
      return true;
    case Keep::Kind::kNothing:
      return false;
    case Keep::Kind::kBytes:
      return instead->bytes >= body.received();
    case Keep::Kind::kShare:
      return instead->percent >= 100;
  }
  return true;
}

PartSet::PartSet(UploadSession::State& owner) : owner_(owner) {}
PartSet::~PartSet() = default;

bool PartSet::is_active() const {
  MutexLock hold(owner_.mutex);
  return owner_.seen_state() == SessionState::kActive;
}

void PartSet::show(Operation operation) {
  MutexLock hold(owner_.mutex);
  const std::uint64_t before = owner_.offset;
  owner_.offset = bytes_;
  owner_.note(operation, before);
}

PartSet::Put PartSet::put(std::uint32_t number, ReceivedObject received, Duplicate policy) {
  Put done;
  received.blob->release_room();
  PartPtr before;
  {
    MutexLock hold(mutex_);
    const auto there = parts_.find(number);
    if (there != parts_.end()) before = there->second;
    if (!is_active()) {
      done.outcome = Put::Outcome::kEnded;
    } else if (before && policy != Duplicate::kReplace) {
      done.outcome = policy == Duplicate::kKeepFirst ? Put::Outcome::kAlreadyThere
                                                     : Put::Outcome::kRefused;
      done.part = before;
    } else if (!before && parts_.size() >= owner_.world.options().limits.parts_max) {
      done.outcome = Put::Outcome::kTooMany;
    } else {
      auto part = std::make_shared<const Part>(Part{.number = number,
                                                    .size = received.blob->size(),
                                                    .digests = received.digests,
                                                    .stored = owner_.world.clock().now(),
                                                    .sequence = sequence_ + 1,
                                                    .blob = received.blob});
      CatalogChange change;
      change.put_parts.push_back({owner_.id, number, part->size, part->digests, part->stored,
                                  part->sequence, part->blob->key()});
      if (Result<void> written = owner_.world.catalog().apply(change); !written) {
        done.outcome = Put::Outcome::kStorage;
        done.error = written.error();
        done.part = before;
        return done;
      }
      ++sequence_;
      bytes_ += part->size - (before ? before->size : 0);
      done.outcome = before ? Put::Outcome::kReplaced : Put::Outcome::kStored;
      done.part = part;
      parts_.insert_or_assign(number, std::move(part));
      show(Operation::kAppend);
    }
  }
  if (before) done.differs_at = first_difference(*before->blob, *received.blob);
  return done;
}

PartPtr PartSet::find(std::uint32_t number) const {
  MutexLock hold(mutex_);
  const auto found = parts_.find(number);
  return found == parts_.end() ? nullptr : found->second;
}

std::vector<PartPtr> PartSet::list(std::optional<std::uint32_t> after, std::size_t most) const {
  MutexLock hold(mutex_);
  std::vector<PartPtr> listed;
  auto at = after ? parts_.upper_bound(*after) : parts_.begin();
  for (; at != parts_.end() && listed.size() < most; ++at) listed.push_back(at->second);
  return listed;
}

std::size_t PartSet::count() const {
  MutexLock hold(mutex_);
  return parts_.size();
}

std::uint64_t PartSet::bytes() const {
  MutexLock hold(mutex_);
  return bytes_;
}

bool PartSet::has_all(std::uint32_t n) const {
  MutexLock hold(mutex_);
  if (parts_.size() < n) return false;
  // Mostly nothing else is there, and then the count says it.
  const auto first = parts_.lower_bound(1);
  if (first == parts_.begin() && parts_.size() == n) return n == 0 || parts_.rbegin()->first == n;
  return static_cast<std::uint64_t>(std::distance(first, parts_.upper_bound(n))) == n;
}

std::vector<std::uint32_t> PartSet::missing(std::uint32_t n, std::size_t most) const {
  MutexLock hold(mutex_);
  std::vector<std::uint32_t> numbers;
  auto at = parts_.lower_bound(1);
  for (std::uint64_t number = 1; number <= n && numbers.size() < most; ++number) {
    if (at != parts_.end() && at->first == number) {
      ++at;
    } else {
      numbers.push_back(static_cast<std::uint32_t>(number));
    }
  }
  return numbers;
}

Result<void> PartSet::drop(const std::set<std::uint32_t>& numbers) {
  CatalogChange change;
  for (const std::uint32_t number : numbers) change.drop_parts.emplace_back(owner_.id, number);
  if (Result<void> written = owner_.world.catalog().apply(change); !written) return written;
  for (const std::uint32_t number : numbers) {
    const auto at = parts_.find(number);
    bytes_ -= at->second->size;
    parts_.erase(at);
  }
  show(Operation::kOther);
  return {};
}

Result<void> PartSet::remove(std::uint32_t number) {
  MutexLock hold(mutex_);
  if (!parts_.contains(number)) return Unexpected(ErrorKind::kNotFound, "There is no such part.");
  return drop({number});
}

Result<void> PartSet::remove_all() {
  MutexLock hold(mutex_);
  std::set<std::uint32_t> numbers;
  for (const auto& [number, part] : parts_) numbers.insert(number);
  return numbers.empty() ? Result<void>() : drop(numbers);
}

Result<void> PartSet::forget_tail(std::uint64_t bytes) {
  MutexLock hold(mutex_);
  std::vector<PartPtr> latest;
  for (const auto& [number, part] : parts_) latest.push_back(part);
  std::sort(latest.begin(), latest.end(),
            [](const PartPtr& a, const PartPtr& b) { return a->sequence > b->sequence; });
  std::set<std::uint32_t> numbers;
  std::uint64_t gone = 0;
  for (const PartPtr& part : latest) {
    if (gone >= bytes) break;
    gone += part->size;
    numbers.insert(part->number);
  }
  return numbers.empty() ? Result<void>() : drop(numbers);
}

Result<ObjectPtr> PartSet::finish(Turn& turn, const std::vector<PartPtr>& chosen,
                                  const Finish& how) {
  UploadSession::State& s = *turn.session_->state_;
  if (Result<void> active = s.need_active(); !active) return Unexpected(active.error());
  const std::uint64_t most = s.world.options().limits.object_bytes_max;
  std::uint64_t size = 0;
  std::vector<std::shared_ptr<const Blob>> blobs;
  blobs.reserve(chosen.size());
  for (const PartPtr& part : chosen) {
    if (part->size > most - size) {
      return Unexpected(ErrorKind::kTooLarge, "The parts together are larger than allowed.");
    }
    size += part->size;
    blobs.push_back(part->blob);
  }
  return s.insert_object({.bucket = s.spec.bucket,
                          .name = how.object.empty() ? s.spec.object : how.object,
                          .metadata = how.metadata.value_or(s.spec.metadata),
                          .blob = make_composite_blob(std::move(blobs)),
                          .size = size,
                          .digests = digests_of(chosen, how.with_md5),
                          .component_count = how.component_count},
                         how.guards.value_or(s.spec.guards));
}

void PartSet::load(const PartRecord& record, BlobStore& blobs) {
  Result<std::shared_ptr<Blob>> blob = blobs.open(record.blob_key, record.size);
  // Bytes that something else has taken away are no part any more.
  if (!blob) return;
  MutexLock hold(mutex_);
  auto part = std::make_shared<const Part>(Part{.number = record.number,
                                                .size = record.size,
                                                .digests = record.digests,
                                                .stored = record.stored,
                                                .sequence = record.sequence,
                                                .blob = *std::move(blob)});
  sequence_ = std::max(sequence_, part->sequence);
  bytes_ += part->size;
  parts_.insert_or_assign(record.number, std::move(part));
  MutexLock owner(owner_.mutex);
  owner_.offset = bytes_;
}

void PartSet::keep() const {
  MutexLock hold(mutex_);
  for (const auto& [number, part] : parts_) part->blob->keep();
}

void PartSet::let_go() {
  Parts gone;
  MutexLock hold(mutex_);
  gone.swap(parts_);
}

}  // namespace resumulator
