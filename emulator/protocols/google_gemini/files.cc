#include "protocols/google_gemini/files.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <span>

#include "core/base/strings.h"
#include "core/wire/base64.h"
#include "core/wire/times.h"

namespace resumulator::google_gemini {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kIdMax = 40;
constexpr std::size_t kBlock = 256 * 1024;

bool is_expired(const World& world, const ObjectVersion& file) {
  return file.created + kLifetime <= world.clock().now();
}

/// SHA-256 of all bytes, as hexadecimal digits; empty: they could not be read.
std::string sha256_hex(const ObjectVersion& file) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) return {};
  std::vector<std::byte> block(kBlock);
  for (std::uint64_t at = 0; at < file.size;) {
    const auto got = file.blob ? file.blob->read(at, block) : Result<std::size_t>(0);
    if (!got || *got == 0) return {};
    EVP_DigestUpdate(context.get(), block.data(), *got);
    at += *got;
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_DigestFinal_ex(context.get(), digest.data(), &size);
  return hex_encode({reinterpret_cast<const char*>(digest.data()), size});
}

// Read once for each file: the digest is kept.
std::string kept_sha256(World& world, const ObjectVersion& file) {
  const std::string key = "gemini/sha256/" + file.name + "/" + std::to_string(file.generation);
  if (const auto known = world.documents().get(key)) {
    const auto json = nlohmann::json::parse(*known, nullptr, false);
    if (json.is_string()) return json.get<std::string>();
  }
  const std::string digest = sha256_hex(file);
  static_cast<void>(world.documents().put(key, Json(digest).dump()));
  return digest;
}

}  // namespace

bool is_file_id(std::string_view id) {
  const bool fits = !id.empty() && id.size() <= kIdMax && id.front() != '-' && id.back() != '-';
  return fits && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
         });
}

ObjectPtr find_file(const World& world, std::string_view id) {
  const auto file = world.objects().get(kBucket, id);
  return file && !is_expired(world, **file) ? *file : nullptr;
}

std::vector<ObjectPtr> all_files(const World& world) {
  std::vector<ObjectPtr> files;
  ListQuery query;
  do {
    const auto page = world.objects().list(kBucket, query);
    if (!page) break;
    for (const ObjectPtr& file : page->items) {
      if (!is_expired(world, *file)) files.push_back(file);
    }
    query.after = page->next_after;
  } while (!query.after.empty());
  std::sort(files.begin(), files.end(),
            [](const ObjectPtr& a, const ObjectPtr& b) { return a->generation > b->generation; });
  return files;
}

std::string file_json(World& world, const ObjectVersion& file, std::string_view base_url) {
  const auto display = file.metadata.custom.find(kDisplayName);
  const TimePoint ready = file.created + world.options().gemini.processing;
  Json json = {{"name", "files/" + file.name}};
  if (display != file.metadata.custom.end()) json["displayName"] = display->second;
  json["mimeType"] = file.metadata.content_type;
  json["sizeBytes"] = std::to_string(file.size);
  json["createTime"] = format_rfc3339(file.created);
  json["updateTime"] = format_rfc3339(file.updated);
  json["expirationTime"] = format_rfc3339(file.created + kLifetime);
  json["sha256Hash"] = base64_encode(kept_sha256(world, file));
  json["uri"] = std::string(base_url) + "/v1beta/files/" + file.name;
  json["state"] = world.clock().now() < ready ? "PROCESSING" : "ACTIVE";
  json["source"] = "UPLOADED";
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace resumulator::google_gemini
