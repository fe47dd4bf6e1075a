#include "core/wire/http_message.h"

#include <gtest/gtest.h>

namespace resumulator {
namespace {

TEST(Headers, NamesAreFoundWhateverTheirCase) {
  const Headers headers{{"X-Goog-Hash", "crc32c=AAAAAA=="}, {"x-goog-hash", "md5=x"}};
  EXPECT_EQ(headers.get("X-GOOG-HASH"), "crc32c=AAAAAA==");
  EXPECT_EQ(headers.all("x-goog-hash"),
            (std::vector<std::string_view>{"crc32c=AAAAAA==", "md5=x"}));
  EXPECT_EQ(headers.find("x-goog"), nullptr);
  EXPECT_EQ(headers.get("Range"), "");
  EXPECT_FALSE(headers.has("Range"));
}

TEST(Headers, SetReplacesEveryFieldOfTheNameInThePlaceOfTheFirst) {
  Headers headers{{"A", "1"}, {"Vary", "x"}, {"B", "2"}, {"vary", "y"}};
  headers.set("VARY", "z");
  headers.set("C", "3");
  const std::vector<Headers::Field> expected = {{"A", "1"}, {"Vary", "z"}, {"B", "2"}, {"C", "3"}};
  EXPECT_EQ(headers.fields(), expected);
}

TEST(Headers, RemoveTakesEveryFieldOfTheName) {
  Headers headers{{"A", "1"}, {"a", "2"}, {"B", "3"}};
  headers.remove("A");
  EXPECT_EQ(headers.size(), 1U);
  headers.remove("missing");
  EXPECT_EQ(headers.get("B"), "3");
}

TEST(RequestHead, PathAndQueryAreTheTwoSidesOfTheFirstQuestionMark) {
  RequestHead head;
  head.target = "/b/x%3F?a=1?2";
  EXPECT_EQ(head.path(), "/b/x%3F");
  EXPECT_EQ(head.query(), "a=1?2");
  head.target = "/b";
  EXPECT_EQ(head.path(), "/b");
  EXPECT_EQ(head.query(), "");
}

TEST(ReasonPhrase, IsTheOneOfTheServiceNotOfTheStandard) {  // gcs.headers.*
  EXPECT_EQ(reason_phrase(308), "Resume Incomplete");
  EXPECT_EQ(reason_phrase(499), "Client Closed Request");
  EXPECT_EQ(reason_phrase(416), "Requested Range Not Satisfiable");
  EXPECT_EQ(reason_phrase(413), "Payload Too Large");
  EXPECT_EQ(reason_phrase(200), "OK");
}

TEST(ReasonPhrase, HasAWordForEveryNumber) {
  for (int status = -1; status < 700; ++status) EXPECT_FALSE(reason_phrase(status).empty());
  EXPECT_EQ(reason_phrase(299), "OK");
  EXPECT_EQ(reason_phrase(599), "Server Error");
}

}  // namespace
}  // namespace resumulator
