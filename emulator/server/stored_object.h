// Objects as the public interface shows them.
//
// Threads  pure functions; the bytes of a StoredObject may be read from any thread.
#pragma once

#include <resumulator/server.hpp>

#include "core/upload/object_store.h"

namespace resumulator {

/// Digests of a seeded object are computed here, on first sight.
[[nodiscard]] StoredObject to_stored_object(const ObjectPtr& object);

}  // namespace resumulator
