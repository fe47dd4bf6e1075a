// Albums: made, read, listed, renamed.
#include <algorithm>

#include "core/base/utf8.h"
#include "protocols/google_photos/library.h"
#include "protocols/google_photos/list_answer.h"
#include "protocols/google_photos/request.h"
#include "protocols/google_photos/requests.h"
#include "protocols/google_photos/resources.h"

namespace resumulator::google_photos {
namespace {

constexpr std::size_t kTitleMax = 500;
constexpr std::size_t kIdSize = 70;

Response album_answer(const Request& request, const Album& album) {
  request.info->object = album.title;
  return json_answer(album_json(request, album) + "\n");
}

// Rule photos.album.title.
std::optional<Problem> check_title(const std::string& title) {
  if (title.empty()) return invalid("Album title must not be empty.");
  if (count_code_points(title) > kTitleMax) {
    return invalid("Album title must not have more than 500 characters.");
  }
  return std::nullopt;
}

}  // namespace

// Rule photos.album.create.
Checked<Response> create_album(const Request& request) {
  const auto wanted = read_new_album(request.body, body_rules(request.world->options()));
  if (!wanted) return invalid(wanted.error().text);
  if (auto wrong = check_title(wanted->title)) return *std::move(wrong);
  Album album;
  album.id = "AGj1epV" + request.world->ids().token("photos.album", kIdSize);
  album.title = wanted->title;
  album.created = request.world->clock().now();
  const auto done = request.world->documents().edit([&](Documents::Edit& edit) -> Result<void> {
    put_album(edit, album);
    return {};
  });
  if (!done) return unavailable();
  return album_answer(request, album);
}

// Rule photos.album.list.
Checked<Response> list_albums(const Request& request) {
  return list_answer(request, kAlbumList, all_albums(*request.world),
                     [&](const Album& album) { return album_json(request, album); });
}

// Rule photos.album.get.
Checked<Response> get_album(const Request& request) {
  if (!is_id(request.id)) return invalid("Invalid album ID.");
  const auto album = find_album(*request.world, request.id);
  if (!album) return no_such_entity(request);
  return album_answer(request, *album);
}

// Rule photos.album.patch.
Checked<Response> patch_album(const Request& request) {
  const std::string_view mask = request.query.get("updateMask");
  const bool title = mask == "title";
  if (!title && mask != "coverPhotoMediaItemId" && mask != "cover_photo_media_item_id") {
    return invalid("The update mask must be \"title\" or \"coverPhotoMediaItemId\".");
  }
  const auto wanted = read_album(request.body, body_rules(request.world->options()));
  if (!wanted) return invalid(wanted.error().text);
  if (title) {
    if (auto wrong = check_title(wanted->title)) return *std::move(wrong);
  }
  std::optional<Album> album;
  bool in_album = true;
  const auto done = request.world->documents().edit([&](Documents::Edit& edit) -> Result<void> {
    album = album_in(edit, request.id);
    if (!album) return {};
    in_album = title || album->holds(wanted->cover);
    if (!in_album) return {};
    (title ? album->title : album->cover) = title ? wanted->title : wanted->cover;
    put_album(edit, *album);
    return {};
  });
  if (!done) return unavailable();
  if (!album) return no_such_entity(request);
  if (!in_album) return invalid("Request contains an invalid media item id.");
  return album_answer(request, *album);
}

}  // namespace resumulator::google_photos
