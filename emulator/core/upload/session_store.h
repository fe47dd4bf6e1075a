// The sessions of a world: found by id, bounded in number, forgotten when their time is over.
//
// Errors   kUnavailable when Limits::sessions_max are open or the store cannot keep one more;
//          kConflict: the id a session wishes is taken.
// Threads  every call from any thread.
#pragma once

#include <functional>
#include <memory>
#include <resumulator/result.hpp>
#include <string_view>
#include <vector>

#include "core/upload/session.h"

namespace resumulator {

class World;
struct CatalogContents;

class SessionStore {
 public:
  explicit SessionStore(World& world);
  ~SessionStore();
  /// Takes over what a catalogue held; open sessions go on at their persisted offset. Once, before
  /// anything else.
  void load(const CatalogContents& contents);
  /// Opens one under the id the spec wishes, or under a new one.
  Result<std::shared_ptr<UploadSession>> create(SessionSpec spec);
  /// The session, whatever its state (ended ones are remembered for as long as they would have
  /// lived); nullptr: never existed.
  [[nodiscard]] std::shared_ptr<UploadSession> find(std::string_view id) const;
  /// The newest session of that protocol and client key, whatever its state; nullptr: none.
  [[nodiscard]] std::shared_ptr<UploadSession> find_by_key(std::string_view protocol,
                                                           std::string_view client_key) const;
  /// The session of the spec's client key if it is `usable`, else a new one: one step, so that two
  /// first requests of one upload have one session.
  Result<std::shared_ptr<UploadSession>> find_or_create(
      SessionSpec spec, const std::function<bool(UploadSession&)>& usable);
  /// Its client key names it no more (as long as this world lives).
  void forget_key(const UploadSession& session);
  [[nodiscard]] std::vector<std::shared_ptr<UploadSession>> all() const;
  /// Interrupts every request that receives. For stopping and reset.
  void interrupt_all();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace resumulator
