// Access lists as documents of this API: AccessControlList with Owner and Entries.
//
//   <Entry><Scope type='UserByEmail'><EmailAddress>a@b.c</EmailAddress></Scope>
//   <Permission>READ</Permission></Entry>
//
// Scopes   UserByEmail, GroupByEmail, UserById, GroupById, GroupByDomain, AllUsers,
//          AllAuthenticatedUsers, in any case; an e-mail address has an at sign, an id has none. A
//          project's team is a group by its id, "project-owners-NUMBER".
// Errors   400 MalformedACLError: an entry that says not whom or what, or a permission that there
//          is not for this kind. Owner is passed over: the owner stays who it is.
// Source   docs/protocols/gcs-xml.md, rules gcs.xml.sub.acl, gcs.xml.sub.acl-document
// Threads  pure functions.
#pragma once

#include <string>

#include "core/wire/xml_document.h"
#include "protocols/gcs/common/acl.h"
#include "protocols/gcs/common/errors.h"

namespace resumulator::gcs::xml {

[[nodiscard]] std::string acl_document(const AclList& list);
/// An entity that is there twice has what was said last.
[[nodiscard]] ApiResult<AclList> parse_acl_document(const XmlElement& document, AclKind kind);

}  // namespace resumulator::gcs::xml
