// Goal: our answers are production's, byte for byte where the recordings hold them.
// Method: every case of the production oracle, at level full. What may differ is listed, with the
// reason, in gcs_oracle_deviations.json; a listed difference that is none any more fails, too.
// Rules of Firebase that the recordings hold it to: firebase.headers.read, firebase.headers.write,
// firebase.headers.delete, firebase.upload.answer, firebase.upload.token,
// firebase.upload.disposition, firebase.upload.type, firebase.upload.overwrite,
// firebase.upload.name, firebase.upload.bad-parts, firebase.upload.session,
// firebase.metadata.members, firebase.metadata.mints, firebase.patch.merge, firebase.patch.missing,
// firebase.delete.answer, firebase.token.create, firebase.token.delete, firebase.media.token,
// firebase.media.cache, firebase.media.headers, firebase.media.range, firebase.media.unsatisfiable,
// firebase.media.missing, firebase.media.no-token, firebase.list.members, firebase.list.prefix,
// firebase.list.max-results, firebase.access.rules
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>

#include "support/oracle.h"
#include "support/places.h"

namespace resumulator::testing_support {
namespace {

constexpr const char* kDeviations = "tests/conformance/gcs_oracle_deviations.json";

/// id to reason.
using Listed = std::map<std::string, std::string>;

Listed listed(const char* list) {
  std::ifstream file(source_path(kDeviations));
  const auto document = OracleJson::parse(file);
  Listed out;
  for (const auto& entry : document[list]) {
    for (const auto& id : entry["ids"]) out[id] = entry["reason"].get<std::string>();
  }
  return out;
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

INSTANTIATE_TEST_SUITE_P(Production, GcsOracle, testing::ValuesIn(load_oracle()), case_name);

TEST(GcsOracleList, RunsEveryEntry) {
  std::set<std::string> ids;
  for (const OracleCase& one : load_oracle()) {
    for (const OracleJson& step : one.steps) ids.insert(oracle_id(step));
  }
  EXPECT_EQ(ids.size(), 266U);
  for (const auto& [id, reason] : listed("deviations")) EXPECT_TRUE(ids.contains(id)) << id;
}

}  // namespace
}  // namespace resumulator::testing_support
