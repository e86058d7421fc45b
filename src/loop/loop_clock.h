// LoopClock: the Clock of the daemon, a wall clock whose wake-ups are turns of the loop.
//
// libuv's timers follow the monotonic clock, due times the wall clock. So a timer is armed for the
// difference, and the wall clock is read again when it fires and at least once a minute: if the
// clock was set back the wake-up waits on, if it was set forward it is late by a minute at most.
// With nothing armed nothing runs.
#pragma once

#include <functional>

#include "base/clock.h"
#include "loop/loop.h"
#include "loop/timer.h"

namespace sfn::loop {

struct LoopClockOptions {
  std::function<Timestamp()> wall_clock{};  // Absent: the system's.
  milliseconds recheck_after{60'000};  // The longest time that is trusted to the monotonic clock.
};

class LoopClock : public Clock {
 public:
  explicit LoopClock(Loop& loop, LoopClockOptions options = {});

  Timestamp now() const override;
  void wake_at(Timestamp due, std::function<void()> wake) override;

 private:
  void arm();
  void look_again();

  LoopClockOptions options_;
  Timer timer_;
  Timestamp due_{};
  std::function<void()> wake_;
};

}  // namespace sfn::loop
