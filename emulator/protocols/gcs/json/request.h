// A JSON API request after routing: the shape every operation of this folder is made from.
//
// Source   docs/protocols/gcs-json.md, rules gcs.route.*
#pragma once

#include <memory>
#include <string>

#include "protocols/gcs/common/request.h"

namespace resumulator::gcs::json {

struct Request : gcs::Request {
  std::string upload_prefix;  ///< upload paths: the path as sent up to "/o", for Location
  std::string second_bucket;  ///< copyTo, rewriteTo: destination
  std::string second_object;  ///< copyTo, rewriteTo, moveTo: destination
  std::string tail;           ///< entity of an ACL path, notification id, access id …, decoded
  bool media_path = false;    ///< came by /download/… : alt=media is implied only when asked for
};

using MakeCall = std::unique_ptr<Call> (*)(Request request);

/// One row of the route table (routes.cc, readable as documentation).
/// Pattern words: {bucket} {object} {bucket2} {object2} {tail}; {object} takes everything up to a
/// known verb suffix.
struct Route {
  const char* method;   ///< "GET"; "*" any
  const char* pattern;  ///< "/b/{bucket}/o/{object}/compose", below the family prefix
  MakeCall make;
};

}  // namespace resumulator::gcs::json
