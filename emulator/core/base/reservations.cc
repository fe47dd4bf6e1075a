#include "core/base/reservations.h"

#include <utility>

namespace resumulator {

Reservations::Reservation::Reservation(Reservation&& other) noexcept
    : of_(std::exchange(other.of_, nullptr)), name_(std::move(other.name_)) {}

Reservations::Reservation::~Reservation() {
  if (of_ != nullptr) of_->give_back(name_);
}

std::optional<Reservations::Reservation> Reservations::take(std::string_view name) {
  MutexLock hold(mutex_);
  const auto [at, taken] = held_.emplace(name);
  return taken ? std::optional(Reservation(*this, *at)) : std::nullopt;
}

void Reservations::give_back(const std::string& name) {
  MutexLock hold(mutex_);
  held_.erase(name);
}

}  // namespace resumulator
