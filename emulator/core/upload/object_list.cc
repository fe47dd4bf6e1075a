#include "core/upload/object_list.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/wire/glob.h"

namespace resumulator {
namespace {

/// The first string behind all that start with `prefix`; empty: there is none.
std::string behind_prefix(std::string_view prefix) {
  std::string next(prefix);
  while (!next.empty() && static_cast<unsigned char>(next.back()) == 0xFF) next.pop_back();
  if (!next.empty()) next.back() = static_cast<char>(static_cast<unsigned char>(next.back()) + 1);
  return next;
}

class Lister {
 public:
  Lister(const NameMap& names, const ListQuery& query, std::optional<Glob> glob, TimePoint now)
      : names_(names),
        query_(query),
        glob_(std::move(glob)),
        glob_prefix_(glob_ ? glob_->literal_prefix() : std::string()),
        now_(now) {}

  [[nodiscard]] ListPage run() {
    NameMap::const_iterator at = begin();
    while (at != names_.end() && inside(at->first)) {
      const std::string_view group = common_prefix(at->first);
      if (group.empty()) {
        if (!add_versions(at->first, at->second)) break;
        ++at;
      } else {
        const std::string prefix(group);
        if (!add_group(prefix, at)) break;
        at = jump(prefix);
      }
    }
    return std::move(page_);
  }

 private:
  [[nodiscard]] NameMap::const_iterator jump(const std::string& prefix) const {
    const std::string next = behind_prefix(prefix);
    return next.empty() ? names_.end() : names_.lower_bound(next);
  }

  [[nodiscard]] NameMap::const_iterator begin() const {
    const auto first =
        names_.lower_bound(std::max({query_.prefix, query_.start_offset, glob_prefix_}));
    if (query_.after.empty()) return first;
    const auto next = behind(query_.after);
    if (first == names_.end() || next == names_.end()) return names_.end();
    return first->first < next->first ? next : first;
  }

  /// Where a listing goes on after it has shown `last`: a name, or a common prefix.
  [[nodiscard]] NameMap::const_iterator behind(const std::string& last) const {
    const std::string_view group = common_prefix(last);
    if (!group.empty()) return jump(std::string(group));
    return query_.after_generation ? names_.lower_bound(last) : names_.upper_bound(last);
  }

  [[nodiscard]] bool inside(std::string_view name) const {
    if (!query_.end_offset.empty() && name >= query_.end_offset) return false;
    // A name or common prefix that the glob matches starts with what the glob starts with.
    return name.starts_with(query_.prefix) && name.starts_with(glob_prefix_);
  }

  /// What the delimiter makes of this name: the prefix it is shown under, or empty: itself.
  [[nodiscard]] std::string_view common_prefix(std::string_view name) const {
    if (query_.delimiter.empty() || name.size() < query_.prefix.size()) return {};
    const std::size_t at = name.find(query_.delimiter, query_.prefix.size());
    return at == std::string_view::npos ? std::string_view()
                                        : name.substr(0, at + query_.delimiter.size());
  }

  [[nodiscard]] bool fits_glob(std::string_view text) const {
    return !glob_ || glob_->matches(text);
  }

  /// The versions of a name this listing shows, oldest first.
  [[nodiscard]] std::vector<ObjectPtr> visible(const NamedObject& object) const {
    std::vector<ObjectPtr> shown;
    if (query_.soft_deleted) {
      std::copy_if(object.soft_deleted.begin(), object.soft_deleted.end(),
                   std::back_inserter(shown),
                   [&](const ObjectPtr& version) { return version->hard_delete_at > now_; });
      return shown;
    }
    if (query_.versions) shown = object.older;
    if (object.live) shown.push_back(object.live);
    return shown;
  }

  [[nodiscard]] bool is_visible(const NamedObject& object) const {
    if (query_.soft_deleted) return !visible(object).empty();
    return object.live || (query_.versions && !object.older.empty());
  }

  [[nodiscard]] bool full(std::size_t more = 1) const {
    const std::size_t used = page_.items.size() + page_.prefixes.size();
    return used > 0 && used + more > query_.max_results;
  }

  /// False: the page is full and something is left.
  [[nodiscard]] bool end_page() {
    page_.next_after = last_;
    if (query_.versions || query_.soft_deleted) page_.next_after_generation = last_generation_;
    return false;
  }

  [[nodiscard]] bool add_versions(const std::string& name, const NamedObject& object) {
    if (!is_visible(object) || !fits_glob(name)) return true;
    for (ObjectPtr& version : visible(object)) {
      const bool before = name == query_.after && query_.after_generation &&
                          version->generation <= *query_.after_generation;
      if (before) continue;
      if (full()) return end_page();
      last_ = name;
      last_generation_ = version->generation;
      page_.items.push_back(std::move(version));
    }
    return true;
  }

  /// One common prefix, where at least one visible name lies below it. A folder marker that is
  /// shown beside it stays on its page, so a page of one holds two then: there is no name to go on
  /// at between them.
  [[nodiscard]] bool add_group(const std::string& prefix, NameMap::const_iterator at) {
    if (!fits_glob(prefix)) return true;
    const auto end = jump(prefix);
    const auto beyond = [&](const std::string& name) { return !inside(name); };
    while (at != end && !beyond(at->first) && !is_visible(at->second)) ++at;
    if (at == end || beyond(at->first)) return true;

    const auto own = query_.include_trailing_delimiter ? names_.find(prefix) : names_.end();
    std::vector<ObjectPtr> items;
    if (own != names_.end() && own->first >= query_.start_offset) items = visible(own->second);
    if (full(1 + items.size())) return end_page();
    last_ = prefix;
    last_generation_.reset();
    page_.prefixes.push_back(prefix);
    std::move(items.begin(), items.end(), std::back_inserter(page_.items));
    return true;
  }

  const NameMap& names_;
  const ListQuery& query_;
  const std::optional<Glob> glob_;
  const std::string glob_prefix_;
  const TimePoint now_;
  ListPage page_;
  std::string last_;
  std::optional<std::uint64_t> last_generation_;
};

}  // namespace

Result<ListPage> list_names(const NameMap& names, const ListQuery& query, TimePoint now) {
  std::optional<Glob> glob;
  if (!query.match_glob.empty()) {
    Result<Glob> parsed = Glob::parse(query.match_glob);
    if (!parsed) return Unexpected(std::move(parsed).error());
    glob = std::move(*parsed);
  }
  if (query.max_results == 0) return ListPage{};
  return Lister(names, query, std::move(glob), now).run();
}

Result<ListPage> ObjectStore::list(std::string_view bucket, const ListQuery& query) const {
  MutexLock hold(state_->mutex);
  Result<BucketState*> found = state_->find_bucket(bucket);
  if (!found) return Unexpected(std::move(found).error());
  return list_names((*found)->names, query, state_->clock.now());
}

}  // namespace resumulator
