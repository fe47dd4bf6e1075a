// Uploads in parts: opened, looked at, aborted.
#include "protocols/gcs/xml/operations/multipart.h"

#include <algorithm>

#include "core/upload/part_set.h"
#include "core/wire/times.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/parse.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

constexpr std::uint64_t kPageMax = 1000;
// No upload in parts ends by itself. A store reads the session's own time back after a restart.
constexpr Duration kForEver = std::chrono::hours(24 * 365 * 100);

class StartMultipart final : public XmlCall {
 public:
  explicit StartMultipart(Request request)
      : XmlCall(std::move(request), Operation::kCreate, "gcs.xml.multipart-start") {}

 private:
  // Rule gcs.xml.multipart.start.
  Response answer(BodySource& body) override {
    drain(body);
    auto upload = parse_upload(request());
    if (!upload) return error_answer(world(), upload.error());
    SessionSpec spec;
    spec.protocol = kMultipartProtocol;
    spec.bucket = request().bucket;
    spec.object = std::move(upload->name);
    spec.metadata = std::move(upload->metadata);
    spec.guards = upload->guards;
    spec.digests.crc32c = upload->digests.crc32c;
    spec.in_parts = true;
    const auto session = world().sessions().create(std::move(spec));
    if (!session) {
      return error_answer(world(), from_store_error(session.error(), info_.bucket, info_.object));
    }
    (*session)->expire_after(kForEver);
    info_.session = *session;
    XmlWriter xml;
    xml.root("InitiateMultipartUploadResult", kMultipartNamespace);
    xml.element("Bucket", info_.bucket).element("Key", info_.object);
    return document_answer(world(), xml.element("UploadId", (*session)->id()).end().take());
  }
};

// A call about an upload that is there, or was.
class PartsCall : public XmlCall {
 protected:
  PartsCall(Request request, SessionPtr session, Operation operation, const char* rule)
      : XmlCall(std::move(request), operation, rule), session_(std::move(session)) {
    info_.session = session_;
    info_.persisted_before = info_.persisted_after = session_->parts()->bytes();
  }
  const SessionPtr session_;
};

class ListParts final : public PartsCall {
 public:
  ListParts(Request request, SessionPtr session)
      : PartsCall(std::move(request), std::move(session), Operation::kQuery, "gcs.xml.parts") {}

 private:
  Response answer(BodySource& body) override {
    drain(body);
    return show();
  }
  std::optional<Response> again() override { return show(); }
  Response show();
};

// A count of the query; `otherwise` when absent.
ApiResult<std::uint64_t> count(const Request& request, const char* name, std::uint64_t otherwise) {
  const std::string_view text = request.query.get(name);
  if (text.empty()) return otherwise;
  const auto number = parse_unsigned(text);
  if (!number) return invalid_argument(name, "Not a count: " + std::string(text));
  return *number;
}

// Rule gcs.xml.multipart.list-parts.
Response ListParts::show() {
  if (session_->snapshot().state != SessionState::kActive) {
    return error_answer(world(), no_such_upload());
  }
  const auto wanted = count(request(), "max-parts", kPageMax);
  if (!wanted) return error_answer(world(), wanted.error());
  const auto marker = count(request(), "part-number-marker", 0);
  if (!marker) return error_answer(world(), marker.error());
  const std::uint64_t most = std::min(*wanted, kPageMax);
  const auto after = static_cast<std::uint32_t>(std::min<std::uint64_t>(*marker, kPartsMax));
  std::vector<PartPtr> parts = session_->parts()->list(after, static_cast<std::size_t>(most) + 1);
  // A server that hides progress has no parts.
  if (report_.hide_progress) parts.clear();
  const bool more = parts.size() > most;
  if (more) parts.pop_back();
  XmlWriter xml;
  xml.root("ListPartsResult", kMultipartNamespace);
  xml.element("Bucket", info_.bucket).element("Key", info_.object);
  xml.element("UploadId", session_->id());
  xml.element("StorageClass", session_->spec().metadata.storage_class);
  xml.element("PartNumberMarker", *marker);
  if (more && !parts.empty())
    xml.element("NextPartNumberMarker", std::uint64_t{parts.back()->number});
  xml.element("MaxParts", most).flag("IsTruncated", more && !parts.empty());
  for (const PartPtr& part : parts) {
    xml.begin("Part").element("PartNumber", std::uint64_t{part->number});
    xml.element("LastModified", format_rfc3339(part->stored));
    xml.element("ETag", in_quotes(md5_hex(*part->digests.md5))).element("Size", part->size).end();
  }
  return document_answer(world(), xml.end().take());
}

class AbortMultipart final : public PartsCall {
 public:
  AbortMultipart(Request request, SessionPtr session)
      : PartsCall(std::move(request), std::move(session), Operation::kCancel,
                  "gcs.xml.multipart-abort") {}

 private:
  // Rules gcs.xml.multipart.abort, gcs.xml.multipart.ended.
  Response answer(BodySource& body) override {
    drain(body);
    Turn turn = session_->begin_turn(nullptr);
    if (turn.state() != SessionState::kActive) return error_answer(world(), no_such_upload());
    if (!turn.cancel()) return error_answer(world(), backend_unavailable());
    info_.persisted_after = 0;
    return empty_answer(world(), 204);
  }
};

// An id nobody has, or whose bucket is gone, whatever was asked of it.
std::unique_ptr<Call> unknown_upload(Request request, Operation operation) {
  return open_operation(std::move(request), operation, "gcs.xml.multipart",
                        [](const Request& asked, BodySource& body) {
                          drain(body);
                          const bool there = asked.world->objects().bucket(asked.bucket) != nullptr;
                          return error_answer(*asked.world,
                                              there ? no_such_upload() : no_such_bucket());
                        });
}

// Rule gcs.xml.multipart.uploads: by key, then by age.
struct Uploads {
  std::vector<SessionPtr> shown;
  std::vector<std::string> prefixes;
  bool more = false;
  std::string next_key, next_id;
};

std::vector<SessionPtr> open_uploads(const Request& request, std::string_view prefix) {
  std::vector<SessionPtr> found;
  for (SessionPtr& session : request.world->sessions().all()) {
    const SessionSpec& spec = session->spec();
    const bool ours = spec.protocol == kMultipartProtocol && spec.bucket == request.bucket &&
                      spec.object.starts_with(prefix);
    if (ours && session->snapshot().state == SessionState::kActive) {
      found.push_back(std::move(session));
    }
  }
  std::sort(found.begin(), found.end(), [](const SessionPtr& a, const SessionPtr& b) {
    return std::pair(a->spec().object, a->ordinal()) < std::pair(b->spec().object, b->ordinal());
  });
  return found;
}

// Takes off what the markers say was shown before.
void skip_shown(const Request& request, std::vector<SessionPtr>& uploads) {
  const std::string_view key = request.query.get("key-marker");
  const std::string_view id = request.query.get("upload-id-marker");
  if (key.empty()) return;
  const auto marked = std::find_if(uploads.begin(), uploads.end(), [&](const SessionPtr& session) {
    return session->spec().object == key && session->id() == id;
  });
  const auto from =
      marked != uploads.end()
          ? std::next(marked)
          : std::find_if(uploads.begin(), uploads.end(),
                         [&](const SessionPtr& session) { return session->spec().object > key; });
  uploads.erase(uploads.begin(), from);
}

// The page is full and there is more.
Uploads cut_off(Uploads page) {
  page.more = true;
  return page;
}

Uploads page_of_uploads(const Request& request, std::uint64_t most) {
  const std::string_view prefix = request.query.get("prefix");
  const std::string_view delimiter = request.query.get("delimiter");
  std::vector<SessionPtr> uploads = open_uploads(request, prefix);
  skip_shown(request, uploads);
  Uploads page;
  for (SessionPtr& session : uploads) {
    const std::string& key = session->spec().object;
    const auto at = delimiter.empty() ? std::string::npos : key.find(delimiter, prefix.size());
    if (at != std::string::npos) {
      std::string group = key.substr(0, at + delimiter.size());
      if (!page.prefixes.empty() && page.prefixes.back() == group) {
        page.next_key = key;
        page.next_id = session->id();
        continue;
      }
      if (page.shown.size() + page.prefixes.size() == most) return cut_off(page);
      page.prefixes.push_back(std::move(group));
    } else {
      if (page.shown.size() + page.prefixes.size() == most) return cut_off(page);
      page.shown.push_back(session);
    }
    page.next_key = key;
    page.next_id = session->id();
  }
  return page;
}

std::string uploads_document(const Request& request, std::uint64_t most, const Uploads& page) {
  XmlWriter xml;
  xml.root("ListMultipartUploadsResult", kMultipartNamespace);
  xml.element("Bucket", request.bucket);
  xml.element("KeyMarker", request.query.get("key-marker"));
  xml.element("UploadIdMarker", request.query.get("upload-id-marker"));
  if (page.more) xml.element("NextKeyMarker", page.next_key);
  if (page.more) xml.element("NextUploadIdMarker", page.next_id);
  xml.element_if("Delimiter", request.query.get("delimiter"));
  xml.element("Prefix", request.query.get("prefix"));
  xml.element("MaxUploads", most).flag("IsTruncated", page.more);
  for (const SessionPtr& session : page.shown) {
    xml.begin("Upload").element("Key", session->spec().object);
    xml.element("UploadId", session->id());
    xml.element("StorageClass", session->spec().metadata.storage_class);
    xml.element("Initiated", format_rfc3339(session->created())).end();
  }
  for (const std::string& prefix : page.prefixes) {
    xml.begin("CommonPrefixes").element("Prefix", prefix).end();
  }
  return xml.end().take();
}

}  // namespace

std::unique_ptr<Call> open_start_multipart(Request request) {
  return std::make_unique<StartMultipart>(std::move(request));
}

std::unique_ptr<Call> open_multipart_request(Request request) {
  SessionPtr session = request.world->sessions().find(request.query.get("uploadId"));
  const bool known = session && session->spec().protocol == kMultipartProtocol &&
                     session->spec().bucket == request.bucket &&
                     session->spec().object == request.object;
  // Rule gcs.xml.multipart.bucket.
  if (!known || !request.world->objects().bucket(request.bucket)) session = nullptr;
  if (request.method == "PUT") {
    if (!session) return unknown_upload(std::move(request), Operation::kAppend);
    return open_put_part(std::move(request), std::move(session));
  }
  if (request.method == "POST") {
    if (!session) return unknown_upload(std::move(request), Operation::kFinalize);
    return open_complete_multipart(std::move(request), std::move(session));
  }
  if (request.method == "GET") {
    if (!session) return unknown_upload(std::move(request), Operation::kQuery);
    return std::make_unique<ListParts>(std::move(request), std::move(session));
  }
  if (request.method == "DELETE") {
    if (!session) return unknown_upload(std::move(request), Operation::kCancel);
    return std::make_unique<AbortMultipart>(std::move(request), std::move(session));
  }
  return refuse(std::move(request), method_not_allowed());
}

Response list_uploads(const Request& request, BodySource&) {
  World& world = *request.world;
  if (!world.objects().bucket(request.bucket)) return error_answer(world, no_such_bucket());
  const auto wanted = count(request, "max-uploads", kPageMax);
  if (!wanted) return error_answer(world, wanted.error());
  const std::uint64_t most = std::min(*wanted, kPageMax);
  const Uploads page = most == 0 ? Uploads() : page_of_uploads(request, most);
  return document_answer(world, uploads_document(request, most, page));
}

}  // namespace resumulator::gcs::xml
