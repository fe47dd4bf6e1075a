// POST /token: a grant for tokens.
//
// Errors   as the client gets them: {"error": …, "error_description": …}.
// Source   RFC 6749 5; docs/protocols/google-oauth.md, rules oauth.token.*
// Threads  any.
#pragma once

#include "core/upload/world.h"
#include "core/wire/http_message.h"
#include "core/wire/url.h"

namespace resumulator::google_oauth {

/// `form`: the decoded body.
[[nodiscard]] Response answer_token_request(World& world, const Query& form);
[[nodiscard]] Response oauth_error(int status, std::string_view error,
                                   std::string_view description);
/// 200 with the members in their order.
[[nodiscard]] Response oauth_json(int status, std::string body);

}  // namespace resumulator::google_oauth
