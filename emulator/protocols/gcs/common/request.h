// A request of either API of Cloud Storage after routing: what the pieces both share are made from.
//
// Threads  plain value.
#pragma once

#include <memory>
#include <string>

#include "core/wire/http_message.h"
#include "core/wire/url.h"
#include "protocols/protocol.h"

namespace resumulator::gcs {

class SessionDialect;

struct Request {
  RequestHead head;  ///< a copy: a Call outlives open()
  std::shared_ptr<World> world;
  std::string method;              ///< after X-HTTP-Method-Override, where that counts
  std::string base_url;            ///< "http://host:port", what links and Location start with
  Query query;                     ///< decoded, in order; see core/wire/url.h
  std::string bucket;              ///< decoded once
  std::string object;              ///< decoded once
  CallInfo* info = nullptr;        ///< of the Call that runs this; what run() learns goes in here
  const Report* report = nullptr;  ///< how the answer tells what is stored; nullptr: as it is
  /// How the API this came by speaks of sessions; set for requests to one.
  const SessionDialect* dialect = nullptr;
};

/// The origin the client used, port included, unless the options name one. Rule gcs.route.base-url
[[nodiscard]] std::string base_url(const RequestHead& head, const Options& options);

}  // namespace resumulator::gcs
