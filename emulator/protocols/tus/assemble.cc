// A final upload from its parts: their bytes once, in order, into an upload of its own.
#include <algorithm>
#include <utility>
#include <vector>

#include "core/upload/append.h"
#include "core/upload/world.h"
#include "protocols/mount_bucket.h"
#include "protocols/tus/uploads.h"

namespace resumulator::tus {
namespace {

/// What lies in blobs, one behind the other, as a body.
class ChainedBody final : public BodySource {
 public:
  explicit ChainedBody(std::vector<StoredBytes> parts) : parts_(std::move(parts)) {
    for (const StoredBytes& part : parts_) length_ += part.size;
  }
  BodyRead read(std::span<std::byte> into) override {
    while (part_ < parts_.size() && at_ == parts_[part_].size) {
      ++part_;
      at_ = 0;
    }
    if (part_ == parts_.size()) return {BodyState::kEnd, 0};
    const StoredBytes& part = parts_[part_];
    const auto size =
        static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), part.size - at_));
    const auto got = part.blob->read(at_, into.first(size));
    if (!got || *got == 0) return {BodyState::kMalformed, 0};
    at_ += *got;
    received_ += *got;
    return {BodyState::kMore, *got};
  }
  [[nodiscard]] std::optional<std::uint64_t> declared_length() const override { return length_; }
  [[nodiscard]] std::uint64_t received() const override { return received_; }
  [[nodiscard]] std::shared_ptr<BodyControl> control() override { return nullptr; }

 private:
  std::vector<StoredBytes> parts_;
  std::size_t part_ = 0;
  std::uint64_t at_ = 0;
  std::uint64_t length_ = 0;
  std::uint64_t received_ = 0;
};

/// Bytes of a part that is complete; empty: it is not, or not any more.
std::optional<StoredBytes> bytes_of(const Request& request, const std::string& id) {
  const SessionPtr part = request.world->sessions().find(id);
  if (!part) return std::nullopt;
  const SessionSnapshot shot = part->glance();
  if (absence(request, *part, shot)) return std::nullopt;
  if (!is_complete(shot, memory_of(part->spec().adapter).kind)) return std::nullopt;
  if (shot.state != SessionState::kComplete) {
    StoredBytes stored = part->stored();
    return stored.size == shot.offset ? std::optional(std::move(stored)) : std::nullopt;
  }
  const auto object =
      request.world->objects().get(kBucket, part->spec().object, shot.result->generation);
  if (!object) return std::nullopt;
  return StoredBytes{(*object)->blob, (*object)->size};
}

/// Whether it is a final upload that is not assembled and has the part `id`.
bool waits_for(const UploadSession& session, const std::string& id) {
  if (session.spec().protocol != "tus" || session.glance().state != SessionState::kActive) {
    return false;
  }
  if (!may_name(session.spec().adapter, id)) return false;
  const Memory memory = memory_of(session.spec().adapter);
  const auto& sources = memory.sources;
  return memory.kind == Kind::kFinal &&
         std::find(sources.begin(), sources.end(), id) != sources.end();
}

}  // namespace

Result<void> assemble(const Request& request, Turn& turn, CallInfo& info) {
  if (turn.state() != SessionState::kActive) return {};
  std::vector<StoredBytes> parts;
  for (const std::string& id : memory_of(turn.session().spec().adapter).sources) {
    auto part = bytes_of(request, id);
    if (!part) return {};
    parts.push_back(*std::move(part));
  }
  ChainedBody body(std::move(parts));
  const std::uint64_t length = *body.declared_length();
  if (length > size_max(request)) return Unexpected(ErrorKind::kTooLarge, "The sum is too large.");
  if (auto known = turn.set_total(length); !known) return known;
  const Appended done = append_body(turn, {.length = length, .total = length}, {}, body);
  if (done.outcome == Appended::Outcome::kStorage) return Unexpected(done.error);
  if (turn.offset() != length) {
    return Unexpected(ErrorKind::kUnavailable, "A part could not be read.");
  }
  if (auto ready = ensure_bucket(*request.world, kBucket); !ready) return ready;
  const auto object = turn.finalize({});
  if (!object) return Unexpected(object.error());
  info.generation = (*object)->generation;
  return {};
}

void assemble_waiting(const Request& request, std::string_view id) {
  std::vector<std::string> complete{std::string(id)};
  while (!complete.empty()) {
    const std::string part = std::move(complete.back());
    complete.pop_back();
    for (const SessionPtr& session : request.world->sessions().all()) {
      if (!waits_for(*session, part)) continue;
      CallInfo made;
      Turn turn = session->begin_turn(nullptr);
      // What cannot be assembled now can be by the next part, or by whoever asks for the upload.
      static_cast<void>(assemble(request, turn, made));
      // A final upload may be a part, too, by the switch concat_any.
      if (made.generation != 0 && request.options().concat_any) complete.push_back(session->id());
    }
  }
}

}  // namespace resumulator::tus
