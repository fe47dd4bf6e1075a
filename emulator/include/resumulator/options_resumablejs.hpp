// How the Resumable.js family is served where its servers differ: one member per switch of the
// protocol page, under its name there ("resumable.absent_status" is absent_status).
//
// Units    bytes. Source   docs/protocols/resumablejs.md, "Where servers differ".
#pragma once

#include <cstdint>
#include <resumulator/clock.hpp>
#include <string>

namespace resumulator {

struct ResumableJsSwitches {
  enum class Dialect : std::uint8_t {
    kAuto,  ///< by the names seen
    kResumable,
    kFlow,
    kSimple,
    kDropzone,
    kPlupload,
    kFineUploader
  };
  enum class Duplicate : std::uint8_t { kKeep, kOverwrite, kError409 };
  enum class ParamChange : std::uint8_t { k409, kReset, kIgnore };
  enum class AfterComplete : std::uint8_t { kRemember, kForget };
  enum class Assemble : std::uint8_t { kAuto, kManual };
  enum class Cleanup : std::uint8_t { kAuto, kManual };
  enum class Collision : std::uint8_t { kOverwrite, kRename, kFail };
  enum class ChunkFormat : std::uint8_t { kAuto, kBlob, kBase64 };
  enum class Precedence : std::uint8_t { kForm, kQuery };
  enum class Body : std::uint8_t { kPython, kEmpty, kNode };
  enum class DiskLayout : std::uint8_t { kOpaque, kPython };

  std::string mount = "/uploads";  ///< path of the target; "" serves none of the family
  std::string filepond_mount = "/filepond";  ///< path of FilePond's server; "": none
  Dialect dialect = Dialect::kAuto;
  int absent_status = 204;   ///< to a test of a chunk that is not there
  bool test_list = false;    ///< a test is answered with the numbers of all chunks that are there
  int success_status = 200;  ///< to a chunk that is
  Duplicate duplicate = Duplicate::kKeep;
  ParamChange on_param_change = ParamChange::k409;
  bool check_sizes = true;  ///< off: a chunk may have any size
  int bad_size_status = 400;
  int too_large_status = 413;
  std::uint64_t max_file_size = 5ULL << 40;
  bool allow_empty = true;  ///< a file of no bytes
  AfterComplete after_complete = AfterComplete::kRemember;
  Assemble assemble = Assemble::kAuto;
  Cleanup cleanup = Cleanup::kAuto;
  Collision collision = Collision::kOverwrite;
  ChunkFormat chunk_format = ChunkFormat::kAuto;
  Precedence param_precedence = Precedence::kForm;
  Body body = Body::kPython;
  bool require_total_chunks = false;
  bool use_relative_path = false;
  /// kPython: chunks also lie below Options::upload_dir, where python-resumable would put them.
  DiskLayout disk_layout = DiskLayout::kOpaque;
  Duration session_ttl{0};  ///< 0: Options::session_lifetime
  std::string test_methods = "GET+HEAD";  ///< separated by plus signs
  std::string upload_methods = "POST+PUT+PATCH";

  // Names the client may have been told to use instead; the namespace goes before each.
  std::string parameter_namespace;
  std::string chunk_number_parameter = "resumableChunkNumber";
  std::string chunk_size_parameter = "resumableChunkSize";
  std::string current_chunk_size_parameter = "resumableCurrentChunkSize";
  std::string total_size_parameter = "resumableTotalSize";
  std::string total_chunks_parameter = "resumableTotalChunks";
  std::string type_parameter = "resumableType";
  std::string identifier_parameter = "resumableIdentifier";
  std::string filename_parameter = "resumableFilename";
  std::string relative_path_parameter = "resumableRelativePath";
  std::string file_parameter = "file";
};

}  // namespace resumulator
