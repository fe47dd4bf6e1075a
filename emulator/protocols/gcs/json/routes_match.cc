#include <array>
#include <vector>

#include "core/wire/url.h"
#include "protocols/gcs/json/routes.h"

namespace resumulator::gcs::json {
namespace {

// Where a family's own part begins: "/upload/storage/v1" + "/b/…". Longer prefixes first.
struct Family {
  std::string_view prefix;
  std::string_view canonical;
};
constexpr std::array<Family, 8> kFamilies = {{{"/resumable/upload/storage/v1", "/upload"},
                                              {"/upload/storage/v1", "/upload"},
                                              {"/upload", "/upload"},
                                              {"/download/storage/v1", "/download"},
                                              {"/download", "/download"},
                                              {"/storage/v1beta2", ""},
                                              {"/storage/v1", ""},
                                              {"", ""}}};

bool is_below(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
}

// Everything under a named family is ours, also what no row fits; at the root only "/b…" is.
bool is_ours(const Family& family, std::string_view rest) {
  return !family.prefix.empty() || is_below(rest, "/b");
}

std::string upload_prefix(std::string_view path) {
  const auto buckets = path.find("/b/");
  if (buckets == std::string_view::npos) return std::string(path);
  const auto objects = path.find("/o", buckets + 3);
  return std::string(path.substr(0, objects == std::string_view::npos ? objects : objects + 2));
}

using Segments = std::vector<std::string_view>;

// One walk through pattern and path. Captures are indices into the path: [first, last).
struct Walk {
  const Segments& pattern;
  const Segments& path;
  std::vector<std::pair<std::size_t, std::size_t>> captures;

  bool from(std::size_t p, std::size_t s) {
    if (p == pattern.size()) return s == path.size();
    const std::string_view word = pattern[p];
    if (s == path.size()) return false;
    if (!word.starts_with('{')) return word == path[s] && from(p + 1, s + 1);
    const bool many = word == "{object}" || word == "{object2}";
    for (std::size_t end = s + 1; end <= (many ? path.size() : s + 1); ++end) {
      captures.emplace_back(s, end);
      if (from(p + 1, end)) return true;
      captures.pop_back();
    }
    return false;
  }
};

std::optional<std::string> decode(const Segments& path, std::pair<std::size_t, std::size_t> span) {
  std::string raw;
  for (std::size_t i = span.first; i < span.second; ++i) {
    if (i > span.first) raw += '/';
    raw += path[i];
  }
  auto text = percent_decode(raw);
  if (!text) return std::nullopt;
  return *std::move(text);
}

std::string* slot(Match& match, std::string_view word) {
  if (word == "{bucket}") return &match.bucket;
  if (word == "{object}") return &match.object;
  if (word == "{bucket2}") return &match.second_bucket;
  if (word == "{object2}") return &match.second_object;
  return &match.tail;
}

std::optional<Match> match_one(const Route& route, const Segments& path) {
  const Segments pattern = split_path(route.pattern);
  Walk walk{pattern, path, {}};
  if (!walk.from(0, 0)) return std::nullopt;
  Match match;
  match.route = &route;
  std::size_t capture = 0;
  for (const std::string_view word : pattern) {
    if (!word.starts_with('{')) continue;
    auto text = decode(path, walk.captures[capture++]);
    if (!text) return std::nullopt;
    *slot(match, word) = *std::move(text);
  }
  return match;
}

bool has_method(const Route& route, std::string_view method) {
  const std::string_view wanted = route.method;
  return wanted == "*" || wanted == method;
}

}  // namespace

std::optional<CanonicalPath> canonical_path(std::string_view path) {
  if (path == "/batch" || path == "/batch/" || path == "/batch/storage/v1") {
    return CanonicalPath{"/batch", {}, false, false};
  }
  for (const Family& family : kFamilies) {
    if (!is_below(path, family.prefix)) continue;
    std::string_view rest = path.substr(family.prefix.size());
    if (!is_ours(family, rest)) continue;
    CanonicalPath result;
    result.media = family.canonical == "/download";
    result.upload = family.canonical == "/upload";
    // The slash variants "/o/" and "/b/" are the collections.
    if (rest.size() > 1 && rest.ends_with('/') && (rest.ends_with("/o/") || rest == "/b/")) {
      rest.remove_suffix(1);
    }
    if (result.upload) result.upload_prefix = upload_prefix(path);
    result.path = std::string(family.canonical) + std::string(rest);
    return result;
  }
  return std::nullopt;
}

std::optional<Match> match_route(std::span<const Route> routes, std::string_view method,
                                 std::string_view canonical, bool& other_method) {
  const Segments path = split_path(canonical);
  for (const Route& route : routes) {
    auto match = match_one(route, path);
    if (!match) continue;
    if (has_method(route, method)) return match;
    other_method = true;
  }
  return std::nullopt;
}

std::string effective_method(const RequestHead& head) {
  if (head.method != "POST") return head.method;
  std::string wanted(head.headers.get("X-HTTP-Method-Override"));
  for (char& c : wanted) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const bool known = wanted == "PATCH" || wanted == "PUT" || wanted == "DELETE" || wanted == "GET";
  return known ? wanted : head.method;
}

}  // namespace resumulator::gcs::json
