// What the admin API does with input it does not want: it says so, changes nothing, and goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/lane_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

/// "400 message", "204 ".
std::string said(const RawAnswer& answer) {
  const auto told = json_of(answer);
  const bool error = told.is_object() && told.contains("error");
  return std::to_string(answer.status) + " " +
         (error ? told["error"].value("message", "-") : std::string());
}

TEST(AdminInput, OfTheWrongFormOpensNoLane) {
  LaneHouse house;
  for (const char* body :
       {R"({"name":1})", R"({"name":null})", R"({"name":["a"]})", R"({"name":"a","claims":"b"})",
        R"({"name":"a","claims":{"x":"b"}})", R"({"name":"a","claims":[1]})",
        R"({"name":"a","seed":-1})", R"({"name":"a","port":"x"})", R"({"name":"a","port":65536})",
        R"({"name":"a","port":-1})", R"({"name":"a","port":0.5})", R"({"name":"a","name ":"b"})"}) {
    EXPECT_EQ(house.admin("POST", "/lanes", body).status, 400) << body;
  }
  EXPECT_EQ(house.done("GET", "/lanes")["lanes"].size(), 1U);
}

TEST(AdminInput, ClaimsNothingThatNoBucketCanFit) {
  LaneHouse house;
  for (const char* claim : {"A B", "a b", "x/y", "", "[a"}) {
    const auto answer =
        house.admin("POST", "/lanes", json({{"name", "a"}, {"claims", {"fine-*", claim}}}).dump());
    EXPECT_THAT(said(answer), HasSubstr("400 No bucket can fit the claim")) << claim;
  }
  house.done("POST", "/lanes", R"({"name":"a","claims":["a-{x,y}?[0-9]*"]})");
}

TEST(AdminInput, PlantsNoMoreThanIsMadeInTime) {
  LaneHouse house;
  const auto answer = house.admin(
      "PUT", "/lanes/main/scenario",
      R"({"scenario":"s","given":{"objects":[{"bucket":"b","name":"o","size":"10 TiB"}]}})");
  EXPECT_EQ(answer.status, 422);
  EXPECT_THAT(answer.body, HasSubstr("at most 4 GiB together"));
  const auto several =
      house.admin("PUT", "/lanes/main/scenario",
                  R"({"scenario":"s","given":{"objects":[{"bucket":"b","name":"o","size":"3 GiB"},
          {"bucket":"b","name":"p","size":"3 GiB"}]}})");
  EXPECT_EQ(several.status, 422);
}

TEST(AdminInput, WithABrokenHeadIsAnsweredInItsForm) {
  LaneHouse house;
  for (const char* head : {"GET /_emu/v1/lanes/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
                           "POST /_emu/v1/check HTTP/1.1\r\nHost: localhost\r\n"
                           "Content-Length: abc\r\n\r\n"}) {
    const auto answer = RawClient(house.server.port()).ask(head);
    EXPECT_EQ(answer.status, 400) << head;
    EXPECT_EQ(json_of(answer)["error"]["code"], 400) << answer.body;
  }
  EXPECT_TRUE(house.done("GET", "/lanes/main/journal")["exchanges"].empty());
}

TEST(AdminInput, ThatIsNotOneRuleArmsNone) {
  LaneHouse house;
  const std::string path = "/lanes/main/rules";
  for (const char* body : {"", " ", "null", "5", "[]", "\"append=503\""}) {
    EXPECT_GE(house.admin("POST", path, body).status, 400) << body;
  }
  for (const char* body : {R"({"name":"p","do":"reset"},{"name":"q","do":"reset"})", "]}", "{",
                           R"({"name":"n","do":"reset"}],"expect":[{"never":{}})", R"({"rule":""})",
                           R"({"rule":5})"}) {
    EXPECT_EQ(house.admin("POST", path, body).status, 422) << body;
  }
  EXPECT_TRUE(house.done("GET", path)["rules"].empty());
  EXPECT_EQ(house.admin("POST", path, "{\"name\":\"c\",\"do\":\"reset\"} // of my own").status,
            201);
}

TEST(AdminInput, MistakesOfARuleHaveTheirPlaceInIt) {
  LaneHouse house;
  const auto answer =
      house.admin("POST", "/lanes/main/rules", "{ \"name\": \"a\",\n  \"do\": \"rset\" }");
  EXPECT_EQ(answer.status, 422);
  const auto mistake = json_of(answer)["error"]["diagnostics"][0];
  EXPECT_EQ(mistake["line"], 2);
  EXPECT_EQ(mistake["column"], 9);
  EXPECT_EQ(mistake["pointer"], "/do");
}

TEST(AdminInput, OfAScenarioIsReadWhole) {
  LaneHouse house;
  const auto put = [&](const std::string& query, const char* document) {
    return said(house.admin("PUT", "/lanes/main/scenario" + query, document));
  };
  const char* one = R"({"scenario":"s","rules":[]})";
  const char* two = R"({"scenario":"s","vary":{"a":[1,2]},"rules":[{"do":{"answer":503}}]})";
  EXPECT_THAT(put("?case=nope", one), HasSubstr("422 The scenario has no such case"));
  EXPECT_THAT(put("", two), HasSubstr("422 The scenario has several cases; name one: ?case=a=1"));
  EXPECT_EQ(put("?case=a=2", two), "200 ");
  EXPECT_THAT(put("?counters=rest", one), HasSubstr("400 \"counters\""));
  EXPECT_THAT(put("?cse=a", one),
              HasSubstr("400 No \"cse\" in the query of this path; did you mean"));
}

TEST(AdminInput, OfAScenarioMakesTheBucketsItGives) {
  LaneHouse house;
  house.done("PUT", "/lanes/main/scenario",
             R"({"scenario":"s","given":{"buckets":["empty"],
                 "objects":[{"bucket":"full","name":"o","size":3}]},"rules":[]})");
  EXPECT_EQ(house.request("GET", "/storage/v1/b/empty").status, 200);
  EXPECT_EQ(house.request("GET", "/storage/v1/b/full/o/o").status, 200);
  house.done("POST", "/lanes/main/reset");
  EXPECT_EQ(house.request("GET", "/storage/v1/b/full/o/o").status, 200) << "as the scenario says";
}

TEST(AdminInput, NamesInAQueryAreThoseOfTheRoute) {
  LaneHouse house;
  for (const char* path : {"/ready", "/info", "/lanes", "/lanes/main", "/lanes/main/rules",
                           "/lanes/main/sessions", "/lanes/main/objects", "/openapi.json"}) {
    EXPECT_EQ(said(house.admin("GET", std::string(path) + "?x=1")),
              "400 No \"x\" in the query of this path (it takes none)")
        << path;
  }
  EXPECT_EQ(
      said(house.admin("GET", "/lanes/main/verdict?fromat=junit")),
      "400 No \"fromat\" in the query of this path; did you mean \"format\"? (one of: format, "
      "quiet_for)");
  EXPECT_EQ(house.admin("PUT", "/lanes/main/objects/b/o?size=10").status, 400);
  EXPECT_EQ(house.stored("o"), "(none)");
  EXPECT_THAT(said(house.admin("GET", "/ready?%zz")), HasSubstr("400 "));
}

TEST(AdminInput, EventsAreOfKindsAndLanesThatThereAre) {
  LaneHouse house;
  EXPECT_THAT(
      said(house.admin("GET", "/events?kinds=fault,request.edn")),
      HasSubstr("400 No event is called \"request.edn\"; did you mean \"request.end\"? (one"));
  EXPECT_EQ(said(house.admin("GET", "/events?lane=none")), "404 There is no lane \"none\".");
  EXPECT_EQ(house.admin("GET", "/events?lnae=main").status, 400);
  LaneHouse open({.auto_lanes = true});
  RawClient client(open.server.port());
  client.send(open.text("GET", "/_emu/v1/events?lane=later", "", {}));
  EXPECT_THAT(client.take(15), HasSubstr("200"));
}

TEST(AdminInput, LargerThanItsLimitIsRefusedWithTheLimit) {
  Options options;
  options.limits.metadata_bytes_max = 2048;
  LaneHouse house(options);
  EXPECT_EQ(house.admin("PUT", "/lanes/main/objects/b/o", std::string(2048, 'x')).status, 201);
  EXPECT_EQ(said(house.admin("PUT", "/lanes/main/objects/b/p", std::string(2049, 'x'))),
            "413 The body is larger than 2 KiB (the limit metadata_bytes_max).");
  EXPECT_EQ(house.stored("p"), "(none)");
}

TEST(AdminMethods, AreThoseOfThePath) {
  LaneHouse house;
  for (const auto& [path, allowed] : {std::pair{"/ready", "GET, HEAD"},
                                      {"/lanes/main", "DELETE, GET, HEAD"},
                                      {"/lanes/main/journal/wait", "GET, HEAD"},
                                      {"/lanes/main/rules", "GET, HEAD, POST"},
                                      {"/lanes/main/sessions/1/gone", "POST"},
                                      {"/lanes/main/objects/b/a%2Fb", "GET, HEAD, PUT, DELETE"}}) {
    const auto refused = house.admin("PATCH", path);
    EXPECT_EQ(refused.status, 405) << path;
    EXPECT_EQ(refused.field("Allow"), allowed) << path;
    const auto options = house.admin("OPTIONS", path);
    EXPECT_EQ(options.status, 204) << path;
    EXPECT_EQ(options.field("Allow"), allowed) << path;
  }
  EXPECT_EQ(house.admin("OPTIONS", "/nothing").status, 404);
}

TEST(AdminPaths, AreDecodedSegmentBySegment) {
  LaneHouse house;
  EXPECT_EQ(house.admin("GET", "/lanes/ma%69n").status, 200);
  for (const char* path : {"/lanes/%2e%2e", "/lanes/none", "/lanes//journal", "/lanes/",
                           "/lanes/a%2Fjournal", "/lanes/main%2Fjournal"}) {
    EXPECT_EQ(house.admin("GET", path).status, 404) << path;
  }
  EXPECT_EQ(house.admin("GET", "/lanes/%zz").status, 400);
}

TEST(AdminToken, IsABearerInAnyCase) {
  Options options;
  options.admin_token = "secret";
  GcsHouse house(options);
  for (const auto& [field, status] : {std::pair{"bearer secret", 200},
                                      {"BEARER  secret", 200},
                                      {"Bearer secre", 401},
                                      {"Bearer secrets", 401},
                                      {"Bearer", 401},
                                      {"Basic secret", 401},
                                      {"secret", 401}}) {
    EXPECT_EQ(house.request("GET", "/_emu/v1/info", {}, {{"Authorization", field}}).status, status)
        << field;
  }
}

TEST(AdminOpenApi, SaysWhatRoutesTake) {
  LaneHouse house;
  const auto paths = house.done("GET", "/openapi.json")["paths"];
  const auto names = [&](const char* path) {
    std::string list;
    for (const auto& each : paths[path]["get"]["parameters"]) {
      if (each["in"] == "query") list += each["name"].get<std::string>() + " ";
    }
    return list;
  };
  EXPECT_EQ(names("/lanes/{lane}/journal"),
            "operation protocol session object status fault rule conn since_seq until_seq limit "
            "order format ");
  EXPECT_THAT(names("/lanes/{lane}/journal/wait"), HasSubstr("format count timeout "));
  EXPECT_EQ(names("/events"), "lane kinds ");
  EXPECT_TRUE(
      paths["/lanes/{lane}/objects/{bucket}/{name}"]["put"]["requestBody"]["content"].contains(
          "application/octet-stream"));
  EXPECT_TRUE(paths["/lanes"]["post"]["requestBody"]["content"].contains("application/json"));
  EXPECT_FALSE(paths["/lanes/{lane}/sessions/{session}/{end}"]["post"].contains("requestBody"));
}

TEST(AdminUrls, AreTheServersOwnWhicheverPortIsAsked) {
  LaneHouse house;
  const auto port = house.done("POST", "/lanes", R"({"name":"a","port":0})")["port"];
  house.done("POST", "/lanes", R"({"name":"b"})");
  const auto ask = [&](const std::string& path) {
    return json_of(RawClient(port.get<std::uint16_t>())
                       .ask("GET /_emu/v1" + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port.dump() +
                            "\r\n\r\n"));
  };
  EXPECT_EQ(ask("/info")["lanes"], house.done("GET", "/info")["lanes"]);
  EXPECT_EQ(ask("/info")["url"], "http://" + house.host());
  EXPECT_EQ(ask("/info")["admin"], "http://" + house.host() + "/_emu/v1");
  EXPECT_EQ(ask("/lanes/b")["url"], "http://" + house.host() + "/_emu/lane/b");
}

}  // namespace
}  // namespace resumulator::testing_support
