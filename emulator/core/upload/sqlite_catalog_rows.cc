#include "core/upload/sqlite_catalog_rows.h"

#include <utility>

#include "core/upload/records.h"

namespace resumulator {
namespace {

/// One step per item, until one fails.
template <typename List, typename Step>
Result<void> for_each(const List& list, const Step& step) {
  for (const auto& item : list) {
    if (Result<void> done = step(item); !done) return done;
  }
  return {};
}

}  // namespace

Result<void> CatalogRows::prepare(SqliteDb& db) {
  const std::pair<SqliteStatement*, const char*> list[] = {
      {&begin_, "BEGIN IMMEDIATE"},
      {&commit_, "COMMIT"},
      {&put_bucket_, "INSERT OR REPLACE INTO buckets VALUES (?1, ?2)"},
      {&drop_bucket_, "DELETE FROM buckets WHERE name = ?1"},
      {&put_object_, "INSERT OR REPLACE INTO objects VALUES (?1, ?2, ?3, ?4)"},
      {&drop_object_, "DELETE FROM objects WHERE bucket = ?1 AND name = ?2 AND generation = ?3"},
      {&put_session_, "INSERT OR REPLACE INTO sessions VALUES (?1, ?2)"},
      {&drop_session_, "DELETE FROM sessions WHERE id = ?1"},
      {&put_offset_, "INSERT OR REPLACE INTO offsets VALUES (?1, ?2, ?3)"},
      {&move_offset_, "UPDATE offsets SET offset = ?2, total = ?3 WHERE id = ?1"},
      {&drop_offset_, "DELETE FROM offsets WHERE id = ?1"},
      {&put_part_, "INSERT OR REPLACE INTO parts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"},
      {&drop_part_, "DELETE FROM parts WHERE session = ?1 AND number = ?2"},
      {&drop_parts_, "DELETE FROM parts WHERE session = ?1"},
      {&put_document_, "INSERT OR REPLACE INTO documents VALUES (?1, ?2)"},
      {&drop_document_, "DELETE FROM documents WHERE key = ?1"},
  };
  for (const auto& [statement, sql] : list) {
    Result<SqliteStatement> made = SqliteStatement::prepare(db, sql);
    if (!made) return Unexpected(std::move(made).error());
    *statement = *std::move(made);
  }
  return {};
}

Result<void> CatalogRows::put(const Bucket& bucket) {
  const std::string record = write_bucket(bucket);
  return put_bucket_.bind(1, bucket.name).bind(2, record).run();
}

Result<void> CatalogRows::put(const ObjectVersion& version) {
  const std::string record = write_object(version);
  put_object_.bind(1, version.bucket).bind(2, version.name);
  return put_object_.bind(3, version.generation).bind(4, record).run();
}

Result<void> CatalogRows::drop(const CatalogChange::ObjectKey& key) {
  return drop_object_.bind(1, key.bucket).bind(2, key.name).bind(3, key.generation).run();
}

Result<void> CatalogRows::put(const SessionRecord& session) {
  const std::string record = write_session(session);
  Result<void> done = put_session_.bind(1, session.id).bind(2, record).run();
  if (!done) return done;
  put_offset_.bind(1, session.id).bind(2, session.offset).bind(3, session.total);
  done = put_offset_.run();
  const bool ends = session.spec.in_parts && session.state != SessionState::kActive;
  return done && ends ? drop_parts_.bind(1, session.id).run() : done;
}

Result<void> CatalogRows::put(const PartRecord& part) {
  const std::string md5 = part.digests.md5 ? md5_base64(*part.digests.md5) : std::string();
  put_part_.bind(1, part.session).bind(2, std::uint64_t{part.number}).bind(3, part.size);
  put_part_.bind(4, std::uint64_t{part.digests.crc32c}).bind(5, md5);
  put_part_.bind(6, static_cast<std::uint64_t>(part.stored.time_since_epoch().count()));
  return put_part_.bind(7, part.sequence).bind(8, part.blob_key).run();
}

Result<void> CatalogRows::drop_session(const std::string& id) {
  Result<void> done = drop_session_.bind(1, id).run();
  if (done) done = drop_parts_.bind(1, id).run();
  return done ? drop_offset_.bind(1, id).run() : done;
}

Result<void> CatalogRows::write(const CatalogChange& change) {
  Result<void> done =
      for_each(change.put_buckets, [&](const BucketPtr& bucket) { return put(*bucket); });
  if (done) {
    done = for_each(change.drop_buckets,
                    [&](const std::string& name) { return drop_bucket_.bind(1, name).run(); });
  }
  if (done) {
    done = for_each(change.put_objects, [&](const ObjectPtr& object) { return put(*object); });
  }
  if (done) {
    done = for_each(change.drop_objects,
                    [&](const CatalogChange::ObjectKey& key) { return drop(key); });
  }
  if (done) {
    done = for_each(change.put_sessions, [&](const SessionRecord& s) { return put(s); });
  }
  if (done) {
    done = for_each(change.drop_sessions, [&](const std::string& id) { return drop_session(id); });
  }
  if (done) done = for_each(change.put_parts, [&](const PartRecord& part) { return put(part); });
  if (done) {
    done = for_each(change.drop_parts, [&](const auto& part) {
      return drop_part_.bind(1, part.first).bind(2, std::uint64_t{part.second}).run();
    });
  }
  if (done) {
    done = for_each(change.put_documents, [&](const auto& document) {
      return put_document_.bind(1, document.first).bind(2, document.second).run();
    });
  }
  if (done) {
    done = for_each(change.drop_documents,
                    [&](const std::string& key) { return drop_document_.bind(1, key).run(); });
  }
  return done;
}

Result<void> CatalogRows::move_offset(const std::string& session, std::uint64_t offset,
                                      std::optional<std::uint64_t> total) {
  return move_offset_.bind(1, session).bind(2, offset).bind(3, total).run();
}

}  // namespace resumulator
