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
  EXPECT_NE(next_event(events, "event: request.end").find("id: 3\n"), std::string::npos);
  house.ask(session);
  auto again = listener(house, "?kinds=request.end", {{"Last-Event-ID", "3"}});
  const auto end = next_event(again, "event: request.end");
  EXPECT_NE(end.find("id: 7\n"), std::string::npos) << end;
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
