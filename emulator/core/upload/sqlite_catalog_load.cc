#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/upload/composite_blob.h"
#include "core/upload/records.h"
#include "core/upload/sqlite_catalog_rows.h"

namespace resumulator {
namespace {

/// Steps through the rows of a query; `row` reads one.
template <typename Row>
Result<void> each_row(SqliteDb& db, const char* sql, const Row& row) {
  Result<SqliteStatement> query = SqliteStatement::prepare(db, sql);
  if (!query) return Unexpected(std::move(query).error());
  while (true) {
    Result<bool> more = query->step();
    if (!more) return Unexpected(std::move(more).error());
    if (!*more) return {};
    if (Result<void> done = row(*query); !done) return done;
  }
}

Result<void> load_buckets(SqliteDb& db, CatalogContents& contents) {
  const auto load_one = [&](const SqliteStatement& row) -> Result<void> {
    Result<Bucket> bucket = read_bucket(row.text(0));
    if (!bucket) return Unexpected(std::move(bucket).error());
    contents.buckets.push_back(std::make_shared<const Bucket>(*std::move(bucket)));
    return {};
  };
  return each_row(db, "SELECT record FROM buckets ORDER BY name", load_one);
}

Result<CatalogChange> load_objects(SqliteDb& db, BlobStore& blobs, std::set<std::string>& keys,
                                   CatalogContents& contents) {
  // Objects may share their bytes (a copy, a version made noncurrent): one blob, one holder count.
  std::unordered_map<std::string, std::shared_ptr<const Blob>> opened;
  CatalogChange gone;
  const auto load_one = [&](const SqliteStatement& row) -> Result<void> {
    Result<ObjectRecord> record = read_object(row.text(0));
    if (!record) return Unexpected(std::move(record).error());
    std::shared_ptr<const Blob>& blob = opened[record->blob_key];
    if (!blob && !record->blob_key.empty()) {
      Result<std::shared_ptr<const Blob>> found =
          open_blob(blobs, record->blob_key, record->version.size);
      if (!found && found.error().kind == ErrorKind::kNotFound) {
        // A file of a seed directory that is gone or another now: so is the object.
        const ObjectVersion& version = record->version;
        gone.drop_objects.push_back({version.bucket, version.name, version.generation});
        return {};
      }
      if (!found) return Unexpected(std::move(found).error());
      blob = *std::move(found);
    }
    add_blob_keys(record->blob_key, keys);
    contents.objects.push_back(make_version(*std::move(record), blob));
    return {};
  };
  Result<void> done =
      each_row(db, "SELECT record FROM objects ORDER BY bucket, name, generation", load_one);
  if (!done) return Unexpected(done.error());
  return gone;
}

using ObjectIndex =
    std::map<std::tuple<std::string_view, std::string_view, std::uint64_t>, ObjectPtr>;

ObjectIndex index(const CatalogContents& contents) {
  ObjectIndex objects;
  for (const ObjectPtr& object : contents.objects) {
    objects.emplace(ObjectIndex::key_type(object->bucket, object->name, object->generation),
                    object);
  }
  return objects;
}

Result<void> load_sessions(SqliteDb& db, std::set<std::string>& keys, CatalogContents& contents) {
  const ObjectIndex objects = index(contents);
  const auto load_one = [&](const SqliteStatement& row) -> Result<void> {
    Result<SessionRecord> session = read_session(row.text(0));
    if (!session) return Unexpected(std::move(session).error());
    session->offset = row.number(1);
    if (!row.is_null(2)) session->total = row.number(2);
    if (session->state == SessionState::kActive) keys.insert(session->blob_key);
    if (session->result) {
      const ObjectVersion& then = *session->result;
      const auto now = objects.find({then.bucket, then.name, then.generation});
      if (now != objects.end()) {
        auto whole = std::make_shared<ObjectVersion>(then);
        whole->blob = now->second->blob;
        session->result = std::move(whole);
      }
    }
    contents.sessions.push_back(*std::move(session));
    return {};
  };
  Result<void> done =
      each_row(db, "SELECT record, offset, total FROM sessions JOIN offsets USING (id)", load_one);
  std::sort(contents.sessions.begin(), contents.sessions.end(),
            [](const SessionRecord& a, const SessionRecord& b) { return a.ordinal < b.ordinal; });
  return done;
}

// Rows of a session that has ended meanwhile (its last part came as it ended) go with this.
Result<void> load_parts(SqliteDb& db, std::set<std::string>& keys, CatalogContents& contents,
                        CatalogChange& gone) {
  std::set<std::string_view> active;
  for (const SessionRecord& session : contents.sessions) {
    if (session.state == SessionState::kActive) active.insert(session.id);
  }
  const auto load_one = [&](const SqliteStatement& row) -> Result<void> {
    PartRecord part{.session = row.text(0),
                    .number = static_cast<std::uint32_t>(row.number(1)),
                    .size = row.number(2),
                    .digests = {static_cast<std::uint32_t>(row.number(3)), std::nullopt},
                    .stored = TimePoint(Duration(static_cast<Duration::rep>(row.number(5)))),
                    .sequence = row.number(6),
                    .blob_key = row.text(7)};
    if (const std::string md5 = row.text(4); !md5.empty()) {
      const Result<Md5> value = parse_md5_base64(md5);
      if (!value) return Unexpected(value.error());
      part.digests.md5 = *value;
    }
    if (!active.contains(part.session)) {
      gone.drop_parts.emplace_back(part.session, part.number);
      return {};
    }
    keys.insert(part.blob_key);
    contents.parts.push_back(std::move(part));
    return {};
  };
  return each_row(db,
                  "SELECT session, number, size, crc32c, md5, stored, sequence, blob FROM parts "
                  "ORDER BY session, sequence",
                  load_one);
}

Result<void> load_documents(SqliteDb& db, CatalogContents& contents) {
  const auto load_one = [&](const SqliteStatement& row) -> Result<void> {
    contents.documents.emplace_back(row.text(0), row.text(1));
    return {};
  };
  return each_row(db, "SELECT key, json FROM documents ORDER BY key", load_one);
}

}  // namespace

Result<CatalogContents> load_catalog(SqliteDb& db, CatalogRows& rows, BlobStore& blobs) {
  CatalogContents contents;
  std::set<std::string> keys;
  Result<void> done = load_buckets(db, contents);
  if (!done) return Unexpected(done.error());
  Result<CatalogChange> gone = load_objects(db, blobs, keys, contents);
  if (!gone) return Unexpected(std::move(gone).error());
  done = load_sessions(db, keys, contents);
  if (done) done = load_parts(db, keys, contents, *gone);
  if (done) done = load_documents(db, contents);
  const bool litter = !gone->drop_objects.empty() || !gone->drop_parts.empty();
  if (done && litter) done = rows.write(*gone);
  if (!done) return Unexpected(done.error());
  blobs.remove_orphans(keys);
  return contents;
}

}  // namespace resumulator
