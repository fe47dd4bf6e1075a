// A file whose chunks are all there becomes an object of the bucket "uploads", and a file of the
// upload directory where there is one. Whoever stores the last chunk does it; exactly one request.
//
// Errors   kInternal (assembly_failed): the lengths do not add up, or the directory cannot take it;
//          kConflict (name_taken): switch collision=fail. The chunks stay then, and a chunk that
//          comes again tries anew.
// Source   docs/protocols/resumablejs.md, rules rjs.complete.*, rjs.name.collision
// Threads  every call from any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/result.hpp>
#include <string>

#include "protocols/resumable_js/session.h"

namespace resumulator::resumable_js {

struct Completion {
  bool whole = false;  ///< the file is finished, by us or before
  ObjectPtr made;      ///< by us
};

/// `place`: of the chunk that came last. `name`: another one than the client's; empty: that.
[[nodiscard]] Result<Completion> complete(World& world, UploadSession& session, const Place& place,
                                          const std::string& name = {});

/// The same for whoever asks of an upload that has all its chunks and no file, because the process
/// ended between the two or the directory could not take it. Does nothing while one is missing, and
/// where files are made by word (switch assemble). Rule rjs.complete.again
[[nodiscard]] Result<void> complete_again(World& world, std::string_view identifier);

}  // namespace resumulator::resumable_js
