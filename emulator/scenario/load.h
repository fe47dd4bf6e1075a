// Reads scenario files: all mistakes at once, each with its place; nothing of a wrong file is ever
// in force.
//
// Errors   as Diagnostics, never exceptions. A document with an error yields no scenarios.
// Threads  pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/diagnostic.h"
#include "scenario/scenario.h"

namespace resumulator {

/// One rule of a protocol's rule book, as far as a scenario names it.
struct BookId {
  std::string id;        ///< "GCS-02"
  std::string protocol;  ///< "gcs-json"
};

struct LoadOptions {
  bool strict_json = false;  ///< comments are an error
  /// Text of another file named by `include`, relative to `from`; empty: not there. Without it,
  /// only "builtin:NAME" is.
  std::function<std::optional<std::string>(const std::string& from, const std::string& name)>
      read_include;
  /// What is wrong with one setting of `given.photos` or `given.resumablejs`, a sentence; empty:
  /// nothing. Without it settings are looked at when the case is put in force.
  std::function<std::string(std::string_view profile, std::string_view name,
                            const std::string& value)>
      setting_problem;
  /// What is wrong with the name of a bucket or an object of `given`, a sentence; empty: nothing.
  /// Without them any name is taken.
  std::function<std::string(std::string_view name)> bucket_problem, object_problem;
  /// Why the file that `equals` of the document `from` names is none to compare with, a sentence;
  /// empty: it can be read. Without it the file is looked for when the client is judged.
  std::function<std::string(const std::string& from, const std::string& name)> file_problem;
  /// What `protocol_rules` may name. Without it any id is taken, and judged as one nobody broke.
  std::vector<BookId> book;
};

struct Loaded {
  std::vector<Scenario> cases;          ///< one without `vary`, else one a case, in order
  std::vector<Diagnostic> diagnostics;  ///< by place
  [[nodiscard]] bool ok() const;        ///< no error among them
};

[[nodiscard]] Loaded load_scenario(std::string_view text, const std::string& file,
                                   const LoadOptions& options = {});
/// Reads the file and what it includes from disk ("builtin:NAME" from the shipped ones), and looks
/// for files beside it, whatever `read_include` and `file_problem` say.
[[nodiscard]] Loaded load_scenario_file(const std::string& path, LoadOptions options = {});
/// Puts several into one set: rules in order, expectations joined, `given` merged; contradictions
/// are errors that name both places.
[[nodiscard]] Loaded compose(const std::vector<Loaded>& parts);
/// The words of the language that stand for protocols.
[[nodiscard]] const std::vector<std::string_view>& protocol_words();
/// Those that stand for operations, and what each stands for: "upload" is append or finalize. Empty:
/// no such word.
[[nodiscard]] const std::vector<std::string_view>& operation_words();
[[nodiscard]] const std::vector<Operation>& operations_of(std::string_view word);
/// Each rule and expectation as an English sentence.
[[nodiscard]] std::string explain(const Scenario& scenario);
/// The JSON Schema (draft 2020-12) of the language, for editors.
[[nodiscard]] std::string json_schema();
/// A commented scenario to start from.
[[nodiscard]] std::string scenario_template(std::string_view name);
/// Rule from one line: "append@body:100KiB=503", also "finalize@stored=reset",
/// "query=hide_progress", "upload#3@body:1=close".
[[nodiscard]] Loaded load_one_line(std::string_view text);

}  // namespace resumulator
