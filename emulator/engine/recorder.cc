#include "engine/recorder.h"

#include <algorithm>
#include <utility>

#include "engine/mask.h"

namespace resumulator {
namespace {

// How long a reader waits for sends that are about to end. They take microseconds; a client that
// does not read the end of its answer does not have it either, and must not hold up the reader.
constexpr auto kSettleTime = std::chrono::seconds(1);
// A wait for ever, without leaving the range of the clock.
constexpr std::chrono::milliseconds kWaitMax = std::chrono::hours(24 * 365);

void pack_headers(PackedText& out, const Headers* headers, bool show_secrets) {
  if (headers == nullptr) {
    out.add_number(0);
    return;
  }
  out.add_number(static_cast<std::uint32_t>(headers->size()));
  for (const auto& [name, value] : headers->fields()) {
    out.add(name);
    if (!show_secrets && is_secret_header(name)) {
      out.add(mask_header_value(value));
    } else {
      out.add(value);
    }
  }
}

std::size_t size_of(const Headers* headers) {
  std::size_t size = 0;
  if (headers != nullptr) {
    for (const auto& [name, value] : headers->fields()) {
      size += name.size() + value.size() + 8;
    }
  }
  return size;
}

HeaderList unpack_headers(PackedText::Reader& reader) {
  HeaderList list(reader.next_number());
  for (auto& [name, value] : list) {
    name = reader.next();
    value = reader.next();
  }
  return list;
}

RecordedExchange unpack(const ExchangeRecord& record, std::uint64_t seq) {
  RecordedExchange out;
  out.seq = seq;
  out.connection = record.connection;
  out.connection_seq = record.connection_seq;
  out.started = record.started;
  out.ended = record.ended;
  PackedText::Reader reader(record.text);
  out.protocol = reader.next();
  out.rule = reader.next();
  out.method = reader.next();
  out.target = reader.next();
  out.https = record.https;
  out.bucket = reader.next();
  out.object = reader.next();
  out.request_headers = unpack_headers(reader);
  out.response_headers = unpack_headers(reader);
  out.operation = record.operation;
  out.session = record.session;
  out.claimed = record.claimed;
  out.received = record.received;
  if (record.body) out.body_sha256 = record.body->sha256;
  out.persisted_before = record.persisted_before;
  out.persisted_after = record.persisted_after;
  out.status = record.status;
  out.sent = record.sent;
  out.ending = record.ending;
  out.note = record.note;
  out.generation = record.generation;
  out.rules_generation = record.rules_generation;
  out.clock = record.clock;
  out.visible = record.visible;
  out.points = record.points;
  if (record.faults) {
    out.faults = record.faults->fired;
    out.shadowed = record.faults->shadowed;
    out.disagrees = record.faults->disagrees;
  }
  return out;
}

}  // namespace

PackedText pack(const ExchangeText& text) {
  PackedText out;
  const auto target =
      text.show_secrets ? std::string(text.target) : mask_target(text.target);
  out.reserve(32 + text.protocol.size() + text.rule.size() + text.method.size() + target.size() +
              text.bucket.size() + text.object.size() + size_of(text.request) +
              size_of(text.response));
  out.add(text.protocol);
  out.add(text.rule);
  out.add(text.method);
  out.add(target);
  out.add(text.bucket);
  out.add(text.object);
  pack_headers(out, text.request, text.show_secrets);
  pack_headers(out, text.response, text.show_secrets);
  return out;
}

std::uint64_t Recorder::epoch() const {
  MutexLock hold(mutex_);
  return epoch_;
}

Recorder::Ticket Recorder::enter(std::uint64_t epoch, ExchangeRecord&& record) {
  Entry gone;  // the evicted entry is freed after the lock
  MutexLock hold(mutex_);
  if (epoch != epoch_) {
    return {.epoch = epoch, .seq = 0};
  }
  if (entries_.size() >= kept_max_) {
    gone = std::move(entries_.front());
    entries_.pop_front();
    ++first_seq_;
  }
  entries_.push_back(Entry{.record = std::move(record)});
  const auto seq = first_seq_ + entries_.size() - 1;
  open_.push_back(seq);
  return {.epoch = epoch, .seq = seq};
}

void Recorder::settle(const Ticket& ticket, Outcome&& outcome) {
  MutexLock hold(mutex_);
  if (ticket.seq == 0 || ticket.epoch != epoch_) {
    return;
  }
  const auto open = std::find(open_.begin(), open_.end(), ticket.seq);
  if (open != open_.end()) open_.erase(open);
  if (ticket.seq >= first_seq_) {
    auto& entry = entries_[ticket.seq - first_seq_];
    entry.record.ending = outcome.ending;
    entry.record.sent = outcome.sent;
    entry.record.ended = outcome.ended;
    entry.record.visible = outcome.visible;
    entry.record.note = std::move(outcome.note);
    entry.record.faults = std::move(outcome.faults);
    entry.settled = ++settled_;
  }
  if (waiting_ > 0) {
    changed_.notify_all();
  }
}

bool Recorder::any_open_up_to(std::uint64_t seq) const {
  return std::any_of(open_.begin(), open_.end(), [&](std::uint64_t open) { return open <= seq; });
}

void Recorder::await_settled(Time deadline) const {
  const auto last = first_seq_ + entries_.size() - 1;
  const auto epoch = epoch_;
  ++waiting_;
  while (!stopped_ && epoch == epoch_ && any_open_up_to(last)) {
    if (changed_.wait_until(mutex_, deadline) == std::cv_status::timeout) {
      break;
    }
  }
  --waiting_;
}

const Recorder::Entry* Recorder::find(std::uint64_t seq) const {
  const bool kept = seq >= first_seq_ && seq - first_seq_ < entries_.size();
  return kept ? &entries_[seq - first_seq_] : nullptr;
}

std::vector<std::uint64_t> Recorder::settled_after(std::uint64_t settled) const {
  std::vector<std::uint64_t> found;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].settled > settled) {
      found.push_back(first_seq_ + i);
    }
  }
  return found;
}

std::optional<RecordedExchange> Recorder::copy_of(std::uint64_t epoch, std::uint64_t seq) const {
  MutexLock hold(mutex_);
  const auto* entry = epoch == epoch_ ? find(seq) : nullptr;
  if (entry == nullptr || entry->settled == 0) {
    return std::nullopt;
  }
  auto out = unpack(entry->record, seq);
  out.lane = lane_;
  return out;
}

std::vector<RecordedExchange> Recorder::exchanges() const {
  MutexLock hold(mutex_);
  await_settled(std::chrono::steady_clock::now() + kSettleTime);
  std::vector<RecordedExchange> out;
  out.reserve(entries_.size());
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].settled != 0) {
      out.push_back(unpack(entries_[i].record, first_seq_ + i));
      out.back().lane = lane_;
    }
  }
  return out;
}

void Recorder::for_each(const std::function<void(const RecordedExchange&)>& visit) const {
  std::vector<std::uint64_t> seqs;
  std::uint64_t epoch = 0;
  {
    MutexLock hold(mutex_);
    await_settled(std::chrono::steady_clock::now() + kSettleTime);
    seqs = settled_after(0);
    epoch = epoch_;
  }
  for (const auto seq : seqs) {
    if (const auto exchange = copy_of(epoch, seq)) {
      visit(*exchange);
    }
  }
}

std::optional<RecordedExchange> Recorder::wait_for(
    const std::function<bool(const RecordedExchange&)>& fits,
    std::chrono::milliseconds timeout) const {
  const auto deadline = std::chrono::steady_clock::now() + std::min(timeout, kWaitMax);
  std::uint64_t seen = 0;
  std::uint64_t epoch = 0;
  for (;;) {
    std::vector<std::uint64_t> fresh;
    {
      MutexLock hold(mutex_);
      if (epoch != epoch_) {
        epoch = epoch_;
        seen = 0;
      }
      ++waiting_;
      bool timed_out = false;
      while (!stopped_ && !timed_out && epoch == epoch_ && settled_ == seen) {
        timed_out = changed_.wait_until(mutex_, deadline) == std::cv_status::timeout;
      }
      --waiting_;
      if (settled_ == seen && epoch == epoch_) {
        return std::nullopt;  // timed out or stopped
      }
      fresh = settled_after(seen);
      seen = settled_;
    }
    for (const auto seq : fresh) {
      auto exchange = copy_of(epoch, seq);
      if (exchange && fits(*exchange)) {
        return exchange;
      }
    }
  }
}

void Recorder::wait_for_more(std::chrono::milliseconds time) const {
  MutexLock hold(mutex_);
  if (stopped_) return;
  ++waiting_;
  changed_.wait_for(mutex_, time);
  --waiting_;
}

std::shared_ptr<const KeptBody> Recorder::body(std::uint64_t seq) const {
  MutexLock hold(mutex_);
  await_settled(std::chrono::steady_clock::now() + kSettleTime);
  const Entry* entry = find(seq);
  return entry == nullptr || entry->settled == 0 ? nullptr : entry->record.body;
}

std::uint64_t Recorder::dropped() const {
  MutexLock hold(mutex_);
  return first_seq_ - 1;
}

void Recorder::clear() {
  std::deque<Entry> gone;
  MutexLock hold(mutex_);
  gone.swap(entries_);
  open_.clear();
  first_seq_ = 1;
  settled_ = 0;
  ++epoch_;
  changed_.notify_all();
}

void Recorder::stop() {
  MutexLock hold(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

}  // namespace resumulator
