// Albums that are shared: gone from the service since 2025-03-31, and here only by a switch. There
// is one user, who owns what there is; who joins or leaves changes nothing.
#include <nlohmann/json.hpp>

#include "protocols/google_photos/library.h"
#include "protocols/google_photos/list_answer.h"
#include "protocols/google_photos/request.h"
#include "protocols/google_photos/requests.h"
#include "protocols/google_photos/resources.h"

namespace resumulator::google_photos {
namespace {

constexpr std::size_t kTokenSize = 80;

// Rule photos.sharing.removed.
std::optional<Problem> refusal(const Request& request) {
  if (request.world->options().photos.legacy_sharing) return std::nullopt;
  return Problem{403, "Request had insufficient authentication scopes."};
}

std::optional<Album> shared_as(const Request& request, std::string_view token) {
  for (Album& album : all_albums(*request.world)) {
    if (!token.empty() && album.share_token == token) return std::move(album);
  }
  return std::nullopt;
}

/// Changes whether the album of the request is shared; empty: there is none.
Checked<Album> change(const Request& request, bool shared) {
  std::optional<Album> album;
  const auto done = request.world->documents().edit([&](Documents::Edit& edit) -> Result<void> {
    album = album_in(edit, request.id);
    if (!album || album->share_token.empty() != shared) return {};
    album->share_token =
        shared ? "AOVP0r" + request.world->ids().token("photos.share", kTokenSize) : "";
    put_album(edit, *album);
    return {};
  });
  if (!done) return unavailable();
  if (!album) return no_such_entity(request);
  return *std::move(album);
}

Checked<std::string> token_in_body(const Request& request) {
  auto token = read_share_token(request.body, body_rules(request.world->options()));
  if (!token) return invalid(token.error().text);
  return *std::move(token);
}

}  // namespace

// Rule photos.sharing.album.
Checked<Response> share_album(const Request& request) {
  if (auto refused = refusal(request)) return *std::move(refused);
  auto album = change(request, true);
  if (auto* wrong = std::get_if<Problem>(&album)) return std::move(*wrong);
  return json_answer("{\"shareInfo\": " + share_json(std::get<Album>(album)) + "}\n");
}

Checked<Response> unshare_album(const Request& request) {
  if (auto refused = refusal(request)) return *std::move(refused);
  auto album = change(request, false);
  if (auto* wrong = std::get_if<Problem>(&album)) return std::move(*wrong);
  return json_answer("{}\n");
}

Checked<Response> list_shared_albums(const Request& request) {
  if (auto refused = refusal(request)) return *std::move(refused);
  std::vector<Album> albums = all_albums(*request.world);
  std::erase_if(albums, [](const Album& album) { return album.share_token.empty(); });
  return list_answer(request, kSharedAlbumList, albums,
                     [&](const Album& album) { return album_json(request, album); });
}

Checked<Response> get_shared_album(const Request& request) {
  if (auto refused = refusal(request)) return *std::move(refused);
  const auto album = shared_as(request, request.id);
  if (!album) return no_such_entity(request);
  return json_answer(album_json(request, *album) + "\n");
}

Checked<Response> join_album(const Request& request) {
  if (auto refused = refusal(request)) return *std::move(refused);
  auto token = token_in_body(request);
  if (auto* wrong = std::get_if<Problem>(&token)) return std::move(*wrong);
  const auto album = shared_as(request, std::get<std::string>(token));
  if (!album) return invalid("Invalid share token.");
  return json_answer("{\"album\": " + album_json(request, *album) + "}\n");
}

Checked<Response> leave_album(const Request& request) {
  if (auto refused = refusal(request)) return *std::move(refused);
  auto token = token_in_body(request);
  if (auto* wrong = std::get_if<Problem>(&token)) return std::move(*wrong);
  if (!shared_as(request, std::get<std::string>(token))) return invalid("Invalid share token.");
  return json_answer("{}\n");
}

}  // namespace resumulator::google_photos
