// Names that one holder at a time may have, for what goes on one after the other.
//
// Threads    every call from any thread.
// Ownership  a Reservation must not outlive its Reservations.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/mutex.h"

namespace resumulator {

class Reservations {
 public:
  /// A name, held until this goes. Move-only.
  class Reservation {
   public:
    Reservation(Reservation&& other) noexcept;
    Reservation& operator=(Reservation&&) = delete;
    ~Reservation();

   private:
    friend class Reservations;
    Reservation(Reservations& of, std::string name) : of_(&of), name_(std::move(name)) {}
    Reservations* of_;
    std::string name_;
  };

  /// The name, or nothing while another holds it. Never waits.
  [[nodiscard]] std::optional<Reservation> take(std::string_view name);

 private:
  void give_back(const std::string& name);

  Mutex mutex_;
  std::set<std::string, std::less<>> held_ GUARDED_BY(mutex_);
};

}  // namespace resumulator
