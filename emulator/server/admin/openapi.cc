#include "server/admin/openapi.h"

#include <nlohmann/json.hpp>
#include <resumulator/server.hpp>

#include "core/base/strings.h"

namespace resumulator {
namespace {

using Json = nlohmann::ordered_json;

Json parameters_of(const ControlRoute& route) {
  const std::string& path = route.path;
  Json parameters = Json::array();
  for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{', at + 1)) {
    std::string name = path.substr(at + 1, path.find('}', at) - at - 1);
    if (name.ends_with("...")) name.resize(name.size() - 3);
    parameters.push_back(
        {{"name", name}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}});
  }
  for (const std::string_view name : route.takes.query) {
    parameters.push_back({{"name", name}, {"in", "query"}, {"schema", {{"type", "string"}}}});
  }
  return parameters;
}

std::string template_of(std::string path) {
  if (const auto dots = path.find("...}"); dots != std::string::npos) path.erase(dots, 3);
  return path.empty() ? "/" : path;
}

}  // namespace

std::string openapi_document(const Control& control, const std::string& admin_url) {
  Json paths = Json::object();
  for (const ControlRoute& route : control.routes()) {
    Json operation = {{"summary", route.does}};
    if (auto parameters = parameters_of(route); !parameters.empty()) {
      operation["parameters"] = std::move(parameters);
    }
    if (!route.takes.body.empty()) {
      operation["requestBody"] = {{"content", {{std::string(route.takes.body), Json::object()}}}};
    }
    operation["responses"] = {{"2XX", {{"description", "done"}}},
                              {"4XX", {{"description", "nothing was changed"}}}};
    paths[template_of(route.path)][lower(route.method)] = std::move(operation);
  }
  const Json document = {{"openapi", "3.1.0"},
                         {"info", {{"title", "resumulator admin API"}, {"version", version()}}},
                         {"servers", {{{"url", admin_url}}}},
                         {"paths", std::move(paths)}};
  return document.dump(1);
}

}  // namespace resumulator
