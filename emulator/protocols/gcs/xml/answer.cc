#include "protocols/gcs/xml/answer.h"

#include <utility>

#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/object_resource.h"

namespace resumulator::gcs::xml {

Headers xml_headers(World& world, CacheSet set, std::string_view content_type, std::string id) {
  Headers headers;
  headers.add("Content-Type", std::string(content_type));
  headers.add("X-GUploader-UploadID", id.empty() ? std::string(kRequestIdHere) : std::move(id));
  headers.add("Vary", "Origin");
  add_cache_headers(headers, set, world.clock().now());
  headers.add("Server", "UploadServer");
  return headers;
}

Response document_answer(World& world, std::string document) {
  Response response;
  response.headers = xml_headers(world, CacheSet::kMedia, kXml);
  response.body = std::move(document);
  return response;
}

Response empty_answer(World& world, int status) {
  Response response;
  response.status = status;
  response.headers = xml_headers(world, CacheSet::kNone, kHtml);
  return response;
}

std::string xml_etag(const ObjectVersion& object) {
  const auto& md5 = object.digests().md5;
  const bool encrypted = !object.metadata.encryption_key_sha256.empty();
  return md5 && !encrypted ? md5_hex(*md5) : "-" + object_etag(object);
}

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

void add_object_headers(Headers& headers, const ObjectVersion& object, bool show_digests) {
  const Digests& digests = object.digests();
  headers.add("ETag", in_quotes(xml_etag(object)));
  headers.add("x-goog-generation", std::to_string(object.generation));
  headers.add("x-goog-metageneration", std::to_string(object.metageneration));
  if (show_digests) {
    headers.add("x-goog-hash", "crc32c=" + crc32c_base64(digests.crc32c));
    if (digests.md5) headers.add("x-goog-hash", "md5=" + md5_base64(*digests.md5));
  }
  headers.add("x-goog-stored-content-length", std::to_string(object.size));
  const std::string& encoding = object.metadata.content_encoding;
  headers.add("x-goog-stored-content-encoding", encoding.empty() ? "identity" : encoding);
  add_encryption_headers(headers, object.metadata.encryption_key_sha256);
}

Response written_answer(World& world, const ObjectVersion& told, std::string id) {
  Response response;
  response.headers = xml_headers(world, CacheSet::kNone, kHtml, std::move(id));
  add_object_headers(response.headers, told);
  return response;
}

}  // namespace resumulator::gcs::xml
