// `expect`: one reader for each of the nineteen checks.
#include <functional>

#include "core/base/strings.h"
#include "scenario/check_parts.h"
#include "scenario/conversation.h"
#include "scenario/decode.h"

namespace resumulator {
namespace {

using Read = Check (*)(Reader&, const Node&, const std::string&);

Check completes(Reader& reader, const Node& node, const std::string& pointer) {
  CheckCompletes check;
  if (!reader.is_object(node, pointer, "\"completes\"")) return check;
  reader.only(node, pointer, {"objects", "within"}, "\"completes\"");
  member(node, pointer, "objects", check.objects,
         [&](auto& v, auto p) { return reader.whole(v, p); });
  member(node, pointer, "within", check.within,
         [&](auto& v, auto p) { return reader.duration(v, p); });
  return check;
}

std::optional<std::string> sha256(Reader& reader, const Node& node, const std::string& pointer) {
  auto digits = reader.text(node, pointer);
  if (!digits) return digits;
  *digits = lower(*digits);
  if (digits->size() == 64 && digits->find_first_not_of("0123456789abcdef") == std::string::npos) {
    return digits;
  }
  reader.error(node, pointer, "E005",
               "this is no SHA-256: that is 64 hexadecimal digits, as sha256sum prints them");
  return std::nullopt;
}

void read_equals(Reader& reader, const Node& node, const std::string& pointer, CheckObject& check) {
  if (node.is_text() && node.text == "payload") {
    check.equals_payload = true;
    return;
  }
  if (!node.is_object()) {
    reader.error(node, pointer, "E005",
                 "\"equals\" is \"payload\", { \"file\": … } or { \"sha256\": … }");
    return;
  }
  reader.only(node, pointer, {"file", "sha256"}, "\"equals\"");
  const Node* file = node.find("file");
  const Node* digest = node.find("sha256");
  if ((file == nullptr) == (digest == nullptr)) {
    reader.error(node, pointer, file != nullptr ? "E008" : "E007",
                 "\"equals\" has one of \"file\" and \"sha256\"");
    return;
  }
  member(node, pointer, "file", check.equals_file,
         [&](auto& v, auto p) { return reader.text(v, p); });
  member(node, pointer, "sha256", check.equals_sha256,
         [&](auto& v, auto p) { return sha256(reader, v, p); });
}

Check object(Reader& reader, const Node& node, const std::string& pointer) {
  CheckObject check;
  if (!shape(reader, node, pointer, {"bucket", "name", "equals", "size"}, "\"object\""))
    return check;
  member(node, pointer, "bucket", check.bucket, [&](auto& v, auto p) { return reader.text(v, p); });
  member(node, pointer, "name", check.name, [&](auto& v, auto p) { return reader.text(v, p); });
  member(node, pointer, "size", check.size, [&](auto& v, auto p) { return reader.size(v, p); });
  if (const Node* value = node.find("equals"))
    read_equals(reader, *value, step(pointer, "equals"), check);
  return check;
}

Check bytes_agree(Reader& reader, const Node& node, const std::string& pointer) {
  only_true(reader, node, pointer);
  return CheckBytesAgree{};
}

Check sessions(Reader& reader, const Node& node, const std::string& pointer) {
  CheckSessions check;
  if (node.kind == Node::Kind::kUnsigned) {
    check.count = {node.whole, node.whole};
    return check;
  }
  if (!node.is_object()) {
    reader.error(node, pointer, "E004",
                 "\"sessions\" is a number or { \"at_least\", \"at_most\" }");
    return check;
  }
  if (!shape(reader, node, pointer, {"at_least", "at_most"}, "\"sessions\"")) return check;
  member(node, pointer, "at_least", check.count.at_least,
         [&](auto& v, auto p) { return reader.whole(v, p); });
  member(node, pointer, "at_most", check.count.at_most,
         [&](auto& v, auto p) { return reader.whole(v, p); });
  in_order(reader, node, pointer, check.count.at_least, check.count.at_most);
  return check;
}

Check retries(Reader& reader, const Node& node, const std::string& pointer) {
  CheckRetries check;
  if (!shape(reader, node, pointer, {"at_most", "per"}, "\"retries\"")) return check;
  if (node.find("at_most") == nullptr)
    reader.error(node, pointer, "E007", "\"retries\" needs at_most");
  member(node, pointer, "at_most", check.at_most,
         [&](auto& v, auto p) { return reader.whole(v, p); });
  std::string per = "run";
  member(node, pointer, "per", per, [&](auto& v, auto p) {
    return reader.word(v, p, {"request", "session", "run"}, "value of \"per\"");
  });
  check.per = per == "request"   ? CheckRetries::Per::kRequest
              : per == "session" ? CheckRetries::Per::kSession
                                 : CheckRetries::Per::kRun;
  return check;
}

Check backoff(Reader& reader, const Node& node, const std::string& pointer) {
  CheckBackoff check;
  if (!shape(reader, node, pointer, {"at_least", "at_most", "grows", "jitter", "after"},
             "\"backoff\""))
    return check;
  if (const Node* value = node.find("at_least")) {
    check.at_least_retry_after = value->is_text() && value->text == "retry-after";
    if (!check.at_least_retry_after)
      check.at_least = reader.duration(*value, step(pointer, "at_least"));
  }
  member(node, pointer, "at_most", check.at_most,
         [&](auto& v, auto p) { return reader.duration(v, p); });
  in_order(reader, node, pointer, check.at_least, check.at_most);
  member(node, pointer, "grows", check.grows,
         [&](auto& v, auto p) { return reader.boolean(v, p); });
  member(node, pointer, "jitter", check.jitter,
         [&](auto& v, auto p) { return reader.boolean(v, p); });
  if (const Node* value = node.find("after"))
    check.after = statuses(reader, *value, step(pointer, "after"));
  asks_something(reader, node, pointer, {"after"}, "at_least, at_most, grows, jitter");
  return check;
}

Check asks_before_resuming(Reader& reader, const Node& node, const std::string& pointer) {
  only_true(reader, node, pointer);
  return CheckAsksBeforeResuming{};
}

Check queries(Reader& reader, const Node& node, const std::string& pointer) {
  CheckQueries check;
  if (!shape(reader, node, pointer, {"at_most", "in_a_row", "after"}, "\"queries\"")) return check;
  if (node.find("at_most") == nullptr)
    reader.error(node, pointer, "E007", "\"queries\" needs at_most");
  member(node, pointer, "at_most", check.at_most,
         [&](auto& v, auto p) { return reader.whole(v, p); });
  member(node, pointer, "in_a_row", check.in_a_row,
         [&](auto& v, auto p) { return reader.boolean(v, p); });
  std::string after = "any";
  member(node, pointer, "after", after, [&](auto& v, auto p) {
    return reader.word(v, p, {"no-progress", "any"}, "value of \"after\"");
  });
  check.after_no_progress = after == "no-progress";
  return check;
}

Check resumes_at(Reader& reader, const Node& node, const std::string& pointer) {
  (void)reader.word(node, pointer, {"reported"}, "value of \"resumes_at\"");
  return CheckResumesAtReported{};
}

Check restarts(Reader& reader, const Node& node, const std::string& pointer) {
  CheckRestarts check;
  if (!reader.is_object(node, pointer, "\"restarts\"")) return check;
  reader.only(node, pointer, {"after", "from", "new_session"}, "\"restarts\"");
  if (const Node* value = node.find("after"))
    check.after = statuses(reader, *value, step(pointer, "after"));
  member(node, pointer, "from", check.from, [&](auto& v, auto p) { return reader.whole(v, p); });
  member(node, pointer, "new_session", check.new_session,
         [&](auto& v, auto p) { return reader.boolean(v, p); });
  return check;
}

Check chunks(Reader& reader, const Node& node, const std::string& pointer) {
  CheckChunks check;
  if (!shape(reader, node, pointer, {"multiple_of", "except_last", "at_least", "at_most"},
             "\"chunks\""))
    return check;
  member(node, pointer, "multiple_of", check.multiple_of,
         [&](auto& v, auto p) { return reader.size(v, p); });
  member(node, pointer, "except_last", check.except_last,
         [&](auto& v, auto p) { return reader.boolean(v, p); });
  member(node, pointer, "at_least", check.at_least,
         [&](auto& v, auto p) { return reader.size(v, p); });
  member(node, pointer, "at_most", check.at_most,
         [&](auto& v, auto p) { return reader.size(v, p); });
  in_order(reader, node, pointer, check.at_least, check.at_most);
  if (check.multiple_of == 0U) {
    reader.error(*node.find("multiple_of"), step(pointer, "multiple_of"), "E005",
                 "\"multiple_of\" is at least 1");
  }
  asks_something(reader, node, pointer, {"except_last"}, "multiple_of, at_least, at_most");
  return check;
}

Check resent_bytes(Reader& reader, const Node& node, const std::string& pointer) {
  CheckResentBytes check;
  if (!shape(reader, node, pointer, {"at_most"}, "\"resent_bytes\"")) return check;
  member(node, pointer, "at_most", check.at_most,
         [&](auto& v, auto p) { return reader.size(v, p); });
  return check;
}

Check conversation(Reader& reader, const Node& node, const std::string& pointer) {
  CheckConversation check;
  check.pattern = reader.text(node, pointer).value_or("");
  if (const auto parsed = Conversation::parse(check.pattern); node.is_text() && !parsed) {
    reader.error(node, pointer, "E005", parsed.error().text);
  } else if (node.is_text() && check.pattern.empty()) {
    reader.error(node, pointer, "E005",
                 "a pattern has at least one word, as in \"create upload+\"");
  }
  return check;
}

Check never(Reader& reader, const Node& node, const std::string& pointer) {
  CheckNever check;
  if (!reader.is_object(node, pointer, "\"never\"")) return check;
  reader.only(node, pointer,
              {"protocol", "operation", "session", "nth", "covers", "offset", "length", "persisted",
               "final", "bucket", "object", "header", "query", "connection", "after"},
              "\"never\"");
  check.matcher = decode_matcher_members(reader, node, pointer);
  member(node, pointer, "after", check.after, [&](auto& v, auto p) { return reader.text(v, p); });
  return check;
}

Check gives_up(Reader& reader, const Node& node, const std::string& pointer) {
  CheckGivesUp check;
  if (!reader.is_object(node, pointer, "\"gives_up\"")) return check;
  reader.only(node, pointer, {"after", "extra_requests"}, "\"gives_up\"");
  if (const Node* value = node.find("after"))
    check.after = statuses(reader, *value, step(pointer, "after"));
  member(node, pointer, "extra_requests", check.extra_requests,
         [&](auto& v, auto p) { return reader.whole(v, p); });
  return check;
}

Check notices_corruption(Reader& reader, const Node& node, const std::string& pointer) {
  CheckNoticesCorruption check;
  if (!reader.is_object(node, pointer, "\"notices_corruption\"")) return check;
  reader.only(node, pointer, {"by"}, "\"notices_corruption\"");
  const Node* by = node.find("by");
  if (by == nullptr) return check;
  check.by_exit = check.by_delete = check.by_reupload = false;
  reader.not_empty(*by, step(pointer, "by"), "\"by\"");
  reader.one_or_many(*by, step(pointer, "by"), [&](const Node& each, const std::string& at) {
    const auto word = reader.word(each, at, {"exit", "delete", "reupload"}, "sign of noticing");
    check.by_exit = check.by_exit || word == "exit";
    check.by_delete = check.by_delete || word == "delete";
    check.by_reupload = check.by_reupload || word == "reupload";
  });
  return check;
}

Check client(Reader& reader, const Node& node, const std::string& pointer) {
  CheckClient check;
  if (!shape(reader, node, pointer, {"exit", "within", "output_has"}, "\"client\"")) return check;
  if (const Node* value = node.find("exit")) {
    check.exit_nonzero = value->is_text() && value->text == "nonzero";
    if (value->kind == Node::Kind::kUnsigned && value->whole < 256) {
      check.exit = static_cast<int>(value->whole);
    } else if (!check.exit_nonzero) {
      reader.error(*value, step(pointer, "exit"), "E005",
                   "\"exit\" is a number from 0 to 255, or \"nonzero\"");
    }
  }
  member(node, pointer, "within", check.within,
         [&](auto& v, auto p) { return reader.duration(v, p); });
  member(node, pointer, "output_has", check.output_has,
         [&](auto& v, auto p) { return reader.text(v, p); });
  return check;
}

Check protocol_rules(Reader& reader, const Node& node, const std::string& pointer) {
  CheckProtocolRules check;
  if (node.is_text() && node.text == "all") return check;
  if (!reader.is_list(node, pointer, "\"protocol_rules\" (\"all\", or a list)")) return check;
  reader.one_or_many(node, pointer, [&](const Node& each, const std::string& at) {
    if (auto id = reader.text(each, at)) check.rules.push_back(std::move(*id));
  });
  if (node.items.empty())
    reader.error(node, pointer, "E007", "name at least one rule, or write \"all\"");
  return check;
}

Check faults_met(Reader& reader, const Node& node, const std::string& pointer) {
  CheckFaultsMet check;
  const auto word =
      reader.word(node, pointer, {"all", "some", "none-needed"}, "value of \"faults_met\"");
  if (word)
    check.need = *word == "some"          ? CheckFaultsMet::Need::kSome
                 : *word == "none-needed" ? CheckFaultsMet::Need::kNone
                                          : CheckFaultsMet::Need::kAll;
  return check;
}

constexpr std::pair<std::string_view, Read> kChecks[] = {
    {"completes", completes},
    {"object", object},
    {"bytes_agree", bytes_agree},
    {"sessions", sessions},
    {"retries", retries},
    {"backoff", backoff},
    {"asks_before_resuming", asks_before_resuming},
    {"queries", queries},
    {"resumes_at", resumes_at},
    {"restarts", restarts},
    {"chunks", chunks},
    {"resent_bytes", resent_bytes},
    {"conversation", conversation},
    {"never", never},
    {"gives_up", gives_up},
    {"notices_corruption", notices_corruption},
    {"client", client},
    {"protocol_rules", protocol_rules},
    {"faults_met", faults_met}};

}  // namespace

const char* check_word(const Check& check) { return kChecks[check.index()].first.data(); }

std::optional<Expectation> decode_expectation(Reader& reader, const Node& node,
                                              const std::string& pointer) {
  if (!reader.is_object(node, pointer, "an expectation")) return std::nullopt;
  std::vector<std::string_view> known = {"level", "because"};
  for (const auto& [word, read] : kChecks) known.push_back(word);
  reader.only(node, pointer, known, "an expectation");
  std::optional<Expectation> expectation;
  for (const auto& [word, read] : kChecks) {
    const Node* value = node.find(word);
    if (value == nullptr) continue;
    if (expectation) {
      reader.error(*value, step(pointer, word), "E008",
                   "an expectation holds one check; put this one into an item of its own");
      continue;
    }
    expectation.emplace();
    expectation->check = read(reader, *value, step(pointer, word));
    expectation->place = reader.place(node, pointer);
    expectation->text = to_json(*value);
  }
  if (!expectation) {
    if (all_known(node, known)) {
      reader.error(node, pointer, "E007",
                   "an expectation holds one check: completes, object, conversation …");
    }
    return std::nullopt;
  }
  std::string level = "must";
  member(node, pointer, "level", level, [&](auto& v, auto p) {
    return reader.word(v, p, {"must", "should", "info"}, "level");
  });
  expectation->level = level == "should" ? Level::kShould
                       : level == "info" ? Level::kInfo
                                         : Level::kMust;
  member(node, pointer, "because", expectation->because,
         [&](auto& v, auto p) { return reader.text(v, p); });
  return expectation;
}

}  // namespace resumulator
