// The sessions of a world: found by id, bounded in number, forgotten when their time is over.
//
// Errors   kUnavailable when Limits::sessions_max are open or the store cannot keep one more;
//          kConflict: the id a session wishes is taken.
// Threads  every call from any thread.
#pragma once

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
  [[nodiscard]] std::vector<std::shared_ptr<UploadSession>> all() const;
  /// Interrupts every request that receives. For stopping and reset.
  void interrupt_all();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace resumulator
