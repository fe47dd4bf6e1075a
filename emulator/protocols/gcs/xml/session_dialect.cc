#include "protocols/gcs/xml/session_dialect.h"

#include <nlohmann/json.hpp>

#include "protocols/gcs/common/json_writer.h"
#include "protocols/gcs/xml/answer.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/parse.h"

namespace resumulator::gcs::xml {
namespace {

std::optional<SizeRange> remembered_size_range(const UploadSession& session) {
  if (session.spec().adapter.empty()) return std::nullopt;
  const auto memory = nlohmann::json::parse(session.spec().adapter, nullptr, false);
  const auto range = memory.is_object() ? memory.find("size_range") : memory.end();
  if (range == memory.end() || !range->is_string()) return std::nullopt;
  return parse_size_range(range->get_ref<const std::string&>());
}

class XmlDialect final : public SessionDialect {
 public:
  [[nodiscard]] std::string_view protocol() const override { return "gcs-xml"; }
  [[nodiscard]] Rules rules() const override {
    return {"gcs.xml.chunk", "gcs.xml.finalize", "gcs.xml.query", "gcs.xml.cancel",
            "gcs.xml.session"};
  }
  // Rule gcs.xml.session.complete.
  [[nodiscard]] Response completed(const gcs::Request& request, const UploadSession& session,
                                   const ObjectVersion& told) const override {
    return written_answer(*request.world, told, session.id());
  }
  [[nodiscard]] Response failed(const gcs::Request& request, const UploadSession* session,
                                const ApiError& error) const override {
    Response response = error_answer(*request.world, error);
    if (session != nullptr) response.headers.set("X-GUploader-UploadID", session->id());
    return response;
  }
  [[nodiscard]] std::string failure_body(const ApiError& error) const override {
    return error_document(error);
  }
  [[nodiscard]] Headers failure_headers(const gcs::Request& request,
                                        const UploadSession& session) const override {
    return xml_headers(*request.world, CacheSet::kMedia, kXml, session.id());
  }
  [[nodiscard]] int cancel_status(const GcsSwitches& switches) const override {
    return switches.xml_cancel_status;
  }
  // Rule gcs.xml.session.digests.
  [[nodiscard]] std::optional<ApiError> refuse_digests(const Headers& headers) const override {
    const auto digests = parse_digests(headers);
    if (digests) return std::nullopt;
    return digests.error();
  }
  [[nodiscard]] std::optional<ApiError> refuse_size(const UploadSession& session,
                                                    std::uint64_t size) const override {
    return check_size(remembered_size_range(session), size);
  }
};

}  // namespace

std::string remember_size_range(std::string_view range) {
  JsonWriter json(false, 64);
  return json.begin_object().member("size_range", range).end_object().take();
}

const SessionDialect& session_dialect() {
  static const XmlDialect kDialect;
  return kDialect;
}

}  // namespace resumulator::gcs::xml
