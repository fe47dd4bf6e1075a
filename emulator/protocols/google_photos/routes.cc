#include <array>

#include "protocols/google_photos/request.h"

namespace resumulator::google_photos {
namespace {

constexpr std::string_view kId = "{id}";

constexpr std::array kRoutes = {
    Route{"POST", "/v1/mediaItems:batchCreate", Needs::kAppend, Operation::kOther,
          "photos.items.batch-create", batch_create, true},
    Route{"GET", "/v1/mediaItems:batchGet", Needs::kRead, Operation::kStat,
          "photos.items.batch-get", batch_get_items},
    Route{"POST", "/v1/mediaItems:search", Needs::kRead, Operation::kList, "photos.items.search",
          search_items},
    Route{"GET", "/v1/mediaItems", Needs::kRead, Operation::kList, "photos.items.list", list_items},
    Route{"GET", "/v1/mediaItems/{id}", Needs::kRead, Operation::kStat, "photos.items.get",
          get_item},
    Route{"PATCH", "/v1/mediaItems/{id}", Needs::kEdit, Operation::kOther, "photos.items.patch",
          patch_item},
    Route{"POST", "/v1/albums", Needs::kAppend, Operation::kOther, "photos.albums.create",
          create_album},
    Route{"GET", "/v1/albums", Needs::kRead, Operation::kList, "photos.albums.list", list_albums},
    Route{"GET", "/v1/albums/{id}", Needs::kRead, Operation::kStat, "photos.albums.get", get_album},
    Route{"PATCH", "/v1/albums/{id}", Needs::kEdit, Operation::kOther, "photos.albums.patch",
          patch_album},
    Route{"POST", "/v1/albums/{id}:batchAddMediaItems", Needs::kAppendOrEdit, Operation::kOther,
          "photos.albums.add", add_to_album},
    Route{"POST", "/v1/albums/{id}:batchRemoveMediaItems", Needs::kEdit, Operation::kOther,
          "photos.albums.remove", remove_from_album},
    Route{"POST", "/v1/albums/{id}:addEnrichment", Needs::kAppend, Operation::kOther,
          "photos.albums.enrich", add_enrichment},
    Route{"POST", "/v1/albums/{id}:share", Needs::kNothing, Operation::kOther,
          "photos.sharing.share", share_album},
    Route{"POST", "/v1/albums/{id}:unshare", Needs::kNothing, Operation::kOther,
          "photos.sharing.unshare", unshare_album},
    Route{"GET", "/v1/sharedAlbums", Needs::kNothing, Operation::kOther, "photos.sharing.list",
          list_shared_albums},
    Route{"GET", "/v1/sharedAlbums/{id}", Needs::kNothing, Operation::kOther, "photos.sharing.get",
          get_shared_album},
    Route{"POST", "/v1/sharedAlbums:join", Needs::kNothing, Operation::kOther,
          "photos.sharing.join", join_album},
    Route{"POST", "/v1/sharedAlbums:leave", Needs::kNothing, Operation::kOther,
          "photos.sharing.leave", leave_album},
    Route{"GET", "/v1/media/{id}", Needs::kNothing, Operation::kDownload, "photos.media.get",
          get_media},
    Route{"HEAD", "/v1/media/{id}", Needs::kNothing, Operation::kDownload, "photos.media.get",
          get_media},
};

bool fits(std::string_view pattern, std::string_view path, std::string& id) {
  const auto at = pattern.find(kId);
  if (at == std::string_view::npos) return pattern == path;
  const std::string_view before = pattern.substr(0, at);
  const std::string_view after = pattern.substr(at + kId.size());
  if (!path.starts_with(before) || !path.ends_with(after)) return false;
  if (path.size() < before.size() + after.size()) return false;
  const std::string_view middle =
      path.substr(before.size(), path.size() - before.size() - after.size());
  const bool segment = !middle.empty() && middle.find('/') == std::string_view::npos &&
                       middle.find(':') == std::string_view::npos;
  auto decoded = segment ? percent_decode(middle) : Result<std::string>(std::string());
  if (!segment || !decoded) return false;
  id = *std::move(decoded);
  return true;
}

}  // namespace

Problem no_such_entity(const Request& request) {
  switch (request.world->options().photos.unknown_item_status) {
    case 400:
      return invalid("Request contains an invalid argument.");
    case 403:
      return {403, "The caller does not have permission"};
    default:
      return not_found();
  }
}

Match find_route(std::string_view method, std::string_view path, bool& any_method) {
  Match match;
  for (const Route& route : kRoutes) {
    if (!fits(route.path, path, match.id)) continue;
    any_method = true;
    if (route.method != method) continue;
    match.route = &route;
    return match;
  }
  return {};
}

}  // namespace resumulator::google_photos
