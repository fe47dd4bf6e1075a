// Lanes: worlds side by side, found by prefix, header, port and bucket; and what the admin API does
// to them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "server/server_access.h"
#include "support/lane_house.h"

namespace resumulator::testing_support {
namespace {

using nlohmann::json;

TEST(Lanes, AreWorldsOfTheirOwn) {
  LaneHouse house;
  house.done("POST", "/lanes", R"({"name":"a"})");
  EXPECT_EQ(house.upload("/_emu/lane/a", "one"), 200);
  EXPECT_EQ(house.lookup("/_emu/lane/a", "one"), 200);
  EXPECT_EQ(house.lookup("", "one"), 404);
  EXPECT_EQ(house.lookup("", "one", {{"X-Emu-Lane", "a"}}), 200);
  EXPECT_EQ(house.done("GET", "/lanes/a/journal")["exchanges"].size(), 3U);
  EXPECT_EQ(house.done("GET", "/lanes/main/journal")["exchanges"].size(), 1U);
  EXPECT_EQ(house.done("GET", "/lanes/a/journal")["exchanges"][0]["lane"], "a");
}

TEST(Lanes, HandOutUrlsThatLeadBack) {
  LaneHouse house;
  house.done("POST", "/lanes", R"({"name":"a"})");
  const auto started = house.request("POST", "/upload/storage/v1/b/b/o?uploadType=resumable&name=o",
                                     {}, {{"X-Emu-Lane", "a"}});
  const std::string location = started.field("Location");
  EXPECT_THAT(location, testing::HasSubstr("/_emu/lane/a/upload/storage/v1/b/b/o?"));
  const auto path = location.substr(location.find("/_emu"));
  EXPECT_EQ(house.put(path, "0-2/3", "abc").status, 200);
  EXPECT_EQ(house.lookup("/_emu/lane/a", "o"), 200);
}

TEST(Lanes, HavePortsOfTheirOwn) {
  LaneHouse house;
  const auto lane = house.done("POST", "/lanes", R"({"name":"a","port":0})");
  const auto port = lane["port"].get<std::uint16_t>();
  EXPECT_NE(port, house.server.port());
  const auto ask = [&](const std::string& text) { return RawClient(port).ask(text).status; };
  EXPECT_EQ(ask(house.text("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=p", "x", {})),
            200);
  EXPECT_EQ(house.lookup("/_emu/lane/a", "p"), 200);
  EXPECT_EQ(ask(house.text("GET", "/storage/v1/b/b/o/p", "", {{"X-Emu-Lane", "main"}})), 421);
  EXPECT_EQ(house.admin("DELETE", "/lanes/a").status, 200);
  EXPECT_THROW(RawClient{port}, std::runtime_error);
}

TEST(Lanes, EndWhatHangsInThemWhenTheyAreClosed) {
  LaneHouse house;
  house.done("POST", "/lanes", R"({"name":"a"})");
  house.done("POST", "/lanes/a/rules", R"({"name":"h","do":"hang"})");
  RawClient hung(house.server.port());
  hung.send(
      house.text("POST", "/_emu/lane/a/upload/storage/v1/b/b/o?uploadType=media&name=o", "x", {}));
  house.done("GET", "/lanes/a/journal/wait?count=1&timeout=20s");
  house.done("DELETE", "/lanes/a");
  EXPECT_EQ(hung.take_all(), "");
}

TEST(Lanes, ShowTheirPortsWheneverAsked) {
  LaneHouse house;
  const auto opened = house.done("POST", "/lanes", R"({"name":"a","port":0})");
  ASSERT_TRUE(ServerAccess::open_lane(house.server, "cli", 0)) << "as --lane cli:0 does";
  house.done("POST", "/lanes", R"({"name":"none"})");
  const std::string url = "http://127.0.0.1:" + std::to_string(opened["port"].get<int>());
  EXPECT_EQ(opened["url"], url);
  EXPECT_EQ(house.done("GET", "/lanes/a"), opened);
  std::map<std::string, json> lanes;
  const auto list = house.done("GET", "/lanes");
  for (const auto& lane : list["lanes"]) lanes[lane["name"]] = lane;
  EXPECT_EQ(lanes["a"], opened);
  EXPECT_EQ(lanes["cli"]["url"],
            "http://127.0.0.1:" + std::to_string(lanes["cli"].value("port", 0)));
  EXPECT_NE(lanes["cli"]["port"], opened["port"]);
  for (const char* name : {"main", "none"}) EXPECT_FALSE(lanes[name].contains("port")) << name;
  EXPECT_EQ(house.done("GET", "/info")["lanes"]["a"], url);
  EXPECT_EQ(house.done("GET", "/info")["lanes"]["none"],
            "http://" + house.host() + "/_emu/lane/none");
}

TEST(Lanes, ShowTheirPortsUnderTheNameTheServerIsAskedBy) {
  LaneHouse house;
  const auto port = house.done("POST", "/lanes", R"({"name":"a","port":0})")["port"].get<int>();
  for (const auto& [host, url_host] : {std::pair{"emulator:9000", "emulator"},
                                       {"localhost", "localhost"},
                                       {"[::1]:9000", "[::1]"},
                                       {"[::1]", "[::1]"}}) {
    const auto answer =
        RawClient(house.server.port())
            .ask("GET /_emu/v1/lanes/a HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n");
    EXPECT_EQ(json_of(answer)["url"],
              "http://" + std::string(url_host) + ":" + std::to_string(port));
  }
}

TEST(Lanes, ClaimBuckets) {
  LaneHouse house;
  house.done("POST", "/lanes", R"({"name":"a","claims":["test-a-*"]})");
  EXPECT_EQ(house.request("GET", "/storage/v1/b/test-a-1").status, 404);
  EXPECT_EQ(house.done("GET", "/lanes/a/journal")["exchanges"].size(), 1U);
}

TEST(Lanes, AreNeverGuessed) {
  LaneHouse house;
  house.done("POST", "/lanes", R"({"name":"a"})");
  house.done("POST", "/lanes", R"({"name":"b"})");
  EXPECT_EQ(house.lookup("/_emu/lane/none", "x"), 404);
  EXPECT_EQ(house.lookup("", "x", {{"X-Emu-Lane", "tpyo"}}), 404);
  EXPECT_EQ(house.lookup("/_emu/lane/a", "x", {{"X-Emu-Lane", "b"}}), 421);
  EXPECT_EQ(house.admin("POST", "/lanes", R"({"name":"a"})").status, 409);
  for (const char* body : {"", "{}", "[]", R"({"name":"a b"})", R"({"name":"c","prot":1})",
                           R"({"name":"c","seed":"x"})", R"({"name":"c","port":70000})"}) {
    EXPECT_EQ(house.admin("POST", "/lanes", body).status, 400) << body;
  }
  EXPECT_EQ(house.admin("POST", "/lanes", R"({"name":"c","scenario":{"rules":[{}]}})").status, 422);
  EXPECT_EQ(house.done("GET", "/lanes")["lanes"].size(), 3U);
  EXPECT_EQ(house.admin("DELETE", "/lanes/main").status, 409);
}

TEST(Lanes, AreOpenedWithAScenarioAndClosedWithItsVerdict) {
  LaneHouse house;
  house.done("POST", "/lanes", R"({"name":"a","seed":7,"scenario":{"scenario":"s",
    "given":{"buckets":["given"],"objects":[{"bucket":"given","name":"seeded","size":"1 KiB","seed":3}]},
    "rules":[{"name":"once","when":{"operation":"simple"},"do":{"answer":503}}],
    "expect":[{"completes":{"objects":1}}]}})");
  EXPECT_EQ(house.request("GET", "/_emu/lane/a/storage/v1/b/given/o/seeded").status, 200);
  EXPECT_EQ(house.upload("/_emu/lane/a", "o"), 503);
  EXPECT_EQ(house.done("GET", "/lanes/a/verdict")["outcome"], "fail");
  EXPECT_EQ(house.upload("/_emu/lane/a", "o"), 200);
  const auto verdict = house.done("DELETE", "/lanes/a");
  EXPECT_EQ(verdict["outcome"], "pass") << verdict.dump(1);
  EXPECT_EQ(house.lookup("/_emu/lane/a", "o"), 404);
}

TEST(Lanes, AreOpenedWithOneCaseOfAScenario) {
  LaneHouse house;
  const auto open = [&](const std::string& name, const std::string& chosen) {
    return house.admin(
        "POST", "/lanes",
        R"({"name":")" + name + R"(","scenario":{"scenario":"s","vary":{"a":[500,503]},)" +
            R"("rules":[{"when":{"operation":"simple"},"do":{"answer":"${a}"}}]})" + chosen + "}");
  };
  EXPECT_EQ(open("a", R"(,"case":"a=503")").status, 201);
  EXPECT_EQ(house.upload("/_emu/lane/a", "o"), 503);
  EXPECT_EQ(house.done("GET", "/lanes/a/scenario")["case"], "a=503");
  const auto unnamed = open("b", "");
  EXPECT_EQ(unnamed.status, 422);
  EXPECT_THAT(unnamed.body, testing::HasSubstr("name one: \\\"case\\\": a=500"));
  EXPECT_EQ(open("b", R"(,"case":"a=1")").status, 422);
  EXPECT_EQ(open("b", R"(,"case":503)").status, 400);
  EXPECT_EQ(house.admin("POST", "/lanes", R"({"name":"b","case":"a=503"})").status, 400);
  EXPECT_EQ(house.done("GET", "/lanes")["lanes"].size(), 2U) << "what was refused left nothing";
}

TEST(Lanes, TakeTheirSeedAsItIsShown) {
  LaneHouse house;
  const auto opened = house.done("POST", "/lanes", R"({"name":"a","seed":"0xffffffffffffffff"})");
  EXPECT_EQ(opened["seed"], "0xffffffffffffffff");
  EXPECT_EQ(house.done("POST", "/lanes", R"({"name":"b","seed":"7"})")["seed"], "0x7");
  EXPECT_EQ(house.done("POST", "/lanes", R"({"name":"c","seed":7})")["seed"], "0x7");
  EXPECT_EQ(house.admin("POST", "/lanes", R"({"name":"d","seed":"0x10000000000000000"})").status,
            400);
}

TEST(Lanes, AreManyAtOnce) {
  LaneHouse house;
  for (int i = 0; i < 200; ++i) {
    house.done("POST", "/lanes", R"({"name":"l)" + std::to_string(i) + R"("})");
  }
  EXPECT_EQ(house.upload("/_emu/lane/l199", "o"), 200);
  EXPECT_EQ(house.lookup("/_emu/lane/l198", "o"), 404);
  EXPECT_EQ(house.done("GET", "/lanes")["lanes"].size(), 201U);
}

TEST(AdminVerdict, WaitsForQuietWhereItIsWanted) {
  LaneHouse house;
  house.done("PUT", "/lanes/main/scenario",
             R"({"scenario":"s","rules":[{"when":{"operation":"simple"},"do":"hang"}],
                 "expect":[{"completes":{"objects":1}}]})");
  RawClient hung(house.server.port());
  hung.send(house.text("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=o", "x", {}));
  house.done("GET", "/lanes/main/journal/wait?count=1&timeout=20s");
  std::atomic<bool> answered{false};
  std::thread asker([&] {
    const auto verdict = house.done("POST", "/lanes/main/verdict?quiet_for=1ms");
    answered = true;
    EXPECT_EQ(verdict["outcome"], "pass") << verdict.dump(1);
  });
  EXPECT_EQ(house.upload("", "o"), 200);
  EXPECT_FALSE(answered) << "one request is still under way";
  hung.close();
  asker.join();
  for (const char* wrong : {"1", "2m", "soon"}) {
    EXPECT_EQ(house.admin("GET", "/lanes/main/verdict?quiet_for=" + std::string(wrong)).status, 400)
        << wrong;
  }
}

TEST(AdminRules, AreArmedAndDisarmed) {
  LaneHouse house;
  house.done("POST", "/lanes/main/rules", R"({"rule":"simple=503"})");
  EXPECT_EQ(house.upload("", "o"), 503);
  EXPECT_EQ(house.upload("", "o"), 200);
  house.done(
      "POST", "/lanes/main/rules",
      R"({"name":"mine","when":{"operation":"simple"},"times":"always","do":{"answer":500}})");
  EXPECT_EQ(house.admin("POST", "/lanes/main/rules", R"({"name":"mine","do":"reset"})").status,
            409);
  EXPECT_EQ(house.upload("", "o"), 500);
  const auto rules = house.done("GET", "/lanes/main/rules")["rules"];
  EXPECT_EQ(rules.back()["fired"], 1);
  std::string name = rules.back()["name"];
  for (auto at = name.find(' '); at != std::string::npos; at = name.find(' '))
    name.replace(at, 1, "%20");
  house.done("DELETE", "/lanes/main/rules/" + name);
  EXPECT_EQ(house.upload("", "o"), 200);
  EXPECT_EQ(house.admin("POST", "/lanes/main/rules", R"({"rule":"apend=503"})").status, 422);
  EXPECT_EQ(house.admin("POST", "/lanes/main/rules", "{").status, 422);
}

TEST(AdminRules, ArePutInPlaceWhole) {
  LaneHouse house;
  const auto put = [&](std::string_view query, std::string_view document) {
    return house.admin("PUT", "/lanes/main/scenario" + std::string(query), document);
  };
  EXPECT_EQ(
      put("",
          R"({"scenario":"s","rules":[{"name":"r","when":{"operation":"simple"},"times":2,"do":{"answer":503}}]})")
          .status,
      200);
  EXPECT_EQ(house.upload("", "o"), 503);
  const auto wrong =
      put("", R"({"scenario":"s","rules":[{"when":{"operation":"smiple"},"do":"reset"}]})");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(json_of(wrong)["error"]["diagnostics"][0]["pointer"], "/rules/0/when/operation");
  EXPECT_EQ(house.done("GET", "/lanes/main/scenario")["scenario"], "s");
  EXPECT_EQ(house.upload("", "o"), 503);
  EXPECT_EQ(house.upload("", "o"), 200);
  EXPECT_EQ(put("?builtin=answer-lost", "").status, 200);
  EXPECT_EQ(house.admin("DELETE", "/lanes/main/scenario").status, 200);
  EXPECT_TRUE(house.done("GET", "/lanes/main/rules")["rules"].empty());
}

TEST(AdminJournal, IsFilteredWaitedForAndEmptied) {
  LaneHouse house;
  house.upload("", "one");
  house.upload("", "two");
  house.lookup("", "none");
  const auto count = [&](const std::string& query) {
    return house.done("GET", "/lanes/main/journal?" + query)["exchanges"].size();
  };
  EXPECT_EQ(count("operation=simple"), 2U);
  EXPECT_EQ(count("status=404"), 1U);
  EXPECT_EQ(count("status=2xx&object=two"), 1U);
  EXPECT_EQ(count("since_seq=1&until_seq=2"), 1U);
  EXPECT_EQ(count("limit=1&order=desc"), 1U);
  EXPECT_EQ(house.admin("GET", "/lanes/main/journal?opration=simple").status, 400);
  EXPECT_EQ(house.done("GET", "/lanes/main/journal/2")["object"], "two");
  EXPECT_EQ(house.admin("GET", "/lanes/main/journal/9").status, 404);
  EXPECT_EQ(house.done("GET", "/lanes/main/journal?format=har")["log"]["entries"].size(), 3U);
  const auto lines = house.admin("GET", "/lanes/main/journal?format=ndjson").body;
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 3);
  EXPECT_EQ(house.admin("GET", "/lanes/main/journal/wait?operation=simple&count=2").status, 200);
  EXPECT_EQ(house.admin("GET", "/lanes/main/journal/wait?operation=query&timeout=1ms").status, 408);
  house.done("DELETE", "/lanes/main/journal");
  EXPECT_EQ(count(""), 0U);
}

TEST(AdminSessions, AreShownAndEnded) {
  LaneHouse house;
  const auto session = house.open("a");
  house.put(session, "0-262143/*", some_bytes(kGranule));
  const auto list = house.done("GET", "/lanes/main/sessions")["sessions"];
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["offset"], kGranule);
  EXPECT_EQ(list[0]["state"], "active");
  EXPECT_EQ(list[0]["seconds_left"], 7 * 24 * 3600);
  EXPECT_FALSE(house.done("GET", "/lanes/main/sessions/1")["history"].empty());
  EXPECT_EQ(house.admin("POST", "/lanes/main/sessions/1/gone").status, 200);
  EXPECT_EQ(house.ask(session).status, 410);
  EXPECT_EQ(house.admin("POST", "/lanes/main/sessions/1/gone").status, 409);
  EXPECT_EQ(house.admin("POST", "/lanes/main/sessions/2/gone").status, 404);
}

TEST(AdminObjects, ArePlantedShownAndRemoved) {
  LaneHouse house;
  EXPECT_EQ(house.admin("PUT", "/lanes/main/objects/b/dir/o%20x", "hello").status, 201);
  EXPECT_EQ(house.stored("dir/o x"), "hello");
  EXPECT_EQ(house.done("GET", "/lanes/main/objects/b/dir/o%20x")["crc32c"], "mnG7TA==");
  EXPECT_EQ(house.done("GET", "/lanes/main/objects")["objects"].size(), 1U);
  EXPECT_EQ(house.admin("PUT", "/lanes/main/objects/none/o", "x").status, 404);
  house.done("DELETE", "/lanes/main/objects/b/dir/o%20x");
  EXPECT_EQ(house.stored("dir/o x"), "(none)");
}

TEST(AdminReset, TakesPartsOfALane) {
  LaneHouse house;
  const auto session = house.open("a");
  house.upload("", "o");
  house.done("POST", "/lanes/main/reset", R"({"journal":true})");
  EXPECT_TRUE(house.done("GET", "/lanes/main/journal")["exchanges"].empty());
  EXPECT_EQ(house.ask(session).status, 308);
  house.done("POST", "/lanes/main/reset", R"({"sessions":true})");
  EXPECT_EQ(house.ask(session).status, 404);
  EXPECT_EQ(house.stored("o"), "x");
  house.done("POST", "/lanes/main/reset");
  EXPECT_EQ(house.stored("o"), "(none)");
  EXPECT_EQ(house.admin("POST", "/lanes/main/reset", R"({"jounral":true})").status, 400);
}

TEST(AdminReset, TakesTheClockBack) {
  LaneHouse house;
  const auto now = [&] { return house.done("GET", "/lanes/main/clock")["now"]; };
  const auto start = now();
  house.done("POST", "/lanes/main/clock", R"({"advance":"8d"})");
  house.done("POST", "/lanes/main/reset", R"({"sessions":true})");
  EXPECT_NE(now(), start);
  house.done("POST", "/lanes/main/reset", R"({"clock":true})");
  EXPECT_EQ(now(), start);
  house.done("PUT", "/lanes/main/scenario",
             R"({"scenario":"s","given":{"clock":"2031-01-01T00:00:00Z"},"rules":[]})");
  house.done("POST", "/lanes/main/reset", R"({"clock":true})");
  EXPECT_EQ(now(), "2031-01-01T00:00:00.000Z");
}

TEST(AdminToken, IsAskedFor) {
  Options options;
  options.admin_token = "secret";
  GcsHouse house(options);
  EXPECT_EQ(house.request("GET", "/_emu/v1/info").status, 401);
  EXPECT_EQ(house.request("GET", "/_emu/v1/ready").status, 200);
  EXPECT_EQ(house.request("GET", "/_emu/v1/info", {}, {{"Authorization", "Bearer secret"}}).status,
            200);
  EXPECT_EQ(house.request("GET", "/_emu/v1/info", {}, {{"Authorization", "Bearer other"}}).status,
            401);
}

TEST(AdminOpenApi, NamesEveryRoute) {
  LaneHouse house;
  const auto document = house.done("GET", "/openapi.json");
  std::set<std::string> documented;
  for (const auto& [path, methods] : document["paths"].items()) {
    for (const auto& [method, operation] : methods.items()) documented.insert(method + " " + path);
  }
  const auto index = house.done("GET", "");
  const std::string base = document["servers"][0]["url"];
  for (const auto& link : index["links"]) {
    std::string path = link["href"].get<std::string>().substr(base.size());
    if (const auto dots = path.find("...}"); dots != std::string::npos) path.erase(dots, 3);
    std::string method = link["method"];
    std::transform(method.begin(), method.end(), method.begin(), ::tolower);
    EXPECT_EQ(documented.count(method + " " + (path.empty() ? "/" : path)), 1U) << path;
  }
  EXPECT_EQ(documented.size(), index["links"].size());
}

TEST(AutoLanes, OpenWhenTheyAreNamed) {
  LaneHouse house;
  EXPECT_EQ(house.upload("/_emu/lane/new", "a"), 404) << "a typo must not give an empty world";
  LaneHouse open({.auto_lanes = true});
  EXPECT_EQ(open.upload("/_emu/lane/new", "a"), 200);
  EXPECT_EQ(open.lookup("", "a", {{"X-Emu-Lane", "new"}}), 200);
  EXPECT_EQ(open.lookup("", "a", {{"X-Emu-Lane", "other"}}), 404) << "no such object in another";
  EXPECT_EQ(open.lookup("", "a"), 404);
  EXPECT_EQ(open.done("GET", "/lanes")["lanes"].size(), 3U);
  EXPECT_EQ(open.upload("/_emu/lane/new", "a", {{"X-Emu-Lane", "other"}}), 421);
  EXPECT_EQ(open.upload("", "a", {{"X-Emu-Lane", "no name!"}}), 404);
  EXPECT_EQ(open.admin("GET", "/lanes/third").status, 404) << "the admin API opens none";
}

TEST(AutoLanes, OpenOnceHoweverManyAskAtOnce) {
  LaneHouse house({.auto_lanes = true});
  std::vector<std::thread> threads;
  std::atomic<int> good{0};
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back(
        [&, i] { good += house.upload("/_emu/lane/one", "o" + std::to_string(i)) == 200 ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(good, 8);
  EXPECT_EQ(house.done("GET", "/lanes/one/journal")["exchanges"].size(), 8U);
}

}  // namespace
}  // namespace resumulator::testing_support
