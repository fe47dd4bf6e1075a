// Goal: our answers are production's, byte for byte where the recordings hold them.
// Method: every case of the production oracle that the JSON API can run, at level full. What is not
// run and what may differ is listed, with the reason, in gcs_oracle_deviations.json; a listed
// difference that is none any more fails, too.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "support/oracle.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kDeviations =
    RESUMULATOR_SOURCE_DIR "/tests/conformance/gcs_oracle_deviations.json";

/// id to reason.
using Listed = std::map<std::string, std::string>;

Listed listed(const char* list) {
  std::ifstream file(kDeviations);
  const auto document = OracleJson::parse(file);
  Listed out;
  for (const auto& entry : document[list]) {
    for (const auto& id : entry["ids"]) out[id] = entry["reason"].get<std::string>();
  }
  return out;
}

/// A case of the JSON API whose Firebase steps, if any, can be replaced.
bool is_runnable(const OracleCase& one) {
  bool any = false;
  for (const OracleJson& step : one.steps) {
    if (is_firebase(step) && !has_stand_in(step)) return false;
    any = any || !is_firebase(step);
  }
  return any && !is_firebase(one.steps.front());
}

std::vector<OracleCase> runnable_cases() {
  std::vector<OracleCase> cases;
  for (OracleCase& one : load_oracle()) {
    if (is_runnable(one)) cases.push_back(std::move(one));
  }
  return cases;
}

class GcsOracle : public testing::TestWithParam<OracleCase> {};

TEST_P(GcsOracle, AnswersAsProductionDid) {
  const Listed wanted = listed("deviations");
  std::set<std::string> differing;
  for (const OracleDifference& difference : OracleRun(GetParam()).run()) {
    differing.insert(difference.id);
    if (wanted.contains(difference.id)) continue;
    ADD_FAILURE() << difference.id << " (" << difference.source << "): " << difference.what;
  }
  for (const OracleJson& step : GetParam().steps) {
    const std::string id = oracle_id(step);
    if (!wanted.contains(id)) continue;
    EXPECT_TRUE(differing.contains(id)) << id << " is listed as a deviation and is none";
  }
}

std::string case_name(const testing::TestParamInfo<OracleCase>& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Production, GcsOracle, testing::ValuesIn(runnable_cases()), case_name);

TEST(GcsOracleList, NamesEveryEntryThatIsNotRun) {
  const Listed out_of_scope = listed("out_of_scope");
  std::set<std::string> ids;
  for (const OracleCase& one : load_oracle()) {
    for (const OracleJson& step : one.steps) {
      const std::string id = oracle_id(step);
      const bool run = is_runnable(one) && !is_firebase(step);
      ids.insert(id);
      EXPECT_NE(run, out_of_scope.contains(id)) << id;
    }
  }
  for (const auto& [id, reason] : out_of_scope) EXPECT_TRUE(ids.contains(id)) << id;
  for (const auto& [id, reason] : listed("deviations")) EXPECT_TRUE(ids.contains(id)) << id;
}

}  // namespace
}  // namespace resumulator::testing_support
