// Goal: the Retry Test API is there as client suites expect it: endpoints, errors, queues, flags.
// Method: raw requests; what a fault looks like on the wire is in the files beside this one.
#include <gtest/gtest.h>

#include <atomic>
#include <resumulator/lane.hpp>
#include <thread>
#include <vector>

#include "protocols/gcs/json/retry_methods.h"
#include "support/retry_house.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kList = R"({"storage.buckets.list":["return-503","return-503"]})";

TEST(RetryDoor, CreatesShowsListsAndDeletes) {
  RetryHouse house;
  EXPECT_EQ(json_of(house.request("GET", "/retry_tests"))["retry_test"].size(), 0U);
  const auto made = house.create(std::string("{\"instructions\":") + kList + "}");
  EXPECT_EQ(made.status, 200);
  EXPECT_EQ(made.field("Content-Type"), "application/json");
  const auto test = json_of(made);
  const auto id = test.value("id", "");
  EXPECT_EQ(id.size(), 32U);
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_EQ(test["instructions"], nlohmann::json::parse(kList));
  EXPECT_EQ(test["completed"], false);
  EXPECT_EQ(test["transport"], "HTTP");
  EXPECT_EQ(house.look(id), test);
  const auto other = house.make(kList);
  const auto all = json_of(house.request("GET", "/retry_tests/"))["retry_test"];
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0]["id"], id);
  EXPECT_EQ(all[1]["id"], other);
  // One suite deletes with a double slash.
  EXPECT_EQ(text_of(house.request("DELETE", "//retry_test/" + id)), "200 Deleted " + id);
  EXPECT_EQ(house.request("GET", "/retry_test/" + id).status, 404);
  EXPECT_EQ(house.request("DELETE", "/retry_test/" + id).status, 404);
  EXPECT_EQ(json_of(house.request("GET", "/retry_test/" + id))["error"]["code"], 404);
}

TEST(RetryDoor, AnswersReadinessProbes) {
  RetryHouse house;
  EXPECT_EQ(text_of(house.request("GET", "/")), "200 OK");
  EXPECT_EQ(house.request("PUT", "/retry_test").status, 405);
  EXPECT_EQ(house.request("POST", "/retry_tests").status, 405);
  EXPECT_EQ(house.request("POST", "/retry_test/x").status, 405);
  EXPECT_EQ(house.request("GET", "/start_grpc?port=1").status, 501);
}

TEST(RetryDoor, RefusesATestWholeAndCreatesNothing) {
  RetryHouse house;
  for (const char* none :
       {"{}", R"({"instructions":{}})", "", "no json", "[]", "null", R"({"instructions":[]})"}) {
    EXPECT_EQ(text_of(house.create(none)), "400 instructions is not defined") << none;
  }
  for (const char* wrong :
       {R"({"instructions":{"storage.objects.gett":["return-503"]}})",
        R"({"instructions":{"storage.resumable.upload":["return-503"]}})",
        R"({"instructions":{"storage.objects.get":["return-503"],"storage.objects.list":["x"]}})",
        R"({"instructions":{"storage.objects.get":["return-nothing"]}})",
        R"({"instructions":{"storage.objects.get":"return-503"}})",
        R"({"instructions":{"storage.objects.get":[503]}})",
        R"({"instructions":{"storage.objects.get":["return-503"]},"transport":"PIGEON"})"}) {
    const auto refused = house.create(wrong);
    EXPECT_EQ(refused.status, 400) << wrong;
    EXPECT_EQ(json_of(refused)["error"]["code"], 400) << wrong;
  }
  EXPECT_EQ(json_of(house.request("GET", "/retry_tests"))["retry_test"].size(), 0U);
}

TEST(RetryDoor, SaysThatThereIsNoGrpc) {
  RetryHouse house;
  for (const char* word : {"GRPC", "grpc"}) {
    const auto answer = house.create(R"({"instructions":{"storage.buckets.list":["return-503"]},)"
                                     R"("transport":")" +
                                     std::string(word) + "\"}");
    EXPECT_EQ(answer.status, 501);
    EXPECT_EQ(json_of(answer)["error"]["code"], 501);
  }
  EXPECT_EQ(house
                .create(R"({"instructions":{"storage.buckets.list":["return-503"]},)"
                        R"("transport":"http"})")
                .status,
            200);
}

TEST(RetryDoor, TakesAnInstructionForEachOfThe48Methods) {
  RetryHouse house;
  EXPECT_EQ(gcs::json::retry_methods().size(), 48U);
  for (const auto method : gcs::json::retry_methods()) {
    EXPECT_NE(house.make("{\"" + std::string(method) + "\":[\"return-503-after-256K\"]}"), "(none)")
        << method;
  }
}

TEST(RetryDoor, TellsWhatIsLeftAfterEachRequest) {
  RetryHouse house;
  const auto id = house.make(kList);
  const auto told = [&] {
    return std::to_string(house.left(id, "storage.buckets.list")) +
           (house.completed(id) ? " completed" : "");
  };
  EXPECT_EQ(told(), "2");
  EXPECT_EQ(house.list(id), 503);
  EXPECT_EQ(told(), "1");
  EXPECT_EQ(house.list(id), 503);
  EXPECT_EQ(told(), "0 completed");
  EXPECT_EQ(house.list(id), 200);
  EXPECT_EQ(told(), "0 completed");
}

TEST(RetryDoor, CompletesATestWhenEveryQueueIsEmpty) {
  RetryHouse house;
  const auto id =
      house.make(R"({"storage.buckets.list":["return-503"],"storage.buckets.get":["return-429"]})");
  EXPECT_EQ(house.list(id), 503);
  EXPECT_FALSE(house.completed(id));
  EXPECT_EQ(house.request("GET", "/storage/v1/b/b", {}, house.under(id)).status, 429);
  EXPECT_TRUE(house.completed(id));
  EXPECT_TRUE(house.completed(house.make(R"({"storage.buckets.list":[]})")));
}

TEST(RetryDoor, Answers404ToEveryRequestOfADeadTest) {
  RetryHouse house;
  const auto id = house.make(kList);
  house.request("DELETE", "/retry_test/" + id);
  for (const std::string& dead : {id, std::string("nobody")}) {
    const auto answer = house.request("GET", kBuckets, {}, house.under(dead));
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(json_of(answer)["error"]["code"], 404);
    EXPECT_EQ(house
                  .request("POST", "/upload/storage/v1/b/b/o?uploadType=media&name=a", "bytes",
                           house.under(dead))
                  .status,
              404);
    // What is no method of the API is nobody's, and the endpoints look at no test.
    EXPECT_EQ(house.request("GET", "/", {}, house.under(dead)).status, 200);
    EXPECT_EQ(house.request("GET", "/retry_tests", {}, house.under(dead)).status, 200);
  }
  EXPECT_EQ(house.stored("a"), "(none)");
}

TEST(RetryDoor, ForgetsTestsWithTheWorldAndNeverGivesAnIdTwice) {
  RetryHouse house;
  const auto id = house.make(kList);
  EXPECT_TRUE(house.server.reset());
  EXPECT_EQ(house.request("GET", "/retry_test/" + id).status, 404);
  EXPECT_NE(house.make(kList), id);
  RetryHouse same;
  EXPECT_EQ(same.make(kList), id) << "ids come from the seed";
}

TEST(RetryDoor, KeepsTheTestsOfALaneInIt) {
  RetryHouse house;
  const auto lane = house.server.lane("x");
  const std::string inside = "/_emu/lane/x";
  const auto made = house.request("POST", inside + "/retry_test",
                                  "{\"instructions\":" + std::string(kList) + "}");
  const std::string id = json_of(made).value("id", "");
  EXPECT_EQ(house.request("GET", "/retry_test/" + id).status, 404);
  EXPECT_EQ(house.request("GET", inside + "/retry_test/" + id).status, 200);
  EXPECT_EQ(house.request("GET", inside + kBuckets, {}, house.under(id)).status, 503);
  ASSERT_EQ(lane.journal().size(), 1U);
  EXPECT_EQ(lane.journal().at(0).faults.at(0).did, "answer 503");
}

TEST(RetryDoor, LeadsRequestsToTheLaneOfTheirTest) {
  RetryHouse house;
  const auto lane = house.server.lane("x");
  const auto other = house.server.lane("y");
  const auto made = house.request("POST", "/_emu/lane/x/retry_test",
                                  "{\"instructions\":" + std::string(kList) + "}");
  const std::string id = json_of(made).value("id", "");
  EXPECT_EQ(
      house.request("GET", "/_emu/lane/y" + std::string(kBuckets), {}, house.under(id)).status, 421)
      << "it names two lanes";
  EXPECT_EQ(house.list(id), 503);
  ASSERT_EQ(lane.journal().size(), 1U);
  EXPECT_EQ(lane.journal().at(0).faults.at(0).did, "answer 503");
  const auto opened = house.request("POST", "/upload/storage/v1/b/b/o?uploadType=resumable&name=a",
                                    {}, house.under(id));
  EXPECT_NE(opened.field("Location").find("/_emu/lane/x/upload/"), std::string::npos);
  EXPECT_EQ(house.list("nobody"), 404);
}

TEST(RetryDoor, GivesEachInstructionToOneOfManyRequests) {
  RetryHouse house;
  std::string list = R"("return-503")";
  for (int i = 1; i < 50; ++i) list += R"(,"return-503")";
  const auto id = house.make("{\"storage.buckets.list\":[" + list + "]}");
  std::atomic<int> refused{0};
  std::vector<std::thread> clients;
  for (int client = 0; client < 16; ++client) {
    clients.emplace_back([&] {
      for (int i = 0; i < 4; ++i) refused += house.list(id) == 503 ? 1 : 0;
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(refused, 50) << "of 64 requests";
  EXPECT_TRUE(house.completed(id));
}

TEST(RetryDoor, IsNotForOtherWebSites) {
  RetryHouse house;
  const auto ask = [&](const std::string& fields) {
    return RawClient(house.server.port())
        .ask("GET /retry_tests HTTP/1.1\r\n" + fields + "\r\n")
        .status;
  };
  EXPECT_EQ(ask("Host: evil.example.com\r\n"), 403);
  EXPECT_EQ(ask("Host: localhost\r\nOrigin: http://evil.example.com\r\n"), 403);
  EXPECT_EQ(ask("Host: localhost\r\nOrigin: http://localhost\r\n"), 200);
  EXPECT_EQ(ask("Host: emulator:9000\r\n"), 200);
}

TEST(RetryDoor, IsNeitherRecordedNorFaulted) {
  RetryHouse house;
  const auto id = house.make(kList);
  EXPECT_EQ(house.list(id), 503);
  house.look(id);
  const auto exchanges = house.server.exchanges();
  ASSERT_EQ(exchanges.size(), 1U);
  ASSERT_EQ(exchanges[0].faults.size(), 1U);
  EXPECT_EQ(exchanges[0].faults[0].did, "answer 503");
  EXPECT_NE(exchanges[0].faults[0].rule.find("storage.buckets.list return-503"), std::string::npos);
}

}  // namespace
}  // namespace resumulator::testing_support
