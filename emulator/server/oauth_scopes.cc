#include "server/oauth_scopes.h"

#include "protocols/google_oauth/tokens.h"

namespace resumulator {

std::string_view oauth_scopes() { return google_oauth::all_scopes(); }

}  // namespace resumulator
