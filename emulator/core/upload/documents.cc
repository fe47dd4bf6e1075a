#include <functional>
#include <map>
#include <utility>

#include "core/base/mutex.h"
#include "core/upload/catalog.h"
#include "core/upload/world.h"

namespace resumulator {

struct Documents::State {
  explicit State(Catalog& to) : catalog(to) {}

  Catalog& catalog;
  // Held across the write: what is in memory and what is kept never differ in order.
  mutable Mutex mutex;
  std::map<std::string, std::string, std::less<>> by_key GUARDED_BY(mutex);
};

Documents::Documents(Catalog& catalog) : state_(std::make_unique<State>(catalog)) {}
Documents::~Documents() = default;

void Documents::load(const CatalogContents& contents) {
  MutexLock hold(state_->mutex);
  state_->by_key.insert(contents.documents.begin(), contents.documents.end());
}

Result<void> Documents::put(std::string_view key, std::string_view json) {
  MutexLock hold(state_->mutex);
  CatalogChange change;
  change.put_documents.emplace_back(key, json);
  Result<void> written = state_->catalog.apply(change);
  if (written) state_->by_key.insert_or_assign(std::string(key), std::string(json));
  return written;
}

Result<bool> Documents::erase(std::string_view key) {
  MutexLock hold(state_->mutex);
  const auto found = state_->by_key.find(key);
  if (found == state_->by_key.end()) return false;
  CatalogChange change;
  change.drop_documents.push_back(found->first);
  if (Result<void> written = state_->catalog.apply(change); !written) {
    return Unexpected(written.error());
  }
  state_->by_key.erase(found);
  return true;
}

Result<void> Documents::erase_below(std::string_view prefix) {
  MutexLock hold(state_->mutex);
  CatalogChange change;
  const auto from = state_->by_key.lower_bound(prefix);
  auto to = from;
  for (; to != state_->by_key.end() && to->first.starts_with(prefix); ++to) {
    change.drop_documents.push_back(to->first);
  }
  if (from == to) return {};
  Result<void> written = state_->catalog.apply(change);
  if (written) state_->by_key.erase(from, to);
  return written;
}

std::optional<std::string> Documents::get(std::string_view key) const {
  MutexLock hold(state_->mutex);
  const auto found = state_->by_key.find(key);
  if (found == state_->by_key.end()) return std::nullopt;
  return found->second;
}

std::vector<std::pair<std::string, std::string>> Documents::below(std::string_view prefix) const {
  MutexLock hold(state_->mutex);
  std::vector<std::pair<std::string, std::string>> found;
  for (auto at = state_->by_key.lower_bound(prefix);
       at != state_->by_key.end() && at->first.starts_with(prefix); ++at) {
    found.emplace_back(at->first, at->second);
  }
  return found;
}

struct Documents::Edit::State {
  const std::map<std::string, std::string, std::less<>>& kept;
  std::map<std::string, std::optional<std::string>, std::less<>> changed;  // empty: erased
};

std::optional<std::string> Documents::Edit::get(std::string_view key) const {
  if (const auto changed = state_.changed.find(key); changed != state_.changed.end()) {
    return changed->second;
  }
  const auto kept = state_.kept.find(key);
  return kept == state_.kept.end() ? std::nullopt : std::optional(kept->second);
}

void Documents::Edit::put(std::string_view key, std::string json) {
  state_.changed.insert_or_assign(std::string(key), std::move(json));
}

void Documents::Edit::erase(std::string_view key) {
  state_.changed.insert_or_assign(std::string(key), std::nullopt);
}

Result<void> Documents::edit(const std::function<Result<void>(Edit&)>& change) {
  MutexLock hold(state_->mutex);
  Edit::State work{state_->by_key, {}};
  Edit edit(work);
  if (Result<void> done = change(edit); !done) return done;
  CatalogChange written;
  for (const auto& [key, json] : work.changed) {
    if (json) {
      written.put_documents.emplace_back(key, *json);
    } else {
      written.drop_documents.push_back(key);
    }
  }
  if (work.changed.empty()) return {};
  if (Result<void> kept = state_->catalog.apply(written); !kept) return kept;
  for (auto& [key, json] : work.changed) {
    if (json) {
      state_->by_key.insert_or_assign(key, *std::move(json));
    } else {
      state_->by_key.erase(key);
    }
  }
  return {};
}

}  // namespace resumulator
