// The JSON Schema of the language, for editors. The loader is stricter; a test holds the two to
// each other.
#include <array>

#include "scenario/builtin.h"
#include "scenario/load.h"

namespace resumulator {
namespace {
#include "scenario/schema_file.inc"
}  // namespace

std::string json_schema() { return std::string(kSchemaFile.front().text); }

}  // namespace resumulator
