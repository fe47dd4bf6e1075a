// `given`: the world before the first request.
#include <algorithm>
#include <array>
#include <map>

#include "core/base/units.h"
#include "scenario/contradiction.h"
#include "scenario/decode.h"

namespace resumulator {
namespace {

/// Of all planted objects together: they are made byte by byte before the first request is served.
constexpr std::uint64_t kPlantedMax = 4ULL << 30;

/// What a run leaves in its folder, beside the payload.
constexpr std::array<std::string_view, 6> kRunFiles = {
    "run.json", "scenario.json", "journal.ndjson", "evidence.json", "verdict.json", "output.txt"};

std::optional<Payload> read_payload(Reader& reader, const Node& node, const std::string& pointer) {
  if (!reader.is_object(node, pointer, "\"payload\"")) return std::nullopt;
  reader.only(node, pointer, {"size", "seed", "name"}, "\"payload\"");
  Payload payload;
  if (const Node* value = node.find("size")) {
    payload.size = reader.size(*value, step(pointer, "size")).value_or(0);
  } else {
    reader.error(node, pointer, "E007", "\"payload\" needs a size");
  }
  if (const Node* value = node.find("seed"))
    payload.seed = reader.whole(*value, step(pointer, "seed")).value_or(0);
  if (const Node* value = node.find("name"))
    payload.name = reader.text(*value, step(pointer, "name")).value_or("");
  if (payload.name.find('/') != std::string::npos || payload.name == ".." || payload.name == ".") {
    reader.error(*node.find("name"), step(pointer, "name"), "E005",
                 "the payload's name is a plain file name");
  }
  if (std::find(kRunFiles.begin(), kRunFiles.end(), payload.name) != kRunFiles.end()) {
    reader.error(*node.find("name"), step(pointer, "name"), "E005",
                 "a run writes a file of its own called \"" + payload.name +
                     "\" beside the payload; take another name, as in payload.bin");
  }
  return payload;
}

GivenObject read_object(Reader& reader, const Node& node, const std::string& pointer) {
  GivenObject object;
  if (!reader.is_object(node, pointer, "an item of \"objects\"")) return object;
  reader.only(node, pointer, {"bucket", "name", "size", "seed", "content_type"},
              "an object of \"given\"");
  const auto text = [&](const char* key, std::string& into, bool needed) {
    if (const Node* value = node.find(key)) {
      into = reader.text(*value, step(pointer, key)).value_or("");
    } else if (needed) {
      reader.error(node, pointer, "E007",
                   std::string("an object of \"given\" needs \"") + key + "\"");
    }
  };
  text("bucket", object.bucket, true);
  text("name", object.name, true);
  text("content_type", object.content_type, false);
  if (const Node* value = node.find("size"))
    object.size = reader.size(*value, step(pointer, "size")).value_or(0);
  if (const Node* value = node.find("seed"))
    object.seed = reader.whole(*value, step(pointer, "seed")).value_or(0);
  return object;
}

/// Objects by bucket and name: the same twice is one, two different ones cannot both be there.
std::vector<GivenObject> read_objects(Reader& reader, const Node& list,
                                      const std::string& pointer) {
  std::vector<GivenObject> objects;
  std::map<std::pair<std::string, std::string>, std::pair<std::size_t, SourcePlace>> known;
  std::uint64_t left = kPlantedMax;
  reader.one_or_many(list, pointer, [&](const Node& each, const std::string& at) {
    GivenObject object = read_object(reader, each, at);
    if (object.size > left) {
      reader.error(each, at, "E005",
                   "the objects of \"given\" have at most " + format_size(kPlantedMax) +
                       " together; make this one smaller, or let a client upload it");
    }
    left -= std::min(left, object.size);
    const SourcePlace place = reader.place(each, at);
    const auto [twin, fresh] =
        known.try_emplace({object.bucket, object.name}, objects.size(), place);
    if (fresh) {
      objects.push_back(std::move(object));
    } else if (!same_object(objects[twin->second.first], object) && !object.name.empty()) {
      reader.error(each, at, "E008",
                   "\"given\" says something else of the object \"" + object.name + "\" than at " +
                       shown(twin->second.second) + "; say it in one of the two");
    }
  });
  return objects;
}

void read_clock(Reader& reader, const Node& node, const std::string& pointer, Given& given) {
  if (const Node* value = node.find("clock"))
    given.clock = reader.time(*value, step(pointer, "clock"));
  if (const Node* value = node.find("clock_mode")) {
    const auto word =
        reader.word(*value, step(pointer, "clock_mode"), {"real", "manual"}, "clock mode");
    if (word) given.clock_manual = *word == "manual";
  }
  if (const Node* value = node.find("session_lifetime")) {
    given.session_lifetime = reader.duration(*value, step(pointer, "session_lifetime"));
  }
}

std::optional<std::uint64_t> read_granularity(Reader& reader, const Node& node,
                                              const std::string& pointer) {
  const auto size = reader.size(node, pointer);
  if (size != std::uint64_t{0}) return size;
  reader.error(node, pointer, "E005", "a granularity is at least 1 byte");
  return std::nullopt;
}

GivenTus read_tus(Reader& reader, const Node& node, const std::string& pointer) {
  static const std::vector<std::string_view> kExtensions = {"creation",
                                                            "creation-with-upload",
                                                            "creation-defer-length",
                                                            "expiration",
                                                            "checksum",
                                                            "checksum-trailer",
                                                            "termination",
                                                            "concatenation",
                                                            "concatenation-unfinished"};
  GivenTus tus;
  reader.only(node, pointer, {"extensions", "max_size", "expiry"}, "\"tus\"");
  const Node* list = node.find("extensions");
  if (list != nullptr && reader.is_list(*list, step(pointer, "extensions"), "\"extensions\"")) {
    auto& words = tus.extensions.emplace();
    reader.one_or_many(*list, step(pointer, "extensions"),
                       [&](const Node& each, const std::string& at) {
                         if (auto word = reader.word(each, at, kExtensions, "extension"))
                           words.push_back(std::move(*word));
                       });
  }
  if (const Node* value = node.find("max_size"))
    tus.max_size = reader.size(*value, step(pointer, "max_size"));
  if (const Node* value = node.find("expiry"))
    tus.expiry = reader.duration(*value, step(pointer, "expiry"));
  return tus;
}

/// A setting as it would be written on the command line.
std::string setting_text(const Node& value) {
  if (value.kind == Node::Kind::kBool) return value.boolean ? "on" : "off";
  return value.is_text() ? value.text : to_json(value);
}

std::map<std::string, std::string> read_settings(Reader& reader, const Node& settings,
                                                 const std::string& pointer,
                                                 std::string_view profile,
                                                 const LoadOptions& options) {
  std::map<std::string, std::string> values;
  for (const Node::Member& each : settings.members) {
    std::string& value = values[each.key] = setting_text(each.value);
    if (!options.setting_problem) continue;
    const std::string problem = options.setting_problem(profile, each.key, value);
    if (!problem.empty()) reader.error(each.value, step(pointer, each.key), "E005", problem);
  }
  return values;
}

}  // namespace

Given decode_given(Reader& reader, const Node& node, const std::string& pointer,
                   const LoadOptions& options) {
  Given given;
  if (!reader.is_object(node, pointer, "\"given\"")) return given;
  reader.only(node, pointer,
              {"protocols", "buckets", "objects", "payload", "clock", "clock_mode",
               "session_lifetime", "granularity", "photos", "tus", "resumablejs"},
              "\"given\"");
  for (const Node::Member& member : node.members) {
    given.places.emplace(member.key, reader.place(member.value, step(pointer, member.key)));
  }
  if (const Node* value = node.find("protocols");
      value && reader.is_list(*value, step(pointer, "protocols"), "\"protocols\"")) {
    reader.not_empty(*value, step(pointer, "protocols"), "\"protocols\"");
    reader.one_or_many(*value, step(pointer, "protocols"),
                       [&](const Node& each, const std::string& at) {
                         if (auto word = reader.word(each, at, protocol_words(), "protocol"))
                           given.protocols.push_back(std::move(*word));
                       });
  }
  if (const Node* value = node.find("buckets");
      value && reader.is_list(*value, step(pointer, "buckets"), "\"buckets\"")) {
    reader.one_or_many(*value, step(pointer, "buckets"),
                       [&](const Node& each, const std::string& at) {
                         if (auto name = reader.text(each, at))
                           given.buckets.push_back(std::move(*name));
                       });
  }
  if (const Node* value = node.find("objects");
      value && reader.is_list(*value, step(pointer, "objects"), "\"objects\"")) {
    given.objects = read_objects(reader, *value, step(pointer, "objects"));
  }
  if (const Node* value = node.find("payload"))
    given.payload = read_payload(reader, *value, step(pointer, "payload"));
  read_clock(reader, node, pointer, given);
  if (const Node* value = node.find("granularity"))
    given.granularity = read_granularity(reader, *value, step(pointer, "granularity"));
  if (const Node* value = node.find("tus");
      value && reader.is_object(*value, step(pointer, "tus"), "\"tus\"")) {
    given.tus = read_tus(reader, *value, step(pointer, "tus"));
  }
  for (const std::string profile : {"photos", "resumablejs"}) {
    const Node* value = node.find(profile);
    const std::string quoted = "\"" + profile + "\"";
    if (!value || !reader.is_object(*value, step(pointer, profile), quoted.c_str())) continue;
    given.profiles[profile] =
        read_settings(reader, *value, step(pointer, profile), profile, options);
  }
  return given;
}

}  // namespace resumulator
