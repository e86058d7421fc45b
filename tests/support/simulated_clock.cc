#include "support/simulated_clock.h"

#include <utility>

namespace sfn::support {

void SimulatedClock::wake_at(Timestamp due, std::function<void()> wake) {
  due_ = due;
  wake_ = std::move(wake);
}

std::optional<Timestamp> SimulatedClock::next_wake() const {
  if (!wake_) return std::nullopt;
  return due_;
}

bool SimulatedClock::wake_due() {
  if (!wake_ || due_ > now_) return false;
  std::exchange(wake_, nullptr)();
  return true;
}

}  // namespace sfn::support
