// One page of a listing over names in byte order.
//
// Names that share a common prefix are stepped over with one search, so a page costs as much as it
// shows, not as much as lies below it.
//
// Threads  the caller holds the store's lock.
// Source   docs/protocols/gcs-json.md, rules gcs.list.*
#pragma once

#include "core/upload/object_store_state.h"

namespace resumulator {

/// `now` tells which soft-deleted versions are already gone.
[[nodiscard]] Result<ListPage> list_names(const NameMap& names, const ListQuery& query,
                                          TimePoint now);

}  // namespace resumulator
