// One function per type names its members once, for writing and for reading. A member that has its
// type's empty value is left out, and is empty again when it is read.
#include "core/upload/records.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/utf8.h"
#include "core/upload/object_store_digests.h"
#include "core/wire/base64.h"

namespace resumulator {
namespace {

using Json = nlohmann::json;

/// What a reader throws for a value that is of the right JSON type and still wrong.
struct BadValue {
  std::string text;
};

void to_value(Json& json, const std::string& text) {
  if (is_valid_utf8(text)) {
    json = text;
  } else {
    json = Json::object({{"base64", base64_encode(text)}});
  }
}
void from_value(const Json& json, std::string& text) {
  if (json.is_string()) {
    text = json.get<std::string>();
    return;
  }
  Result<std::string> bytes = base64_decode(json.at("base64").get_ref<const std::string&>());
  if (!bytes) throw BadValue{bytes.error().text};
  text = *std::move(bytes);
}

template <typename T>
requires std::is_arithmetic_v<T>
void to_value(Json& json, const T& value) { json = value; }
template <typename T>
requires std::is_arithmetic_v<T>
void from_value(const Json& json, T& value) { value = json.get<T>(); }

void to_value(Json& json, const Duration& value) { json = value.count(); }
void from_value(const Json& json, Duration& value) { value = Duration(json.get<Duration::rep>()); }
void to_value(Json& json, const TimePoint& value) { to_value(json, value.time_since_epoch()); }
void from_value(const Json& json, TimePoint& value) {
  value = TimePoint(Duration(json.get<Duration::rep>()));
}

void to_value(Json& json, const Md5& md5) { json = md5_base64(md5); }
void from_value(const Json& json, Md5& md5) {
  Result<Md5> value = parse_md5_base64(json.get_ref<const std::string&>());
  if (!value) throw BadValue{value.error().text};
  md5 = *value;
}

void to_value(Json& json, const std::map<std::string, std::string>& map) {
  json = Json::array();  // of pairs: a member's name would have to be UTF-8
  for (const auto& [key, text] : map) {
    Json pair = Json::array({nullptr, nullptr});
    to_value(pair[0], key);
    to_value(pair[1], text);
    json.push_back(std::move(pair));
  }
}
void from_value(const Json& json, std::map<std::string, std::string>& map) {
  map.clear();
  for (const Json& pair : json) {
    std::string key;
    from_value(pair.at(0), key);
    from_value(pair.at(1), map[key]);
  }
}

template <typename T>
void to_value(Json& json, const std::optional<T>& value) {
  to_value(json, *value);
}
template <typename T>
void from_value(const Json& json, std::optional<T>& value) {
  T inner{};
  from_value(json, inner);
  value = std::move(inner);
}

class Writer {
 public:
  template <typename T>
  void member(const char* name, const T& value) {
    if (!(value == T{})) to_value(json_[name], value);
  }
  template <typename Members>
  void part(const char* name, const Members& members) {
    Writer inner;
    members(inner);
    if (!inner.json_.empty()) json_[name] = std::move(inner.json_);
  }
  [[nodiscard]] std::string text() const { return json_.dump(); }

 private:
  Json json_ = Json::object();
};

class Reader {
 public:
  explicit Reader(const Json& json) : json_(json) {}
  template <typename T>
  void member(const char* name, T& value) const {
    if (const auto at = json_.find(name); at != json_.end()) {
      from_value(*at, value);
    } else {
      value = T{};
    }
  }
  template <typename Members>
  void part(const char* name, const Members& members) const {
    const auto at = json_.find(name);
    const Json none = Json::object();
    Reader inner(at == json_.end() ? none : *at);
    members(inner);
  }
  [[nodiscard]] bool has(const char* name) const { return json_.contains(name); }

 private:
  const Json& json_;
};

void digest_members(auto& a, auto& d) {
  a.member("crc32c", d.crc32c);
  a.member("md5", d.md5);
}

void metadata_members(auto& a, auto& m) {
  a.member("contentType", m.content_type);
  a.member("contentEncoding", m.content_encoding);
  a.member("contentDisposition", m.content_disposition);
  a.member("contentLanguage", m.content_language);
  a.member("cacheControl", m.cache_control);
  a.member("storageClass", m.storage_class);
  a.member("customTime", m.custom_time);
  a.member("kmsKeyName", m.kms_key_name);
  a.member("encryptionKeySha256", m.encryption_key_sha256);
  a.member("custom", m.custom);
  a.member("temporaryHold", m.temporary_hold);
  a.member("eventBasedHold", m.event_based_hold);
  a.member("temporaryHoldSet", m.temporary_hold_set);
  a.member("eventBasedHoldSet", m.event_based_hold_set);
  a.member("retainUntil", m.retain_until);
  a.member("retentionLocked", m.retention_locked);
  a.member("extra", m.extra_json);
}

void bucket_members(auto& a, auto& b) {
  a.member("name", b.name);
  a.member("project", b.project);
  a.member("generation", b.generation);
  a.member("metageneration", b.metageneration);
  a.member("created", b.created);
  a.member("updated", b.updated);
  a.member("location", b.location);
  a.member("storageClass", b.storage_class);
  a.member("versioning", b.versioning);
  a.member("defaultEventBasedHold", b.default_event_based_hold);
  a.member("retentionPeriod", b.retention_period);
  a.member("retentionEffective", b.retention_effective);
  a.member("retentionLocked", b.retention_locked);
  a.member("softDeleteFor", b.soft_delete_for);
  a.member("extra", b.extra_json);
}

void object_members(auto& a, auto& o) {
  a.member("bucket", o.bucket);
  a.member("name", o.name);
  a.member("generation", o.generation);
  a.member("metageneration", o.metageneration);
  a.member("size", o.size);
  a.member("created", o.created);
  a.member("updated", o.updated);
  a.member("storageClassUpdated", o.storage_class_updated);
  a.member("deleted", o.deleted);
  a.member("softDeleted", o.soft_deleted);
  a.member("hardDeleteAt", o.hard_delete_at);
  a.member("componentCount", o.component_count);
  a.part("metadata", [&](auto& inner) { metadata_members(inner, o.metadata); });
}

void spec_members(auto& a, auto& s) {
  a.member("protocol", s.protocol);
  a.member("bucket", s.bucket);
  a.member("object", s.object);
  a.part("metadata", [&](auto& inner) { metadata_members(inner, s.metadata); });
  a.part("guards", [&](auto& inner) {
    inner.member("generationMatch", s.guards.generation_match);
    inner.member("generationNotMatch", s.guards.generation_not_match);
    inner.member("metagenerationMatch", s.guards.metageneration_match);
    inner.member("metagenerationNotMatch", s.guards.metageneration_not_match);
  });
  a.part("digests", [&](auto& inner) { digest_members(inner, s.digests); });
  a.member("declaredTotal", s.declared_total);
  a.member("origin", s.origin);
  a.member("adapter", s.adapter);
  a.member("clientKey", s.client_key);
  a.member("inParts", s.in_parts);
}

void session_members(auto& a, auto& s) {
  a.member("id", s.id);
  a.member("ordinal", s.ordinal);
  a.part("spec", [&](auto& inner) { spec_members(inner, s.spec); });
  a.member("created", s.created);
  a.member("expires", s.expires);
  a.member("blob", s.blob_key);
  a.part("termination", [&](auto& inner) {
    inner.member("status", s.termination.status);
    inner.member("text", s.termination.text);
  });
}

void write_whole_object(Writer& writer, const ObjectVersion& version) {
  object_members(writer, version);
  if (version.blob) writer.member("blob", version.blob->key());
  const std::optional<Digests> known =
      version.lazy_digests ? version.lazy_digests->known() : std::nullopt;
  if (!known) return;
  writer.member("digestsKnown", true);
  writer.part("digests", [&](auto& inner) { digest_members(inner, *known); });
}

void read_whole_object(const Reader& reader, ObjectRecord& record) {
  object_members(reader, record.version);
  reader.member("blob", record.blob_key);
  if (!reader.has("digestsKnown")) return;
  Digests digests;
  reader.part("digests", [&](auto& inner) { digest_members(inner, digests); });
  record.digests = digests;
}

/// Parses and reads; what is thrown on the way becomes an Error.
template <typename Value, typename Read>
Result<Value> read_record(std::string_view text, const char* what, const Read& read) {
  const auto bad = [&](const std::string& why) {
    return Unexpected(ErrorKind::kMalformed,
                      std::string("the store holds a broken ") + what + " record: " + why);
  };
  try {
    const Json json = Json::parse(text);
    if (!json.is_object()) return bad("not a JSON object");
    Value value;
    read(Reader(json), value);
    return value;
  } catch (const Json::exception& error) {
    return bad(error.what());
  } catch (const BadValue& error) {
    return bad(error.text);
  }
}

}  // namespace

std::string write_bucket(const Bucket& bucket) {
  Writer writer;
  bucket_members(writer, bucket);
  return writer.text();
}

Result<Bucket> read_bucket(std::string_view json) {
  return read_record<Bucket>(
      json, "bucket", [](const Reader& reader, Bucket& bucket) { bucket_members(reader, bucket); });
}

std::string write_object(const ObjectVersion& version) {
  Writer writer;
  write_whole_object(writer, version);
  return writer.text();
}

Result<ObjectRecord> read_object(std::string_view json) {
  return read_record<ObjectRecord>(json, "object", read_whole_object);
}

ObjectPtr make_version(ObjectRecord record, std::shared_ptr<const Blob> blob) {
  auto version = std::make_shared<ObjectVersion>(std::move(record.version));
  version->lazy_digests = record.digests
                              ? std::make_shared<ObjectVersion::LazyDigests>(*record.digests)
                              : std::make_shared<ObjectVersion::LazyDigests>(blob);
  version->blob = std::move(blob);
  return version;
}

std::string write_session(const SessionRecord& session) {
  Writer writer;
  session_members(writer, session);
  writer.member("state", static_cast<int>(session.state));
  if (session.result) {
    writer.part("result", [&](Writer& inner) { write_whole_object(inner, *session.result); });
  }
  return writer.text();
}

Result<SessionRecord> read_session(std::string_view json) {
  const auto read = [](const Reader& reader, SessionRecord& session) {
    session_members(reader, session);
    int state = 0;
    reader.member("state", state);
    if (state < 0 || state > static_cast<int>(SessionState::kTerminated)) {
      throw BadValue{"no such state: " + std::to_string(state)};
    }
    session.state = static_cast<SessionState>(state);
    if (!reader.has("result")) return;
    ObjectRecord result;
    reader.part("result", [&](const Reader& inner) { read_whole_object(inner, result); });
    session.result = make_version(std::move(result), nullptr);
  };
  return read_record<SessionRecord>(json, "session", read);
}

}  // namespace resumulator
