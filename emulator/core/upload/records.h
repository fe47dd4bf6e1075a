// Buckets, objects and sessions as JSON text, as a catalogue keeps them.
//
// Units    times are microseconds since the Unix epoch. Strings that are not UTF-8 are kept as
// {"base64": …}, so nothing a client sent is lost.
// Errors   kMalformed: not a record, or one of another version; `text` says which member.
// Threads  pure functions.
#pragma once

#include <optional>
#include <resumulator/result.hpp>
#include <string>
#include <string_view>

#include "core/upload/catalog.h"

namespace resumulator {

[[nodiscard]] std::string write_bucket(const Bucket& bucket);
[[nodiscard]] Result<Bucket> read_bucket(std::string_view json);

/// An object's version without its bytes. Its digests are written where they are known.
struct ObjectRecord {
  ObjectVersion version;           ///< neither blob nor digests yet
  std::optional<Digests> digests;  ///< empty: to be computed when asked for
  std::string blob_key;
};
[[nodiscard]] std::string write_object(const ObjectVersion& version);
[[nodiscard]] Result<ObjectRecord> read_object(std::string_view json);

/// The version with its blob (may be null) and its digests.
[[nodiscard]] ObjectPtr make_version(ObjectRecord record, std::shared_ptr<const Blob> blob);

/// Everything of a session but offset and total, which change with every chunk and lie beside it.
[[nodiscard]] std::string write_session(const SessionRecord& session);
/// `result` has no blob yet; its key is not used again: the bytes belong to the object, if it still
/// is there.
[[nodiscard]] Result<SessionRecord> read_session(std::string_view json);

}  // namespace resumulator
