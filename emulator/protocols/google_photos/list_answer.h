// A list of the API, answered a page at a time as the query asks.
//
// Source   docs/protocols/google-photos.md, rules photos.page.*
// Threads  pure functions.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocols/google_photos/request.h"
#include "protocols/google_photos/resources.h"

namespace resumulator::google_photos {

struct ListKind {
  std::string_view member;  ///< of the answer, also the scope of its page tokens
  std::size_t size_default = 25;
  std::size_t size_max = 100;
};
inline constexpr ListKind kItemList{"mediaItems"};
inline constexpr ListKind kAlbumList{"albums", 20, 50};
inline constexpr ListKind kSharedAlbumList{"sharedAlbums", 20, 50};

/// `json_of` is asked for the entries of the page alone.
template <typename Entry, typename JsonOf>
[[nodiscard]] Checked<Response> list_answer(const Request& request, const ListKind& kind,
                                            const std::vector<Entry>& all, const JsonOf& json_of) {
  auto asked = page_wish(request.query);
  if (auto* wrong = std::get_if<Problem>(&asked)) return std::move(*wrong);
  auto& wish = std::get<PageWish>(asked);
  wish.scope = kind.member;
  wish.size_default = kind.size_default;
  wish.size_max = kind.size_max;
  std::vector<std::string> ids;
  for (const Entry& entry : all) ids.push_back(entry.id);
  auto page = page_of(ids, wish);
  if (auto* wrong = std::get_if<Problem>(&page)) return std::move(*wrong);
  const Page& found = std::get<Page>(page);
  std::vector<std::string> entries;
  for (std::size_t i = found.from; i < found.to; ++i) entries.push_back(json_of(all[i]));
  return json_answer(page_json(kind.member, entries, found.next));
}

}  // namespace resumulator::google_photos
