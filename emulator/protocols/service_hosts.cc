#include "protocols/service_hosts.h"

#include <algorithm>
#include <array>

#include "core/base/strings.h"

namespace resumulator {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::array<std::string_view, 2> kStorage = {"gcs-json", "gcs-xml"};
constexpr std::array<std::string_view, 4> kApis = {"gcs-json", "drive", "youtube", "oauth"};
constexpr std::array<std::string_view, 1> kPhotos = {"photos"};
constexpr std::array<std::string_view, 1> kOauth = {"oauth"};
constexpr std::array<std::string_view, 1> kFirebase = {"firebase"};
constexpr std::array<std::string_view, 2> kGemini = {"gemini", "generic"};

struct ServiceHost {
  std::string_view name;
  Names protocols;
};
constexpr std::array<ServiceHost, 6> kHosts = {{{"storage.googleapis.com", kStorage},
                                                {"www.googleapis.com", kApis},
                                                {"photoslibrary.googleapis.com", kPhotos},
                                                {"oauth2.googleapis.com", kOauth},
                                                {"firebasestorage.googleapis.com", kFirebase},
                                                {"generativelanguage.googleapis.com", kGemini}}};

}  // namespace

std::string host_name(std::string_view field) {
  if (field.starts_with('[')) return {};
  return lower(field.substr(0, field.find(':')));
}

Names protocols_at(std::string_view field) {
  // Nearly every host is another one, and is known for it by its end.
  const std::string_view end = field.substr(0, field.find(':'));
  if (!iequals(end.substr(end.size() - std::min<std::size_t>(end.size(), 4)), ".com")) return {};
  const std::string name = host_name(field);
  if (name.ends_with(".storage.googleapis.com")) return kStorage;
  for (const ServiceHost& host : kHosts) {
    if (host.name == name) return host.protocols;
  }
  return {};
}

}  // namespace resumulator
