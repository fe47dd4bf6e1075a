#include "engine/overlays.h"

#include <utility>

#include "core/base/strings.h"
#include "core/upload/session.h"
#include "core/wire/media_type.h"
#include "core/wire/multipart_reader.h"
#include "core/wire/range.h"
#include "engine/planned_passage.h"

namespace resumulator {
namespace {

bool is_multipart(const CallInfo& info) { return info.rule.ends_with(".multipart"); }

/// A download from the object's first byte on.
bool begins_at_start(const Headers& headers) {
  const std::string* range = headers.find("Range");
  if (range == nullptr) return true;
  std::string_view text = trim(*range);
  return take_prefix(text, "bytes=") && trim(text).starts_with("0-");
}

RetrySight sight_of(const OverlaidRequest& request) {
  RetrySight sight;
  sight.operation = request.view.operation;
  sight.has_upload_id = request.query.has("upload_id") ||
                        request.head.path().find("/upload/resumable/") != std::string_view::npos;
  sight.partial_success = request.query.get("returnPartialSuccess") == "true";
  sight.from_start = begins_at_start(request.head.headers);
  sight.claimed = request.view.claimed;
  sight.body_length = request.view.body_length;
  const CallInfo* info = request.info();
  if (info == nullptr) return sight;
  sight.multipart = is_multipart(*info);
  if (!info->session) return sight;
  const SessionSnapshot snapshot = info->session->snapshot();
  if (snapshot.state == SessionState::kActive) sight.persisted = snapshot.offset;
  return sight;
}

}  // namespace

Overlays find_overlays(const Headers& headers) {
  Overlays found;
  for (const auto& [name, value] : headers.fields()) {
    if (name.size() < 8 || lower(name[0]) != 'x') continue;
    if (iequals(name, "x-retry-test-id")) {
      found.retry_test = &value;
    } else if (iequals(name, "x-goog-emulator-instructions") ||
               iequals(name, "x-goog-testbench-instructions")) {
      found.instructions = &value;
    } else if (iequals(name, "X-Emu-Do")) {
      found.rules.emplace_back(value);
    }
  }
  return found;
}

// What acts before everything else is used up here, at once: another request may be after the same
// instruction, and then the next one is this request's.
std::unique_ptr<Passage> meet_retry_test(RetryTests& tests, const std::string& id,
                                         const OverlaidRequest& request) {
  RetrySight sight = sight_of(request);
  for (;;) {
    const auto head = tests.head(id, request.methods);
    if (!head) return nullptr;
    sight.method = head->method;
    auto plan = plan_retry(head->instruction, sight);
    if (!plan) return nullptr;
    plan->rule.name = "retry_test " + head->test + ": " + head->method + " " + head->text;
    if (plan->rule.at.kind != Point::Kind::kHeaders) {
      return std::make_unique<PlannedPassage>(
          *std::move(plan), [&tests, used = *head] { return tests.fire(used); }, request.info);
    }
    if (!tests.fire(*head)) continue;
    return std::make_unique<PlannedPassage>(
        *std::move(plan), [] { return true; }, request.info);
  }
}

std::vector<std::unique_ptr<Passage>> meet_old_header(const std::string& value,
                                                      const OverlaidRequest& request) {
  RetrySight sight = sight_of(request);
  if (!request.methods.empty()) sight.method = request.methods.front();
  std::vector<std::unique_ptr<Passage>> passages;
  for (RetryPlan& plan : plan_old_header(value, sight)) {
    plan.rule.name = "x-goog-emulator-instructions: " + value;
    passages.push_back(std::make_unique<PlannedPassage>(
        std::move(plan), [] { return true; }, request.info));
  }
  return passages;
}

bool begins_object(const CallInfo& info) {
  if (info.operation == Operation::kSimple) return true;
  const bool chunk = info.operation == Operation::kAppend || info.operation == Operation::kFinalize;
  return chunk && info.claimed && info.claimed->from == 0;
}

std::string upload_boundary(const RequestHead& head, const CallInfo& info) {
  if (!is_multipart(info)) return {};
  const auto type = parse_media_type(head.headers.get("Content-Type"));
  if (!type) return {};
  return multipart_boundary(*type).value_or(std::string());
}

}  // namespace resumulator
