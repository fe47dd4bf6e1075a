#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

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
      Result<std::shared_ptr<Blob>> found = blobs.open(record->blob_key, record->version.size);
      if (!found && found.error().kind == ErrorKind::kNotFound) {
        // A file of a seed directory that is gone or another now: so is the object.
        const ObjectVersion& version = record->version;
        gone.drop_objects.push_back({version.bucket, version.name, version.generation});
        return {};
      }
      if (!found) return Unexpected(std::move(found).error());
      blob = *std::move(found);
    }
    keys.insert(record->blob_key);
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
  if (done) done = load_documents(db, contents);
  if (done && !gone->drop_objects.empty()) done = rows.write(*gone);
  if (!done) return Unexpected(done.error());
  blobs.remove_orphans(keys);
  return contents;
}

}  // namespace resumulator
