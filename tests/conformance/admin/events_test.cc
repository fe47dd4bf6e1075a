// Server-sent events: what happens, as it happens.
#include <gtest/gtest.h>

#include "support/fault_house.h"

namespace resumulator::testing_support {
namespace {

/// Reads up to the end of the next event that holds `part`; the text of it.
std::string next_event(RawClient& client, std::string_view part) {
  std::string text;
  for (;;) {
    text += client.take(1);
    if (!text.ends_with("\n\n")) continue;
    if (text.find(part) != std::string::npos) return text;
    text.clear();
  }
}

/// The next event that is not of the first connection: whoever was answered there may still have
/// something to tell.
std::string next_of_others(RawClient& client) {
  for (;;) {
    auto event = next_event(client, "event: ");
    if (event.find("\"conn\":1,") == std::string::npos) return event;
  }
}

RawClient listener(const GcsHouse& house, std::string_view query, const Fields& fields = {}) {
  RawClient client(house.server.port());
  client.send(house.text("GET", "/_emu/v1/events" + std::string(query), "", fields));
  EXPECT_NE(next_event(client, ": resumulator").find("text/event-stream"), std::string::npos);
  return client;
}

TEST(AdminEvents, TellOfAFaultWhileItsRequestStillRuns) {
  FaultHouse house(R"({"name":"tunnel","when":{"operation":"query"},"do":"hang"})");
  auto events = listener(house, "?kinds=fault");
  const auto session = house.open("a");
  RawClient hanging(house.server.port());
  hanging.send(house.text("PUT", session, "", {{"Content-Range", "bytes */*"}}));
  const auto event = next_event(events, "event: fault");
  EXPECT_NE(event.find("\"rule\":\"t/tunnel\""), std::string::npos) << event;
  EXPECT_FALSE(hanging.has_input());
}

TEST(AdminEvents, GoOnBehindAnId) {
  FaultHouse house(R"({"when":{"operation":"query"},"do":{"answer":503}})");
  auto events = listener(house, "");
  const auto session = house.open("a");
  EXPECT_NE(next_event(events, "event: request.start").find("id: 1\n"), std::string::npos);
  EXPECT_NE(next_event(events, "event: request.end").find("id: 7\n"), std::string::npos);
  house.ask(session);
  auto again = listener(house, "?kinds=request.end", {{"Last-Event-ID", "7"}});
  const auto end = next_event(again, "event: request.end");
  EXPECT_NE(end.find("id: 13\n"), std::string::npos) << end;
  EXPECT_NE(end.find("\"answer\":503"), std::string::npos) << end;
  EXPECT_EQ(house.request("GET", "/_emu/v1/events", {}, {{"Last-Event-ID", "x"}}).status, 400);
}

TEST(AdminEvents, TellWhatARequestLeft) {
  FaultHouse house(R"({"when":{"operation":"query"},"do":"reset"})");
  auto events = listener(house, "?kinds=session,object");
  const auto session = house.open("a");
  EXPECT_NE(next_event(events, "event: session").find("\"offset\":0"), std::string::npos);
  house.put(session, "0-2/3", "abc");
  const auto state = next_event(events, "event: session");
  EXPECT_NE(state.find("\"state\":\"complete\""), std::string::npos) << state;
  EXPECT_NE(next_event(events, "event: object").find("\"object\":\"a\""), std::string::npos);
}

TEST(AdminEvents, TellOfEachPointAsItIsPassed) {
  FaultHouse house(R"({"when":{"operation":"query"},"do":"reset"})");
  const auto session = house.open("a");
  auto events = listener(house, "?kinds=request.point,fault,request.end");
  RawClient client(house.server.port());
  auto request = house.text("PUT", session, "abc", {{"Content-Range", "bytes 0-2/3"}});
  client.send(request.substr(0, request.size() - 1));
  // Two of three bytes are there: so far it has passed only its head.
  const auto head = next_of_others(events);
  EXPECT_NE(head.find("\"operation\":\"finalize\""), std::string::npos) << head;
  EXPECT_NE(head.find("\"point\":\"headers\",\"received\":0,"), std::string::npos) << head;
  client.send(request.substr(request.size() - 1));
  for (const char* point : {"body", "stored", "answered"}) {
    const auto event = next_of_others(events);
    EXPECT_NE(event.find("\"point\":\"" + std::string(point) + "\",\"received\":3,"),
              std::string::npos)
        << event;
  }
  EXPECT_NE(next_of_others(events).find("event: request.end"), std::string::npos);
}

TEST(AdminEvents, TellThePointsBeforeTheFaultThatSitsAtThem) {
  FaultHouse house(R"({"when":{"operation":"finalize"},"at":"stored","do":"reset"})");
  const auto session = house.open("a");
  auto events = listener(house, "?kinds=request.point,fault,request.end");
  RawClient client(house.server.port());
  client.send(house.text("PUT", session, "abc", {{"Content-Range", "bytes 0-2/3"}}));
  for (const char* next : {"\"point\":\"headers\"", "\"point\":\"body\"", "\"point\":\"stored\"",
                           "event: fault", "event: request.end"}) {
    const auto event = next_of_others(events);
    EXPECT_NE(event.find(next), std::string::npos) << next << " in " << event;
  }
}

TEST(AdminEvents, AreOfPointsTheJournalKeepsTheTimesOf) {
  FaultHouse house(R"({"when":{"operation":"finalize"},"at":"body:1","do":"reset","skip":1})");
  const auto session = house.open("a");
  house.put(session, "0-2/3", "abc");
  RawClient client(house.server.port());
  client.send(house.text("PUT", house.open("b"), "abc", {{"Content-Range", "bytes 0-2/3"}}));
  static_cast<void>(client.take_all());
  const auto journal = house.request("GET", "/_emu/v1/lanes/main/journal?operation=finalize").body;
  const auto first = journal.substr(0, journal.find("\"object\":\"b\""));
  for (const char* point :
       {"\"points\":{\"headers\":", ",\"body\":", ",\"stored\":", ",\"answered\":"}) {
    EXPECT_NE(first.find(point), std::string::npos) << point << " in " << first;
  }
  const auto whole = house.exchange(2);
  ASSERT_TRUE(whole.points.body && whole.points.stored);
  EXPECT_LE(whole.started, *whole.points.body);
  EXPECT_LE(*whole.points.body, *whole.points.stored);
  EXPECT_LE(*whole.points.stored, whole.visible);
  const auto cut = house.exchange(4);
  EXPECT_EQ(cut.ending, Ending::kReset);
  EXPECT_FALSE(cut.points.body);
  EXPECT_FALSE(cut.points.stored);
}

TEST(AdminEvents, TellWhatTheAdminApiDid) {
  FaultHouse house(R"({"when":{"operation":"query"},"do":"reset"})");
  auto events = listener(house, "?kinds=clock,scenario,verdict");
  house.request("POST", "/_emu/v1/lanes/main/clock", R"({"set":"2031-01-01T00:00:00Z"})");
  EXPECT_NE(next_event(events, "event: clock").find("2031-01-01T00:00:00"), std::string::npos);
  house.request("PUT", "/_emu/v1/lanes/main/scenario", R"({"scenario":"mine","rules":[]})");
  EXPECT_NE(next_event(events, "event: scenario").find("\"mine\""), std::string::npos);
  house.request("GET", "/_emu/v1/lanes/main/verdict");
  EXPECT_NE(next_event(events, "event: verdict").find("\"outcome\":"), std::string::npos);
  house.request("DELETE", "/_emu/v1/lanes/main/scenario");
  EXPECT_NE(next_event(events, "event: scenario").find("\"name\":null"), std::string::npos);
}

TEST(AdminEvents, EndWithTheServer) {
  FaultHouse house(R"({"when":{"operation":"query"},"do":"reset"})");
  auto events = listener(house, "");
  house.server.stop();
  static_cast<void>(events.take_all());
}

}  // namespace
}  // namespace resumulator::testing_support
