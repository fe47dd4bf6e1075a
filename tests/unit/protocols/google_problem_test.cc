// Goal: each status goes out with the word and the code that Google's APIs have for it.
#include "protocols/google_problem.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace resumulator::google_api {
namespace {

struct Row {
  int status;
  const char* word;
  int code;
};

// Rule photos.error.envelope
TEST(GoogleProblem, HasTheWordAndCodeOfItsStatus) {
  for (const Row& row :
       {Row{400, "INVALID_ARGUMENT", 3}, Row{401, "UNAUTHENTICATED", 16},
        Row{403, "PERMISSION_DENIED", 7}, Row{404, "NOT_FOUND", 5}, Row{409, "ABORTED", 10},
        Row{429, "RESOURCE_EXHAUSTED", 8}, Row{499, "CANCELLED", 1}, Row{500, "INTERNAL", 13},
        Row{501, "UNIMPLEMENTED", 12}, Row{503, "UNAVAILABLE", 14},
        Row{504, "DEADLINE_EXCEEDED", 4}, Row{507, "INTERNAL", 13}}) {
    const auto json = nlohmann::json::parse(problem_answer({row.status, "text"}, false).body);
    EXPECT_EQ(json["error"]["code"], row.status);
    EXPECT_EQ(json["error"]["status"], row.word) << row.status;
    EXPECT_EQ(rpc_code(row.status), row.code) << row.status;
    EXPECT_FALSE(json["error"].contains("errors"));
  }
}

// A status of two words: the one that is meant is given.
TEST(GoogleProblem, HasTheWordThatIsMeant) {
  const auto answer = problem_answer({409, "text", "ALREADY_EXISTS"}, false);
  EXPECT_EQ(nlohmann::json::parse(answer.body)["error"]["status"], "ALREADY_EXISTS");
}

// Rule photos.error.legacy-array: the reasons old clients look at.
TEST(GoogleProblem, HasTheReasonsOfOldClients) {
  for (const auto& [status, reason] :
       {std::pair(400, "badRequest"), std::pair(401, "authError"),
        std::pair(429, "rateLimitExceeded"), std::pair(500, "backendError")}) {
    const auto error = nlohmann::json::parse(problem_answer({status, "text"}, true).body)["error"];
    EXPECT_EQ(error["errors"][0]["reason"], reason);
    EXPECT_EQ(error["errors"][0]["domain"], "global");
    EXPECT_EQ(error["errors"][0]["message"], "text");
  }
}

}  // namespace
}  // namespace resumulator::google_api
