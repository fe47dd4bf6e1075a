// Records: what is written is read back, member by member.
#include <gtest/gtest.h>

#include "core/upload/blob.h"
#include "core/upload/object_store_digests.h"
#include "core/upload/records.h"

namespace resumulator {
namespace {

TimePoint at(std::int64_t us) { return TimePoint(Duration(us)); }

ObjectMetadata full_metadata() {
  ObjectMetadata m;
  m.content_type = "image/png";
  m.content_encoding = "gzip";
  m.content_disposition = "attachment";
  m.content_language = "de";
  m.cache_control = "no-cache";
  m.storage_class = "COLDLINE";
  m.custom_time = "2030-01-01T00:00:00Z";
  m.kms_key_name = "key";
  m.encryption_key_sha256 = "abc=";
  m.custom = {{"k", "v"}, {"", ""}, {"not utf-8 \xFF", "\xFE"}, {"ä", "\xF0\x9F\x98\x80"}};
  m.temporary_hold = true;
  m.event_based_hold = true;
  m.temporary_hold_set = true;
  m.event_based_hold_set = true;
  m.retain_until = at(5);
  m.retention_locked = true;
  m.extra_json = R"({"acl":[]})";
  return m;
}

TEST(Records, BringABucketBack) {
  Bucket bucket;
  bucket.name = "b";
  bucket.project = "p";
  bucket.generation = 18446744073709551615U;
  bucket.metageneration = 3;
  bucket.created = at(1);
  bucket.updated = at(-2);
  bucket.location = "EU";
  bucket.storage_class = "NEARLINE";
  bucket.versioning = true;
  bucket.default_event_based_hold = true;
  bucket.retention_period = Duration(7);
  bucket.retention_effective = at(8);
  bucket.retention_locked = true;
  bucket.soft_delete_for = Duration(9);
  bucket.extra_json = "{}";
  const Result<Bucket> read = read_bucket(write_bucket(bucket));
  ASSERT_TRUE(read);
  EXPECT_EQ(write_bucket(*read), write_bucket(bucket));
  EXPECT_EQ(read->generation, bucket.generation);
  EXPECT_EQ(read->updated, bucket.updated);
  EXPECT_EQ(read->retention_period, bucket.retention_period);
  EXPECT_EQ(read->soft_delete_for, bucket.soft_delete_for);
  EXPECT_TRUE(read->versioning && read->default_event_based_hold && read->retention_locked);
}

TEST(Records, BringEmptyValuesBackWhereTheDefaultIsNot) {
  Bucket bucket;
  bucket.location.clear();
  bucket.storage_class.clear();
  bucket.metageneration = 0;
  bucket.retention_period = Duration(0);
  const Result<Bucket> read = read_bucket(write_bucket(bucket));
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->location.empty());
  EXPECT_EQ(read->metageneration, 0U);
  EXPECT_EQ(read->retention_period, Duration(0)) << "none and zero differ";
}

TEST(Records, BringAnObjectBack) {
  ObjectVersion version;
  version.bucket = "b";
  version.name = "d/\xC3\xA4\x01 \"x\"\\";
  version.generation = 1893456000000000;
  version.metageneration = 4;
  version.size = 1ULL << 42;
  version.created = at(10);
  version.updated = at(11);
  version.storage_class_updated = at(12);
  version.deleted = at(13);
  version.soft_deleted = at(14);
  version.hard_delete_at = at(15);
  version.component_count = 2;
  version.metadata = full_metadata();
  version.lazy_digests = std::make_shared<ObjectVersion::LazyDigests>(
      Digests{.crc32c = 0xFFFFFFFF, .md5 = Md5{1, 2, 255}});
  Result<ObjectRecord> read = read_object(write_object(version));
  ASSERT_TRUE(read) << read.error().text;
  EXPECT_EQ(read->version.name, version.name);
  EXPECT_EQ(read->version.metadata, version.metadata);
  EXPECT_EQ(read->digests, version.lazy_digests->known());
  const ObjectPtr made = make_version(*std::move(read), nullptr);
  EXPECT_EQ(write_object(*made), write_object(version));
  EXPECT_EQ(made->component_count, 2U);
  EXPECT_EQ(made->hard_delete_at, at(15));
}

TEST(Records, TellDigestsOfZeroFromUnknownOnes) {
  ObjectVersion version;
  version.lazy_digests = std::make_shared<ObjectVersion::LazyDigests>(Digests{});
  EXPECT_EQ(read_object(write_object(version))->digests, Digests{});
  version.lazy_digests = std::make_shared<ObjectVersion::LazyDigests>(nullptr);
  EXPECT_FALSE(read_object(write_object(version))->digests) << "not computed for the record";
}

TEST(Records, BringASessionBack) {
  SessionRecord session;
  session.id = "ABPtcP-x_y";
  session.ordinal = 17;
  session.spec.protocol = "gcs-json";
  session.spec.bucket = "b";
  session.spec.object = "o";
  session.spec.metadata = full_metadata();
  session.spec.guards.generation_match = 0;
  session.spec.guards.generation_not_match = -1;
  session.spec.guards.metageneration_match = 9223372036854775807;
  session.spec.guards.metageneration_not_match = 3;
  session.spec.digests.crc32c = 0;
  session.spec.digests.md5 = Md5{9};
  session.spec.declared_total = 0;
  session.spec.origin = "https://example.com";
  session.spec.adapter = R"({"query":"name=o"})";
  session.created = at(1);
  session.expires = at(2);
  session.blob_key = "12";
  session.termination = {400, "text"};
  for (const SessionState state : {SessionState::kActive, SessionState::kTerminated}) {
    session.state = state;
    const Result<SessionRecord> read = read_session(write_session(session));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(write_session(*read), write_session(session));
    EXPECT_EQ(read->state, state);
    EXPECT_EQ(read->spec.guards, session.spec.guards);
    EXPECT_EQ(read->spec.digests, session.spec.digests);
    EXPECT_EQ(read->spec.metadata, session.spec.metadata);
    EXPECT_EQ(read->spec.declared_total, 0U);
    EXPECT_EQ(read->termination, session.termination);
    EXPECT_EQ(read->result, nullptr);
  }
}

TEST(Records, BringTheResultOfASessionBackWithItsDigests) {
  ObjectRecord object;
  object.version.bucket = "b";
  object.version.name = "o";
  object.version.generation = 6;
  object.digests = Digests{.crc32c = 7, .md5 = {}};
  SessionRecord session;
  session.state = SessionState::kComplete;
  session.result = make_version(std::move(object), nullptr);
  const Result<SessionRecord> read = read_session(write_session(session));
  ASSERT_TRUE(read);
  ASSERT_TRUE(read->result);
  EXPECT_EQ(read->result->generation, 6U);
  EXPECT_EQ(read->result->digests(), (Digests{.crc32c = 7, .md5 = {}}));
  EXPECT_EQ(read->result->blob, nullptr);
}

TEST(Records, AreRefusedWhenTheyAreNone) {
  for (const char* text : {"", "x", "[]", "7", R"({"name":7})", R"({"name":{"base64":"?"}})",
                           R"({"name":{}})", R"({"created":"now"})"}) {
    const Result<Bucket> read = read_bucket(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().kind, ErrorKind::kMalformed);
  }
  EXPECT_FALSE(read_session(R"({"state":9})"));
  EXPECT_FALSE(read_object(R"({"digestsKnown":true,"digests":{"md5":"short"}})"));
}

}  // namespace
}  // namespace resumulator
