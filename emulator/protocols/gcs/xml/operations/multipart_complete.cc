// POST /BUCKET/OBJECT?uploadId=U: the list of parts becomes the object.
#include <algorithm>

#include "core/base/strings.h"
#include "core/upload/crc_combine.h"
#include "core/upload/part_set.h"
#include "protocols/gcs/common/declared_digests.h"
#include "protocols/gcs/common/preconditions.h"
#include "protocols/gcs/common/upload.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/body.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/operations/multipart.h"
#include "protocols/gcs/xml/parse.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

class CompleteMultipart final : public XmlCall {
 public:
  CompleteMultipart(Request request, SessionPtr session)
      : XmlCall(std::move(request), Operation::kFinalize, "gcs.xml.multipart-complete"),
        session_(std::move(session)) {
    info_.session = session_;
  }

 private:
  Response answer(BodySource& body) override;
  std::optional<Response> again() override {
    const ObjectPtr told = kept_upload(request());
    if (!told) return std::nullopt;
    return completed(*told);
  }
  ApiResult<ObjectPtr> complete(BodySource& body);
  ApiResult<std::vector<PartPtr>> choose(const std::vector<NamedPart>& named) const;
  std::optional<ApiError> check_whole(const std::vector<PartPtr>& chosen) const;
  Response completed(const ObjectVersion& object) const;

  SessionPtr session_;
};

std::string without_quotes(std::string_view etag) {
  const bool quoted = etag.size() >= 2 && etag.front() == '"' && etag.back() == '"';
  return std::string(quoted ? etag.substr(1, etag.size() - 2) : etag);
}

// Rules gcs.xml.multipart.unknown-part, gcs.xml.multipart.part-size.
ApiResult<std::vector<PartPtr>> CompleteMultipart::choose(
    const std::vector<NamedPart>& named) const {
  std::vector<PartPtr> chosen;
  chosen.reserve(named.size());
  for (const NamedPart& one : named) {
    PartPtr part = session_->parts()->find(one.number);
    if (!part || !iequals(md5_hex(*part->digests.md5), one.etag)) {
      return bad("InvalidPart", "Part " + std::to_string(one.number) +
                                    (part ? " has another entity tag." : " was not uploaded."));
    }
    chosen.push_back(std::move(part));
  }
  const std::uint64_t least = switches().xml_part_size_min;
  const auto last = chosen.empty() ? chosen.end() : std::prev(chosen.end());
  const auto small = std::find_if(chosen.begin(), last,
                                  [least](const PartPtr& part) { return part->size < least; });
  if (small == last) return chosen;
  return bad("EntityTooSmall", "Part " + std::to_string((*small)->number) + " has " +
                                   std::to_string((*small)->size) + " bytes, at least " +
                                   std::to_string(least) + " are asked for");
}

// Rule gcs.xml.multipart.digests: an MD5 of the whole is nowhere to be had.
std::optional<ApiError> CompleteMultipart::check_whole(const std::vector<PartPtr>& chosen) const {
  const auto declared = parse_digests(request());
  if (!declared) return declared.error();
  const MismatchForm form{400, mismatch_form(switches()).crc_code};
  Digests whole;
  for (const PartPtr& part : chosen) {
    whole.crc32c = crc32c_of_both(whole.crc32c, part->digests.crc32c, part->size);
  }
  if (auto error = check_digests(*declared, whole, form)) return error;
  return check_digests(session_->spec().digests, whole, form);
}

ApiResult<ObjectPtr> CompleteMultipart::complete(BodySource& body) {
  const auto document = read_xml_body(request(), body, "CompleteMultipartUpload");
  if (!document) return document.error();
  const auto named = parse_part_list(*document);
  if (!named) return named.error();
  const auto guards = parse_guards(request());
  if (!guards) return guards.error();
  Turn turn = session_->begin_turn(nullptr);
  info_.persisted_before = info_.persisted_after = session_->parts()->bytes();
  // Rule gcs.xml.multipart.ended.
  if (turn.state() != SessionState::kActive) return no_such_upload();
  const auto chosen = choose(*named);
  if (!chosen) return chosen.error();
  if (auto error = check_whole(*chosen)) return *std::move(error);
  PartSet::Finish how;
  how.with_md5 = false;
  if (!guards->empty()) how.guards = *guards;
  auto object = PartSet::finish(turn, *chosen, how);
  if (!object) {
    return from_write_error(world(), object.error(), request().bucket, request().object);
  }
  info_.generation = (*object)->generation;
  return *std::move(object);
}

// Rule gcs.xml.multipart.complete.
Response CompleteMultipart::completed(const ObjectVersion& object) const {
  XmlWriter xml;
  xml.root("CompleteMultipartUploadResult", kMultipartNamespace);
  xml.element("Location", request().base_url + std::string(request().head.path()));
  xml.element("Bucket", object.bucket).element("Key", object.name);
  xml.element("ETag", in_quotes(xml_etag(object))).end();
  Response response;
  response.headers = xml_headers(world(), CacheSet::kNone, kXml);
  add_object_headers(response.headers, object);
  response.body = xml.take();
  return response;
}

Response CompleteMultipart::answer(BodySource& body) {
  const auto object = complete(body);
  if (!object) return error_answer(world(), object.error());
  return completed(*reported(report_, *object));
}

}  // namespace

// Rules gcs.xml.multipart.list, gcs.xml.multipart.order.
ApiResult<std::vector<NamedPart>> parse_part_list(const XmlElement& body) {
  std::vector<NamedPart> parts;
  for (const XmlElement& element : body.children) {
    if (element.name != "Part") return bad("MalformedXML", "Only parts are listed.");
    const auto number = parse_unsigned(element.get("PartNumber"));
    std::string etag = without_quotes(element.get("ETag"));
    if (!number || *number < 1 || *number > kPartsMax || etag.empty()) {
      return bad("MalformedXML", "A part needs a number from 1 to 10000 and an entity tag.");
    }
    if (!parts.empty() && parts.back().number >= *number) return bad("InvalidPartOrder", {});
    parts.push_back({static_cast<std::uint32_t>(*number), std::move(etag)});
  }
  if (parts.empty()) return bad("MalformedXML", "The list has no part.");
  return parts;
}

std::unique_ptr<Call> open_complete_multipart(Request request, SessionPtr session) {
  return std::make_unique<CompleteMultipart>(std::move(request), std::move(session));
}

}  // namespace resumulator::gcs::xml
