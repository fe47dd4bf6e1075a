#include "protocols/gcs/xml/acl_document.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/strings.h"
#include "protocols/gcs/xml/errors.h"
#include "protocols/gcs/xml/xml_writer.h"

namespace resumulator::gcs::xml {
namespace {

// A kind of scope: the child that says who, and what the entity then begins with.
struct ScopeKind {
  const char* type;
  const char* child;
  std::string_view prefix;
};
constexpr std::array kScopes = std::to_array<ScopeKind>({
    {"UserByEmail", "EmailAddress", "user-"},
    {"GroupByEmail", "EmailAddress", "group-"},
    {"UserById", "ID", "user-"},
    {"GroupById", "ID", "group-"},
    {"GroupByDomain", "Domain", "domain-"},
});

bool is_address(std::string_view who) { return who.find('@') != std::string_view::npos; }

void write_scope(XmlWriter& xml, std::string_view entity) {
  if (entity == "allUsers" || entity == "allAuthenticatedUsers") {
    const bool all = entity == "allUsers";
    xml.begin("Scope", all ? " type='AllUsers'" : " type='AllAuthenticatedUsers'").end();
    return;
  }
  for (const ScopeKind& kind : kScopes) {
    if (!entity.starts_with(kind.prefix)) continue;
    const std::string_view who = entity.substr(kind.prefix.size());
    const bool by_id = std::string_view(kind.child) == "ID";
    if (kind.prefix != "domain-" && by_id == is_address(who)) continue;
    xml.begin("Scope", " type='" + std::string(kind.type) + "'").element(kind.child, who).end();
    return;
  }
  xml.begin("Scope", " type='GroupById'").element("ID", entity).end();
}

std::string_view permission(std::string_view role) {
  if (role == "OWNER") return "FULL_CONTROL";
  return role == "WRITER" ? "WRITE" : "READ";
}

ApiError malformed(std::string details) { return bad("MalformedACLError", std::move(details)); }

ApiResult<std::string> read_scope(const XmlElement& scope) {
  const std::string_view type = scope.attribute("type");
  if (iequals(type, "AllUsers")) return std::string("allUsers");
  if (iequals(type, "AllAuthenticatedUsers")) return std::string("allAuthenticatedUsers");
  for (const ScopeKind& kind : kScopes) {
    if (!iequals(type, kind.type)) continue;
    const std::string_view who = scope.get(kind.child);
    const bool by_mail = std::string_view(kind.child) == "EmailAddress";
    if (who.empty() || (by_mail && !is_address(who))) {
      return malformed("A scope " + std::string(kind.type) + " needs its " + kind.child + ".");
    }
    const bool team = std::string_view(kind.type) == "GroupById" && who.starts_with("project-");
    return (team ? std::string() : std::string(kind.prefix)) + std::string(who);
  }
  return malformed("There is no scope '" + std::string(type) + "'.");
}

ApiResult<std::string> read_role(std::string_view permission, AclKind kind) {
  if (permission == "FULL_CONTROL") return std::string("OWNER");
  if (permission == "READ") return std::string("READER");
  if (permission == "WRITE" && kind == AclKind::kBucket) return std::string("WRITER");
  return malformed("There is no permission '" + std::string(permission) + "' here.");
}

ApiResult<AclEntry> read_entry(const XmlElement& entry, AclKind kind) {
  const XmlElement* scope = entry.find("Scope");
  if (entry.name != "Entry" || scope == nullptr) {
    return malformed("Every entry has a scope and a permission.");
  }
  const auto entity = read_scope(*scope);
  if (!entity) return entity.error();
  const auto role = read_role(entry.get("Permission"), kind);
  if (!role) return role.error();
  return AclEntry{*entity, *role};
}

}  // namespace

std::string acl_document(const AclList& list) {
  XmlWriter xml;
  xml.begin("AccessControlList");
  xml.begin("Owner").element("ID", kOwnerEntity).end();
  xml.begin("Entries");
  for (const AclEntry& entry : list) {
    xml.begin("Entry");
    write_scope(xml, entry.entity);
    xml.element("Permission", permission(entry.role)).end();
  }
  return xml.end().end().take();
}

ApiResult<AclList> parse_acl_document(const XmlElement& document, AclKind kind) {
  const XmlElement* entries = document.find("Entries");
  if (entries == nullptr) return malformed("The list has no entries.");
  AclList list;
  for (const XmlElement& element : entries->children) {
    const auto entry = read_entry(element, kind);
    if (!entry) return entry.error();
    const auto there = std::find_if(list.begin(), list.end(), [&](const AclEntry& known) {
      return known.entity == entry->entity;
    });
    if (there == list.end()) {
      list.push_back(*entry);
    } else {
      there->role = entry->role;
    }
  }
  return list;
}

}  // namespace resumulator::gcs::xml
