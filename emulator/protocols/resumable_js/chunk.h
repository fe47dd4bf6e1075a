// One chunk as a request describes it, in the words of no dialect.
//
// Units    bytes u64; numbers from 1, whatever the dialect counts from.
// Errors   `where` is the code the answer names: kMalformed (missing_parameter, invalid_parameter,
//          repeated_parameter), kOutOfRange (chunk_out_of_range), kPrecondition (wrong_chunk_size),
//          kTooLarge (file_too_large).
// Source   docs/protocols/resumablejs.md, rules rjs.param.*, rjs.layout.*
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <resumulator/options.hpp>
#include <resumulator/result.hpp>
#include <string>

#include "protocols/resumable_js/chunk_layout.h"
#include "protocols/resumable_js/fields.h"

namespace resumulator::resumable_js {

struct Chunk {
  Dialect dialect = Dialect::kResumable;
  std::string identifier;
  std::uint64_t number = 1;
  std::optional<std::uint64_t> total_chunks;
  std::optional<std::uint64_t> chunk_size;
  std::optional<std::uint64_t> current_size;
  std::optional<std::uint64_t> offset;
  std::optional<std::uint64_t> total_size;
  std::string filename;
  std::string relative_path;
  std::string type;
  bool rounds_up = false;
  bool whole = false;  ///< the file in one request, without the parameters of chunks
  bool by_offset = false;  ///< an offset stands for the number: number_by_offset() finds it
};

/// `filename`: of the file part, where it has one.
[[nodiscard]] Result<Chunk> read_chunk(const Fields& fields, const Names& names,
                                       const std::optional<std::string>& filename,
                                       const ResumableJsSwitches& switches);

/// The number of a chunk that names an offset alone, and what follows from it: chunks before it had
/// `chunk_size` bytes. kMalformed: it begins where no chunk does.
[[nodiscard]] Result<void> number_by_offset(Chunk& chunk, std::uint64_t chunk_size);

/// Where a chunk lies in its file.
struct Place {
  std::uint64_t count = 1;             ///< chunks of the file
  bool counted = true;                 ///< the request said so; else it follows from the sizes
  std::optional<std::uint64_t> start = {};  ///< offset of the chunk
  std::optional<std::uint64_t> size = {};   ///< what it must have; empty: any
};
/// Checks everything that can be checked without the session and without the bytes.
[[nodiscard]] Result<Place> place_of(const Chunk& chunk, const Options& options);

}  // namespace resumulator::resumable_js
