// Operations on objects: metadata, bytes, tokens, lists.
//
// Source   docs/protocols/firebase-storage.md
// Threads  any.
#pragma once

#include <memory>
#include <string>

#include "core/wire/url.h"
#include "protocols/gcs/firebase/access.h"
#include "protocols/gcs/firebase/answers.h"
#include "protocols/protocol.h"

namespace resumulator::gcs::firebase {

struct Request {
  RequestHead head;  ///< a copy: a Call outlives open()
  std::shared_ptr<World> world;
  Query query;
  std::string method;  ///< after X-HTTP-Method-Override
  std::string bucket;
  std::string object;
  std::string body;  ///< JSON, read before the operation runs
  Caller caller;
  CallInfo* info = nullptr;
  const Report* report = nullptr;
};
using Operate = Response (*)(const Request& request);

[[nodiscard]] Response get_metadata(const Request& request);
[[nodiscard]] Response get_media(const Request& request);
[[nodiscard]] Response patch_metadata(const Request& request);
[[nodiscard]] Response delete_object(const Request& request);
[[nodiscard]] Response change_tokens(const Request& request);
[[nodiscard]] Response list_objects(const Request& request);

}  // namespace resumulator::gcs::firebase
