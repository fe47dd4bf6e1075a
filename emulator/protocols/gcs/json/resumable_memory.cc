#include "protocols/gcs/json/resumable_memory.h"

#include <nlohmann/json.hpp>

#include "protocols/gcs/common/json_writer.h"

namespace resumulator::gcs::json {

std::string remember_request(const Request& request) {
  JsonWriter json(false, 32 + request.query.raw().size());
  json.begin_object().member("query", request.query.raw()).end_object();
  return json.take();
}

ResourceView remembered_view(const UploadSession& session, const Request& asking) {
  const auto memory = nlohmann::json::parse(session.spec().adapter, nullptr, false);
  const auto query = memory.is_object() ? memory.find("query") : memory.end();
  const auto parsed = query != memory.end() && query->is_string()
                          ? Query::parse(query->get_ref<const std::string&>())
                          : Query::parse(asking.query.raw());
  return resource_view(parsed ? *parsed : asking.query, asking.base_url,
                       asking.world->objects().bucket(session.spec().bucket));
}

}  // namespace resumulator::gcs::json
