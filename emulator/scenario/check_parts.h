// What the readers of checks have in common.
//
// Codes    E004, E007, E008.
// Threads  one thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/contradiction.h"
#include "scenario/reader.h"

namespace resumulator {

/// Reads the member `key`, where there is one, by `get` into `into`.
template <typename T, typename Get>
void member(const Node& node, const std::string& pointer, const char* key, T& into,
            const Get& get) {
  if (const Node* value = node.find(key)) {
    if (auto read = get(*value, step(pointer, key))) into = std::move(*read);
  }
}

/// Checks the shape { known keys }, at least one of them.
bool shape(Reader& reader, const Node& node, const std::string& pointer,
           const std::vector<std::string_view>& known, const char* what);
/// Of a check that has no members.
void only_true(Reader& reader, const Node& node, const std::string& pointer);
/// Reports a check with nothing but `conditions`, which say when it holds, not what.
void asks_something(Reader& reader, const Node& node, const std::string& pointer,
                    const std::vector<std::string_view>& conditions, const char* demands);
/// One status or a list of them.
[[nodiscard]] std::vector<StatusRange> statuses(Reader& reader, const Node& node,
                                                const std::string& pointer);

/// What is at least and at most so much leaves something between the two.
template <typename Value>
void in_order(Reader& reader, const Node& node, const std::string& pointer,
              const std::optional<Value>& at_least, const std::optional<Value>& at_most) {
  if (!at_least || !at_most || *at_least <= *at_most) return;
  const Node& least = *node.find("at_least");
  reader.error(*node.find("at_most"), step(pointer, "at_most"), "E008",
               "this is below the \"at_least\" at " +
                   shown(reader.place(least, step(pointer, "at_least"))) +
                   ": no client can do both; exchange them or take one away");
}

}  // namespace resumulator
