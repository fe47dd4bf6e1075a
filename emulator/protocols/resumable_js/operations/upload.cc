// A chunk: read, checked, stored whole or not at all; the one that completes the file makes it.
//
//   body → parameters → place → session → size → stored (or there already) → complete?
//
// Rules rjs.chunk.*, rjs.complete.*
#include <algorithm>

#include "protocols/resumable_js/chunk_files.h"
#include "protocols/resumable_js/completion.h"
#include "protocols/resumable_js/form_beginning.h"
#include "protocols/resumable_js/request.h"
#include "protocols/resumable_js/upload_body.h"

namespace resumulator::resumable_js {
namespace {

using Outcome = PartSet::Put::Outcome;
using Duplicate = PartSet::Duplicate;

Duplicate duplicate_policy(const ResumableJsSwitches& switches) {
  switch (switches.duplicate) {
    case ResumableJsSwitches::Duplicate::kOverwrite:
      return Duplicate::kReplace;
    case ResumableJsSwitches::Duplicate::kError409:
      return Duplicate::kError;
    case ResumableJsSwitches::Duplicate::kKeep:
      break;
  }
  return Duplicate::kKeepFirst;
}

class Upload final : public FamilyCall {
 public:
  explicit Upload(Request from)
      : FamilyCall(std::move(from), Operation::kAppend, rule_of(Dialect::kResumable, "chunk")),
        fields_(request().query) {
    info_.framed = !request().head.headers.get("Content-Type").starts_with("application/octet");
    look_at(fields_);
  }
  // Rule rjs.fault.form: the form's fields, as far as they stand before its bytes.
  [[nodiscard]] bool foresees() const override { return info_.framed && !info_.claimed; }
  [[nodiscard]] bool foresee(std::string_view beginning) override {
    if (!form_) form_.emplace(request().head.headers.get("Content-Type"), switches(), fields_);
    if (!form_->see(beginning)) return false;
    look_at(form_->fields());
    return true;
  }

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override;
  void look_at(const Fields& fields);
  Result<void> find_number(Chunk& chunk, const ChunkBytes* bytes);
  [[nodiscard]] std::uint64_t bytes_limit() const;
  Response test();
  Result<Response> store(BodySource& body, ChunkBytes bytes);
  Result<void> still_fits(std::uint64_t size);
  PartSet::Put put_both(ReceivedObject received, ChunkFile& file, Result<void>& placed);
  Result<Response> put(ReceivedObject received);
  Result<void> check_put(const PartSet::Put& put);
  Result<Response> finish();
  Response failed(const Error& error) { return error_answer(switches(), chunk_.dialect, error); }
  Response stored(bool whole) {
    return stored_answer(switches(), chunk_.dialect, chunk_.identifier,
                         whole && !report_.hide_progress);
  }

  Fields fields_;
  std::optional<FormBeginning> form_;
  Chunk chunk_;
  Place place_;
  bool stored_ = false;
  bool whole_ = false;
};

// What is known before the bytes are there: by the query, or by a form's first fields.
void Upload::look_at(const Fields& fields) {
  const Names names = fields.dialect(switches());
  auto chunk = read_chunk(fields, names, std::nullopt, switches());
  if (!chunk || (chunk->by_offset && !find_number(*chunk, nullptr))) return;
  recall_count(world(), *chunk);
  const auto place = place_of(*chunk, world().options());
  if (!place) return;
  place_ = *place;
  info_.rule = rule_of(chunk->dialect, "chunk");
  describe(*chunk, *place);
  if (chunk->whole) return;
  const PartSet* parts = info_.session ? info_.session->parts() : nullptr;
  const std::size_t there = parts == nullptr ? 0 : parts->count();
  const auto number =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(chunk->number, UINT32_MAX));
  const bool new_one = parts == nullptr || parts->find(number) == nullptr;
  if (there + (new_one ? 1 : 0) >= place->count) info_.operation = Operation::kFinalize;
}

// A base64 text is a third longer than what it stands for, and has a head and line breaks.
std::uint64_t Upload::bytes_limit() const {
  const std::uint64_t most =
      std::min(switches().max_file_size, world().options().limits.object_bytes_max);
  const std::uint64_t expected = std::min(place_.size.value_or(most), most);
  return expected > UINT64_MAX / 4 ? UINT64_MAX : expected * 2 + 4096;
}

// Rule rjs.test.by-post: a form without bytes.
Response Upload::test() {
  info_.operation = Operation::kQuery;
  info_.rule = rule_of(chunk_.dialect, "test");
  const auto present = is_present(world(), chunk_, place_, report_);
  if (!present) return failed(present.error());
  return *present ? present_answer(switches()) : absent_answer(switches());
}

Result<Response> Upload::store(BodySource& body, ChunkBytes bytes) {
  Result<ReceivedObject> received = chunk_bytes(world(), std::move(bytes), place_.size);
  if (!received) return Unexpected(std::move(received).error());
  const std::uint64_t size = received->blob->size();
  if (!place_.counted && !chunk_.current_size) {
    // Rule rjs.layout.derived: by the size it has, where it does not say one.
    Chunk sized = chunk_;
    sized.current_size = size;
    if (const Result<Place> place = place_of(sized, world().options())) place_ = *place;
  }
  const auto expected = place_.size ? place_.size : chunk_.whole ? chunk_.total_size : std::nullopt;
  if (switches().check_sizes && expected && size != *expected) {
    return Unexpected(ErrorKind::kPrecondition,
                      "Chunk " + std::to_string(chunk_.number) + " has " + std::to_string(size) +
                          " bytes, not " + std::to_string(*expected) + ".",
                      "wrong_chunk_size");
  }
  if (!is_kept_whole(body)) {
    return Unexpected(ErrorKind::kUnavailable, "The chunk was not kept.");
  }
  if (chunk_.identifier.empty())
    chunk_.identifier = world().ids().token("upload", 24, chunk_.filename);
  Result<SessionPtr> session = session_for(world(), chunk_, request().head.headers.get("Origin"));
  if (!session) return Unexpected(std::move(session).error());
  info_.session = *session;
  describe(chunk_, place_);
  return put(*std::move(received));
}

Result<void> Upload::check_put(const PartSet::Put& put) {
  switch (put.outcome) {
    case Outcome::kStored:
      break;
    case Outcome::kReplaced:
    case Outcome::kAlreadyThere:
      info_.note = std::string("duplicate_chunk ") + std::to_string(chunk_.number) +
                   ", same_content: " + (put.differs_at ? "false" : "true");
      break;
    case Outcome::kRefused:
      return Unexpected(ErrorKind::kConflict,
                        "Chunk " + std::to_string(chunk_.number) + " is there already.",
                        "duplicate_chunk");
    case Outcome::kEnded:
      // It was finished, or ended, since we looked: finish() says which.
      break;
    case Outcome::kTooMany:
      return Unexpected(ErrorKind::kOutOfRange, "The file has too many chunks.",
                        "chunk_out_of_range");
    case Outcome::kStorage:
      return Unexpected(put.error);
  }
  if (put.differs_at) info_.disagrees = place_.start.value_or(0) + *put.differs_at;
  return {};
}

// Rule rjs.layout.derived: another chunk may have said meanwhile how the file is cut.
Result<void> Upload::still_fits(std::uint64_t size) {
  Chunk sized = chunk_;
  if (!sized.current_size) sized.current_size = size;
  recall_count(world(), sized);
  const Result<bool> same = fits(world(), *info_.session, sized);
  if (!same) return Unexpected(same.error());
  if (!*same) return Unexpected(ErrorKind::kUnavailable, "Another chunk says otherwise.");
  const Result<Place> place = place_of(sized, world().options());
  if (!place) return Unexpected(place.error());
  place_ = *place;
  return {};
}

// The copy on disk comes first: what the disk refuses must never be in the set.
PartSet::Put Upload::put_both(ReceivedObject received, ChunkFile& file, Result<void>& placed) {
  PartSet& parts = *info_.session->parts();
  const auto number = static_cast<std::uint32_t>(chunk_.number);
  const Duplicate policy = duplicate_policy(switches());
  const bool open = is_cut_open(*info_.session);
  if (!file.is_wanted() && !open) return parts.put(number, std::move(received), policy);
  // With the turn nobody else puts this chunk's copy, nor a chunk of another cut, nor finishes the
  // file and removes them all.
  const Turn turn = info_.session->begin_turn(nullptr);
  if (open) placed = still_fits(received.blob->size());
  if (!placed) return {};
  const bool is_new = policy == Duplicate::kReplace || !parts.find(number);
  const bool places = is_new && turn.state() == SessionState::kActive;
  if (places) placed = file.put_in_place(chunk_.identifier, chunk_.number);
  if (!placed) return {};
  PartSet::Put put = parts.put(number, std::move(received), policy);
  const bool kept = put.outcome == Outcome::kStored || put.outcome == Outcome::kReplaced;
  if (places && !kept) file.take_back();
  return put;
}

Result<Response> Upload::put(ReceivedObject received) {
  PartSet& parts = *info_.session->parts();
  info_.persisted_before = info_.persisted_after = parts.bytes();
  Result<ChunkFile> file = ChunkFile::write(world(), *received.blob);
  if (!file) return Unexpected(file.error());
  Result<void> placed;
  const PartSet::Put put = put_both(std::move(received), *file, placed);
  if (!placed) return Unexpected(placed.error());
  info_.persisted_after = parts.bytes();
  if (put.outcome == Outcome::kRefused) {
    if (auto made = complete_again(world(), chunk_.identifier); !made) {
      return Unexpected(made.error());
    }
  }
  if (Result<void> good = check_put(put); !good) return Unexpected(good.error());
  stored_ = put.outcome != Outcome::kEnded;
  return finish();
}

Result<Response> Upload::finish() {
  UploadSession& session = *info_.session;
  if (switches().assemble == ResumableJsSwitches::Assemble::kManual) {
    whole_ = is_complete(session);
    info_.operation = Operation::kAppend;
    return stored(session.parts()->has_all(static_cast<std::uint32_t>(place_.count)) || whole_);
  }
  const Result<Completion> done = complete(world(), session, place_);
  if (!done) return Unexpected(done.error());
  whole_ = done->whole;
  info_.operation = done->made ? Operation::kFinalize : Operation::kAppend;
  if (done->made) {
    info_.object = done->made->name;
    info_.generation = done->made->generation;
    info_.persisted_after = done->made->size;
  }
  const SessionState now = session.snapshot().state;
  if (!stored_ && !whole_ && now != SessionState::kActive) {
    return Unexpected(ErrorKind::kUnavailable, "The upload ended meanwhile.");
  }
  return stored(whole_);
}

// Rule rjs.dialect.plupload-offset: chunks come one after the other, the first one has their size.
Result<void> Upload::find_number(Chunk& chunk, const ChunkBytes* bytes) {
  const SessionPtr session = find_session(world(), chunk.identifier);
  std::optional<std::uint64_t> size;
  if (session) size = first_chunk(*session).chunk_size;
  if (!size && bytes != nullptr && chunk.offset == std::uint64_t{0}) {
    size = bytes->received.blob->size();
  }
  if (!size) {
    return Unexpected(ErrorKind::kMalformed, "The chunk at offset 0 has not come.",
                      "invalid_parameter");
  }
  return number_by_offset(chunk, *size);
}

Response Upload::answer(BodySource& body) {
  const auto type = request().head.headers.get("Content-Type");
  auto bytes = read_upload(world(), body, type, bytes_limit(), fields_);
  const Names names = fields_.dialect(switches());
  chunk_.dialect = names.dialect;
  info_.rule = rule_of(names.dialect, "chunk");
  const bool too_large = !bytes && bytes.error().kind == ErrorKind::kTooLarge &&
                         bytes.error().where == "wrong_chunk_size";
  if (too_large && place_.size)
    bytes = Unexpected(ErrorKind::kPrecondition, bytes.error().text, "wrong_chunk_size");
  if (!bytes) return failed(bytes.error());
  // Rule rjs.param.namespace: the field of another dialect is not this one's.
  const bool from_form = *bytes && !(*bytes)->field.empty();
  if (from_form && (*bytes)->field != names.file) bytes->reset();
  auto chunk = read_chunk(fields_, names, *bytes ? (*bytes)->filename : std::nullopt, switches());
  if (!chunk) return failed(chunk.error());
  if (chunk->whole && *bytes) {
    if (!chunk->total_size) chunk->total_size = (*bytes)->received.blob->size();
  }
  if (chunk->by_offset) {
    const Result<void> known = find_number(*chunk, *bytes ? &**bytes : nullptr);
    if (!known) return failed(known.error());
  }
  chunk_ = *std::move(chunk);
  recall_count(world(), chunk_);
  const Result<Place> place = place_of(chunk_, world().options());
  if (!place) return failed(place.error());
  place_ = *place;
  describe(chunk_, place_);
  if (!*bytes) {
    if (lists_method(switches().test_methods, request().head.method)) return test();
    return failed({ErrorKind::kMalformed, "The form has no file.", "missing_file"});
  }
  Result<Response> response = store(body, **std::move(bytes));
  if (const std::string differing = fields_.differing(); !differing.empty()) {
    info_.note +=
        (info_.note.empty() ? "" : "; ") + std::string("form and query differ in ") + differing;
  }
  return response ? *std::move(response) : failed(response.error());
}

std::optional<Response> Upload::again() {
  if (!info_.session) return std::nullopt;
  const SessionSnapshot now = info_.session->snapshot();
  if (now.state == SessionState::kTerminated && now.termination.status == 410) {
    return failed({ErrorKind::kGone, "This upload has ended for good.", "gone"});
  }
  const auto number = static_cast<std::uint32_t>(chunk_.number);
  if (now.state == SessionState::kActive && !info_.session->parts()->find(number)) {
    if (!stored_) return std::nullopt;
    return failed({ErrorKind::kUnavailable, "The chunk was not kept.", {}});
  }
  return stored_ || whole_ ? std::optional<Response>(stored(whole_)) : std::nullopt;
}

}  // namespace

std::unique_ptr<Call> open_upload(Request request) {
  return std::make_unique<Upload>(std::move(request));
}

}  // namespace resumulator::resumable_js
