// What hangs below a bucket: versioning, billing, CORS, place, class. The same settings as over
// JSON.
#include <nlohmann/json.hpp>

#include "core/base/strings.h"
#include "protocols/gcs/common/bucket_resource.h"
#include "protocols/gcs/common/requester_pays.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/body.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/bucket_operations.h"
#include "protocols/gcs/xml/parse.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

using Json = nlohmann::ordered_json;
using Show = void (*)(XmlWriter& xml, const Bucket& bucket);

Response show(const Request& request, Show write) {
  const BucketPtr bucket = request.world->objects().bucket(request.bucket);
  if (!bucket) return error_answer(*request.world, no_such_bucket());
  XmlWriter xml;
  write(xml, *bucket);
  return document_answer(*request.world, xml.take());
}

// The change a JSON body would make.
Response change(const Request& request, const Json& settings) {
  World& world = *request.world;
  const auto guards = parse_guards(request);
  if (!guards) return error_answer(world, guards.error());
  std::optional<ApiError> problem;
  const auto changed =
      world.objects().update_bucket(request.bucket, *guards, [&](Bucket& bucket) -> Result<void> {
        problem =
            apply_bucket_body(bucket, settings.dump(), BucketChange::kMerge, world.clock().now());
        if (problem) return Unexpected(ErrorKind::kMalformed, problem->message);
        return {};
      });
  if (problem) return error_answer(world, *problem);
  if (changed) return empty_answer(world);
  return error_answer(world, from_write_error(world, changed.error(), request.bucket, {}));
}

void write_texts(XmlWriter& xml, const Json& rule, const char* member, const char* all,
                 const char* one) {
  const auto texts = rule.find(member);
  if (texts == rule.end() || !texts->is_array() || texts->empty()) return;
  xml.begin(all);
  for (const Json& text : *texts) {
    if (text.is_string()) xml.element(one, text.get_ref<const std::string&>());
  }
  xml.end();
}

void write_cors(XmlWriter& xml, const Bucket& bucket) {
  const Json settings = Json::parse(bucket.extra_json, nullptr, false);
  const auto rules = settings.is_object() ? settings.find("cors") : settings.end();
  xml.begin("CorsConfig");
  if (settings.is_object() && rules != settings.end() && rules->is_array()) {
    for (const Json& rule : *rules) {
      if (!rule.is_object()) continue;
      xml.begin("Cors");
      write_texts(xml, rule, "origin", "Origins", "Origin");
      write_texts(xml, rule, "method", "Methods", "Method");
      write_texts(xml, rule, "responseHeader", "ResponseHeaders", "ResponseHeader");
      const auto age = rule.find("maxAgeSeconds");
      if (age != rule.end() && age->is_number_unsigned()) {
        xml.element("MaxAgeSec", age->get<std::uint64_t>());
      }
      xml.end();
    }
  }
  xml.end();
}

void read_texts(const XmlElement& rule, const char* all, const char* one, const char* member,
                Json& into) {
  const XmlElement* list = rule.find(all);
  if (list == nullptr) return;
  Json texts = Json::array();
  for (const XmlElement& text : list->children) {
    if (text.name == one) texts.push_back(text.text);
  }
  into[member] = std::move(texts);
}

// Rule gcs.xml.sub.cors.
ApiResult<Json> cors_settings(const XmlElement& config) {
  Json rules = Json::array();
  for (const XmlElement& rule : config.children) {
    if (rule.name != "Cors") continue;
    Json one = Json::object();
    read_texts(rule, "Origins", "Origin", "origin", one);
    read_texts(rule, "Methods", "Method", "method", one);
    read_texts(rule, "ResponseHeaders", "ResponseHeader", "responseHeader", one);
    if (const std::string_view age = rule.get("MaxAgeSec"); !age.empty()) {
      const auto seconds = parse_u64(age);
      if (!seconds) return bad("MalformedXML", "MaxAgeSec is no number: " + std::string(age));
      one["maxAgeSeconds"] = *seconds;
    }
    rules.push_back(std::move(one));
  }
  return Json{{"cors", std::move(rules)}};
}

}  // namespace

// Rule gcs.xml.sub.versioning.
Response get_versioning(const Request& request, BodySource&) {
  return show(request, [](XmlWriter& xml, const Bucket& bucket) {
    xml.begin("VersioningConfiguration");
    xml.element("Status", bucket.versioning ? "Enabled" : "Suspended").end();
  });
}

Response put_versioning(const Request& request, BodySource& body) {
  const auto config = read_xml_body(request, body, "VersioningConfiguration");
  if (!config) return error_answer(*request.world, config.error());
  const std::string_view status = config->get("Status");
  if (status != "Enabled" && status != "Suspended") {
    return error_answer(*request.world, bad("MalformedXML", "Status is Enabled or Suspended."));
  }
  return change(request, Json{{"versioning", {{"enabled", status == "Enabled"}}}});
}

// Rule gcs.xml.sub.billing.
Response get_billing(const Request& request, BodySource&) {
  return show(request, [](XmlWriter& xml, const Bucket& bucket) {
    xml.begin("BillingConfiguration");
    xml.element("RequesterPays", requester_pays(bucket) ? "Enabled" : "Disabled").end();
  });
}

Response put_billing(const Request& request, BodySource& body) {
  const auto config = read_xml_body(request, body, "BillingConfiguration");
  if (!config) return error_answer(*request.world, config.error());
  const std::string_view pays = config->get("RequesterPays");
  if (pays != "Enabled" && pays != "Disabled") {
    return error_answer(*request.world,
                        bad("MalformedXML", "RequesterPays is Enabled or Disabled."));
  }
  return change(request, Json{{"billing", {{"requesterPays", pays == "Enabled"}}}});
}

Response get_cors(const Request& request, BodySource&) { return show(request, write_cors); }

Response put_cors(const Request& request, BodySource& body) {
  const auto config = read_xml_body(request, body, "CorsConfig");
  if (!config) return error_answer(*request.world, config.error());
  const auto settings = cors_settings(*config);
  if (!settings) return error_answer(*request.world, settings.error());
  return change(request, *settings);
}

// Rule gcs.xml.sub.location.
Response get_location(const Request& request, BodySource&) {
  return show(request, [](XmlWriter& xml, const Bucket& bucket) {
    xml.element("LocationConstraint", bucket.location);
  });
}

// Rule gcs.xml.sub.storage-class.
Response get_storage_class(const Request& request, BodySource&) {
  return show(request, [](XmlWriter& xml, const Bucket& bucket) {
    xml.element("StorageClass", bucket.storage_class);
  });
}

}  // namespace resumulator::gcs::xml
