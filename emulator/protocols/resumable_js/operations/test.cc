// Does the server have this chunk? Makes no session; a file whose chunks are all there is made.
//
// Rules rjs.test.*
#include <algorithm>

#include "protocols/resumable_js/completion.h"
#include "protocols/resumable_js/request.h"
#include "protocols/resumable_js/upload_body.h"

namespace resumulator::resumable_js {
namespace {

// Of fields alone; a test has no bytes.
constexpr std::uint64_t kFormMax = 64 * 1024;

/// The session that the answer to a test looks at, finished where its end was missed; nullptr: what
/// is asked for is not there.
Result<SessionPtr> tested_session(World& world, const Chunk& chunk, const Report& report) {
  SessionPtr session = find_session(world, chunk.identifier);
  if (session && session->snapshot().state == SessionState::kTerminated) {
    return Unexpected(ErrorKind::kGone, "This upload has ended for good.", "gone");
  }
  if (session) {
    const Result<bool> same = fits(world, *session, chunk);
    if (!same) return Unexpected(same.error());
    if (!*same) session = nullptr;
  }
  if (!session || report.hide_progress) return session;
  Result<void> made = complete_again(world, chunk.identifier);
  return made ? Result<SessionPtr>(session) : Unexpected(made.error());
}

// Rule rjs.test.report: a claim of n bytes more (or less) than are stored moves the chunks that are
// no larger than that.
bool shows(const SessionPtr& session, bool whole, const Chunk& chunk, const Place& place,
           const Report& report) {
  if (report.hide_progress) return false;
  const auto number = static_cast<std::uint32_t>(std::min<std::uint64_t>(chunk.number, UINT32_MAX));
  const PartPtr part = session ? session->parts()->find(number) : nullptr;
  const bool there = part || whole;
  if (report.claim == 0) return there;
  const std::uint64_t claimed = report.claim > 0
                                    ? static_cast<std::uint64_t>(report.claim)
                                    : std::uint64_t{0} - static_cast<std::uint64_t>(report.claim);
  const std::uint64_t size =
      part ? part->size : place.size.value_or(chunk.current_size.value_or(0));
  return size <= claimed ? report.claim > 0 : there;
}

class Test final : public FamilyCall {
 public:
  explicit Test(Request from)
      : FamilyCall(std::move(from), Operation::kQuery, rule_of(Dialect::kResumable, "test")),
        fields_(request().query) {
    look();
  }

 private:
  // What the parameters say, as far as they have come.
  void look() {
    const Names names = fields_.dialect(switches());
    info_.rule = rule_of(names.dialect, "test");
    dialect_ = names.dialect;
    error_.reset();
    auto chunk = read_chunk(fields_, names, std::nullopt, switches());
    if (!chunk) {
      error_ = chunk.error();
      return;
    }
    chunk_ = *std::move(chunk);
    recall_count(world(), chunk_);
    const auto place = place_of(chunk_, world().options());
    if (!place) {
      error_ = place.error();
      return;
    }
    place_ = *place;
    describe(chunk_, place_);
  }

  // Rule rjs.test.form.
  Response answer(BodySource& body) override {
    const auto type = request().head.headers.get("Content-Type");
    if (!type.empty() && body.declared_length() != std::uint64_t{0}) {
      const auto form = read_upload(world(), body, type, kFormMax, fields_);
      if (!form) return error_answer(switches(), dialect_, form.error());
      look();
    }
    return tell();
  }
  std::optional<Response> again() override { return tell(); }

  Response tell() {
    if (error_) return error_answer(switches(), dialect_, *error_);
    if (info_.session) {
      info_.persisted_before = info_.persisted_after = info_.session->parts()->bytes();
    }
    if (switches().test_list) return list();
    const auto present = is_present(world(), chunk_, place_, report_);
    if (!present) return error_answer(switches(), dialect_, present.error());
    return *present ? present_answer(switches()) : absent_answer(switches());
  }

  // Rule rjs.test.list: one test for all chunks; the client looks for its own among the numbers.
  Response list() {
    const auto session = tested_session(world(), chunk_, report_);
    if (!session) return error_answer(switches(), dialect_, session.error());
    const bool whole = *session && is_complete(**session);
    std::string numbers;
    Chunk each = chunk_;
    each.current_size.reset();
    for (each.number = 1; each.number <= place_.count; ++each.number) {
      const auto place = place_of(each, world().options());
      if (!place) break;
      if (!shows(*session, whole, each, *place, report_)) continue;
      numbers.append(numbers.empty() ? "" : ",").append(std::to_string(each.number));
    }
    return json_answer(200, "{\"uploaded_chunks\":[" + numbers + "]}");
  }

  Fields fields_;
  Dialect dialect_ = Dialect::kResumable;
  Chunk chunk_;
  Place place_;
  std::optional<Error> error_;
};

}  // namespace

Result<bool> is_present(World& world, const Chunk& chunk, const Place& place,
                        const Report& report) {
  const auto session = tested_session(world, chunk, report);
  if (!session) return Unexpected(session.error());
  return shows(*session, *session && is_complete(**session), chunk, place, report);
}

std::unique_ptr<Call> open_test(Request request) {
  return std::make_unique<Test>(std::move(request));
}

}  // namespace resumulator::resumable_js
