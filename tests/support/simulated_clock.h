// SimulatedClock: time that stands still until a test moves it.
#pragma once

#include <functional>
#include <optional>

#include "base/clock.h"

namespace sfn::support {

class SimulatedClock : public Clock {
 public:
  explicit SimulatedClock(Timestamp now = from_epoch_ms(1'700'000'000'000)) : now_(now) {}

  Timestamp now() const override { return now_ += per_look_; }
  void wake_at(Timestamp due, std::function<void()> wake) override;

  /// When somebody wants to be woken next.
  std::optional<Timestamp> next_wake() const;

  /// Sets the time, back too, and wakes nobody.
  void set(Timestamp now) { now_ = now; }

  /// From now on so much time passes whenever somebody looks at the clock.
  void pass_at_each_look(milliseconds time) { per_look_ = time; }

  /// Runs the wake-up if it is due. False where there is none.
  bool wake_due();

 private:
  mutable Timestamp now_;
  milliseconds per_look_{0};
  Timestamp due_{};
  std::function<void()> wake_;
};

}  // namespace sfn::support
