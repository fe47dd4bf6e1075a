// A request of the Library API after routing, and the table it was found in.
//
// Threads  plain values.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/wire/url.h"
#include "protocols/google_photos/authorize.h"
#include "protocols/google_problem.h"
#include "protocols/protocol.h"

namespace resumulator::google_photos {

using google_api::Checked;
using google_api::invalid;
using google_api::json_answer;
using google_api::not_found;
using google_api::Problem;
using google_api::unavailable;

struct Request {
  RequestHead head;  ///< a copy: a Call outlives open()
  std::shared_ptr<World> world;
  Query query;
  std::string base_url;  ///< "http://host:port", and the mount
  std::string id;        ///< the path's {id}, decoded
  std::string body;      ///< JSON, read before the operation runs
  CallInfo* info = nullptr;
};

/// An item or album that is not there. Rule photos.item.get
[[nodiscard]] Problem no_such_entity(const Request& request);

/// An operation: acts and answers. What it refuses is a Problem.
using Operate = Checked<Response> (*)(const Request& request);

struct Route {
  std::string_view method;
  std::string_view path;  ///< "/v1/albums/{id}:addEnrichment"; {id} is one segment without a colon
  Needs needs;
  Operation operation;
  const char* rule;
  Operate operate;
  bool alone = false;  ///< of one user one at a time, where photos.serial_writes says so
};
struct Match {
  const Route* route = nullptr;
  std::string id;
};
/// The row of `method` and `path`; no route: none. `any_method` tells whether another method fits.
[[nodiscard]] Match find_route(std::string_view method, std::string_view path, bool& any_method);

// operations/
[[nodiscard]] Checked<Response> batch_create(const Request& request);
[[nodiscard]] Checked<Response> get_item(const Request& request);
[[nodiscard]] Checked<Response> batch_get_items(const Request& request);
[[nodiscard]] Checked<Response> list_items(const Request& request);
[[nodiscard]] Checked<Response> search_items(const Request& request);
[[nodiscard]] Checked<Response> patch_item(const Request& request);
[[nodiscard]] Checked<Response> create_album(const Request& request);
[[nodiscard]] Checked<Response> list_albums(const Request& request);
[[nodiscard]] Checked<Response> get_album(const Request& request);
[[nodiscard]] Checked<Response> patch_album(const Request& request);
[[nodiscard]] Checked<Response> add_to_album(const Request& request);
[[nodiscard]] Checked<Response> remove_from_album(const Request& request);
[[nodiscard]] Checked<Response> add_enrichment(const Request& request);
[[nodiscard]] Checked<Response> share_album(const Request& request);
[[nodiscard]] Checked<Response> unshare_album(const Request& request);
[[nodiscard]] Checked<Response> list_shared_albums(const Request& request);
[[nodiscard]] Checked<Response> get_shared_album(const Request& request);
[[nodiscard]] Checked<Response> join_album(const Request& request);
[[nodiscard]] Checked<Response> leave_album(const Request& request);
[[nodiscard]] Checked<Response> get_media(const Request& request);

}  // namespace resumulator::google_photos
