// Where the family is served, and by which methods.
#include <gtest/gtest.h>

#include <resumulator/server.hpp>

#include "support/rjs_house.h"

namespace resumulator::testing_support {
namespace {

// Rule rjs.route.mount
TEST(RjsRoute, TheTargetIsWhereTheSwitchSays) {
  Options options;
  options.resumablejs.mount = "/files/up/";
  const RjsHouse house(options);
  const RjsChunk chunk = first_chunk();
  EXPECT_EQ(house.test(chunk).status, 404);
  const std::string query = RjsHouse::target(chunk.parameters()).substr(8);
  EXPECT_EQ(house.request("GET", "/files/up" + query).status, 204);
  EXPECT_EQ(house.request("GET", "/files/up/" + query).status, 204);
  EXPECT_EQ(house.request("GET", "/files/upper" + query).status, 404);
}

// Rule rjs.route.mount
TEST(RjsRoute, NoMountServesNoneOfIt) {
  Options options;
  options.resumablejs.mount = "";
  const RjsHouse house(options);
  EXPECT_EQ(house.test(first_chunk()).status, 404);
}

// Rule rjs.route.mount
TEST(RjsRoute, APathThatAnotherProtocolHasIsRefusedAtStart) {
  const auto start = [](const Options& options) {
    const auto server = Server::try_start(options);
    return server ? std::string() : server.error().text;
  };
  Options options;
  options.resumablejs.mount = "/files/";
  EXPECT_EQ(start(options),
            "the switches resumable.mount=/files and ietf.mount=/files are in each other's way; "
            "give one of them another path");
  options.protocols = {"resumablejs"};
  EXPECT_EQ(start(options), "") << "nobody else is there";
  Options pond;
  pond.tus.mount = "/filepond/tus";
  EXPECT_NE(start(pond).find("resumable.filepond_mount=/filepond and tus.mount"),
            std::string::npos);
  pond.tus.mount = "/uploads/tus";
  EXPECT_EQ(start(pond), "");
}

// Rule rjs.route.methods
TEST(RjsRoute, AMethodNobodyKnowsIsAnsweredWithThoseThatAreServed) {
  const RjsHouse house;
  for (const char* method : {"FOO", "PROPFIND", "DELETE"}) {
    const auto answer = house.request(method, "/uploads");
    EXPECT_EQ(RjsHouse::refused(answer), "405 method_not_allowed") << method;
    EXPECT_FALSE(answer.field("Allow").empty()) << method;
  }
  EXPECT_EQ(house.server.exchanges().back().protocol, "resumablejs");
}

// Rule rjs.route.methods
TEST(RjsRoute, MethodsAreThoseOfTheSwitches) {
  for (const char* method : {"POST", "PUT", "PATCH"}) {
    const RjsHouse house;
    const RjsChunk chunk = first_chunk();
    const auto answer =
        house.request(method, RjsHouse::target(chunk.parameters()),
                      RjsHouse::form(chunk.parameters(), chunk.bytes), RjsHouse::form_type());
    EXPECT_EQ(answer.status, 200) << method;
  }
  Options options;
  options.resumablejs.upload_methods = "PUT";
  options.resumablejs.test_methods = "HEAD";
  const RjsHouse house(options);
  const auto refused = house.post(first_chunk());
  EXPECT_EQ(RjsHouse::refused(refused), "405 method_not_allowed");
  EXPECT_EQ(refused.field("Allow"), "HEAD, PUT, OPTIONS");
  EXPECT_EQ(house.test(first_chunk()).status, 405);
}

// Rule rjs.route.below
TEST(RjsRoute, WhatLiesBelowIsNotTheTarget) {
  const RjsHouse house;
  house.request("POST", "/uploads/elsewhere");
  house.request("GET", "/uploadsx");
  house.request("DELETE", "/uploads/nobody");
  for (const RecordedExchange& each : house.server.exchanges()) {
    EXPECT_NE(each.protocol, "resumablejs") << each.target;
  }
  EXPECT_EQ(RjsHouse::refused(house.request("GET", "/uploads/status")), "400 missing_parameter");
}

}  // namespace
}  // namespace resumulator::testing_support
