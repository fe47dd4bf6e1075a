#include <algorithm>
#include <array>

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

// Other services of Google upload below "/upload", too.
constexpr std::array<std::string_view, 5> kOthers = {"/drive", "/youtube", "/v1", "/v1alpha",
                                                      "/v1beta"};

// Everything under a named family is ours, also what no row fits; at the root only "/b…" is.
bool is_ours(const Family& family, std::string_view rest) {
  if (family.prefix.empty()) return is_below(rest, "/b");
  return family.prefix != "/upload" ||
         std::none_of(kOthers.begin(), kOthers.end(),
                      [&](std::string_view other) { return is_below(rest, other); });
}

std::string upload_prefix(std::string_view path) {
  const auto buckets = path.find("/b/");
  if (buckets == std::string_view::npos) return std::string(path);
  const auto objects = path.find("/o", buckets + 3);
  return std::string(path.substr(0, objects == std::string_view::npos ? objects : objects + 2));
}

// One walk through pattern and path, both cut at '/' as it goes. Nothing is allocated before a row
// fits: most rows do not.
struct Capture {
  std::string_view word;
  std::string_view raw;
};
class Walk {
 public:
  // Both texts begin with '/' or are at their end.
  bool from(std::string_view pattern, std::string_view path) {
    if (pattern.empty() || path.empty()) return pattern.empty() && path.empty();
    const std::string_view word = first_segment(pattern);
    const std::string_view rest = pattern.substr(1 + word.size());
    if (!word.starts_with('{')) {
      return word == first_segment(path) && from(rest, path.substr(1 + word.size()));
    }
    const bool many = word == "{object}" || word == "{object2}";
    for (auto end = path.find('/', 1);; end = path.find('/', end + 1)) {
      end = std::min(end, path.size());
      captures_[count_++] = {word, path.substr(1, end - 1)};
      if (from(rest, path.substr(end))) return true;
      --count_;
      if (!many || end == path.size()) return false;
    }
  }
  [[nodiscard]] std::span<const Capture> captures() const {
    return std::span(captures_).first(count_);
  }

 private:
  static std::string_view first_segment(std::string_view text) {
    return text.substr(1, std::min(text.find('/', 1), text.size()) - 1);
  }

  std::array<Capture, 8> captures_;  // more words than any pattern has
  std::size_t count_ = 0;
};

std::string* slot(Match& match, std::string_view word) {
  if (word == "{bucket}") return &match.bucket;
  if (word == "{object}") return &match.object;
  if (word == "{bucket2}") return &match.second_bucket;
  if (word == "{object2}") return &match.second_object;
  return &match.tail;
}

std::optional<Match> match_one(const Route& route, std::string_view path) {
  Walk walk;
  if (!walk.from(route.pattern, path)) return std::nullopt;
  Match match;
  match.route = &route;
  for (const Capture& capture : walk.captures()) {
    auto text = percent_decode(capture.raw);
    if (!text) return std::nullopt;
    *slot(match, capture.word) = *std::move(text);
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
  for (const Route& route : routes) {
    if (!has_method(route, method)) continue;
    if (auto match = match_one(route, canonical)) return match;
  }
  other_method = other_method || std::any_of(routes.begin(), routes.end(), [&](const Route& route) {
                   return Walk().from(route.pattern, canonical);
                 });
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
