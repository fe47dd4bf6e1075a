#include "protocols/resumable_js/names.h"

namespace resumulator::resumable_js {
namespace {

Names resumable(const ResumableJsSwitches& s) {
  const auto named = [&s](const std::string& name) {
    return name.empty() ? name : s.parameter_namespace + name;
  };
  return {.dialect = Dialect::kResumable,
          .identifier = named(s.identifier_parameter),
          .number = named(s.chunk_number_parameter),
          .total_chunks = named(s.total_chunks_parameter),
          .chunk_size = named(s.chunk_size_parameter),
          .current_size = named(s.current_chunk_size_parameter),
          .offset = {},
          .total_size = named(s.total_size_parameter),
          .filename = named(s.filename_parameter),
          .relative_path = named(s.relative_path_parameter),
          .type = named(s.type_parameter),
          .file = named(s.file_parameter)};
}

Names flow() {
  return {.dialect = Dialect::kFlow,
          .identifier = "flowIdentifier",
          .number = "flowChunkNumber",
          .total_chunks = "flowTotalChunks",
          .chunk_size = "flowChunkSize",
          .current_size = "flowCurrentChunkSize",
          .offset = {},
          .total_size = "flowTotalSize",
          .filename = "flowFilename",
          .relative_path = "flowRelativePath",
          .type = {},
          .file = "file"};
}

Names simple() {
  return {.dialect = Dialect::kSimple,
          .identifier = "identifier",
          .number = "chunkNumber",
          .total_chunks = "totalChunks",
          .chunk_size = "chunkSize",
          .current_size = "currentChunkSize",
          .offset = {},
          .total_size = "totalSize",
          .filename = "filename",
          .relative_path = "relativePath",
          .type = {},
          .file = "file"};
}

Names dropzone() {
  return {.dialect = Dialect::kDropzone,
          .identifier = "dzuuid",
          .number = "dzchunkindex",
          .total_chunks = "dztotalchunkcount",
          .chunk_size = "dzchunksize",
          .current_size = {},
          .offset = "dzchunkbyteoffset",
          .total_size = "dztotalfilesize",
          .filename = {},
          .relative_path = {},
          .type = {},
          .file = "file",
          .from_zero = true,
          .rounds_up = true,
          .sends_whole = true,
          .needs_filename = false};
}

Names plupload() {
  return {.dialect = Dialect::kPlupload,
          .identifier = "name",
          .number = "chunk",
          .total_chunks = "chunks",
          .chunk_size = {},
          .current_size = {},
          .offset = "offset",
          .total_size = "total",
          .filename = {},
          .relative_path = {},
          .type = {},
          .file = "file",
          .from_zero = true,
          .rounds_up = true,
          .sends_whole = true,
          .needs_filename = false};
}

Names fine_uploader() {
  return {.dialect = Dialect::kFineUploader,
          .identifier = "qquuid",
          .number = "qqpartindex",
          .total_chunks = "qqtotalparts",
          .chunk_size = {},
          .current_size = "qqchunksize",
          .offset = "qqpartbyteoffset",
          .total_size = "qqtotalfilesize",
          .filename = "qqfilename",
          .relative_path = {},
          .type = {},
          .file = "qqfile",
          .from_zero = true,
          .rounds_up = true,
          .sends_whole = true,
          .needs_filename = false};
}

}  // namespace

Names names_of(Dialect dialect, const ResumableJsSwitches& switches) {
  switch (dialect) {
    case Dialect::kFlow:
      return flow();
    case Dialect::kSimple:
      return simple();
    case Dialect::kDropzone:
      return dropzone();
    case Dialect::kPlupload:
      return plupload();
    case Dialect::kFineUploader:
      return fine_uploader();
    case Dialect::kAuto:
    case Dialect::kResumable:
      break;
  }
  return resumable(switches);
}

std::vector<Names> names_allowed(const ResumableJsSwitches& switches) {
  if (switches.dialect != Dialect::kAuto) return {names_of(switches.dialect, switches)};
  std::vector<Names> all;
  // The one with the plainest names comes last: "name" and "chunk" may be anybody's.
  for (const Dialect dialect : {Dialect::kResumable, Dialect::kFlow, Dialect::kSimple,
                                Dialect::kDropzone, Dialect::kFineUploader, Dialect::kPlupload}) {
    all.push_back(names_of(dialect, switches));
  }
  return all;
}

std::vector<std::string> file_names(const ResumableJsSwitches& switches) {
  std::vector<std::string> names;
  for (const Names& each : names_allowed(switches)) names.push_back(each.file);
  return names;
}

const char* to_string(Dialect dialect) {
  switch (dialect) {
    case Dialect::kAuto:
    case Dialect::kResumable:
      return "resumable";
    case Dialect::kFlow:
      return "flow";
    case Dialect::kSimple:
      return "simple";
    case Dialect::kDropzone:
      return "dropzone";
    case Dialect::kPlupload:
      return "plupload";
    case Dialect::kFineUploader:
      return "fineuploader";
  }
  return "resumable";
}

}  // namespace resumulator::resumable_js
