// GET /BUCKET: its objects, in either of the two versions of the list, or all their generations.
#include <algorithm>

#include "core/base/strings.h"
#include "core/wire/times.h"
#include "core/wire/url.h"
#include "protocols/gcs/common/page_token.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/bucket_operations.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

constexpr std::uint64_t kPageMax = 1000;

struct Wish {
  ListQuery query;
  bool second = false;  ///< list-type=2
  bool url = false;     ///< encoding-type=url
};

std::optional<ApiError> take_place(const Request& request, Wish& wish) {
  ListQuery& query = wish.query;
  if (!wish.second) {
    query.after = request.query.get("marker");
    const std::string_view generation = request.query.get("generation-marker");
    if (!query.versions || generation.empty()) return std::nullopt;
    query.after_generation = parse_unsigned(generation);
    if (query.after_generation) return std::nullopt;
    return invalid_argument("generation-marker", "No generation: " + std::string(generation));
  }
  query.after = request.query.get("start-after");
  const std::string_view token = request.query.get("continuation-token");
  if (token.empty()) return std::nullopt;
  auto place = parse_page_token(token);
  if (!place) return invalid_argument("continuation-token", "The token was not made by a list.");
  query.after = std::move(place->after);
  query.after_generation = place->generation;
  return std::nullopt;
}

// Rules gcs.xml.list.max-keys, gcs.xml.list.marker, gcs.xml.list.v2.
ApiResult<Wish> parse_wish(const Request& request) {
  Wish wish;
  const std::string_view type = request.query.get("list-type");
  if (!type.empty() && type != "2") return invalid_argument("list-type", "Unknown list type.");
  wish.second = type == "2";
  const std::string_view encoding = request.query.get("encoding-type");
  if (!encoding.empty() && encoding != "url") {
    return invalid_argument("encoding-type", "Unknown encoding type.");
  }
  wish.url = encoding == "url";
  wish.query.prefix = request.query.get("prefix");
  wish.query.delimiter = request.query.get("delimiter");
  wish.query.versions = request.query.has("versions");
  const std::string_view most = request.query.get("max-keys");
  if (!most.empty()) {
    const auto number = parse_unsigned(most);
    if (!number) return invalid_argument("max-keys", "Not a count: " + std::string(most));
    wish.query.max_results = *number;
  }
  wish.query.max_results = std::min(wish.query.max_results, kPageMax);
  if (auto problem = take_place(request, wish)) return *std::move(problem);
  return wish;
}

std::string shown(const Wish& wish, std::string_view name) {
  return wish.url ? percent_encode_query(name) : std::string(name);
}

// Rule gcs.xml.list.entry.
void write_object(XmlWriter& xml, const Wish& wish, const ObjectVersion& object) {
  xml.begin(wish.query.versions ? "Version" : "Contents");
  xml.element("Key", shown(wish, object.name));
  xml.element("Generation", object.generation).element("MetaGeneration", object.metageneration);
  if (wish.query.versions) xml.flag("IsLatest", !object.deleted);
  xml.element("LastModified", format_rfc3339(object.updated));
  if (object.deleted) xml.element("DeletedTime", format_rfc3339(*object.deleted));
  xml.element("ETag", in_quotes(xml_etag(object))).element("Size", object.size);
  if (object.metadata.storage_class != "STANDARD") {
    xml.element("StorageClass", object.metadata.storage_class);
  }
  xml.end();
}

void write_first_head(XmlWriter& xml, const Request& request, const Wish& wish,
                      const ListPage& page) {
  xml.element("Marker", shown(wish, request.query.get("marker")));
  if (wish.query.versions) {
    xml.element_if("GenerationMarker", request.query.get("generation-marker"));
  }
  if (page.next_after.empty()) return;
  xml.element("NextMarker", shown(wish, page.next_after));
  if (page.next_after_generation) {
    xml.element("NextGenerationMarker", *page.next_after_generation);
  }
}

void write_second_head(XmlWriter& xml, const Request& request, const Wish& wish,
                       const ListPage& page) {
  xml.element("KeyCount", page.items.size() + page.prefixes.size());
  xml.element("MaxKeys", wish.query.max_results);
  xml.element_if("StartAfter", shown(wish, request.query.get("start-after")));
  xml.element_if("ContinuationToken", request.query.get("continuation-token"));
  if (page.next_after.empty()) return;
  xml.element("NextContinuationToken",
              encode_page_token({page.next_after, page.next_after_generation}));
}

// Rules gcs.xml.list.v1, gcs.xml.list.v2, gcs.xml.list.versions.
std::string list_document(const Request& request, const Wish& wish, const ListPage& page) {
  XmlWriter xml;
  xml.root("ListBucketResult", kListNamespace);
  xml.element("Name", request.bucket).element("Prefix", shown(wish, wish.query.prefix));
  if (wish.second) {
    write_second_head(xml, request, wish, page);
  } else {
    write_first_head(xml, request, wish, page);
  }
  xml.element_if("Delimiter", shown(wish, wish.query.delimiter));
  if (wish.url) xml.element("EncodingType", "url");
  xml.flag("IsTruncated", !page.next_after.empty());
  for (const ObjectPtr& object : page.items) write_object(xml, wish, *object);
  for (const std::string& prefix : page.prefixes) {
    xml.begin("CommonPrefixes").element("Prefix", shown(wish, prefix)).end();
  }
  return xml.end().take();
}

}  // namespace

Response list_objects(const Request& request, BodySource&) {
  World& world = *request.world;
  const auto wish = parse_wish(request);
  if (!wish) return error_answer(world, wish.error());
  const auto page = world.objects().list(request.bucket, wish->query);
  if (!page) return error_answer(world, from_store_error(page.error(), request.bucket, {}));
  return document_answer(world, list_document(request, *wish, *page));
}

}  // namespace resumulator::gcs::xml
