#include "protocols/resumable_js/completion.h"

#include <algorithm>
#include <utility>

#include "core/upload/composite_blob.h"
#include "core/upload/upload_dir.h"
#include "protocols/mount_bucket.h"
#include "protocols/resumable_js/chunk_files.h"
#include "protocols/resumable_js/protocol.h"
#include "protocols/resumable_js/safe_name.h"

namespace resumulator::resumable_js {
namespace {

using Collision = ResumableJsSwitches::Collision;

/// Whether the file may be in the upload directory already: put there by a process that was killed
/// before it could say so.
enum class LeftOver : bool { kNone, kMayBeThere };

constexpr std::uint64_t kNamesTried = 10'000;

Unexpected failed(std::string text) {
  return {ErrorKind::kInternal, std::move(text), "assembly_failed"};
}

class Assembly {
 public:
  Assembly(World& world, Turn& turn, std::vector<PartPtr> parts, std::string name,
           LeftOver left_over)
      : world_(world),
        turn_(turn),
        parts_(std::move(parts)),
        name_(std::move(name)),
        left_over_(left_over) {}

  Result<ObjectPtr> run() {
    if (Result<void> ready = ensure_bucket(world_, kBucket); !ready) {
      return Unexpected(ready.error());
    }
    const std::string& directory = world_.options().upload_dir;
    if (!directory.empty()) {
      Result<UploadFile> file = UploadFile::write(directory, *bytes());
      if (!file) return failed(file.error().text);
      file_.emplace(*std::move(file));
    }
    switch (world_.options().resumablejs.collision) {
      case Collision::kOverwrite:
        return finish(name_, UploadFile::IfTaken::kReplace);
      case Collision::kFail:
        return finish(name_, UploadFile::IfTaken::kRefuse);
      case Collision::kRename:
        break;
    }
    for (std::uint64_t n = 0; n < kNamesTried; ++n) {
      const std::string name = n == 0 ? name_ : numbered_name(name_, n);
      Result<ObjectPtr> made = finish(name, UploadFile::IfTaken::kRefuse);
      if (made || made.error().kind != ErrorKind::kConflict) return made;
    }
    return failed("There are too many files of that name.");
  }

 private:
  [[nodiscard]] std::shared_ptr<const Blob> bytes() const {
    std::vector<std::shared_ptr<const Blob>> blobs;
    for (const PartPtr& part : parts_) blobs.push_back(part->blob);
    return make_composite_blob(std::move(blobs));
  }

  // The file first: it can be taken back, and what the catalogue has written cannot.
  Result<ObjectPtr> finish(const std::string& name, UploadFile::IfTaken if_taken) {
    const bool refuse = if_taken == UploadFile::IfTaken::kRefuse;
    const auto taken = [] {
      return Unexpected(ErrorKind::kConflict, "There is a file of that name.", "name_taken");
    };
    if (refuse && world_.objects().get(kBucket, name)) return taken();
    if (file_) {
      if (refuse && is_ours(name)) if_taken = UploadFile::IfTaken::kReplace;
      const Result<void> placed = file_->put_in_place(name, if_taken);
      if (!placed && placed.error().kind == ErrorKind::kConflict) return taken();
      if (!placed) return failed(placed.error().text);
    }
    PartSet::Finish how{.object = name, .with_md5 = world_.options().gcs.md5};
    if (refuse) how.guards.emplace().generation_match = 0;
    Result<ObjectPtr> made = PartSet::finish(turn_, parts_, how);
    if (made) return made;
    // Somebody else made an object of that name meanwhile: the file goes with the name it gets
    // next.
    if (refuse && file_) {
      if (auto back = file_->take_back(name); !back) return failed(back.error().text);
    }
    if (made.error().kind != ErrorKind::kPrecondition) return made;
    return taken();
  }

  /// A file without an object, of the bytes we have: a killed process had put it there.
  [[nodiscard]] bool is_ours(const std::string& name) const {
    return left_over_ == LeftOver::kMayBeThere &&
           has_upload_file(world_.options().upload_dir, name, *bytes());
  }

  World& world_;
  Turn& turn_;
  const std::vector<PartPtr> parts_;
  const std::string name_;
  const LeftOver left_over_;
  std::optional<UploadFile> file_;
};

Result<Completion> complete_as(World& world, UploadSession& session, const Place& place,
                               const std::string& name, LeftOver left_over) {
  PartSet& set = *session.parts();
  auto count = static_cast<std::uint32_t>(place.count);
  if (!place.counted) {
    // Another chunk may have given away that there are more (rule rjs.layout.derived).
    const std::vector<PartPtr> all = set.list();
    if (!all.empty()) count = std::max(count, all.back()->number);
  }
  if (!set.has_all(count)) return Completion{is_complete(session), nullptr};
  Turn turn = session.begin_turn(nullptr);
  if (turn.state() == SessionState::kComplete) return Completion{true, nullptr};
  std::vector<PartPtr> parts = set.list(0, count);
  // Something may have taken one away meanwhile.
  if (turn.state() != SessionState::kActive || parts.size() != count) return Completion{};
  std::uint64_t size = 0;
  for (const PartPtr& part : parts) size += part->size;
  const std::optional<std::uint64_t>& total = session.spec().declared_total;
  if (world.options().resumablejs.check_sizes && total && *total != size) {
    if (!place.counted && size < *total) return Completion{};
    return failed("The chunks together have " + std::to_string(size) + " bytes, not " +
                  std::to_string(*total) + ".");
  }
  Result<ObjectPtr> made = Assembly(world, turn, std::move(parts),
                                    name.empty() ? session.spec().object : name, left_over)
                               .run();
  if (!made) return Unexpected(std::move(made).error());
  remove_finished_chunk_files(world, session.spec().client_key);
  return Completion{true, *std::move(made)};
}

/// Whether an object took this upload's name after its last chunk came: nobody expects it to go.
bool is_superseded(const World& world, const UploadSession& session) {
  const auto object = world.objects().get(kBucket, session.spec().object);
  if (!object || world.options().resumablejs.collision != Collision::kOverwrite) return false;
  const std::vector<PartPtr> parts = session.parts()->list();
  return std::all_of(parts.begin(), parts.end(),
                     [&](const PartPtr& part) { return part->stored <= (*object)->created; });
}

Result<void> complete_missed(World& world, UploadSession& session, LeftOver left_over) {
  if (world.options().resumablejs.assemble == ResumableJsSwitches::Assemble::kManual) return {};
  if (session.glance().state != SessionState::kActive) return {};
  const Result<Place> place = place_of(first_chunk(session), world.options());
  if (!place) return {};
  const Result<Completion> done = complete_as(world, session, *place, {}, left_over);
  return done ? Result<void>() : Unexpected(done.error());
}

}  // namespace

Result<Completion> complete(World& world, UploadSession& session, const Place& place,
                            const std::string& name) {
  return complete_as(world, session, place, name, LeftOver::kNone);
}

Result<void> complete_again(World& world, std::string_view identifier) {
  const SessionPtr session = find_session(world, identifier);
  return session ? complete_missed(world, *session, LeftOver::kNone) : Result<void>();
}

// Rules rjs.complete.again, rjs.disk.cleanup
void finish_interrupted(World& world) {
  for (const SessionPtr& session : world.sessions().all()) {
    const std::string& identifier = session->spec().client_key;
    if (session != world.sessions().find_by_key(kProtocol, identifier)) continue;
    if (!is_superseded(world, *session)) {
      static_cast<void>(complete_missed(world, *session, LeftOver::kMayBeThere));
    }
    // Copies of chunks that the end of the process left behind.
    if (session->glance().state == SessionState::kComplete) {
      remove_finished_chunk_files(world, identifier);
    }
  }
}

}  // namespace resumulator::resumable_js
