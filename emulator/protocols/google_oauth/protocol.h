// Google's OAuth endpoints for local use: tokens that are refreshed, revoked and looked at, and a
// consent that is always given.
//
// Source   docs/protocols/google-oauth.md, rules oauth.*
#pragma once

#include <resumulator/options.hpp>

#include "protocols/protocol.h"

namespace resumulator::google_oauth {

[[nodiscard]] Protocol make_google_oauth_protocol(const Options& options);

}  // namespace resumulator::google_oauth
