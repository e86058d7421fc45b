#include "loop/loop_clock.h"

#include <algorithm>
#include <utility>

namespace sfn::loop {

LoopClock::LoopClock(Loop& loop, LoopClockOptions options)
    : options_(std::move(options)), timer_(loop) {
  if (!options_.wall_clock) options_.wall_clock = [&loop] { return loop.now(); };
}

Timestamp LoopClock::now() const { return options_.wall_clock(); }

void LoopClock::wake_at(Timestamp due, std::function<void()> wake) {
  due_ = due;
  wake_ = std::move(wake);
  if (wake_) {
    arm();
  } else {
    timer_.stop();
  }
}

void LoopClock::arm() {
  const Timestamp moment = now();
  const auto left = due_ > moment ? due_ - moment : milliseconds::zero();
  timer_.start(std::min(left, options_.recheck_after), [this] { look_again(); });
}

void LoopClock::look_again() {
  if (now() < due_) return arm();
  const auto wake = std::exchange(wake_, nullptr);
  wake();
}

}  // namespace sfn::loop
