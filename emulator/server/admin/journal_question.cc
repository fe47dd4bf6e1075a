#include "server/admin/journal_question.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/did_you_mean.h"
#include "core/base/strings.h"
#include "core/base/units.h"
#include "faults/rule_names.h"
#include "scenario/load.h"

namespace resumulator {
namespace {

constexpr Duration kWaitMax = std::chrono::minutes(10);

using Filter = JournalQuestion::Filter;

Unexpected unknown(const char* what, std::string_view value,
                   const std::vector<std::string_view>& known) {
  return {ErrorKind::kMalformed, "No " + std::string(what) + " \"" + std::string(value) + "\"" +
                                     did_you_mean_one_of(value, known)};
}

Result<std::uint64_t> number(std::string_view name, std::string_view value) {
  const auto parsed = parse_u64(value);
  if (parsed) return parsed;
  return Unexpected(ErrorKind::kMalformed, "\"" + std::string(name) + "\" is a number, not \"" +
                                               std::string(value) + "\".");
}

Result<Filter> by_operation(std::string_view value) {
  const std::vector<Operation>& meant = operations_of(value);
  if (meant.empty()) return unknown("operation", value, operation_words());
  return Filter([&meant](const RecordedExchange& exchange) {
    return std::find(meant.begin(), meant.end(), exchange.operation) != meant.end();
  });
}

Result<Filter> by_protocol(std::string_view value) {
  const auto& known = protocol_words();
  if (std::find(known.begin(), known.end(), value) == known.end()) {
    return unknown("protocol", value, known);
  }
  return Filter([wanted = std::string(value)](const RecordedExchange& exchange) {
    return exchange.protocol == wanted;
  });
}

/// "503", "5xx"; 0 is an exchange that was not answered.
Result<Filter> by_status(std::string_view value) {
  if (value.size() == 3 && value.ends_with("xx") && value[0] >= '1' && value[0] <= '5') {
    return Filter([hundreds = value[0] - '0'](const RecordedExchange& exchange) {
      return exchange.status / 100 == hundreds;
    });
  }
  const auto status = parse_u64(value);
  if (!status || (*status != 0 && (*status < 100 || *status > 599))) {
    return Unexpected(ErrorKind::kMalformed,
                      "\"status\" is one of 100 to 599, a class as in 5xx, or 0: not answered.");
  }
  return Filter([wanted = static_cast<int>(*status)](const RecordedExchange& exchange) {
    return exchange.status == wanted;
  });
}

Result<Filter> by_object(std::string_view value) {
  return Filter([wanted = std::string(value)](const RecordedExchange& exchange) {
    return exchange.object == wanted;
  });
}

Result<Filter> by_rule(std::string_view value) {
  return Filter([wanted = std::string(value)](const RecordedExchange& exchange) {
    return exchange.rule == wanted;
  });
}

/// "*": any rule. A name without its scenario means every rule that has it.
Result<Filter> by_fault(std::string_view value) {
  return Filter([wanted = std::string(value)](const RecordedExchange& exchange) {
    return std::any_of(
        exchange.faults.begin(), exchange.faults.end(),
        [&](const FiredFault& fault) {
          return wanted == "*" || !rules_meant(wanted, {fault.rule}).empty();
        });
  });
}

/// A filter on a number of the exchange.
template <typename Compare>
Result<Filter> by_number(std::string_view name, std::string_view value, Compare holds) {
  const auto wanted = number(name, value);
  if (!wanted) return Unexpected(wanted.error());
  return Filter([holds, wanted = *wanted](const RecordedExchange& exchange) {
    return holds(exchange, wanted);
  });
}

Result<Filter> by_session(std::string_view value) {
  return by_number("session", value, [](const RecordedExchange& exchange, std::uint64_t wanted) {
    return exchange.session == wanted;
  });
}
Result<Filter> by_connection(std::string_view value) {
  return by_number("conn", value, [](const RecordedExchange& exchange, std::uint64_t wanted) {
    return exchange.connection == wanted;
  });
}
Result<Filter> behind(std::string_view value) {
  return by_number("since_seq", value, [](const RecordedExchange& exchange, std::uint64_t wanted) {
    return exchange.seq > wanted;
  });
}
Result<Filter> up_to(std::string_view value) {
  return by_number("until_seq", value, [](const RecordedExchange& exchange, std::uint64_t wanted) {
    return exchange.seq <= wanted;
  });
}

struct FilterName {
  std::string_view name;
  Result<Filter> (*make)(std::string_view value);
};
constexpr FilterName kFilters[] = {{"operation", by_operation}, {"protocol", by_protocol},
                                   {"session", by_session},     {"object", by_object},
                                   {"status", by_status},       {"fault", by_fault},
                                   {"rule", by_rule},           {"conn", by_connection},
                                   {"since_seq", behind},       {"until_seq", up_to}};

Result<void> set_format(JournalQuestion& question, std::string_view value) {
  using Format = JournalQuestion::Format;
  if (value != "json" && value != "ndjson" && value != "har") {
    return Unexpected(ErrorKind::kMalformed, "\"format\" is json, ndjson or har.");
  }
  question.format = value == "har"      ? Format::kHar
                    : value == "ndjson" ? Format::kLines
                                        : Format::kJson;
  return {};
}

Result<void> set_order(JournalQuestion& question, std::string_view value) {
  if (value != "asc" && value != "desc") {
    return Unexpected(ErrorKind::kMalformed, "\"order\" is asc or desc.");
  }
  question.newest_first = value == "desc";
  return {};
}

Result<void> set_timeout(JournalQuestion& question, std::string_view value) {
  const auto timeout = parse_duration(value);
  if (!timeout) return Unexpected(timeout.error());
  if (*timeout > kWaitMax) {
    return Unexpected(ErrorKind::kMalformed,
                      "\"timeout\" is at most " + format_duration(kWaitMax) + "; ask again then.");
  }
  question.timeout = *timeout;
  return {};
}

Result<void> set_number(std::uint64_t& into, std::string_view name, std::string_view value) {
  const auto parsed = number(name, value);
  if (!parsed) return Unexpected(parsed.error());
  into = *parsed;
  return {};
}

Result<void> set_one(JournalQuestion& question, std::string_view name, std::string_view value) {
  if (name == "format") return set_format(question, value);
  if (name == "order") return set_order(question, value);
  if (name == "limit") return set_number(question.limit, name, value);
  if (name == "count") return set_number(question.count, name, value);
  if (name == "timeout") return set_timeout(question, value);
  for (const FilterName& each : kFilters) {
    if (each.name != name) continue;
    auto filter = each.make(value);
    if (!filter) return Unexpected(filter.error());
    question.filters.push_back(*std::move(filter));
  }
  return {};
}

}  // namespace

std::vector<std::string_view> JournalQuestion::names(bool waits) {
  std::vector<std::string_view> known;
  for (const FilterName& each : kFilters) known.push_back(each.name);
  known.insert(known.end(), {"limit", "order", "format"});
  if (waits) known.insert(known.end(), {"count", "timeout"});
  return known;
}

Result<JournalQuestion> JournalQuestion::parse(const Query& query) {
  JournalQuestion question;
  for (const auto& [name, value] : query.pairs()) {
    if (auto done = set_one(question, name, value); !done) return Unexpected(done.error());
  }
  return question;
}

bool JournalQuestion::fits(const RecordedExchange& exchange) const {
  return std::all_of(filters.begin(), filters.end(),
                     [&](const Filter& filter) { return filter(exchange); });
}

}  // namespace resumulator
