// The dialects of the family: what each calls the same few things.
//
// Source   docs/protocols/resumablejs.md, "Dialects", rules rjs.dialect.*, rjs.param.namespace and
//          rjs.param.renamed.
// Threads  plain values.
#pragma once

#include <resumulator/options_resumablejs.hpp>
#include <string>
#include <vector>

namespace resumulator::resumable_js {

using Dialect = ResumableJsSwitches::Dialect;

/// Names of the parameters; empty: this dialect has none for that.
struct Names {
  Dialect dialect = Dialect::kResumable;
  std::string identifier;
  std::string number;
  std::string total_chunks;
  std::string chunk_size;
  std::string current_size;
  std::string offset;
  std::string total_size;
  std::string filename;
  std::string relative_path;
  std::string type;
  std::string file;            ///< the field with the bytes
  bool from_zero = false;      ///< the number is an index
  bool rounds_up = false;      ///< a file is always cut as with forceChunkSize
  bool sends_whole = false;    ///< a small file comes without any of these
  bool needs_filename = true;  ///< a chunk without one is refused

  /// Whether an offset stands for a chunk's number, by which of the three are given.
  [[nodiscard]] bool is_by_offset(bool has_number, bool has_offset, bool has_total) const {
    return dialect == Dialect::kPlupload && !has_number && has_offset && has_total;
  }
};

/// `dialect` is not kAuto.
[[nodiscard]] Names names_of(Dialect dialect, const ResumableJsSwitches& switches);
/// Those the switches allow: one, or all for kAuto.
[[nodiscard]] std::vector<Names> names_allowed(const ResumableJsSwitches& switches);
/// Of the fields with the bytes.
[[nodiscard]] std::vector<std::string> file_names(const ResumableJsSwitches& switches);
[[nodiscard]] const char* to_string(Dialect dialect);

}  // namespace resumulator::resumable_js
