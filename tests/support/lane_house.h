// A running server, its admin API, and requests in lanes.
//
// Threads  any; every call is one exchange over a connection of its own.
#pragma once

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "support/gcs_house.h"

namespace resumulator::testing_support {

struct LaneHouse : GcsHouse {
  explicit LaneHouse(Options options = {}) : GcsHouse(std::move(options)) {}
  RawAnswer admin(std::string_view method, std::string_view path,
                  std::string_view body = {}) const {
    return request(method, "/_emu/v1" + std::string(path), body);
  }
  nlohmann::json done(std::string_view method, std::string_view path,
                      std::string_view body = {}) const {
    const auto answer = admin(method, path, body);
    EXPECT_LT(answer.status, 300) << method << " " << path << ": " << answer.body;
    return json_of(answer);
  }
  /// Uploads "x" as `name` under `prefix`; the status.
  int upload(const std::string& prefix, const std::string& name, const Fields& fields = {}) const {
    return request("POST", prefix + "/upload/storage/v1/b/b/o?uploadType=media&name=" + name, "x",
                   fields)
        .status;
  }
  int lookup(const std::string& prefix, const std::string& name, const Fields& fields = {}) const {
    return request("GET", prefix + "/storage/v1/b/b/o/" + name, {}, fields).status;
  }
};

}  // namespace resumulator::testing_support
