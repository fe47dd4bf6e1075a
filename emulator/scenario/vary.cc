#include "scenario/vary.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "core/base/did_you_mean.h"
#include "core/base/units.h"

namespace resumulator {
namespace {

constexpr std::size_t kCasesMax = 10'000;
constexpr std::size_t kCasesBytesMax = 64 * 1024 * 1024;

struct Key {
  std::string name;
  TextSpan span;
  std::vector<Node> values;
};
using Values = std::map<std::string, const Node*, std::less<>>;

Node whole_node(std::uint64_t value, TextSpan span) {
  Node node;
  node.kind = Node::Kind::kUnsigned;
  node.whole = value;
  node.real = static_cast<double>(value);
  node.span = span;
  return node;
}

std::vector<Node> sweep(Reader& reader, const Node& node, const std::string& pointer) {
  reader.only(node, pointer, {"from", "to", "step"}, "a sweep of \"vary\"");
  const auto read = [&](const char* key) -> std::optional<std::uint64_t> {
    if (const Node* value = node.find(key)) return reader.size(*value, step(pointer, key));
    reader.error(node, pointer, "E007", "a sweep needs from, to and step");
    return std::nullopt;
  };
  const auto from = read("from"), to = read("to"), by = read("step");
  std::vector<Node> values;
  if (!from || !to || !by) return values;
  if (*by == 0 || *to < *from || (*to - *from) / *by >= kCasesMax) {
    reader.error(
        node, pointer, "E005",
        "a sweep goes up from \"from\" to \"to\" by a step of at least 1, in at most 10000 values");
    return values;
  }
  for (std::uint64_t value = *from; value <= *to; value += *by) {
    values.push_back(whole_node(value, node.span));
    if (*to - value < *by) break;
  }
  return values;
}

std::string plain(const Node& node) { return node.is_text() ? node.text : to_json(node); }

bool has_placeholder(const Node& node) {
  const auto open = node.text.find("${");
  return (open != std::string::npos && node.text.find('}', open) != std::string::npos) ||
         std::any_of(node.items.begin(), node.items.end(), has_placeholder) ||
         std::any_of(node.members.begin(), node.members.end(),
                     [](const Node::Member& each) { return has_placeholder(each.value); });
}

/// A case is called by its values as text: no two of a key may read the same. What a case is
/// written out with must be no question again.
void check_values(Reader& reader, const Node& list, const std::string& pointer,
                  const std::string& name) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node& value = list.items[i];
    const std::string at = pointer + "/" + std::to_string(i);
    if (!seen.insert(plain(value)).second) {
      reader.error(value, at, "E008",
                   "two cases would be called \"" + name + "=" + plain(value) +
                       "\"; take one of these values away");
    }
    if (has_placeholder(value)) {
      reader.error(value, at, "E005", "a value of \"vary\" cannot hold a \"${…}\" of its own");
    }
  }
}

std::vector<Key> read_keys(Reader& reader, const Node& vary) {
  std::vector<Key> keys;
  if (!reader.is_object(vary, "/vary", "\"vary\"")) return keys;
  for (const Node::Member& member : vary.members) {
    const std::string pointer = step("/vary", member.key);
    Key key{member.key, member.key_span, {}};
    if (key.name.empty() || key.name.find_first_of("=,{}$") != std::string::npos) {
      reader.error_at(member.key_span, pointer, "E005",
                      "this names no value: it stands in ${…} and in --case NAME=VALUE,…");
    }
    if (member.value.is_list()) {
      key.values = member.value.items;
      if (key.values.empty())
        reader.error(member.value, pointer, "E007", "this list of values is empty");
      check_values(reader, member.value, pointer, key.name);
    } else if (member.value.is_object()) {
      key.values = sweep(reader, member.value, pointer);
    } else {
      reader.error(member.value, pointer, "E004",
                   "the values are a list, or { \"from\", \"to\", \"step\" }");
    }
    if (!key.values.empty()) keys.push_back(std::move(key));
  }
  return keys;
}

/// Replaces `${name}`: alone it takes the value with its type, inside a longer text it is text.
class Substitution {
 public:
  /// Every name that is asked for is added to `used`.
  /// `vary` is null in a file that has none.
  Substitution(Reader& reader, const Node* vary, const Values& values, std::set<std::string>& used)
      : reader_(reader), vary_(vary), values_(values), used_(used) {}

  void run(Node& node, const std::string& pointer) {
    if (node.is_text()) replace(node, pointer);
    for (std::size_t i = 0; i < node.items.size(); ++i)
      run(node.items[i], pointer + "/" + std::to_string(i));
    for (Node::Member& member : node.members) run(member.value, step(pointer, member.key));
  }

 private:
  void replace(Node& node, const std::string& pointer) {
    const TextSpan span = node.span;
    std::string out;
    std::size_t at = 0;
    for (;;) {
      const auto open = node.text.find("${", at);
      const auto close = open == std::string::npos ? open : node.text.find('}', open);
      if (close == std::string::npos) break;
      const Node* value = lookup(node, node.text.substr(open + 2, close - open - 2), pointer);
      if (value != nullptr && open == 0 && close + 1 == node.text.size()) {
        Node copy = *value;
        set_span(copy, span);
        node = std::move(copy);
        return;
      }
      out += node.text.substr(at, open - at) + (value != nullptr ? plain(*value) : std::string());
      at = close + 1;
    }
    node.text = out + node.text.substr(at);
    // Pieces may meet: what is written out must be no question again.
    if (at > 0 && !node.reported && has_placeholder(node)) {
      reader_.error(node, pointer, "E005",
                    "with the values of \"vary\" this holds a \"${…}\" again");
    }
  }

  const Node* lookup(Node& node, const std::string& name, const std::string& pointer) {
    const auto found = values_.find(name);
    used_.insert(name);
    if (found != values_.end()) return found->second;
    std::vector<std::string_view> known;
    for (const auto& [key, value] : values_) known.emplace_back(key);
    // What is wrong with one that is there is told where it stands.
    if (vary_ == nullptr) {
      reader_.error(node, pointer, "E006",
                    "unknown \"${" + name + "}\": this file has no \"vary\"");
    } else if (vary_->find(name) == nullptr) {
      reader_.error(node, pointer, "E006",
                    "\"vary\" has no \"" + name + "\"" + did_you_mean(name, known));
    }
    node.reported = true;
    return nullptr;
  }

  static void set_span(Node& node, TextSpan span) {
    node.span = span;
    for (Node& item : node.items) set_span(item, span);
    for (Node::Member& member : node.members) {
      member.key_span = span;
      set_span(member.value, span);
    }
  }

  Reader& reader_;
  const Node* vary_;
  const Values& values_;
  std::set<std::string>& used_;
};

Node without_vary(const Node& root) {
  Node copy = root;
  std::erase_if(copy.members, [](const Node::Member& member) { return member.key == "vary"; });
  return copy;
}

/// A value that is nowhere makes cases that are all the same. Where some name was not found, that
/// one is told, and this key may be what it meant.
void warn_unused(Reader& reader, const std::vector<Key>& keys, const std::set<std::string>& used) {
  const auto known = [&](const std::string& name) {
    return std::any_of(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
  };
  if (!std::all_of(used.begin(), used.end(), known)) return;
  for (const Key& key : keys) {
    if (used.contains(key.name)) continue;
    reader.warning(key.span, step("/vary", key.name), "W007",
                   "nothing uses \"${" + key.name + "}\": these cases are all the same");
  }
}

}  // namespace

std::vector<VaryCase> expand_cases(Reader& reader, const Node& root) {
  const Node base = without_vary(root);
  const Node* vary = root.find("vary");
  std::vector<Key> keys;
  if (vary != nullptr) keys = read_keys(reader, *vary);
  std::size_t total = 1;
  for (const Key& key : keys) total = std::min(total * key.values.size(), kCasesMax + 1);
  if (total > kCasesMax || total * (root.span.end - root.span.begin) > kCasesBytesMax) {
    reader.error(*vary, "/vary", "E005",
                 "these values make more than 10000 cases, or more than 64 MiB of them");
    total = 1;
  }
  std::vector<VaryCase> cases;
  std::set<std::string> used;
  for (std::size_t number = 0; number < total; ++number) {
    VaryCase each{{}, base};
    Values values;
    std::size_t rest = number;
    for (std::size_t k = keys.size(); k-- > 0;) {
      const Node& value = keys[k].values[rest % keys[k].values.size()];
      rest /= keys[k].values.size();
      values[keys[k].name] = &value;
    }
    for (const Key& key : keys)
      each.name += (each.name.empty() ? "" : ",") + key.name + "=" + plain(*values[key.name]);
    Substitution(reader, vary, values, used).run(each.root, "");
    cases.push_back(std::move(each));
  }
  warn_unused(reader, keys, used);
  return cases;
}

}  // namespace resumulator
