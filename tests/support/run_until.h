// Turning a loop within a test: no sleeps, and no test that hangs.
#pragma once

#include <gtest/gtest.h>

#include "loop/loop.h"
#include "loop/timer.h"

namespace sfn {

/// Turns the loop until `done()`. Fails the test after a minute.
template <typename Done>
void run_until(loop::Loop& loop, Done done) {
  bool late = false;
  loop::Timer deadline(loop);
  deadline.start(seconds(60), [&late] { late = true; });
  loop.run_until([&] { return late || done(); });
  if (late) ADD_FAILURE() << "nothing happened for a minute";
}

/// Turns the loop until all that was ready has been handled.
inline void run_what_is_ready(loop::Loop& loop) {
  // Each task comes in a turn of its own; what it finds ready there may make more ready.
  for (int turn = 0; turn < 3; ++turn) {
    bool reached = false;
    loop.post([&reached] { reached = true; });
    run_until(loop, [&reached] { return reached; });
  }
}

}  // namespace sfn
