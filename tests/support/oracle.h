// The production oracle: recorded facts of the real service, run against our server.
//
// Data     tests/data/gcs-production-oracle.json; its README says where it comes from.
// Method   a case is one sequence, or one entry that stands alone. Each runs on a server of its
//          own: the state it asks for is brought about, every step is sent on a raw connection and
//          compared at level full: status, reason, all headers, body.
// Firebase the project's rules let one e-mail address in, beside the owner.
// Threads  one case per thread.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <resumulator/server.hpp>
#include <string>
#include <vector>

#include "support/oracle_template.h"
#include "support/raw_client.h"

namespace resumulator::testing_support {

using OracleJson = nlohmann::ordered_json;

struct OracleCase {
  std::string name;               ///< of the sequence, or the entry's id
  std::vector<OracleJson> steps;  ///< entries, in order
};

void PrintTo(const OracleCase& one, std::ostream* out);

/// Every case of the file, in its order. Throws std::runtime_error when the file cannot be read.
[[nodiscard]] std::vector<OracleCase> load_oracle();
[[nodiscard]] std::string oracle_id(const OracleJson& entry);
/// What one entry's answer has that production's had not, or the other way round.
struct OracleDifference {
  std::string id;
  std::string source;
  std::string what;
};

/// Compares one answer; binds what it captures.
[[nodiscard]] std::vector<OracleDifference> compare_answer(const OracleJson& entry,
                                                           const RawAnswer& answer,
                                                           OracleNames& names);

class OracleRun {
 public:
  explicit OracleRun(const OracleCase& subject);
  [[nodiscard]] std::vector<OracleDifference> run();

 private:
  void bring_about(const std::string& given);
  [[nodiscard]] bool bring_about_firebase(const std::string& given);
  void upload(const std::string& name, const std::string& bytes);
  void firebase_upload(const std::string& name, const std::string& bytes);
  void patch(const std::string& name, const std::string& json);
  [[nodiscard]] RawAnswer send(const OracleJson& request) const;
  [[nodiscard]] RawAnswer call(const std::string& method, const std::string& target,
                               const std::string& content_type, const std::string& body) const;

  const OracleCase& subject_;
  std::shared_ptr<ManualClock> clock_ = std::make_shared<ManualClock>();
  Server server_;
  OracleNames names_;
  int uploads_ = 0;
};

}  // namespace resumulator::testing_support
