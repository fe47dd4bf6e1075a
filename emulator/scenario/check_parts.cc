#include "scenario/check_parts.h"

namespace resumulator {

bool shape(Reader& reader, const Node& node, const std::string& pointer,
           const std::vector<std::string_view>& known, const char* what) {
  if (!reader.is_object(node, pointer, what)) return false;
  reader.only(node, pointer, known, what);
  if (node.members.empty())
    reader.error(node, pointer, "E007", std::string(what) + " needs at least one member");
  return true;
}

void only_true(Reader& reader, const Node& node, const std::string& pointer) {
  if (node.kind == Node::Kind::kBool && node.boolean) return;
  reader.error(node, pointer, "E004", "this check is written true");
}

void asks_something(Reader& reader, const Node& node, const std::string& pointer,
                    const std::vector<std::string_view>& conditions, const char* demands) {
  if (node.members.empty() || !all_known(node, conditions)) return;
  reader.error(node, pointer, "E007", std::string("this asks for nothing; say one of ") + demands);
}

std::vector<StatusRange> statuses(Reader& reader, const Node& node, const std::string& pointer) {
  std::vector<StatusRange> list;
  reader.not_empty(node, pointer, "\"after\"");
  reader.one_or_many(node, pointer, [&](const Node& each, const std::string& at) {
    if (const auto status = reader.status(each, at)) list.push_back(*status);
  });
  return list;
}

}  // namespace resumulator
