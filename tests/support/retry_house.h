// A running server with bucket "b", and the Retry Test API as client suites use it.
//
//   RetryHouse house;
//   const auto id = house.make(R"({"storage.objects.get":["return-503"]})");
//   house.request("GET", "/storage/v1/b/b/o/a", {}, house.under(id));
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "support/gcs_house.h"

namespace resumulator::testing_support {

inline constexpr const char* kBuckets = "/storage/v1/b?project=p";
inline constexpr const char* kInsert = "storage.objects.insert";

struct RetryHouse : GcsHouse {
  using GcsHouse::GcsHouse;

  RawAnswer create(std::string_view document) const {
    return request("POST", "/retry_test", document);
  }
  /// Id of a new test with these instructions, or "(none)".
  std::string make(std::string_view instructions) const {
    const auto made = json_of(create("{\"instructions\":" + std::string(instructions) + "}"));
    return made.is_object() ? made.value("id", "(none)") : "(none)";
  }
  /// The same for inserts alone: R"("return-503","return-408")".
  std::string make_insert(std::string_view list) const {
    return make("{\"storage.objects.insert\":[" + std::string(list) + "]}");
  }
  nlohmann::json look(std::string_view id) const {
    return json_of(request("GET", "/retry_test/" + std::string(id)));
  }
  bool completed(std::string_view id) const { return look(id).value("completed", false); }
  /// How many instructions are left for a method.
  std::size_t left(std::string_view id, std::string_view method = kInsert) const {
    return look(id)["instructions"][std::string(method)].size();
  }
  static Fields under(std::string_view id, Fields fields = {}) {
    fields.emplace_back("x-retry-test-id", id);
    return fields;
  }
  int list(std::string_view id) const { return request("GET", kBuckets, {}, under(id)).status; }
  /// A chunk of bytes [from, to) of `data`, whose whole size is its own.
  RawAnswer chunk(std::string_view session, std::string_view data, std::uint64_t from,
                  std::uint64_t to, std::string_view id) const {
    return put(session, range(from, to, data.size()), data.substr(from, to - from), under(id));
  }
  static std::string range(std::uint64_t from, std::uint64_t to, std::uint64_t total) {
    return std::to_string(from) + "-" + std::to_string(to - 1) + "/" + std::to_string(total);
  }
};

}  // namespace resumulator::testing_support
