#include "protocols/resumable_js/session.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "core/base/utf8.h"
#include "core/wire/media_type.h"
#include "protocols/resumable_js/chunk_files.h"
#include "protocols/resumable_js/safe_name.h"

namespace resumulator::resumable_js {
namespace {

using Json = nlohmann::json;
using Number = std::optional<std::uint64_t>;

/// The sizes of the first request, as the session remembers them.
struct Sizes {
  Number total;
  Number chunk;
  Number count;
  bool rounds_up = false;
};

std::string to_adapter(const Sizes& sizes) {
  Json json = Json::object();
  if (sizes.total) json["total"] = *sizes.total;
  if (sizes.chunk) json["chunk"] = *sizes.chunk;
  if (sizes.count) json["count"] = *sizes.count;
  if (sizes.rounds_up) json["roundsUp"] = true;
  return json.dump();
}

Sizes from_adapter(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  const auto number = [&json](const char* name) -> Number {
    if (!json.is_object() || !json.contains(name)) return std::nullopt;
    return json[name].get<std::uint64_t>();
  };
  return {number("total"), number("chunk"), number("count"),
          json.is_object() && json.contains("roundsUp")};
}

Sizes sizes_of(const Chunk& chunk) {
  return {chunk.total_size, chunk.chunk_size, chunk.total_chunks, chunk.rounds_up};
}

bool differ(const Number& a, const Number& b) { return a && b && *a != *b; }

const char* what_differs(const Sizes& a, const Sizes& b) {
  if (differ(a.total, b.total)) return "total size";
  if (differ(a.chunk, b.chunk)) return "chunk size";
  return differ(a.count, b.count) ? "number of chunks" : nullptr;
}

bool is_known(UploadSession& session, const ResumableJsSwitches& switches) {
  const SessionSnapshot now = session.snapshot();
  switch (now.state) {
    case SessionState::kActive:
      return true;
    case SessionState::kComplete:
      return switches.after_complete == ResumableJsSwitches::AfterComplete::kRemember ||
             switches.cleanup == ResumableJsSwitches::Cleanup::kManual;
    case SessionState::kTerminated:
      return now.termination.status != 404;  // 404: forgotten, as though it had never been
    case SessionState::kCancelled:
    case SessionState::kExpired:
      break;
  }
  return false;
}

// Rule rjs.complete.metadata: an object's metadata is text.
ObjectMetadata metadata_of(const Chunk& chunk) {
  ObjectMetadata metadata;
  const bool typed = parse_media_type(chunk.type).has_value();
  metadata.content_type = typed ? chunk.type : "application/octet-stream";
  metadata.custom["identifier"] = chunk.identifier;
  if (is_valid_utf8(chunk.filename)) metadata.custom["filename"] = chunk.filename;
  if (!chunk.relative_path.empty() && is_valid_utf8(chunk.relative_path)) {
    metadata.custom["relativePath"] = chunk.relative_path;
  }
  return metadata;
}

SessionSpec spec_of(const Chunk& chunk, const ResumableJsSwitches& switches,
                    std::string_view origin) {
  SessionSpec spec;
  spec.protocol = kProtocol;
  spec.bucket = kBucket;
  spec.object = object_name(chunk, switches);
  spec.client_key = chunk.identifier;
  spec.in_parts = true;
  if (switches.session_ttl > Duration(0)) spec.lifetime = switches.session_ttl;
  spec.declared_total = chunk.total_size;
  spec.origin = origin;
  spec.adapter = to_adapter(sizes_of(chunk));
  spec.metadata = metadata_of(chunk);
  return spec;
}

// Rule rjs.layout.derived: where the modes differ, by a chunk behind the default's last one, or by
// the size of that one.
Number count_given_away(const UploadSession& session, const Sizes& sizes) {
  if (!sizes.total || !sizes.chunk || *sizes.chunk == 0 || sizes.rounds_up) return std::nullopt;
  const ChunkLayout plain{*sizes.total, *sizes.chunk, false};
  const ChunkLayout forced{*sizes.total, *sizes.chunk, true};
  const std::uint64_t last = plain.count();
  if (last == forced.count() || last >= UINT32_MAX) return std::nullopt;
  const auto number = static_cast<std::uint32_t>(last);
  if (!session.parts()->list(number, 1).empty()) return forced.count();
  const PartPtr part = session.parts()->find(number);
  if (part == nullptr) return std::nullopt;
  if (part->size == plain.span(last - 1).size()) return last;
  return part->size == forced.span(last - 1).size() ? Number(forced.count()) : std::nullopt;
}

/// No chunk of it was stored: the one that made it was refused after all, and binds nobody.
bool is_untouched(const UploadSession& session) {
  return session.glance().state == SessionState::kActive && session.parts()->count() == 0;
}

/// What the first request said, and what the chunks that are there say beside it.
Sizes sizes_known(const UploadSession& session) {
  Sizes sizes = from_adapter(session.spec().adapter);
  if (!sizes.count) sizes.count = count_given_away(session, sizes);
  return sizes;
}

}  // namespace

std::string object_name(const Chunk& chunk, const ResumableJsSwitches& switches) {
  const bool with_path = switches.use_relative_path && !chunk.relative_path.empty();
  return with_path ? safe_path(chunk.relative_path, chunk.identifier)
                   : safe_file_name(chunk.filename, chunk.identifier);
}

Chunk first_chunk(const UploadSession& session) {
  const Sizes sizes = sizes_known(session);
  Chunk chunk;
  chunk.identifier = session.spec().client_key;
  chunk.total_size = sizes.total;
  chunk.chunk_size = sizes.chunk;
  chunk.total_chunks = sizes.count;
  chunk.rounds_up = sizes.rounds_up;
  return chunk;
}

SessionPtr find_session(World& world, std::string_view identifier) {
  SessionPtr session = world.sessions().find_by_key(kProtocol, identifier);
  if (!session || !is_known(*session, world.options().resumablejs)) return nullptr;
  return session;
}

bool is_complete(UploadSession& session) {
  return session.snapshot().state == SessionState::kComplete;
}

Result<bool> fits(const World& world, const UploadSession& session, const Chunk& chunk) {
  using OnChange = ResumableJsSwitches::ParamChange;
  const OnChange on_change = world.options().resumablejs.on_param_change;
  const char* differs = what_differs(sizes_known(session), sizes_of(chunk));
  if (differs == nullptr || on_change == OnChange::kIgnore) return true;
  if (on_change == OnChange::kReset || is_untouched(session)) return false;
  return Unexpected(ErrorKind::kConflict,
                    std::string("The ") + differs + " of this identifier was another one.",
                    "parameter_conflict");
}

bool is_cut_open(const UploadSession& session) {
  const Sizes sizes = from_adapter(session.spec().adapter);
  return sizes.total && sizes.chunk && !sizes.count;
}

void recall_count(World& world, Chunk& chunk) {
  if (chunk.total_chunks || !chunk.total_size || !chunk.chunk_size || chunk.whole) return;
  const SessionPtr session = find_session(world, chunk.identifier);
  if (!session) return;
  const Chunk first = first_chunk(*session);
  const bool same = first.total_size == chunk.total_size && first.chunk_size == chunk.chunk_size;
  if (same) chunk.total_chunks = first.total_chunks;
}

Result<SessionPtr> session_for(World& world, const Chunk& chunk, std::string_view origin) {
  using OnChange = ResumableJsSwitches::ParamChange;
  const ResumableJsSwitches& switches = world.options().resumablejs;
  const Sizes sizes = sizes_of(chunk);
  const auto usable = [&](UploadSession& session) {
    if (!is_known(session, switches)) return false;
    const bool resets = switches.on_param_change == OnChange::kReset;
    if (switches.on_param_change == OnChange::kIgnore || (!resets && !is_untouched(session))) {
      return true;
    }
    if (what_differs(sizes_known(session), sizes) == nullptr) return true;
    static_cast<void>(session.begin_turn(nullptr).cancel());
    remove_chunk_files(world, chunk.identifier);
    return false;
  };
  Result<SessionPtr> session =
      world.sessions().find_or_create(spec_of(chunk, switches, origin), usable);
  if (!session) return session;
  const SessionSnapshot now = (*session)->snapshot();
  if (now.state == SessionState::kTerminated) {
    return Unexpected(ErrorKind::kGone, "This upload has ended for good.", "gone");
  }
  if (const Result<bool> same = fits(world, **session, chunk); !same) {
    return Unexpected(same.error());
  }
  return session;
}

}  // namespace resumulator::resumable_js
