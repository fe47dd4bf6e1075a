#include "protocols/gcs/json/session_dialect.h"

#include <nlohmann/json.hpp>

#include "protocols/gcs/common/answer.h"
#include "protocols/gcs/common/encryption.h"
#include "protocols/gcs/common/json_writer.h"
#include "protocols/gcs/common/object_resource.h"

namespace resumulator::gcs::json {
namespace {

constexpr const char* kJson = "application/json; charset=UTF-8";

// How the opener wanted to see the object; links start with what `asking` came by.
ResourceView remembered_view(const UploadSession& session, const gcs::Request& asking) {
  const auto memory = nlohmann::json::parse(session.spec().adapter, nullptr, false);
  const auto query = memory.is_object() ? memory.find("query") : memory.end();
  const auto parsed = query != memory.end() && query->is_string()
                          ? Query::parse(query->get_ref<const std::string&>())
                          : Query::parse(asking.query.raw());
  return resource_view(parsed ? *parsed : asking.query, asking.base_url,
                       asking.world->objects().bucket(session.spec().bucket));
}

class JsonDialect final : public SessionDialect {
 public:
  [[nodiscard]] std::string_view protocol() const override { return "gcs-json"; }
  [[nodiscard]] Rules rules() const override {
    return {"gcs.json.chunk", "gcs.json.finalize", "gcs.json.query", "gcs.json.cancel",
            "gcs.json.session"};
  }
  [[nodiscard]] Response completed(const gcs::Request& request, const UploadSession& session,
                                   const ObjectVersion& told) const override {
    Response response;
    response.headers = answer_headers(*request.world, CacheSet::kWrite, kJson, session.id());
    response.headers.add("ETag", object_etag(told));
    add_encryption_headers(response.headers, told.metadata.encryption_key_sha256);
    response.body = object_body(told, remembered_view(session, request));
    return response;
  }
  [[nodiscard]] Response failed(const gcs::Request& request, const UploadSession* session,
                                const ApiError& error) const override {
    Response response = error_answer(*request.world, error);
    if (session != nullptr) response.headers.set("X-GUploader-UploadID", session->id());
    return response;
  }
  [[nodiscard]] std::string failure_body(const ApiError& error) const override {
    return error_json(error);
  }
  [[nodiscard]] Headers failure_headers(const gcs::Request& request,
                                        const UploadSession& session) const override {
    return answer_headers(*request.world, CacheSet::kWrite, kJson, session.id());
  }
  [[nodiscard]] int cancel_status(const GcsSwitches&) const override { return 499; }
  [[nodiscard]] std::optional<ApiError> refuse_size(const UploadSession&,
                                                    std::uint64_t) const override {
    return std::nullopt;
  }
};

}  // namespace

std::string remember_request(const Request& request) {
  JsonWriter json(false, 32 + request.query.raw().size());
  json.begin_object().member("query", request.query.raw()).end_object();
  return json.take();
}

const SessionDialect& session_dialect() {
  static const JsonDialect kDialect;
  return kDialect;
}

}  // namespace resumulator::gcs::json
